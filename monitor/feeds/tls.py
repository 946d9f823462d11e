"""By which rules of TLS a server is to prove who it is, and those by which it may be anybody."""

import ssl
import sys
from functools import cache

_IS_STRICT = sys.version_info >= (3, 13)
"""Whether Python asks more of a certificate than browsers and curl do: RFC 5280 to the letter, which those of the boxes
that look into an office's TLS do not follow (their root has no key identifier), so that nothing would come there."""
_LEGACY_SERVERS = 0x4
"""SSL_OP_LEGACY_SERVER_CONNECT of OpenSSL, which Python has a name for from 3.12 on: servers without RFC 5746."""


@cache
def checked() -> ssl.SSLContext | bool:
    """The rules for all servers: a chain of certificates to one that this computer trusts, in time, and for this name.
    True where those of aiohttp are these already."""
    if not _IS_STRICT:
        return True
    context = ssl.create_default_context()
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.set_alpn_protocols(["http/1.1"])
    return context


@cache
def unchecked() -> ssl.SSLContext:
    """The rules by which a server may be anybody, and its TLS as old as OpenSSL knows it: browsers go on to such a site
    where their reader says so."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.options |= _LEGACY_SERVERS
    context.set_alpn_protocols(["http/1.1"])
    return context

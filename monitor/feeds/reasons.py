"""Why a request failed, as a sentence for its reader: what aiohttp, a proxy or the operating system reports."""

import os
import re
import socket
import ssl
import sys
from pathlib import Path

import aiohttp
from yarl import URL

from monitor import text
from monitor.feeds.answer import LongBody, LongHead, Unsound
from monitor.feeds.http import Fault, Inside, Late, lack, shown, unreachable
from monitor.feeds.resolver import Refused
from monitor.model import Limits

_OF_PROXIES = (400, 401, 403)
"""What proxies answer themselves, beside 500 and more."""
_NO_WAY, _NO_WAY_BY_SOCKS = (502, 503, 504), (3, 4)
"""What proxies answer where they do not find one server, or none for want of a network of their own: the others that
are asked beside it tell (RFC 9110, 15.6; RFC 1928, 6)."""
_OF_DATES = (9, 10)
"""What OpenSSL calls a certificate that is not yet valid, and one that is no more (X509_V_ERR_CERT_…)."""
_OF_ISSUERS = (19, 20, 21)
"""What it calls one of which it does not know who has vouched for it."""
_OF_GAPS = _OF_ISSUERS[1:]
"""Of these, what it calls one whose voucher is not there at all."""
_TOO_MUCH = re.compile(r"Got more than [0-9]+ bytes |Too many headers\b")
"""How aiohttp begins to tell of headers that are too long or too many; what it says of others repeats the server."""
PROXY_IS_SHUT = "the proxy wants a name and a password, or others than it was given"


def of_request(error: Exception, url: URL, limits: Limits) -> Fault:
    """The sentence for what aiohttp or the operating system reports."""
    host = shown(url)
    if type(error) is aiohttp.ClientOSError and isinstance(error.__cause__, ssl.SSLError):
        error = error.__cause__  # as it comes through a SOCKS proxy
    match error:
        case aiohttp.ClientConnectorDNSError(os_error=Refused()):
            return Inside()
        case aiohttp.ClientConnectorDNSError(os_error=cause) if lacking := lack(cause):
            return lacking
        case aiohttp.ClientConnectorDNSError(os_error=cause):
            unknown = getattr(cause, "errno", None) != socket.EAI_AGAIN
            return Fault(f"the name {host} does not exist, or there is no network", offline=True, unknown=unknown)
        case aiohttp.ClientConnectorCertificateError(certificate_error=ssl.SSLCertVerificationError() as problem):
            return _not_valid(problem)
        case ssl.SSLCertVerificationError():
            return _not_valid(error)
        case ssl.SSLError():
            return _not_secure(error)
        case aiohttp.ServerTimeoutError():
            return Late(f"no connection to {host} within {limits.connect:g} s", silent=True)
        case aiohttp.ClientConnectorError(os_error=cause):
            return unreachable(cause, host, url.port)
        case aiohttp.ServerDisconnectedError():
            return Fault("the server hung up without an answer", silent=True)
        case Unsound():
            return Fault("from some point on, what it answered is not HTTP")
        case aiohttp.ClientPayloadError():
            return Fault("the answer broke off before its end")
        case LongBody():
            return Fault(f"it sent more than {limits.download / 1_000_000:g} MB")
        case LongHead():
            return Fault(f"it sent more than {limits.headers / 1000:g} KB of headers")
        case aiohttp.ClientResponseError(message=said) if _TOO_MUCH.match(said):
            return Fault(f"it sent more than {limits.headers / 1000:g} KB of headers, one too long, or too many")
        case aiohttp.ClientResponseError():
            return Fault("what it answered is not HTTP")
        case ValueError():
            return Fault("its address is not a valid one")
        case OSError():
            return unreachable(error, host, url.port)
    return Fault(f"the request failed: {text.line(str(error))[:200] or type(error).__name__}")


def _not_secure(error: ssl.SSLError) -> Fault:
    """With what OpenSSL calls it, which tells an old server from one that speaks no TLS at all."""
    reason = getattr(getattr(error, "os_error", error), "reason", None)
    called = f" ({text.line(reason).replace('_', ' ').lower()})" if isinstance(reason, str) and reason else ""
    return Fault(f"no secure connection could be made: its TLS is broken, or it speaks none{called}", silent=True)


def _not_valid(problem: ssl.SSLCertVerificationError) -> Fault:
    if problem.verify_code in _OF_ISSUERS and not _knows_issuers():
        remedy = "run “Install Certificates.command” in the Python folder of Applications"
        remedy = remedy if sys.platform == "darwin" else "install the package ca-certificates"
        return Fault(f"Python has no certificates here to check that of a server by: {remedy}", here=True)
    said = text.line(problem.verify_message)
    if problem.verify_code in _OF_DATES:
        said += ", or the clock of this computer is wrong"
    elif problem.verify_code in _OF_GAPS:
        said += ", as where a server leaves out one that browsers find by themselves"
    return Fault(f"its TLS certificate is not valid: {said}", silent=True)


def _knows_issuers() -> bool:
    """Whether this computer has the certificates of those who vouch for others: Python from python.org comes to a Mac
    without them, and so do small containers."""
    kept = ssl.get_default_verify_paths()
    # OpenSSL takes several folders, Python's own answer none but one.
    folders = os.environ.get(kept.openssl_capath_env, kept.openssl_capath).split(os.pathsep)
    return kept.cafile is not None or any(map(_may_have_some, filter(os.path.isdir, folders)))


def _may_have_some(folder: str) -> bool:
    # What is looked up by name need not be listed.
    return not os.access(folder, os.R_OK) or any(Path(folder).iterdir())


def of_proxy(error: Exception, url: URL, proxy: URL) -> Fault | None:
    """The sentence for what a proxy is to blame for, or this machine before it is asked; None for all else. No name
    and password are repeated."""
    named = f"the proxy {shown(proxy)}:{proxy.port}"
    # As it comes through aiohttp, and through a SOCKS proxy.
    if lacking := lack(error) or lack(error.__cause__):
        return lacking
    match error:
        case aiohttp.ClientConnectorDNSError() | aiohttp.ClientProxyConnectionError() | aiohttp.ServerTimeoutError():
            return Fault(f"{named} cannot be reached", offline=True)
        case aiohttp.ClientSSLError() if error.host == proxy.host:
            return Fault(f"{named} has no valid TLS certificate, or speaks no TLS", offline=True)
        case aiohttp.ClientHttpProxyError(status=407):
            return Fault(PROXY_IS_SHUT, offline=True)
        case aiohttp.ClientHttpProxyError():
            is_lost = error.status in _NO_WAY
            said = f"{named} answered {error.status} when it was asked for {shown(url)}"
            return Fault(said, offline=is_lost, unknown=is_lost)
    # The errors of aiohttp-socks, which is imported only where it is used.
    match type(error).__name__:
        case "ProxyConnectionError" | "ProxyTimeoutError":
            return Fault(f"{named} cannot be reached, or does not answer", offline=True)
        case "ProxyError":
            said, code = text.line(str(error))[:100], getattr(error, "error_code", None)
            is_lost = code in _NO_WAY_BY_SOCKS
            said = f"{named} gave no connection to {shown(url)}: {said}"
            return Fault(said, offline=code is None or is_lost, unknown=is_lost)
    return None


def doubt_of(status: int, proxy: URL) -> str:
    """What a sentence adds for a status that a proxy gives by itself too, where it cannot reach the server or may not;
    "" for one that only a server gives."""
    is_either = status in _OF_PROXIES or status >= 500
    return f", unless it was the proxy {shown(proxy)}:{proxy.port} that answered so" if is_either else ""

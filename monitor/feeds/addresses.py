"""Which network addresses belong to the public internet, and looking names up without holding up the program's end."""

import asyncio
import contextlib
import errno
import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

# One row of socket.getaddrinfo.
Info = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[Any, ...]]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Site-local addresses, the local NAT64 prefix, and IPv4 in the notation that came before ::ffff:127.0.0.1.
_INSIDE = tuple(map(ipaddress.IPv6Network, ("fec0::/10", "64:ff9b:1::/48", "::/96")))
_STAND_INS = ipaddress.ip_network("198.18.0.0/15")
"""Set aside for trials of routers (RFC 2544). Where a VPN looks names up at its far end (Clash, sing-box, Surge do so
by default: fake IP), each name has an address of these here, by which the VPN knows it again."""
_LOCAL = (".local", ".internal", ".home.arpa", ".lan")


@lru_cache(maxsize=1000)
def is_public(address: str) -> bool:
    """Whether a numeric IPv4 or IPv6 address is on the public internet: not private, loopback or link-local."""
    found = _parsed(address)
    if isinstance(found, ipaddress.IPv6Address):
        if any(found in network for network in _INSIDE):
            return False
        found = _embedded(found) or found
    return found is not None and found.is_global and not found.is_multicast


def leads_out(name: str, address: str) -> bool:
    """Whether an address that was found for a name leads out to the public internet: it is there, or is one of those
    that stand for names in a VPN, of which, as behind a proxy, all but local ones count as public."""
    found = _parsed(address)
    return is_public(address) or (found is not None and found in _STAND_INS and not is_local_name(name))


def is_here(address: str) -> bool:
    """Whether a numeric address leads to this computer itself, as the unspecified one does too on Linux and macOS."""
    found = _parsed(address)
    return found is not None and (found.is_loopback or found.is_unspecified)


@lru_cache(maxsize=1000)
def is_numeric(host: str) -> bool:
    """Whether a host is an address in its usual notation and not a name."""
    return _parsed(host) is not None


def plain(host: str) -> str:
    """A host in the one spelling in which it is compared: small letters, and no dot at its end."""
    return host.rstrip(".").lower()


def is_inside(host: str) -> bool:
    """Whether a host says by itself, without being looked up, that it is not on the public internet: this machine's
    own name, or an address that is none there, in whatever notation: 127.1 and 2130706433 are 127.0.0.1."""
    name = plain(host)
    if name == "localhost" or name.endswith(".localhost"):
        return True
    if is_numeric(name):
        return not is_public(name)
    try:
        return not is_public(socket.inet_ntoa(socket.inet_aton(name)))
    except (OSError, ValueError):
        return False


def is_local_name(host: str) -> bool:
    """Whether a name is one that only the private networks know, as far as can be told without looking it up."""
    name = plain(host)
    return is_inside(name) or (not is_numeric(name) and "." not in name) or name.endswith(_LOCAL)


def _parsed(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0].strip("[]"))
    except ValueError:
        return None


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a mapped, 6to4 or NAT64 address leads to."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


async def look_up(host: str, port: int, family: socket.AddressFamily) -> Sequence[Info]:
    """What getaddrinfo says of a name. Raises OSError (socket.gaierror; EAGAIN where no thread is to be had), or
    ValueError for a name that cannot be one.

    Each look-up has a daemon thread of its own: a dead name server stops neither the look-ups of other hosts, as it
    would in a small pool, nor the end of the program, which waits for a pool's threads.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[Sequence[Info]] = loop.create_future()

    def settle(tell: Callable[[], None]) -> None:
        if not found.done():
            tell()

    def work() -> None:
        # A machine whose only address is loopback must still find itself.
        flags = 0 if host.endswith("localhost") else socket.AI_ADDRCONFIG
        try:
            infos = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, flags)
            tell = partial(found.set_result, infos)
        except (OSError, ValueError) as error:
            tell = partial(found.set_exception, error)
        with contextlib.suppress(RuntimeError):  # The loop has ended meanwhile and nobody waits.
            loop.call_soon_threadsafe(settle, tell)

    try:
        threading.Thread(target=work, name=f"look up {host}", daemon=True).start()
    except RuntimeError as problem:
        raise OSError(errno.EAGAIN, str(problem)) from problem
    return await found

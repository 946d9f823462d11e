"""Which proxy an address is asked through: the config's, else the environment's, read as most programs read it."""

import contextlib
import ipaddress
import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass

from yarl import URL

from monitor.feeds.addresses import plain
from monitor.feeds.http import Fault

SOCKS = ("socks4", "socks4a", "socks5", "socks5h")
_KNOWN = ("http", "https", *SOCKS)
_SOCKS_PORT = 1080


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies for http and https, empty for none, and the hosts that are asked without one."""

    http: str = ""
    https: str = ""
    without: tuple[str, ...] = ()
    """As NO_PROXY lists them: names, which stand for what is below them as well, addresses, networks, "*"."""
    by_system: bool = False
    """Whether the operating system may name further hosts."""

    def of(self, url: URL) -> URL | None:
        """The proxy for an address, or None. Raises Fault where what is set is none."""
        host, proxy = url.raw_host or "", self.https if url.scheme == "https" else self.http
        if not proxy or any(_is_meant(entry, host.lower(), url.port) for entry in self.without):
            return None
        if self.by_system and urllib.request.proxy_bypass(host):
            return None
        return _address(proxy)

    @property
    def hosts(self) -> frozenset[str]:
        """The proxies' own hosts, in their plain spelling, which the user named and which may be anywhere."""
        found = set()
        for proxy in filter(None, (self.http, self.https)):
            with contextlib.suppress(Fault):
                found.add(plain(_address(proxy).raw_host or ""))
        return frozenset(found)


def chosen(proxy: str | None, environment: Mapping[str, str]) -> Proxies:
    """The proxies by the config, where `proxy` is None by the environment: what `urllib.request.getproxies` gives.

    ALL_PROXY stands in for HTTP_PROXY and HTTPS_PROXY; NO_PROXY holds for the config's proxy too, as it does with curl.
    aiohttp's own reading (`trust_env`) knows no ALL_PROXY, no SOCKS, no port or network in NO_PROXY, and would also
    send what it finds in ~/.netrc to the feeds' servers.
    """
    without = tuple(part for part in re.split(r"[,\s]+", environment.get("no", "").lower()) if part)
    if proxy is not None:
        return Proxies(proxy, proxy, without)
    both = environment.get("all", "")
    return Proxies(environment.get("http") or both, environment.get("https") or both, without, by_system=True)


def _address(proxy: str) -> URL:
    try:
        url = URL(proxy if "://" in proxy else f"http://{proxy}")
        if url.scheme in _KNOWN and url.host:
            return url.with_port(_SOCKS_PORT) if url.scheme in SOCKS and url.port is None else url
    except ValueError:
        pass
    # Not repeated, for a password may stand in it.
    raise Fault("the proxy that the config or the environment names has no address that can be used", offline=True)


def _is_meant(entry: str, host: str, port: int | None) -> bool:
    """Whether an entry of NO_PROXY is about a host: example.org, .example.org, example.org:8080, 10.0.0.0/8, [::1]."""
    if entry == "*":
        return True
    name, _, only = entry.rpartition(":") if re.fullmatch(r"(?:[^:]+|\[.*\]):\d+", entry) else (entry, "", "")
    if only and int(only) != port:
        return False
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(name.strip("[]"), strict=False)
    except ValueError:
        name = name.removeprefix("*").removeprefix(".")
        return bool(name) and (host == name or host.endswith(f".{name}"))

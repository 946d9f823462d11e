"""The ways to a server: the connections, names and proxies through which a request goes, and where none may lead."""

import asyncio
import urllib.request
from functools import partial
from typing import TYPE_CHECKING, Any

import aiohttp
from yarl import URL

from monitor import installed
from monitor.feeds import addresses
from monitor.feeds.answer import Handler
from monitor.feeds.descriptors import Connections
from monitor.feeds.http import Fault
from monitor.feeds.resolver import LookUp, Resolver
from monitor.feeds.unpack import ACCEPTED
from monitor.model import Limits

if TYPE_CHECKING:
    from monitor.feeds.proxies import Proxies

_CACHED_NAMES_SECONDS = 60
# Sockets left open for the next feed of the same host; short, for thousands of hosts would use up the descriptors.
_KEEP_ALIVE_SECONDS = 2.0
_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)


class Ways:
    """Connection pools: for what the user typed, for what may not lead to a private address, and for SOCKS proxies."""

    def __init__(
        self, agent: str, limits: Limits, proxy: str | None, connections: Connections, look_up: LookUp
    ) -> None:
        """Servers are told `agent`; `proxy` is as `Fetcher` has it, and `connections` counts the sockets of all."""
        self._agent, self._limits, self._count = agent, limits, connections
        self._proxies = _proxies(proxy)
        self._proxy_hosts = self._proxies.hosts if self._proxies else frozenset()
        self._open_names = Resolver(look_up, guarded=False)
        self._guarded_names = Resolver(look_up, guarded=True, exempt=self._proxy_hosts)
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._socks: dict[URL, aiohttp.ClientSession] = {}
        self.faults: tuple[type[Exception], ...] = (aiohttp.ClientError, OSError, ValueError)
        """What a request by one of them may raise."""

    def open(self) -> None:
        """Open the pools; within the event loop that is to use them."""
        for guarded, names in ((False, self._open_names), (True, self._guarded_names)):
            self._sessions[guarded] = self._session(_connector(names, self._limits, self._count))

    async def close(self) -> None:
        """Close all connections."""
        for session in (*self._sessions.values(), *self._socks.values()):
            await session.close()

    def route(self, url: URL) -> URL | None:
        """The proxy through which an address is asked; None where none is."""
        return self._proxies.of(url) if self._proxies else None

    def awaits_name(self, url: URL, guarded: bool) -> bool:
        """Whether nobody has said yet where the host of an address is."""
        names = self._guarded_names if guarded else self._open_names
        return bool(names.under_way[addresses.plain(url.raw_host or "")])

    def of(self, guarded: bool, route: URL | None) -> tuple[aiohttp.ClientSession, URL | None]:
        """The connections to ask through by the `route` of an address, and the proxy that they do not know of.

        Raises Fault where the proxy is one of a kind that nothing installed knows.
        """
        if route is None or not route.scheme.startswith("socks"):
            return self._sessions[guarded], route
        if route not in self._socks:
            connector, faults = _socks(route, self._limits, self._count)
            self.faults += faults
            self._socks[route] = self._session(connector)
        return self._socks[route], None

    def is_refused(self, name: str, route: URL | None) -> bool:
        """Whether no redirect from the internet may lead there, as far as is known before the name is looked up."""
        inside = addresses.is_inside(name) if route is None else addresses.is_local_name(name)
        return inside or name in self._proxy_hosts

    def is_public(self, name: str, route: URL | None) -> bool:
        """Whether a host that has just answered is out on the internet; behind a proxy most names count as public."""
        if addresses.is_numeric(name):
            return addresses.is_public(name)
        return not addresses.is_local_name(name) if route else name in self._open_names.public

    def _session(self, connector: aiohttp.BaseConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._limits.connect),
            # No less than the handler takes of them in all.
            max_line_size=self._limits.headers,
            max_field_size=self._limits.headers,
            max_headers=self._limits.headers // len("X:\r\n"),
            # The poller speaks for itself and never for the browser: no Referer, and no credentials from ~/.netrc.
            trust_env=False,
            headers={"User-Agent": self._agent, "Accept": _ACCEPT, "Accept-Encoding": ACCEPTED},
        )


def _proxies(proxy: str | None) -> "Proxies | None":
    """The proxies by config and environment; None where none is named: most polls have no need of them."""
    environment = urllib.request.getproxies() if proxy is None else urllib.request.getproxies_environment()
    if not (proxy or (proxy is None and environment.keys() & {"http", "https", "all"})):
        return None
    from monitor.feeds.proxies import chosen

    return chosen(proxy, environment)


def _connector(names: Resolver, limits: Limits, connections: Connections) -> aiohttp.TCPConnector:
    connector = aiohttp.TCPConnector(
        limit=0, resolver=names, ttl_dns_cache=_CACHED_NAMES_SECONDS, keepalive_timeout=_KEEP_ALIVE_SECONDS
    )
    connector._factory = partial(Handler, asyncio.get_running_loop(), limits, connections)  # type: ignore[assignment]
    return connector


def _socks(
    proxy: URL, limits: Limits, connections: Connections
) -> tuple[aiohttp.BaseConnector, tuple[type[Exception], ...]]:
    """Connections through a SOCKS proxy, which looks names up itself, and what they raise. Raises Fault."""
    try:
        from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError, ProxyType
    except ImportError:
        raise Fault(installed.lacks("a SOCKS proxy", "aiohttp-socks"), offline=True) from None

    class Connector(ProxyConnector):  # type: ignore[misc, unused-ignore]
        async def _wrap_create_connection(self, *args: Any, **more: Any) -> Any:
            try:
                transport, first = await super()._wrap_create_connection(*args, **more)
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                # The package takes none of them for the proxy's; in TLS it may be the server that breaks off.
                if more.get("ssl") and isinstance(error, ConnectionError):
                    raise
                raise ProxyError("it hung up") from error
            handler = Handler(asyncio.get_running_loop(), limits, connections)
            handler.take_over(transport, first)
            return transport, handler

    connector = Connector(
        proxy.host or "", proxy.port or 0, ProxyType.SOCKS4 if "4" in proxy.scheme else ProxyType.SOCKS5,
        proxy.user, proxy.password, rdns=True, limit=0, keepalive_timeout=_KEEP_ALIVE_SECONDS,
    )  # fmt: skip
    return connector, (ProxyConnectionError, ProxyTimeoutError, ProxyError)

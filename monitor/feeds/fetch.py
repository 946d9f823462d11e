"""Gets a feed's bytes over HTTP within limits; whatever the network or the server does comes back as a value."""

import asyncio
import contextlib
import errno
import socket
import ssl
import urllib.request
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from monitor import __version__, text
from monitor.feeds import addresses
from monitor.feeds.http import SCHEMES, Fault, checked, fresh_for, meaning, redirected, retry_after
from monitor.feeds.unpack import ACCEPTED, Unpackable, Unpacker

MAX_REDIRECTS = 5
MAX_HEADERS = 64 * 1024
CONNECT_SECONDS = 10.0
_LONGEST_NAME = 80
"""Code points of a host's name that a sentence repeats."""
_CACHED_NAMES_SECONDS = 60
# Sockets left open for the next feed of the same host; short, for thousands of hosts would use up the descriptors.
_KEEP_ALIVE_SECONDS = 2.0
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
LookUp = Callable[[str, int, socket.AddressFamily], Awaitable[Sequence[addresses.Info]]]


@dataclass(frozen=True, slots=True)
class Ask:
    """What to get, with the validators of the copy that is already here, exactly as the server gave them."""

    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one request and its redirects."""

    url: str
    """The address that answered, after redirects."""
    status: int | None = None
    """The last HTTP status; None when there was no answer."""
    body: bytes = b""
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    retry_after: float | None = None
    """Seconds from now that the server wants to be left alone, 0 to 24 h."""
    fresh: int = 0
    """Seconds for which the server says that the answer stays as it is, 0 to 24 h."""
    moved: str = ""
    """The new address when every redirect on the way was permanent."""
    error: str | None = None
    """A sentence; None when there is a body or status is 304."""
    offline: bool = False
    """No name was found or no route: perhaps it is this machine that has no network, and no fault of the server's."""


class _Refused(OSError):
    """A redirect leads to a name of the private network."""


@dataclass(slots=True)
class _Trail:
    """How far one request has come along its redirects."""

    url: str
    left: float
    """Seconds that may still be spent."""
    seen: list[str]
    permanent: bool = True
    guarded: bool = False
    """The trail has touched the public internet: from here on, no private address."""
    status: int | None = None
    retry_after: float | None = None


class _Resolver(AbstractResolver):
    """Looks names up once, so that the address that was checked is the one that is dialled."""

    def __init__(self, look_up: LookUp, guarded: bool, exempt: frozenset[str] = frozenset()) -> None:
        self._look_up = look_up
        self._guarded = guarded
        self._exempt = exempt
        self.resolved: set[str] = set()
        self.public: set[str] = set()
        """Names that have ever had a public address; once public stays public, against names that change at will."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = [_result(host, port, info) for info in await self._look_up(host, port, family)]
        public = [result for result in found if addresses.is_public(result["host"])]
        self.resolved.add(host)
        if public:
            self.public.add(host)
        if not self._guarded or host in self._exempt:
            return found
        if not public:
            raise _Refused(host)
        return public

    async def close(self) -> None:
        """There is nothing to close."""


def _result(host: str, port: int, info: addresses.Info) -> ResolveResult:
    family, _, proto, _, address = info
    scope = f"%{address[3]}" if family == socket.AF_INET6 and address[3] else ""
    numeric = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(
        hostname=host, host=f"{address[0]}{scope}", port=port, family=family, proto=proto, flags=numeric
    )


class Fetcher:
    """An HTTP client for feeds: conditional, bounded in bytes, seconds and redirects, gentle to each host."""

    def __init__(
        self,
        timeout: float = 30.0,
        connections: int = 24,
        per_host: int = 2,
        max_wire: int = 10_000_000,
        max_body: int = 20_000_000,
        look_up: LookUp = addresses.look_up,
    ) -> None:
        """Limits: seconds a feed, requests at a time in all and per host and port, bytes as sent and as unpacked."""
        self._timeout = timeout
        self._per_host = per_host
        self._max_wire = max_wire
        self._max_body = max_body
        self._slots = asyncio.Semaphore(connections)
        # A host's slot lives as long as somebody uses it.
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._proxies = {scheme: url for scheme, url in urllib.request.getproxies().items() if scheme in SCHEMES}
        proxy_hosts = frozenset(URL(url).raw_host or "" for url in self._proxies.values())
        self._open_names = _Resolver(look_up, guarded=False)
        self._guarded_names = _Resolver(look_up, guarded=True, exempt=proxy_hosts)
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        """Open the connection pools: one for what the user typed, one that refuses private addresses."""
        for guarded, names in ((False, self._open_names), (True, self._guarded_names)):
            self._sessions[guarded] = _session(names)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()

    async def get(self, ask: Ask) -> Fetched:
        """Get a feed. Every failure is a value, with the reason as a sentence in `error`; only cancellation passes."""
        trail = _Trail(ask.url, self._timeout, [ask.url])
        try:
            while True:
                outcome = await self._hop(trail, ask)
                if isinstance(outcome, Fetched):
                    return outcome
                self._turn(trail, outcome)
        except Fault as fault:
            return Fetched(
                trail.url, trail.status, retry_after=trail.retry_after, error=str(fault), offline=fault.offline
            )

    async def _hop(self, trail: _Trail, ask: Ask) -> Fetched | str:
        """One request: what was fetched, or the address of a redirect. Waiting for a turn does not count as time."""
        url = checked(trail.url)
        # The host first: waiting for a busy host must not hold one of the slots that all hosts share.
        async with self._host(url), self._slots:
            clock = asyncio.get_running_loop().time
            started = clock()
            try:
                async with asyncio.timeout(trail.left):
                    return await self._request(url, trail, ask)
            except TimeoutError:
                what = "no answer" if trail.status is None else "it did not send the whole feed"
                raise Fault(f"{what} within {self._timeout:g} s") from None
            finally:
                trail.left -= clock() - started

    def _host(self, url: URL) -> asyncio.Semaphore:
        key = f"{url.raw_host}:{url.port}"
        slot = self._hosts.get(key)
        if slot is None:
            slot = self._hosts[key] = asyncio.Semaphore(self._per_host)
        return slot

    async def _request(self, url: URL, trail: _Trail, ask: Ask) -> Fetched | str:
        host = url.raw_host or ""
        if trail.guarded and addresses.is_numeric(host) and not addresses.is_public(host):
            raise Fault(_REFUSAL)
        try:
            async with self._sessions[trail.guarded].get(
                url, headers=_headers(ask), allow_redirects=False, proxy=self._proxy(url)
            ) as response:
                trail.status = response.status
                trail.retry_after = retry_after(response.headers.get("Retry-After", ""))
                trail.guarded = trail.guarded or self._is_public(host)
                _check_headers(response)
                if response.status in _REDIRECTS and "Location" in response.headers:
                    trail.permanent = trail.permanent and response.status in (301, 308)
                    return response.headers["Location"]
                return await self._answer(response, trail, ask)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ServerTimeoutError):
                raise
            raise _explain(error, url) from error

    def _proxy(self, url: URL) -> str | None:
        proxy = self._proxies.get(url.scheme)
        return proxy if proxy and not urllib.request.proxy_bypass(url.host or "") else None

    def _is_public(self, host: str) -> bool:
        """Whether a host that has just answered is out on the internet; behind a proxy a name counts as public."""
        if addresses.is_numeric(host):
            return addresses.is_public(host)
        return host in self._open_names.public or host not in self._open_names.resolved

    async def _answer(self, response: aiohttp.ClientResponse, trail: _Trail, ask: Ask) -> Fetched:
        """The feed, or that it has not changed. Raises Fault for every other status."""
        status = response.status
        unchanged = status == 304 and bool(ask.etag or ask.last_modified)
        if not unchanged and not 200 <= status < 300:
            raise Fault(meaning(status))
        body = b"" if unchanged else await self._body(response)
        etag = _validator(response, b"etag")
        last_modified = _validator(response, b"last-modified")
        return Fetched(
            url=trail.url,
            status=status,
            body=body,
            etag=etag or (ask.etag if unchanged else ""),
            last_modified=last_modified or (ask.last_modified if unchanged else ""),
            content_type=text.line(response.headers.get("Content-Type", "")),
            retry_after=trail.retry_after,
            fresh=fresh_for(response.headers),
            moved=trail.url if trail.permanent and trail.url != ask.url else "",
        )

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """The unpacked body. Raises Fault at the first byte beyond a limit."""
        too_long = Fault(f"it sent more than {self._max_wire / 1_000_000:g} MB")
        if (response.content_length or 0) > self._max_wire:
            raise too_long
        wire = 0
        try:
            unpacker = Unpacker(",".join(response.headers.getall("Content-Encoding", ())), self._max_body)
            async for chunk in response.content.iter_any():
                wire += len(chunk)
                if wire > self._max_wire:
                    raise too_long
                unpacker.feed(chunk)
        except Unpackable as problem:
            raise Fault(str(problem)) from None
        return unpacker.body()

    def _turn(self, trail: _Trail, location: str) -> None:
        """Point the trail at a redirect's target. Raises Fault where it must not lead."""
        target = redirected(trail.url, location)
        if target in trail.seen:
            raise Fault("it redirects in a circle")
        if len(trail.seen) > MAX_REDIRECTS:
            raise Fault(f"it redirects more than {MAX_REDIRECTS} times")
        trail.seen.append(target)
        trail.url = target


_REFUSAL = "it redirects from the internet into the private network, which is refused"


def _session(names: _Resolver) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        limit=0, resolver=names, ttl_dns_cache=_CACHED_NAMES_SECONDS, keepalive_timeout=_KEEP_ALIVE_SECONDS
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        max_line_size=16 * 1024,
        max_field_size=32 * 1024,
        # The poller speaks for itself and never for the browser: no Referer, and no credentials from ~/.netrc.
        trust_env=False,
        headers={"User-Agent": f"monitor/{__version__}", "Accept": _ACCEPT, "Accept-Encoding": ACCEPTED},
    )


def _headers(ask: Ask) -> dict[str, str]:
    pairs = (("If-None-Match", ask.etag), ("If-Modified-Since", ask.last_modified))
    return {name: value for name, value in pairs if value and value.isprintable()}


def _check_headers(response: aiohttp.ClientResponse) -> None:
    if sum(len(name) + len(value) + 4 for name, value in response.raw_headers) > MAX_HEADERS:
        raise Fault(f"it sent more than {MAX_HEADERS // 1024} KB of headers")


def _validator(response: aiohttp.ClientResponse, name: bytes) -> str:
    """A header to be sent back later byte by byte; "" for one that could not be, being no UTF-8 or no plain text."""
    for key, value in response.raw_headers:
        if key.lower() == name:
            with contextlib.suppress(UnicodeDecodeError):
                said = value.decode("utf-8")
                return said if said.isprintable() else ""
    return ""


def _explain(error: Exception, url: URL) -> Fault:
    """The sentence for what aiohttp or the operating system reports."""
    host = _shortened(text.line(url.host))
    match error:
        case aiohttp.ClientConnectorDNSError(os_error=_Refused()):
            return Fault(_REFUSAL)
        case aiohttp.ClientConnectorDNSError():
            return Fault(f"the name {host} does not exist, or there is no network", offline=True)
        case aiohttp.ClientConnectorCertificateError(certificate_error=ssl.SSLCertVerificationError() as problem):
            return Fault(f"its TLS certificate is not valid: {text.line(problem.verify_message)}")
        case aiohttp.ClientConnectorSSLError() | ssl.SSLError():
            return Fault("no secure connection could be made: its TLS is broken, or it speaks none")
        case aiohttp.ServerTimeoutError():
            return Fault(f"no connection to {host} within {CONNECT_SECONDS:g} s")
        case aiohttp.ClientConnectorError(os_error=cause):
            return _network_fault(cause, host, url.port)
        case aiohttp.ServerDisconnectedError():
            return Fault("the server hung up without an answer")
        case aiohttp.ClientPayloadError():
            return Fault("the answer broke off before its end")
        case aiohttp.ClientResponseError() as problem if "bytes" in problem.message or "headers" in problem.message:
            return Fault(f"it sent more than {MAX_HEADERS // 1024} KB of headers, or one that is too long")
        case aiohttp.ClientResponseError():
            return Fault("what it answered is not HTTP")
        case aiohttp.InvalidURL() | ValueError():
            return Fault("its address is not a valid one")
        case OSError():
            return _network_fault(error, host, url.port)
    return Fault(f"the request failed: {text.line(str(error))[:200] or type(error).__name__}")


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def _network_fault(error: OSError, host: str, port: int | None) -> Fault:
    if error.errno == errno.ECONNREFUSED:
        return Fault(f"connection refused: nothing answers at {host}:{port}")
    if error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN):
        return Fault(f"there is no route to {host}: perhaps there is no network", offline=True)
    if isinstance(error, ConnectionError) or error.errno in (errno.ECONNRESET, errno.EPIPE):
        return Fault("the server broke the connection off")
    reason = text.line(error.strerror or str(error))[:200] or type(error).__name__
    return Fault(f"no connection to {host}: {reason}")

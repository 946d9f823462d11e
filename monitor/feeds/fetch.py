"""Gets a feed's bytes over HTTP within limits; whatever the network or the server does comes back as a value."""

import asyncio
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Self

import aiohttp
from yarl import URL

from monitor import __version__, text
from monitor.feeds import addresses, faults, room, tls
from monitor.feeds.answer import LongBody, Stale
from monitor.feeds.body import Body, DiskFault
from monitor.feeds.descriptors import Connections
from monitor.feeds.headers import fresh_for, held_for, is_dated, validator
from monitor.feeds.http import (
    PAGES,
    REDIRECTS,
    Ask,
    Fault,
    Fetched,
    Held,
    Inside,
    Late,
    NoMemory,
    Trail,
    Unopened,
    checked,
    guard_of,
    holds_entries,
    host,
    is_local,
    meaning,
    no_page,
    origin,
    parted,
    shown,
)
from monitor.feeds.network import Network
from monitor.feeds.reasons import PROXY_IS_SHUT, doubt_of, of_proxy, of_request
from monitor.feeds.resolver import LookUp
from monitor.feeds.room import Place, Turn
from monitor.feeds.unpack import Damaged, Unpackable, Unpacker
from monitor.feeds.ways import Ways
from monitor.model import LIMITS, Limits

if TYPE_CHECKING:
    import ssl

    from monitor.config import PollSettings
    from monitor.feeds.credentials import Credentials

__all__ = ["Ask", "Fetched", "Fetcher"]

_SOCKETS = 200
"""Requests at a time with those that stall."""
_REFUSES_CONDITIONS = frozenset((400, 412, 416, 431))
"""What some servers answer to validators that they have given themselves."""
_ACCEPTED = 202
_PARTIAL = 206
"""An answer of a part, with the validators of the whole; nobody asks for one."""
_STANDSTILL = 5.0
"""Seconds by which the end of a request's time is noticed too late where this program had no turn meanwhile."""
_STOOD_STILL = "this computer, or this program, stood still while it was asked"
_ACCEPT_PAGE = ", ".join(PAGES)
_LOGIN_FIRST = 511
"""What a network answers in a server's place (RFC 6585, 6)."""
_NOBODY = "; and nobody else answers"
_PERHAPS = ": perhaps there is no network, or one that wants you to log in first"


class Fetcher:
    """An HTTP client for feeds: conditional, bounded in bytes, seconds and redirects.

    No redirect leads from the internet into a private network. Without a proxy a name is looked up once, and the
    address that was checked is the one that is dialled. A proxy looks names up itself, wherever it is, so that all that
    is left to promise is: no redirect to a private address in any notation, to a name that no public server has, or to
    the proxy. The proxy may be anywhere, for the user named it.

    What opens a feed goes to the server (scheme, host and port) of the feed's own address, and to no other.
    """

    def __init__(
        self,
        timeout: float = 30.0,
        connections: int = 50,
        limits: Limits = LIMITS,
        proxy: str | None = None,
        contact: str = "",
        look_up: LookUp = addresses.look_up,
    ) -> None:
        """Limits: seconds a feed, requests at a time in all (but those that stall), and what else `limits` says.

        `proxy` is the one to ask through, "" for none, None for that of the environment; servers are told `contact`.
        """
        self._timeout = timeout
        self._limits = limits
        self._slots = asyncio.Semaphore(connections)
        count = Connections(max(connections, _SOCKETS))
        self._most = asyncio.Semaphore(count.most)
        agent = f"monitor/{__version__}" + (f" (+{contact})" if contact else "")
        self._ways = Ways(agent, limits, proxy, count, look_up)
        self._credentials: Credentials | None = None
        self._network = Network()

    @classmethod
    def by(cls, settings: "PollSettings") -> Self:
        """The client that a config's [poll] describes."""
        return cls(
            settings.timeout,
            settings.connections,
            settings.limits,
            settings.proxy,
            settings.contact,
        )

    async def __aenter__(self) -> Self:
        """Open the connection pools."""
        self.open()
        return self

    def open(self) -> None:
        """Likewise, in the event loop that is to use them; whoever does so leaves by `__aexit__`."""
        self._ways.open()

    async def __aexit__(self, *problem: object) -> None:
        await self._ways.close()
        if self._credentials:
            await self._credentials.close()

    async def get(self, ask: Ask, body: Body | None = None, turn: Turn | None = None) -> Fetched:
        """Get a feed; its bytes go into `body` where one is given. `turn` is waited for at each host that is asked, and
        kept at the last one; without one, each is asked at any time.

        Every failure is a value, with the reason as a sentence in `error`; only cancellation passes.
        """
        with self._network.asking():
            turn = turn or Turn()
            if body is not None:
                return await self._get(ask, body, turn)
            with closing(Body()) as body:
                fetched = await self._get(ask, body, turn)
                try:
                    return replace(fetched, body=body.whole() if fetched.error is None else b"")
                except DiskFault as fault:
                    return replace(fetched, error=str(fault), offline=True)

    async def _get(self, ask: Ask, body: Body, turn: Turn) -> Fetched:
        trail, before = Trail(self._timeout, body), self._network.answers
        try:
            await self._begin(trail, ask)
            while True:
                outcome = await self._hop(trail, ask, turn)
                if isinstance(outcome, Fetched):
                    self._network.found(ask.url)
                    return outcome
                trail.turn(outcome, self._limits.redirects)
                turn.again()
        except (Fault, MemoryError) as problem:
            fault = problem if isinstance(problem, Fault) else NoMemory()
            if trail.status in _REFUSES_CONDITIONS and trail.retry_after is None and ask.conditions():
                turn.again()
                return await self._get(replace(ask, etag="", last_modified=""), body, turn)
            if trail.status == 401 and ask.feed and self._credentials:
                self._credentials.forget(ask.feed)
            is_undecided = isinstance(fault, Late | Unopened)
            offline = await self._network.is_missing(ask, fault, before)
            if offline and fault.silent:
                # Nothing that was answered on the way was the server's.
                said = f"{fault}{_NOBODY}{'' if trail.status == _LOGIN_FIRST else _PERHAPS}"
                return Fetched(trail.url, error=said, offline=True, undecided=is_undecided)
            held, is_inside = fault.until if isinstance(fault, Held) else None, isinstance(fault, Inside)
            told = Fetched(trail.url, trail.status, retry_after=trail.retry_after, error=str(fault), here=fault.here)
            told = replace(told, offline=offline, reached=trail.reached)
            return replace(told, held_until=held, inside=is_inside, undecided=is_undecided)
        except Exception as problem:  # noqa: BLE001 - one feed's misfortune must be no other's
            return Fetched(trail.url, trail.status, error=f"the request failed ({faults.place(problem)})")

    async def astray(self, ask: Ask, fetched: Fetched, said: str) -> Fetched | None:
        """What came of an answer that is no feed, as it `said`, where it may be by a network that wants a login first;
        None where it is the server's own.
        """
        if fetched.reached or not await self._network.is_missing(ask, Fault(said, silent=True), self._network.answers):
            return None
        return Fetched(fetched.url, error=f"{said}{_NOBODY}{_PERHAPS}", offline=True)

    async def _begin(self, trail: Trail, ask: Ask) -> None:
        """Set out, with what opens the feed. Raises Fault where that cannot be had, or the address is none."""
        address, login = parted(ask.url)
        trail.begin(address)
        trail.guarded = ask.guarded
        if login:
            from monitor.feeds.credentials import basic

            trail.home, trail.keys = origin(checked(address)), {"Authorization": basic(login)}
        elif ask.feed and ask.feed.access:
            from monitor.feeds.credentials import Credentials

            self._credentials = self._credentials or Credentials()
            trail.home, trail.keys = origin(checked(ask.feed.url)), await self._credentials.headers(ask.feed)
        if ask.feed and (ask.page or ask.url != ask.feed.url):
            # What the user typed may be anywhere; where it has led to since, by a page's link or a move, may not.
            # Names are not looked up for this: whoever has one on the internet may let it lead inside when he likes.
            trail.guarded = trail.guarded or not is_local(ask.feed.url)

    async def _hop(self, trail: Trail, ask: Ask, turn: Turn) -> Fetched | str:
        """One request: what was fetched, or the address of a redirect. Waiting for a turn does not count as time."""
        url = checked(trail.url)
        while True:
            # The host first: waiting for a busy host must not hold one of the slots that all hosts share.
            await turn.at(trail.url)
            async with self._most, Place(self._slots, room.PATIENCE):
                # Only now, for whoever had this slot before may have been told.
                if turn.is_over:
                    continue
                if (until := turn.held) is not None:
                    raise Held(trail.url, until)
                return await self._ask(url, trail, ask)

    async def _ask(self, url: URL, trail: Trail, ask: Ask) -> Fetched | str:
        """The same, now."""
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            async with asyncio.timeout(trail.left) as trail.limit:
                return await self._request(url, trail, ask)
        except TimeoutError:
            # What the system kept from running, asleep or stopped, did not hear a server that may have answered.
            if clock() - started - trail.left > _STANDSTILL:
                raise Late(_STOOD_STILL, here=True) from None
            raise self._late(url, trail, ask) from None
        finally:
            trail.left -= clock() - started

    def _late(self, url: URL, trail: Trail, ask: Ask) -> Late:
        """That the time is over, and what there was of an answer."""
        within = f"within {self._timeout:g} s"
        if trail.status is not None:
            return Late(f"it did not send the whole {ask.what} {within}")
        route = self._ways.route(url)
        asked = route or url
        if self._ways.awaits_name(asked, trail.guarded):
            said = f"no name server said {within} where {shown(asked)} is: perhaps there is no network"
            return Late(said, offline=True)
        by = f" through the proxy {shown(route)}:{route.port}" if route else ""
        return Late(f"no answer {within}{by}", silent=True)

    async def _request(self, url: URL, trail: Trail, ask: Ask) -> Fetched | str:
        name, route = addresses.plain(url.raw_host or ""), self._ways.route(url)
        if trail.guarded and self._ways.is_refused(name, route):
            raise Inside
        session, proxy = self._ways.of(trail.guarded, route)
        headers = {**ask.conditions(trail.url), **({"Accept": _ACCEPT_PAGE} if ask.page else {}), **trail.keys_for(url)}
        rules = _tls(url, ask, route)
        while True:
            try:
                async with session.get(url, headers=headers, allow_redirects=False, proxy=proxy, ssl=rules) as response:
                    return await self._heard(response, trail, ask, route)
            except Stale:
                # aiohttp asks once more by itself, and may come upon another connection that has ended.
                continue
            except self._ways.faults as error:
                if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ServerTimeoutError):
                    raise
                raise (route and of_proxy(error, url, route)) or of_request(error, url, self._limits) from error

    async def _heard(
        self, response: aiohttp.ClientResponse, trail: Trail, ask: Ask, route: URL | None
    ) -> Fetched | str:
        """What a server that has answered says: what was fetched, or the address of a redirect."""
        trail.status = response.status
        trail.retry_after = held_for(response.headers)
        trail.guarded = trail.guarded or self._ways.is_public(addresses.plain(checked(trail.url).raw_host or ""), route)
        if route and response.status == 407:
            raise Fault(PROXY_IS_SHUT, offline=True)
        # What a proxy says of its own about a plain address looks like the server's answer, and shows no network.
        is_plain = route and route.scheme.startswith("http") and checked(trail.url).scheme == "http"
        doubt = doubt_of(response.status, route) if route and is_plain else ""
        is_proven = not _is_unchecked(checked(trail.url), ask, route)
        if not doubt and _is_own(response, trail, ask, is_proven=is_proven, is_relayed=bool(is_plain)):
            trail.reached = True
            self._network.hear()
        if response.status in REDIRECTS and "Location" in response.headers:
            trail.permanent = trail.permanent and response.status in (301, 308)
            trail.gave_cookie = trail.gave_cookie or "Set-Cookie" in response.headers
            return response.headers["Location"]
        return await self._answer(response, trail, ask, doubt)

    async def _answer(self, response: aiohttp.ClientResponse, trail: Trail, ask: Ask, doubt: str) -> Fetched:
        """The feed, or that it has not changed. Raises Fault for every other status, with a `doubt` of who said so."""
        status = response.status
        unchanged = status == 304 and bool(ask.conditions(trail.url))
        # A riddle for browsers may come as a success, without a body.
        if not unchanged and (not 200 <= status < 300 or (status == _ACCEPTED and guard_of(response.headers))):
            said = meaning(status, ask.what, response.headers) + doubt
            raise Fault(said, silent=status == _LOGIN_FIRST and not trail.reached)
        if ask.page and (said := no_page(response.headers.get("Content-Type", ""))):
            raise Fault(said)
        if not unchanged:
            await self._fill(response, trail, ask)
        etag, last_modified = (validator(response.raw_headers, name) for name in (b"etag", b"last-modified"))
        if unchanged:
            # A cache that is ahead of what it has may tell of a later one, which is not stored (RFC 9111, 4.3.4).
            is_same = etag == ask.etag != "" and last_modified
            etag, last_modified = ask.etag, last_modified if is_same else ask.last_modified
        elif status == _PARTIAL:
            etag = last_modified = ""
        return Fetched(
            url=trail.url,
            status=status,
            etag=etag,
            last_modified=last_modified,
            content_type=text.line(response.headers.get("Content-Type", "")),
            retry_after=trail.retry_after,
            fresh=fresh_for(response.headers),
            dated=is_dated(response.headers),
            guarded=trail.guarded,
            reached=trail.reached,
            # A move from one private address to another by names that do not say so would be refused once it is
            # believed: it is followed each time.
            moved=trail.moved if trail.guarded or is_local(ask.feed.url if ask.feed else ask.url) else "",
        )

    async def _fill(self, response: aiohttp.ClientResponse, trail: Trail, ask: Ask) -> None:
        """Unpack the body. Raises Fault at the first byte beyond a limit."""
        if (response.content_length or 0) > self._limits.download:
            raise LongBody
        encoding = ",".join(response.headers.getall("Content-Encoding", ()))
        trail.body.clear()
        try:
            with closing(Unpacker(encoding, self._limits.unpacked, trail.body)) as unpacker:
                try:
                    await _unpack(response, unpacker, trail)
                except (TimeoutError, aiohttp.ClientPayloadError, Damaged):
                    # Where entries have come, they count; that there should be more is seen by where the document ends.
                    # It need not: some servers send a whole feed and do not hang up.
                    unpacker.end()
                    if ask.page or not holds_entries(trail.body.whole()):
                        raise
                else:
                    unpacker.end()
                    if not unpacker.is_over:
                        raise aiohttp.ClientPayloadError
        except (Unpackable, DiskFault) as problem:
            raise Fault(str(problem), here=isinstance(problem, DiskFault)) from None


async def _unpack(response: aiohttp.ClientResponse, unpacker: Unpacker, trail: Trail) -> None:
    """Unpack all that comes, for as long as the request may take. Raises TimeoutError then, and what `Unpacker.feed`
    does."""
    assert trail.limit is not None
    ends = trail.limit.when()
    steps: Iterable[None] = ()
    # One limit alone: where the loop is busy two may end in the same turn, and the inner one is lost.
    trail.limit.reschedule(None)
    try:
        async with asyncio.timeout_at(ends):
            async for chunk in response.content.iter_any():
                steps = unpacker.feed(chunk)
                for _ in steps:
                    await asyncio.sleep(0)
    except TimeoutError:
        # What has come by now counts, also where a busy loop had no time for it.
        for _ in chain(steps, unpacker.feed(response.content.read_nowait())):
            pass
        raise


def _tls(url: URL, ask: Ask, route: URL | None) -> "ssl.SSLContext | bool":
    """The rules by which a server, or a proxy that is asked by TLS, is to prove who it is; any where there is none."""
    if "https" not in (url.scheme, route and route.scheme):
        return True
    return tls.unchecked() if _is_unchecked(url, ask, route) else tls.checked()


def _is_unchecked(url: URL, ask: Ask, route: URL | None) -> bool:
    """Whether the server of an address may be anybody: that of a feed which the user has read so, by its name.

    A proxy that is asked by TLS itself is checked, and aiohttp checks what lies behind it by the same rules.
    """
    if ask.feed is None or not ask.feed.insecure or (route is not None and route.scheme == "https"):
        return False
    return url.raw_host == checked(ask.feed.url).raw_host


def _is_own(response: aiohttp.ClientResponse, trail: Trail, ask: Ask, *, is_proven: bool, is_relayed: bool) -> bool:
    """Whether an answer came over the internet, and is none that a network gives for a server which it lets nobody
    reach before a login: a page of its own, or the way to one. What a proxy has relayed is none of these, nor what a
    server says by TLS that has proven who it is."""
    if is_local(trail.url):
        return False
    if is_relayed or (is_proven and checked(trail.url).scheme == "https" and host(trail.url) == host(ask.url)):
        return True
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return response.status == 304 or (200 <= response.status < 300 and kind not in PAGES)

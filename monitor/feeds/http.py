"""What is asked of a server and what comes of it, without the wire: addresses, redirects, statuses in words."""

import errno
import functools
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from yarl import URL

from monitor import text
from monitor.feeds import addresses
from monitor.feeds.body import Body
from monitor.feeds.descriptors import NO_MORE, NO_THREAD, SHORT
from monitor.feeds.headers import CONTROL
from monitor.model import Feed
from monitor.times import iso

if TYPE_CHECKING:
    import asyncio

    from multidict import MultiMapping


TOO_OFTEN = (429, 503)
"""By these a server says that it is asked too often."""
HOLDING = (*TOO_OFTEN, 403, 420, 500, 502, 504, 529)
"""By these, where it says when to come back, that it wants to be left alone as a whole."""
_NO_ROUTE = frozenset((errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN))
_NUMBERED, _CALL_FAILED = re.compile(r"\[Errno ([0-9]+)\]"), "Connect call failed"
_CALLED = re.compile(rf"{_CALL_FAILED} \('([^']+)'")
"""The system's numbers in a text, and what asyncio says in the place of the system's own words."""
_SCHEMES = ("http", "https")
_LONGEST_NAME = 80
"""Code points of a host's name that a sentence repeats."""
_END_OF_ENTRY = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>|\}\s*,\s*\{", re.IGNORECASE)
PAGES = ("text/html", "application/xhtml+xml")
"""The types of a web page."""
_NO_MEMORY = (errno.ENOMEM, errno.ENOBUFS)
"""What the system says where it has no memory for a connection."""
REDIRECTS = frozenset((300, 301, 302, 303, 307, 308))
_STATUS_MEANING = {
    **dict.fromkeys(REDIRECTS, "it redirects, and does not say where to"),
    304: "nobody asked it whether the {what} has changed",
    400: "it did not understand the request",
    401: "it wants a name and a password, or others than it was given",
    403: "it does not let us read the {what}",
    404: "the {what} is not there",
    406: "it has nothing that we accept",
    410: "the {what} is gone for good",
    420: "it wants us to ask less often",
    429: "it wants us to ask less often",
    451: "it may not show the {what} here, by law",
    503: "it is overloaded or down for now",
    511: "this network wants you to log in first",
    529: "it is overloaded or down for now",
}
_GUARDS = {"cf-mitigated": ("Cloudflare", ("challenge",)), "x-amzn-waf-action": ("AWS WAF", ("challenge", "captcha"))}
"""The headers by which guards against robots tell of an answer that is a riddle for browsers, by their manuals."""
_LOGINS = {"digest": "Digest", "ntlm": "NTLM", "negotiate": "Negotiate (Kerberos)"}
"""The ways of a login that nobody can set up by a name and a password, or by a header that stays the same."""
_LOGIN = re.compile(rf"(?:\A|,)\s*(basic|bearer|{'|'.join(_LOGINS)})(?![\w=-])")


class Fault(Exception):
    """A reason, as a sentence for the reader, why there is no feed."""

    def __init__(
        self, sentence: str, *, offline: bool = False, unknown: bool = False, silent: bool = False, here: bool = False
    ) -> None:
        """With `offline` there may be no network; with `unknown` who knows of names has none of that name; `silent`
        servers have given no answer of their own, as all do behind a network that leads nowhere, or wants a login
        first. With `here` this machine is at fault, whoever answers meanwhile."""
        super().__init__(sentence)
        self.offline, self.unknown, self.silent, self.here = offline, unknown, silent, here


class NoMemory(Fault):
    """There is no memory left for a request."""

    def __init__(self) -> None:
        super().__init__(
            "there was no memory left to fetch it with: end other programs, or allow this one more (`ulimit -v`)",
            here=True,
        )


class Held(Fault):
    """A host wants to be left alone, and was not asked."""

    def __init__(self, url: str, until: int) -> None:
        super().__init__(wish(url, until))
        self.until = until
        """Seconds since the epoch, UTC."""


class Late(Fault):
    """A server takes longer than it may."""


class Unopened(Fault):
    """What opens a feed cannot be had here, so that nobody was asked."""


class Inside(Fault):
    """The way leads from the internet into the private network."""

    def __init__(self) -> None:
        # There a network has its page for those who are to log in.
        super().__init__("it leads from the internet into the private network, which is refused", silent=True)


class _NoAddress(Fault):
    """What stands for an address is none."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What to get, with the validators of the copy that is already here, exactly as the server gave them.

    They say nothing of what any other address has, be they the same there (RFC 9110, 8.8.1): where a redirect leads to
    another place than before, that is asked without.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    feed: Feed | None = None
    """Whose access opens it, as long as it is asked for at the server of that feed's own address."""
    page: bool = False
    """Whether it is a web page that this feed leads to: no way from a feed on the internet is one into the private
    network."""
    guarded: bool = False
    """Whether it was the internet that led here, so that no private address is asked."""
    answered: str = ""
    """The address that gave the validators; empty where that is not known, and any may be asked with them."""
    doubted: bool = False
    """Whether its server failed while others answered: that it does so again tells nothing of the network."""

    @property
    def what(self) -> str:
        """What a sentence calls it."""
        return "page" if self.page else "feed"

    def conditions(self, address: str = "") -> dict[str, str]:
        """The headers that ask an address, or any, only for what is new.

        A tag of * is none, and sent back would mean any (RFC 9110, 13.1.2): whatever there is would never be new.
        """
        if address and self.answered and address != self.answered:
            return {}
        pairs = (("If-None-Match", "" if self.etag == "*" else self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value and not CONTROL.search(value)}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one request and its redirects."""

    url: str
    """The address that answered, after redirects."""
    status: int | None = None
    """The last HTTP status; None when there was no answer."""
    body: bytes = b""
    """Empty where the feed has filled another."""
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    retry_after: float | None = None
    """Seconds from now that the server wants to be left alone, 0 to 24 h."""
    fresh: int | None = None
    """Seconds for which the server says that the answer stays as it is, 0 to 24 h; None where it says nothing."""
    dated: bool = False
    """Whether it gives the date of that end, which later answers do not put off."""
    moved: str = ""
    """The new address when every redirect on the way was permanent."""
    error: str | None = None
    """A sentence; None when there is a body or status is 304."""
    offline: bool = False
    """No name was found or no route, or no server gives an answer of its own: perhaps it is this machine that has no
    network, and no fault of the server's. Where others were reached meanwhile, again and again, it is not said, unless
    it is this machine in any case."""
    here: bool = False
    """It is something else that this machine lacks than a network, such as memory."""
    held_until: int | None = None
    """Until when (seconds since the epoch, UTC) the host at `url` wants to be left alone, where it was not asked."""
    undecided: bool = False
    """Nothing was learned of it: it took longer than it may, or was not asked for want of what opens it."""
    inside: bool = False
    """The way there leads from the internet into the private network, and was refused."""
    guarded: bool = False
    """The way there has touched the internet, so that nothing that was fetched may lead into the private network."""
    reached: bool = False
    """An answer came that only the internet can have given."""


@dataclass(slots=True)
class Trail:
    """How far one request has come along its redirects."""

    left: float
    """Seconds that may still be spent."""
    body: Body = field(default_factory=Body)
    """What has come of the feed."""
    limit: "asyncio.Timeout | None" = None
    """What ends the request that is under way, which whoever wants to end it otherwise puts off."""
    url: str = ""
    seen: list[str] = field(default_factory=list)
    keys: Mapping[str, str] = field(default_factory=dict)
    """Headers that open the feed; for the server `home` alone."""
    home: tuple[str, str, int | None] | None = None
    moved: str = ""
    """Where the feed is for good, by redirects that are all so from the start; empty as long as there was none. From
    there it may be led on for now, each time to another place."""
    permanent: bool = True
    """Whether there was no other yet."""
    guarded: bool = False
    """The trail has touched the public internet: from here on, no private address."""
    gave_cookie: bool = False
    """A redirect on the way came with a cookie, which a browser would send along from there on."""
    status: int | None = None
    """What the address that is being asked has answered."""
    retry_after: float | None = None
    reached: bool = False
    """Something on the way was answered as only the internet can."""

    def begin(self, url: str) -> None:
        """Set out at an address."""
        self.url = url
        self.status = self.retry_after = None
        self.seen.append(url)

    def turn(self, location: str, most: int) -> None:
        """Go on to a redirect's target. Raises Fault where that must not lead, or after `most` of them."""
        target = redirected(self.url, location)
        if target in self.seen:
            why = ": it wants to see a cookie again, and none is kept here" if self.gave_cookie else ""
            raise Fault(f"it redirects in a circle{why}")
        if len(self.seen) > most:
            raise Fault(f"it redirects more than {most} time{'s' if most != 1 else ''}")
        self.begin(target)
        if self.permanent:
            self.moved = target

    def keys_for(self, url: URL) -> Mapping[str, str]:
        """What goes along to an address: how the client calls itself is no secret, all else is for `home` alone."""
        if origin(url) == self.home:
            return self.keys
        return {name: value for name, value in self.keys.items() if name.lower() == "user-agent"}


@functools.lru_cache(maxsize=2048)  # Of an address it is asked several times in a row, and at each poll.
def checked(address: str) -> URL:
    """An address as it will be sent. Raises Fault where it is none, or not http or https.

    One that is already plain ASCII goes out untouched: servers sign their queries.
    """
    try:
        url = URL(address, encoded=re.fullmatch(r"[!#-;=?-\[\]_a-z~%|]+", address) is not None)
        if url.scheme not in _SCHEMES:
            raise Fault("its address does not begin with http:// or https://")
        if not url.raw_host or url.port is None:
            raise ValueError("no host or port")
        # What is looked up has none, but for the name of an interface. A proxy may read %31 as 1, and with that come
        # upon a private address that nobody here has seen.
        if "%" in url.raw_host and ":" not in url.raw_host:
            raise ValueError("an escaped host")
    except (ValueError, IndexError):  # yarl looks for a host behind a name in brackets, also where there is none.
        raise _NoAddress("its address is not a valid one") from None
    return url


def is_local(address: str) -> bool:
    """Whether an address says by itself that it is in the private network. Raises Fault where it is none."""
    return addresses.is_local_name(checked(address).raw_host or "")


def redirected(base: str, location: str) -> str:
    """The address that a Location header means. Raises Fault where it is none, or not http or https."""
    from monitor.hrefs import with_slashes  # Imported here, for most polls are led nowhere.

    try:
        location.encode()
    except UnicodeEncodeError:  # What is not UTF-8 arrives as lone surrogates, which stand for single bytes.
        location = quote(location.encode("utf-8", "surrogateescape"), safe="!#$%&'()*+,/:;=?@[]~")
    try:
        # As browsers read it, up to where what is asked for begins.
        path, query, rest = location.strip().partition("?")
        aim = _without_dots(urljoin(base, with_slashes(path.replace("\\", "/")) + query + rest).partition("#")[0])
        url = checked(aim)
    except (ValueError, _NoAddress):
        raise Fault("it redirects to something that is no address") from None
    except Fault:
        raise Fault("it redirects to something that is not http or https, which is refused") from None
    # No server may put a name and password in our mouth. Letters of a host and of a path are spelled out otherwise.
    return aim if "@" not in url.raw_authority and aim.isascii() else str(url.with_user(None))


def _without_dots(address: str) -> str:
    """An address without the `.` and `..` between the slashes of its path, which urljoin leaves in one that names its
    host, and most servers do not know (RFC 3986, 5.2.2)."""
    place, mark, query = address.partition("?")
    path = urlsplit(place).path
    # The dot in front keeps a path that begins with two slashes from being read as a host.
    return urljoin(place, f"/.{path}") + mark + query if "/." in path else address


def parted(address: str) -> tuple[str, str]:
    """An address without the name and password that stand in it, and these as "name:password", "" for none.

    Raises Fault where it is no address.
    """
    url = checked(address)
    if url.raw_user is None and url.raw_password is None:
        return address, ""
    return str(url.with_user(None)), f"{url.user or ''}:{url.password or ''}"


def origin(url: URL) -> tuple[str, str, int | None]:
    """The server that an address is of: what is meant for one must not go to another."""
    return url.scheme, (url.raw_host or "").lower(), url.port


def shown(url: URL) -> str:
    """The host of an address as a sentence repeats it."""
    try:
        name = text.line(url.host)
    except ValueError:  # Punycode that is none has no letters to be shown.
        name = text.line(url.raw_host)
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


@functools.lru_cache(maxsize=10_000)
def host(url: str) -> str:
    """Whom a server's wish to be left alone, or a lost connection, is about: the name and the port of an address, in
    one spelling."""
    try:
        parts = checked(url)
    except Fault:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    return (parts.host_port_subcomponent or "").lower()


def named_host(url: str) -> str:
    """The host of an address, with a port of its own, as a sentence repeats it. Raises Fault where it is no address."""
    parts = checked(url)
    return (parts.host_port_subcomponent or "").replace(parts.raw_host or "", shown(parts), 1).lower()


def wish(url: str, until: int) -> str:
    """That the host of an address is left alone until then (seconds since the epoch, UTC), as a sentence for the
    reader."""
    return f"{named_host(url)} asked to be left alone until {iso(until)}"


def lack(error: BaseException | None) -> Fault | None:
    """What this machine has too little of for a connection; None for any other error."""
    if not isinstance(error, OSError):
        return None
    numbers = _numbers(error)
    if not numbers.isdisjoint(SHORT):
        return Fault(NO_MORE, here=True)
    if errno.EAGAIN in numbers:
        return Fault(NO_THREAD, here=True)
    return None if numbers.isdisjoint(_NO_MEMORY) else NoMemory()


def unreachable(error: OSError, host: str, port: int | None) -> Fault:
    """The sentence for what the operating system says of a connection."""
    if lacking := lack(error):
        return lacking
    numbers, said = _numbers(error), error.strerror or str(error)
    if errno.ECONNREFUSED in numbers:
        called = _CALLED.findall(said)
        if called and all(map(addresses.is_here, called)) and not addresses.is_local_name(host):
            # So do providers that must block a server, and lists of advertisers' hosts.
            blocked = "this computer itself: perhaps your provider, or a list of hosts, blocks it"
            return Fault(f"the name {host} leads to {called[0]}, {blocked}", silent=True)
        return Fault(f"connection refused: nothing answers at {host}:{port}", silent=True)
    if numbers <= _NO_ROUTE:
        return Fault(f"there is no route to {host}: perhaps there is no network", offline=True)
    if isinstance(error, ConnectionError) or not numbers.isdisjoint((errno.ECONNRESET, errno.EPIPE)):
        return Fault("the server broke the connection off", silent=True)
    if _CALL_FAILED in said:
        said = os.strerror(min(numbers - _NO_ROUTE))
    return Fault(f"no connection to {host}: {text.line(said)[:200] or type(error).__name__}", silent=True)


def _numbers(error: OSError) -> set[int]:
    """The system's numbers for an error. Where a host has several addresses, of which each failed in its own way, they
    stand in aiohttp's text."""
    return {*map(int, _NUMBERED.findall(error.strerror or str(error)))} or {error.errno or 0}


def holds_entries(body: bytes) -> bool:
    """Whether a body that has broken off may hold a whole entry of a feed."""
    return _END_OF_ENTRY.search(body) is not None


def no_page(content_type: str) -> str:
    """The sentence for an answer that is said to be no web page; "" for one that may be."""
    kind = text.line(content_type.partition(";")[0]).lower()
    return f"it is no web page but {kind[:_LONGEST_NAME]}" if kind and kind not in PAGES else ""


def guard_of(headers: "MultiMapping[str]") -> str:
    """Who keeps robots from a server, by the headers of what he answered in its place; "" where nobody has."""
    return next((who for name, (who, does) in _GUARDS.items() if headers.get(name, "").strip().lower() in does), "")


def meaning(status: int, what: str, headers: "MultiMapping[str]") -> str:
    """The sentence for a status that brings no feed, or no `what`. The server's own phrase for it is not repeated.

    The headers may say what logins a server takes, and who keeps robots from it.
    """
    try:
        phrase = f" {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = ""
    # Whatever stands for 500 and more that nobody knows is a fault of the server's (RFC 9110, 15).
    other = "it is out of order" if 500 <= status < 600 else "that is no {what}"
    said = _STATUS_MEANING.get(status, other).format(what=what)
    logins = _LOGIN.findall(",".join(headers.getall("WWW-Authenticate", ())).lower())
    if status == 401 and logins and _LOGINS.keys() >= {*logins}:
        said = f"it wants a login by {_LOGINS[logins[0]]}, and only those by Basic are known here"
    if guard := guard_of(headers):
        said = f"{guard} keeps all but browsers from it; ask whoever runs the site to let feed readers through"
    return f"the server answered {status}{phrase}: {said}"

"""Hears what a server answers: all is counted while it comes, and an odd header or a wrong length spoils nothing."""

import asyncio
import re
import select
from typing import Any, cast

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError

from monitor.feeds.descriptors import Connections
from monitor.feeds.headers import exact
from monitor.model import Limits

_VERSION = re.compile(rb"\Ahttp/(1\.[2-9](?= ))?", re.I)
_END_OF_HEAD = re.compile(rb"(?:\A|\n)\r?\n")
_FIELD = re.compile(rb"[^\n]*\n(?:[ \t][^\n]*\n)*")
"""A header, with the lines that it is continued on."""
_SOUND = re.compile(rb"[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+:|\r?\n\Z")
_FRAMING = re.compile(rb"content-length|transfer-encoding", re.I)
_LENGTH = re.compile(rb"(content-length:[ \t]*([0-9]+))(?:[ \t]*,[ \t]*\2)*([ \t]*\r?\n)\Z", re.I)
"""A length, which who joins headers may have made a list of, all the same (RFC 9110, 8.6)."""
_AS_IT_IS = re.compile(rb"transfer-encoding:[ \t]*+(?:identity)?[ \t]*\r?\n\Z", re.I)
"""What older servers say of a body that comes as it is (RFC 2616, 3.6), which today's standard has no more; or a list
of nothing."""
_IN_CHUNKS = re.compile(rb"transfer-encoding:[^\r\n]*\bchunked[ \t]*\r?\n\Z", re.I)

_WAITED_TOO_LONG = 408
"""By which some servers end a connection that they have left open."""


class LongHead(aiohttp.ClientError):
    """A server says more before the body than is taken."""


class LongBody(aiohttp.ClientError):
    """A server sends more for a body than is taken."""


class Unsound(aiohttp.ClientPayloadError):
    """In the middle of a body, what a server sends is HTTP no more."""


class Stale(aiohttp.ServerDisconnectedError):
    """A connection that was left open has ended, or is no use, before anything was answered on it: the next request may
    go out on another (RFC 9112, 9.3.1)."""


class _Wire:
    """A connection on which a validator goes back byte by byte: aiohttp writes UTF-8 alone."""

    def __init__(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def write(self, data: bytes) -> None:
        self._transport.write(exact(data))  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Handler(ResponseHandler):
    """Takes heads apart from bodies.

    aiohttp limits each header and their number, but not the sum, nor what a body comes in: the sizes of its chunks, and
    the headers behind it. And it takes an answer for none where more bytes come than were promised, if they come with
    the head; or waits for more where a body turns out to be broken.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, limits: Limits, connections: Connections) -> None:
        super().__init__(loop)
        self._limits = limits
        self._connections = connections
        self._descriptor = -1
        self._room: int | None = None
        """Bytes that may still come before the body."""
        self._begun = False
        """Whether the first line of a head is through, and headers follow."""
        self._held = bytearray()
        self._room_behind = limits.download
        self._asked = 0
        """How many answers have been expected on it."""
        self._silent = True
        """Whether nothing has come of the one that is, not its first line."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin on a connection."""
        self._descriptor = transport.get_extra_info("socket").fileno()
        self._connections.open[self._descriptor] = self
        super().connection_made(cast("asyncio.Transport", _Wire(transport)))

    def connection_lost(self, exc: BaseException | None) -> None:
        """End with it."""
        # Where another hears it, it has been taken over, or its descriptor is one more connection's by now.
        if self._connections.open.get(self._descriptor) is self:
            del self._connections.open[self._descriptor]
        super().connection_lost(exc)

    @property
    def should_close(self) -> bool:
        """Whether the connection is not to be left open for another request."""
        return super().should_close or self._connections.are_many or self._says_more()

    def is_connected(self) -> bool:
        """Whether another request can go out on a connection that was left open: what has come there since the last
        answer, and be it the end, would be taken for the next one."""
        return super().is_connected() and not self.should_close

    def _says_more(self) -> bool:
        """Whether something stands on the wire that nobody has asked for, and that would be taken for the next answer;
        the end of a connection is seen there too."""
        plug = self.transport.get_extra_info("socket") if self.transport else None
        if plug is None or plug.fileno() < 0:
            return False
        wire = select.poll()
        wire.register(plug.fileno(), select.POLLIN)
        return bool(wire.poll(0))

    def take_over(self, transport: asyncio.Transport, first: object) -> None:
        """Go on with a connection that another protocol has made, which lives on: it may close what it has opened."""
        self._first = first
        transport.set_protocol(self)
        self.connection_made(transport)

    def set_response_params(self, **params: Any) -> None:
        """Expect the next answer."""
        self._room, self._room_behind = self._limits.headers, self._limits.download
        self._begun = False
        self._held.clear()
        self._asked += 1
        self._silent = True
        super().set_response_params(**params)

    def set_exception(self, exc: BaseException, *cause: BaseException) -> None:
        """Note that no answer comes any more."""
        # What is no HTTP is then what an answer before has left, which told its length as less than it is.
        is_over = isinstance(exc, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError | HttpProcessingError)
        if is_over and self._silent and self._asked > 1:
            exc = Stale()
        super().set_exception(exc, *cause)

    def feed_data(self, data: Any, size: int = 0) -> None:
        """Take note of a whole head."""
        if data[0].code >= 200:  # An answer before that, of which there may be any number, only announces one.
            self._room = None
        if data[0].code == _WAITED_TOO_LONG and self._asked > 1:
            # It was said before this request came, and another connection may take it (RFC 9110, 15.5.9).
            if self.transport:
                self.transport.close()
            self.set_exception(Stale())
            return
        super().feed_data(data, size)

    def data_received(self, data: bytes) -> None:
        """Take what comes off the wire."""
        while self._room is not None and data and self.exception() is None:
            data = self._take_headers(data) if self._begun else self._take_status(data)
            if self._room is not None and self._room < 0 and self.transport:
                self.transport.close()
                self.set_exception(LongHead())
        if self._room is None and self.exception() is None:
            self._take_body(data)
        if self.exception() is not None and self._payload is not None and not self._payload.is_eof():
            # Not at once: whoever waits for the body takes first what has come of it.
            self._loop.call_soon(self._payload.set_exception, Unsound())

    def _take_status(self, data: bytes) -> bytes:
        """Pass on a head's first line as it comes, for what is not HTTP shows there; return what follows."""
        assert self._room is not None
        if not self._held:
            data = _VERSION.sub(_known, data, count=1)
        end = data.find(b"\n") + 1 or len(data)
        self._room -= end
        self._held += data[:end]
        if self._held.endswith(b"\n"):
            self._begun = self._held.strip() != b""
            self._held.clear()
        super().data_received(data[:end])
        self._silent = self._silent and not (self._begun and self.exception() is None)
        return data[end:]

    def _take_headers(self, data: bytes) -> bytes:
        """Hold headers back until all have come, and pass them on as far as they are sound; return what follows."""
        assert self._room is not None
        before = len(self._held)
        self._held += data
        end = _END_OF_HEAD.search(self._held, max(before - 2, 0))
        self._room -= (end.end() if end else len(self._held)) - before
        if end is None or self._room < 0:
            return b""
        headers, rest = bytes(self._held[: end.end()]), bytes(self._held[end.end() :])
        self._held.clear()
        self._begun = False
        super().data_received(_sound(headers))
        return rest

    def _take_body(self, data: bytes) -> None:
        self._room_behind -= len(data)
        if self._room_behind >= 0:
            super().data_received(data)
            return
        if self.transport:
            self.transport.close()
        self.set_exception(LongBody())
        if self._payload is not None and not self._payload.is_eof():
            self._payload.set_exception(LongBody())
            self._payload = None  # The end of the connection is not to be taken for the reason.


def _known(version: re.Match[bytes]) -> bytes:
    """The version of an answer as aiohttp takes it: small letters are not the standard's, and every other client takes
    them; a later 1.x is read as the highest that is known (RFC 9110, 2.5)."""
    return b"HTTP/1.1" if version[1] else b"HTTP/"


def _sound(headers: bytes) -> bytes:
    """Headers without those that are none, having no name or an impossible one, and with a length told once.

    Where the same length is told several times, once is enough; where chunks tell it, none is. What may say where a
    body ends stays as it came, to be refused where it is odd: two readers of it could be of two minds.
    """
    fields = [field for field in _FIELD.findall(headers) if _SOUND.match(field) or _FRAMING.search(field)]
    fields = [field for field in fields if not _AS_IT_IS.match(field)]
    told = [*filter(None, map(_LENGTH.match, fields))]
    others = [field for field in fields if not _LENGTH.match(field)]
    if told and any(map(_IN_CHUNKS.match, fields)):
        return b"".join(others)
    same = len({found[2] for found in told}) == 1
    return b"".join([told[0][1] + told[0][3], *others] if same else fields)

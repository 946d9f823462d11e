"""Hears what a server answers: all of it is counted while it comes, and a length that is wrong spoils no answer."""

import asyncio
import re
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler

from monitor.model import Limits

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]+)[ \t]*(?=\r\n)", re.I)
_IN_CHUNKS = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*\bchunked[ \t]*\r\n", re.I)


class LongHead(aiohttp.ClientError):
    """A server says more before the body than is taken."""


class LongBody(aiohttp.ClientError):
    """A server sends more for a body than is taken."""


class Handler(ResponseHandler):
    """Takes heads apart from bodies.

    aiohttp limits each header and their number, but not the sum, nor what a body comes in: the sizes of its chunks, and
    the headers behind it. And it takes an answer for none where more bytes come than were promised, if they come with
    the head; or waits for more where a body turns out to be broken.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, limits: Limits) -> None:
        super().__init__(loop)
        self._limits = limits
        self._room: int | None = limits.headers
        self._room_behind = limits.download

    def take_over(self, transport: asyncio.Transport, first: object) -> None:
        """Go on with a connection that another protocol has made, which lives on: it may close what it has opened."""
        self._first = first
        transport.set_protocol(self)
        self.connection_made(transport)

    def set_response_params(self, **params: Any) -> None:
        """Expect the next answer."""
        self._room, self._room_behind = self._limits.headers, self._limits.download
        super().set_response_params(**params)

    def feed_data(self, data: Any, size: int = 0) -> None:
        """Take note of a whole head."""
        if data[0].code >= 200:  # An answer before that, of which there may be any number, only announces one.
            self._room = None
        super().feed_data(data, size)

    def data_received(self, data: bytes) -> None:
        """Take what comes off the wire."""
        while self._room is not None and data and self.exception() is None:
            end = data.find(_END_OF_HEAD) + len(_END_OF_HEAD)
            head, data = (data[:end], data[end:]) if end >= len(_END_OF_HEAD) else (data, b"")
            self._room -= len(head)
            super().data_received(_with_one_length(head))
            if self._room is not None and self._room < 0 and self.transport:
                self.transport.close()
                self.set_exception(LongHead())
        if self._room is None and self.exception() is None:
            self._take_body(data)
        if self.exception() is not None and self._payload is not None and not self._payload.is_eof():
            # Not at once: whoever waits for the body takes first what has come of it.
            self._loop.call_soon(self._payload.set_exception, aiohttp.ClientPayloadError())

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


def _with_one_length(head: bytes) -> bytes:
    """A head that says its length once, where it says the same several times; or not at all, where chunks tell it."""
    lengths = _LENGTH.findall(head)
    if lengths and _IN_CHUNKS.search(head):
        return _LENGTH.sub(b"", head)
    return _LENGTH.sub(b"", head, len(lengths) - 1) if len({*lengths}) == 1 < len(lengths) else head

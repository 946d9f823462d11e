"""A loopback server on which every hostile case has a path of its own, and a good feed is its neighbour."""

import asyncio
import contextlib
import inspect
import re
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

from tests.feeds.hostile import GOOD

NEIGHBOUR = "/neighbour"
"""Where the good feed is."""
NO_WORD = "127.0.0.4"
"""The address at which whoever wants TLS is hung up on."""


@dataclass(frozen=True)
class Request:
    """What a case is asked."""

    path: str
    """The path of its feed."""
    tail: str
    """What follows that path: "" for the feed itself, "~" and more for what a redirect leads to; and the query."""
    headers: Mapping[str, str]
    """By lower-case name."""
    poll: int
    """Which poll of the feed it belongs to, from 1."""
    root: str
    """Scheme, host and port of the server."""


@dataclass(frozen=True)
class Answer:
    """An answer that is written at once."""

    body: bytes | Callable[[], bytes] = b""
    """The bytes, or what makes them where they are too many to be kept."""
    status: str | bytes = "200 OK"
    headers: tuple[str | bytes, ...] = ()
    """Header lines; Content-Length and Connection stand before them."""
    raw: bool = False
    """The body is all that is sent, head and all."""


class Wire:
    """The connection on which a script answers at its own pace."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def send(self, *pieces: str | bytes) -> None:
        """Write these pieces, each after the one before."""
        for piece in pieces:
            self._writer.write(_bytes(piece))
            await self._writer.drain()

    async def drip(self, piece: bytes, pause: float) -> None:
        """Write byte by byte, with a pause (seconds) after each."""
        for byte in piece:
            await self.send(bytes([byte]))
            await asyncio.sleep(pause)

    async def hang(self) -> None:
        """Say nothing until the other side has gone."""
        while not self._writer.transport.is_closing():
            await asyncio.sleep(0.05)

    def reset(self) -> None:
        """Break the connection off without a good-bye (RST)."""
        connection = self._writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Reply = Callable[[Request], "How"]
Script = Callable[[Request, Wire], Awaitable[None]]
How = Answer | Reply | Script
"""How a case answers: always the same, by what it is asked, or at its own pace."""


@dataclass
class Server:
    """The server as a test sees it."""

    cases: Mapping[str, How]
    """What each path answers."""
    port: int = 0
    poll: int = 1
    """Which poll is under way."""
    requests: list[Request] = field(default_factory=list)
    open: set["asyncio.Task[None]"] = field(default_factory=set)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        task = asyncio.current_task()
        assert task is not None
        self.open.add(task)
        try:
            with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError, asyncio.CancelledError):
                await self._answer(reader, writer)
        finally:
            self.open.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readexactly(1)
        if first == b"\x16":  # A TLS handshake.
            if writer.get_extra_info("sockname")[0] != NO_WORD:
                await Wire(writer).send("HTTP/1.1 400 Bad Request\r\n\r\n")
            return
        request = self._request((first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
        self.requests.append(request)
        how = self.cases.get(request.path, Answer(status="404 Not Found"))
        if request.path == NEIGHBOUR:
            how = Answer(GOOD)
        while not isinstance(how, Answer):
            if inspect.iscoroutinefunction(how):
                await how(request, Wire(writer))
                return
            how = cast(Reply, how)(request)
        await Wire(writer).send(*pieces(how))

    def _request(self, head: str) -> Request:
        lines = head.split("\r\n")
        whole = lines[0].split(" ")[1]
        path = re.split("[~?]", whole, maxsplit=1)[0]
        pairs = (line.split(": ", 1) for line in lines[1:] if line)
        headers = {name.lower(): value for name, value in pairs}
        return Request(path, whole[len(path) :], headers, self.poll, f"http://{headers['host']}")


def pieces(answer: Answer) -> tuple[bytes, ...]:
    """What an answer is on the wire: its head and its body."""
    body = answer.body if isinstance(answer.body, bytes) else answer.body()
    if answer.raw:
        return (body,)
    own = b"\r\n".join(map(_bytes, answer.headers))
    lines = [b"HTTP/1.1 " + _bytes(answer.status), b"Connection: close"]
    # An answer that says its own length, or how it is cut up, is not contradicted.
    if not own.lower().startswith((b"content-length", b"transfer-encoding")):
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*lines, *([own] if own else [])]) + b"\r\n\r\n", body


def _bytes(piece: str | bytes) -> bytes:
    return piece if isinstance(piece, bytes) else piece.encode()


@asynccontextmanager
async def serve(cases: Mapping[str, How]) -> AsyncIterator[Server]:
    """Run the server on every loopback address for as long as the block runs."""
    state = Server(cases)
    server = await asyncio.start_server(state.handle, "0.0.0.0", 0, backlog=512)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        for task in tuple(state.open):
            task.cancel()
        await asyncio.gather(*state.open, return_exceptions=True)

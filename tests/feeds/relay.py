"""A loopback proxy, HTTP and SOCKS at one port, that finds all names on loopback and remembers what it was asked."""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Relay:
    """The proxy as a test sees it."""

    port: int = 0
    login: str = ""
    """The name and password that it wants, with a colon between."""
    asked: list[str] = field(default_factory=list)
    """How it was asked, and for which host and port: "http feeds.example:80"."""

    def url(self, scheme: str = "http", login: str = "") -> str:
        return f"{scheme}://{login}{'@' * bool(login)}127.0.0.1:{self.port}"


class _Refused(Exception):
    pass


@asynccontextmanager
async def relaying(login: str = "") -> AsyncIterator[Relay]:
    """Run the proxy for as long as the block runs."""
    relay = Relay(login=login)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError, _Refused):
            speak = {b"\x05": _socks5, b"\x04": _socks4}.get(first := await reader.readexactly(1))
            port, head = await (speak(relay, reader, writer) if speak else _http(relay, first, reader, writer))
            await _pipe(port, head, reader, writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()


async def _http(
    relay: Relay, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> tuple[int, bytes]:
    head = (first + await reader.readuntil(b"\r\n\r\n")).decode()
    method, target, _ = head.split("\r\n")[0].split(" ")
    if relay.login and f"Basic {base64.b64encode(relay.login.encode()).decode()}" not in head:
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        raise _Refused
    if method == "CONNECT":
        relay.asked.append(f"connect {target}")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        return int(target.rpartition(":")[2]), b""
    parts = urlsplit(target)
    relay.asked.append(f"http {parts.netloc}")
    path = target.partition(parts.netloc)[2] or "/"
    return parts.port or 80, head.replace(target, path, 1).encode()


async def _socks5(relay: Relay, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[int, bytes]:
    methods = await reader.readexactly((await reader.readexactly(1))[0])
    if relay.login:
        writer.write(b"\x05\x02" if 2 in methods else b"\x05\xff")
        await reader.readexactly(1)
        said = [(await reader.readexactly((await reader.readexactly(1))[0])).decode() for _ in range(2)]
        good = ":".join(said) == relay.login
        writer.write(b"\x01\x00" if good else b"\x01\x01")
        if not good:
            raise _Refused
    else:
        writer.write(b"\x05\x00")
    _, _, _, kind = await reader.readexactly(4)
    raw = await reader.readexactly(4 if kind == 1 else (await reader.readexactly(1))[0])
    host = ".".join(map(str, raw)) if kind == 1 else raw.decode()
    port = int.from_bytes(await reader.readexactly(2), "big")
    relay.asked.append(f"socks5 {host}:{port}")
    writer.write(b"\x05\x00\x00\x01" + bytes(6))
    return port, b""


async def _socks4(relay: Relay, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[int, bytes]:
    await reader.readexactly(1)
    port = int.from_bytes(await reader.readexactly(2), "big")
    address = await reader.readexactly(4)
    await reader.readuntil(b"\0")
    named = address[:3] == bytes(3)
    host = (await reader.readuntil(b"\0"))[:-1].decode() if named else ".".join(map(str, address))
    relay.asked.append(f"socks4 {host}:{port}")
    writer.write(b"\x00\x5a" + bytes(6))
    return port, b""


async def _pipe(port: int, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    back, forth = await asyncio.open_connection("127.0.0.1", port)
    forth.write(head)
    there = asyncio.create_task(_copy(reader, forth))
    await _copy(back, writer)
    there.cancel()
    forth.close()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await source.read(1 << 16):
            target.write(piece)
            await target.drain()

"""Undoes Content-Encoding while the bytes arrive and counts them, so that a bomb costs no more than the limit."""

import zlib
from collections.abc import Callable, Iterable
from typing import Protocol

ACCEPTED = "gzip, deflate, br, zstd"
_PLAIN = frozenset(("", "identity", "none", "binary", "utf-8"))
_GZIP = frozenset(("gzip", "x-gzip"))
_GZIP_MAGIC = b"\x1f\x8b"
# A gzip file may hold several members; tens of thousands of empty ones are an attack on the processor.
_MAX_MEMBERS = 1000
_MAX_LAYERS = 2
# Zstandard has no limit for what a piece unpacks to: a block of 4 bytes may hold 128 KB, so that pieces are kept small.
_ZSTD_PIECE = 64
_ZSTD_WINDOW = 8 << 20
"""The largest window that RFC 9659 lets a server use."""


class Unpackable(Exception):
    """What was sent cannot be unpacked, or is too large once it is; the text says which, for the reader."""


class _Layer(Protocol):
    """One layer of packing."""

    def feed(self, data: bytes, room: int) -> Iterable[bytes]:
        """The unpacked pieces of `data`, none much longer than `room` bytes or two megabytes."""

    def rest(self) -> bytes:
        """What was held back while too little had come to tell."""


class _Brotli:
    """One layer of Brotli (RFC 7932)."""

    def __init__(self) -> None:
        import brotli

        self._inflate, self._error = brotli.Decompressor(), brotli.error

    def feed(self, data: bytes, room: int) -> Iterable[bytes]:
        try:
            yield self._inflate.process(data, output_buffer_limit=room)
            while not self._inflate.can_accept_more_data():
                yield self._inflate.process(b"", output_buffer_limit=room)
        except self._error:
            raise Unpackable("it sent damaged Brotli data") from None

    def rest(self) -> bytes:
        return b""


class _Zstandard:
    """One layer of Zstandard (RFC 8878)."""

    def __init__(self) -> None:
        import zstandard

        self._inflate = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj(read_across_frames=True)
        self._error = zstandard.ZstdError

    def feed(self, data: bytes, room: int) -> Iterable[bytes]:
        try:
            for start in range(0, len(data), _ZSTD_PIECE):
                yield self._inflate.decompress(data[start : start + _ZSTD_PIECE])
        except self._error:
            raise Unpackable("it sent damaged Zstandard data") from None

    def rest(self) -> bytes:
        return b""


class _Inflater:
    """One layer of gzip or deflate; bytes that turn out not to be packed pass as they are."""

    def __init__(self, gzip: bool) -> None:
        self._gzip = gzip
        self._inflate: zlib._Decompress | None = None
        self._head = b""
        self._plain = False
        self._members = 0

    def feed(self, data: bytes, room: int) -> Iterable[bytes]:
        """The unpacked pieces of `data`, none much longer than `room` bytes. Raises zlib.error, Unpackable."""
        if self._inflate is None and not self._plain:
            self._head += data
            if len(self._head) < 2:
                return
            data, self._head = self._head, b""
            self._begin(data)
        if self._plain or self._inflate is None:
            yield data
            return
        while data:
            yield self._inflate.decompress(data, room)
            data = self._inflate.unconsumed_tail
            if self._inflate.eof:
                data = self._next_member(self._inflate.unused_data)

    def rest(self) -> bytes:
        """What was held back while too little had come to tell."""
        return self._head

    def _begin(self, data: bytes) -> None:
        if self._gzip:
            self._plain = not data.startswith(_GZIP_MAGIC)
            self._inflate = None if self._plain else zlib.decompressobj(wbits=31)
        else:
            # "deflate" means zlib to the standard and raw deflate to many servers; the zlib header tells them apart.
            self._plain = data[:1] in (b"<", b"{")
            if self._plain:
                return
            zlib_header = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._inflate = zlib.decompressobj(wbits=15 if zlib_header else -15)

    def _next_member(self, data: bytes) -> bytes:
        """The start of the next gzip member in `data`; what else follows the end is padding and dropped."""
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise Unpackable("it sent gzip data in too many parts")
        if not self._gzip or not data.startswith(_GZIP_MAGIC):
            return b""
        self._inflate = zlib.decompressobj(wbits=31)
        return data


_LAYERS: dict[str, Callable[[], _Layer]] = {
    **dict.fromkeys(_GZIP, lambda: _Inflater(gzip=True)),
    "deflate": lambda: _Inflater(gzip=False),
    "br": _Brotli,
    "zstd": _Zstandard,
}


class Unpacker:
    """Takes the chunks of one answer and gives its body."""

    def __init__(self, encoding: str, limit: int) -> None:
        """Undo `encoding`, a Content-Encoding header, up to `limit` bytes. Raises Unpackable for an unknown one."""
        names = [name for part in encoding.lower().split(",") if (name := part.strip()) not in _PLAIN]
        if len(names) > _MAX_LAYERS or any(name not in _LAYERS for name in names):
            raise Unpackable("it sent the feed packed in a way that was not asked for")
        # An unpacked answer may still be a feed.xml.gz: the magic bytes say so.
        self._layers: list[_Layer] = [_LAYERS[name]() for name in reversed(names)] or [_Inflater(gzip=True)]
        self._limit = limit
        self._pieces: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk off the wire. Raises Unpackable once it is damaged or too large."""
        try:
            self._push(chunk, 0)
        except zlib.error:
            raise Unpackable("it sent damaged gzip data") from None

    def body(self) -> bytes:
        """All that was unpacked; a packed stream that ends early gives what came before its end."""
        for depth, layer in enumerate(self._layers):
            rest = layer.rest()
            if depth + 1 < len(self._layers):
                self._push(rest, depth + 1)
            else:
                self._pieces.append(rest)
        return b"".join(self._pieces)

    def _push(self, data: bytes, depth: int) -> None:
        if depth == len(self._layers):
            self._size += len(data)
            if self._size > self._limit:
                raise Unpackable(f"it unpacks to more than {self._limit / 1_000_000:g} MB")
            self._pieces.append(data)
            return
        for piece in self._layers[depth].feed(data, min(self._limit - self._size + 1, 1 << 16) or 1):
            self._push(piece, depth + 1)

"""Undoes Content-Encoding while the bytes arrive and counts them, so that a bomb costs no more than the limit."""

import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain

from monitor.feeds.body import Body

ACCEPTED = "gzip, deflate, br, zstd"
_PLAIN = frozenset(("", "identity", "none", "binary", "utf-8"))
_GZIP = frozenset(("gzip", "x-gzip"))
_KNOWN = _GZIP | {"", "deflate"}
_GZIP_MAGIC, _ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_GZIP_BITS = 31
_TEXT = (b"<", b"{", b"\xef\xbb\xbf", b"\xff\xfe<\0", b"\xfe\xff\0<")
"""What feeds begin with, behind blanks too, and nothing that is packed."""
_ENOUGH = 4
"""Bytes that tell how something is packed."""
_SMALL = 1 << 16
_UNASKED = "it sent the feed packed in a way that was not asked for"
# A gzip file may hold several members; tens of thousands of empty ones are an attack on the processor.
_MAX_MEMBERS = 1000
_MAX_LAYERS = 2
# Zstandard has no limit for what a piece unpacks to: a block of 4 bytes may hold 128 KB, so that pieces are kept small.
_ZSTD_PIECE = 64
_TURN = 0.01
"""Seconds after which whoever else waits has a turn."""
_ZSTD_WINDOW = 8 << 20
"""The largest window that RFC 9659 lets a server use."""


class Unpackable(Exception):
    """What was sent cannot be unpacked, or is too large once it is; the text says which, for the reader."""


class Damaged(Unpackable):
    """What was sent is not as it was packed from some byte on; what stands in front of that has been unpacked."""


class _Brotli:
    """One layer of Brotli (RFC 7932)."""

    def __init__(self) -> None:
        import brotli

        self._inflate, self._error = brotli.Decompressor(), brotli.error

    def feed(self, data: bytes, room: int) -> Iterable[bytes]:
        try:
            # It says that it can take more while it still holds what it has unpacked: only its silence tells the end.
            while piece := self._inflate.process(data, output_buffer_limit=room):
                yield piece
                data = b""
        except self._error:
            raise Damaged("it sent damaged Brotli data") from None

    @property
    def is_over(self) -> bool:
        return bool(self._inflate.is_finished())


class _Zstandard:
    """One layer of Zstandard (RFC 8878)."""

    def __init__(self) -> None:
        import zstandard

        self._frames = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._inflate, self._error = self._frames.decompressobj(read_across_frames=True), zstandard.ZstdError
        self._head = b""

    def feed(self, data: bytes, room: int) -> Iterable[bytes]:
        self._head += data[: _ZSTD_PIECE - len(self._head)]
        try:
            for start in range(0, len(data), _ZSTD_PIECE):
                yield self._inflate.decompress(data[start : start + _ZSTD_PIECE])
        except self._error:
            raise Damaged("it sent damaged Zstandard data") from None

    @property
    def is_over(self) -> bool:
        # What reads across frames never says so, and a frame of nothing is short (RFC 8878, 3.1.1).
        frame = self._frames.decompressobj()
        frame.decompress(self._head)
        return frame.eof


class _Plain:
    """What turns out not to be packed."""

    is_over = True

    def feed(self, data: bytes, room: int) -> Iterable[bytes]:
        yield data


class _Inflater:
    """One layer of gzip or deflate."""

    def __init__(self, wbits: int) -> None:
        self._gzip = wbits == _GZIP_BITS
        self._inflate = zlib.decompressobj(wbits=wbits)
        self._members = 0
        self._is_padded = False

    def feed(self, data: bytes, room: int) -> Iterable[bytes]:
        if self._is_padded:
            return
        # Where a piece fills all the room more of it may be held back, though no data is left.
        held = False
        while data or held:
            try:
                piece = self._inflate.decompress(data, room)
            except zlib.error:
                raise Damaged("it sent damaged gzip data") from None
            yield piece
            held, data = len(piece) >= room, self._inflate.unconsumed_tail
            if self._inflate.eof:
                held, data = False, self._next_member(self._inflate.unused_data)

    def _next_member(self, data: bytes) -> bytes:
        """The start of the next gzip member in `data`; what else follows the end is padding and dropped."""
        if len(data) < len(_GZIP_MAGIC):
            return b""  # Kept where it came from until there is more.
        self._is_padded = not self._gzip or not data.startswith(_GZIP_MAGIC)
        if self._is_padded:
            return b""
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise Unpackable("it sent gzip data in too many parts")
        self._inflate = zlib.decompressobj(wbits=_GZIP_BITS)
        return data

    @property
    def is_over(self) -> bool:
        return self._inflate.eof


_Layer = _Brotli | _Zstandard | _Plain | _Inflater
"""One layer of packing: `feed` gives the unpacked pieces of some data, none much longer than `room` bytes or two
megabytes, or raises Damaged; `is_over` says, where nothing has come of it, whether it has come to its end."""


class _Told:
    """One layer as its label says, or as the first bytes do where they say otherwise: servers label wrongly."""

    def __init__(self, label: str, limit: int) -> None:
        self._label = label
        self._limit = limit
        self._head = self._start = b""
        self._layer: _Layer | None = None
        self._fed = Body()
        """All that was fed, to be unpacked anew where it turns out to be damaged."""
        self._given = 0

    def feed(self, data: bytes, room: int) -> Iterable[bytes]:
        """The unpacked pieces of `data`, none much longer than `room` bytes. Raises Unpackable, DiskFault."""
        if self._layer is None:
            self._head += data
            if len(self._head) < _ENOUGH:
                return
            data, self._head = self._head, b""
            self._start = data[:_ENOUGH]
            self._layer = _layer(self._label, self._start)
        try:
            for piece in self._layer.feed(data, room):
                self._given += len(piece)
                # Also what goes no farther than the layer beneath: a gzip header may be of any length.
                if self._given > self._limit:
                    raise _too_large(self._limit)
                yield piece
        except Damaged:
            yield from self._in_front_of_damage(data, room)
            raise
        if not isinstance(self._layer, _Plain):
            self._fed.add(data)

    def _in_front_of_damage(self, last: bytes, room: int) -> Iterator[bytes]:
        """What the bytes in front of the damaged one unpack to and has not been given: the unpackers drop it.

        It is among the `last` that were fed.
        """
        layer, known = _layer(self._label, self._start), self._given
        with suppress(Damaged):
            for data in chain(self._fed.pieces(), map(bytes, zip(last, strict=True))):
                for piece in layer.feed(data, room):
                    yield piece[known:]
                    known = max(0, known - len(piece))

    @property
    def is_over(self) -> bool:
        """Whether it came to its end, or gave something before it broke off, or was nothing at all."""
        return self._given > 0 or self._layer is None or self._layer.is_over

    def close(self) -> None:
        """Let go of what was put aside."""
        self._fed.close()

    def rest(self) -> bytes:
        """What was held back while too little had come to tell."""
        head, self._head = self._head, b""
        return b"".join(_layer(self._label, head).feed(head, _SMALL)) if head else b""


def _layer(label: str, head: bytes) -> _Layer:
    """What undoes a layer with this label and these first bytes. Raises Unpackable where nothing does."""
    is_text = _is_text(head)
    if head.startswith(_ZSTD_MAGIC):
        return _Zstandard()
    if head.startswith(_GZIP_MAGIC + b"\x08"):
        return _Inflater(_GZIP_BITS)
    if label in ("br", "zstd"):
        return _Plain() if is_text else _Brotli() if label == "br" else _Zstandard()
    if head.startswith(_GZIP_MAGIC):
        return _Inflater(_GZIP_BITS)
    is_zlib = len(head) > 1 and head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
    if label == "deflate" and not is_text:
        # It means zlib to the standard and raw deflate to many servers; the zlib header tells them apart.
        return _Inflater(15 if is_zlib else -15)
    if label in _KNOWN or is_text:
        return _Inflater(15) if is_zlib and label in _GZIP else _Plain()
    raise Unpackable(_UNASKED)


def _is_text(head: bytes) -> bool:
    begun = head.lstrip(b" \t\r\n")
    return not begun or begun.startswith(_TEXT)


def _too_large(limit: int) -> Unpackable:
    return Unpackable(f"it unpacks to more than {limit / 1_000_000:g} MB")


class Unpacker:
    """Takes the chunks of one answer, and fills its body with what they unpack to. It is to be closed."""

    def __init__(self, encoding: str, limit: int, body: Body) -> None:
        """Undo `encoding`, a Content-Encoding header, up to `limit` bytes in each layer.

        Raises Unpackable for too many layers.
        """
        labels = [part.partition(";")[0].strip(" \t\"'") for part in encoding.lower().split(",")]
        packed = [label for label in labels if label not in _PLAIN]
        if len(packed) > _MAX_LAYERS:
            raise Unpackable(_UNASKED)
        # An answer may be a feed.xml.gz beneath all that is said of it: the magic bytes say so.
        self._layers = [_Told(label, limit) for label in (*reversed(packed), "")]
        self._limit = limit
        self._body = body

    def feed(self, chunk: bytes) -> Iterator[None]:
        """Take the next chunk off the wire, in steps of which none takes long. All of them must be taken.

        Raises Unpackable once it is too large or packed unasked; Damaged, where the body has what came in front of the
        damage; DiskFault.
        """
        begun = time.monotonic()
        try:
            for _ in self._push(chunk, 0):
                if time.monotonic() - begun >= _TURN:
                    yield
                    begun = time.monotonic()
        except Damaged:
            self.end()
            raise

    def end(self) -> None:
        """No more comes; a packed stream that ends early gives what came before its end. Raises Unpackable,
        DiskFault."""
        for depth, layer in enumerate(self._layers):
            if rest := layer.rest():
                for _ in self._push(rest, depth + 1):
                    pass

    @property
    def is_over(self) -> bool:
        """Whether nothing that was packed broke off before anything came of it."""
        return all(layer.is_over for layer in self._layers)

    def close(self) -> None:
        """Let go of all but the body."""
        for layer in self._layers:
            layer.close()

    def _push(self, data: bytes, depth: int) -> Iterator[None]:
        """Unpack what has come to a layer, piece by piece."""
        if depth == len(self._layers):
            if len(self._body) + len(data) > self._limit:
                raise _too_large(self._limit)
            self._body.add(data)
            return
        for piece in self._layers[depth].feed(data, min(self._limit - len(self._body) + 1, _SMALL)):
            yield
            yield from self._push(piece, depth + 1)

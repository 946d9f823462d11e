"""A feed's bytes: in memory as long as they are few, and beyond that on the disk."""

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from io import RawIOBase
from typing import cast

FREE = 500_000
"""Bytes that every feed may have in memory."""
_PIECE = 1 << 18


class DiskFault(Exception):
    """The disk does not take what is to be put aside, or does not give it back; the text says so, for the reader."""


class Body:
    """A feed's bytes as they come: in memory, and where they are many in a file without a name."""

    def __init__(self) -> None:
        self._size = 0
        self._pieces: list[bytes] = []
        self._file: RawIOBase | None = None

    def __len__(self) -> int:
        """How many bytes have come."""
        return self._size

    @property
    def is_large(self) -> bool:
        """Whether they are more than every feed may have in memory."""
        return self._file is not None

    def add(self, piece: bytes) -> None:
        """Take what has come. Raises DiskFault where the disk takes no more."""
        self._size += len(piece)
        if self._size <= FREE:
            self._pieces.append(piece)
            return
        try:
            if self._file is None:
                self._file = _file()
                for earlier in self._pieces:
                    self._write(earlier)
                self._pieces.clear()
            self._write(piece)
        except OSError as error:
            raise DiskFault(f"it is large, and cannot be put aside on the disk: {error.strerror}") from error

    def _write(self, piece: bytes) -> None:
        assert self._file is not None
        rest = memoryview(piece)
        while rest:
            # A disk that is nearly full takes a part.
            if not (taken := self._file.write(rest)):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            rest = rest[taken:]

    def pieces(self) -> Iterator[bytes]:
        """All that has come, piece by piece. Raises DiskFault where the disk does not give it back."""
        if self._file is None:
            yield from self._pieces
            return
        try:
            self._file.seek(0)
            while piece := self._file.read(_PIECE):
                yield piece
        except OSError as error:
            raise DiskFault(f"it is large, and cannot be read back from the disk: {error.strerror}") from error

    def whole(self) -> bytes:
        """All that has come. Raises DiskFault where the disk does not give it back."""
        whole = b"".join(self.pieces())
        if not self.is_large:
            # Else it would be in memory twice, for as long as the feed is read.
            self._pieces = [whole]
        return whole

    def clear(self) -> None:
        """Let go of all that has come."""
        if self._file is not None:
            # What cannot be closed in order is let go of all the same, and what was in it is of no use any more.
            with suppress(OSError):
                self._file.close()
        self._file, self._size = None, 0
        self._pieces.clear()

    close = clear


def _file() -> RawIOBase:
    import tempfile  # 6 ms, and most feeds are small

    # Without a buffer: what stood in one would be written when the file is closed, or read, and fail there.
    return cast("RawIOBase", tempfile.TemporaryFile(prefix="monitor-", buffering=0))


def whole(body: bytes | Body) -> bytes:
    """A feed's bytes at once. Raises DiskFault."""
    return body.whole() if isinstance(body, Body) else body


def pieces(body: bytes | Body) -> Iterator[memoryview | bytes]:
    """A feed's bytes in pieces, of which none is large. Raises DiskFault."""
    if isinstance(body, Body):
        yield from body.pieces()
    else:
        whole = memoryview(body)
        yield from (whole[start : start + _PIECE] for start in range(0, len(body), _PIECE))


def trim() -> None:
    """Let the system have the memory that is free, where the C library keeps what lies between two pieces in use: of
    a feed of 14 MB 110 MB stayed with the process (measured)."""
    # Only that of GNU has such a call, and needs it. Not every Python was built with what calls it.
    with suppress(OSError, AttributeError, ImportError):
        import ctypes  # few polls have a large feed

        ctypes.CDLL(None).malloc_trim(0)

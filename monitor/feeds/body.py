"""A feed's bytes: in memory as long as they are few, and beyond that on the disk."""

from collections.abc import Iterator
from typing import IO

FREE = 500_000
"""Bytes that every feed may have in memory."""
_PIECE = 1 << 18


class Body:
    """A feed's bytes as they come: in memory, and where they are many in a file without a name."""

    def __init__(self) -> None:
        self._size = 0
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None

    def __len__(self) -> int:
        """How many bytes have come."""
        return self._size

    @property
    def is_large(self) -> bool:
        """Whether they are more than every feed may have in memory."""
        return self._file is not None

    def add(self, piece: bytes) -> None:
        """Take what has come. Raises OSError where the disk takes no more."""
        self._size += len(piece)
        if self._file is None and self._size > FREE:
            import tempfile  # 6 ms, and most feeds are small

            self._file = tempfile.TemporaryFile(prefix="monitor-")  # noqa: SIM115 - it is closed with this
            self._file.writelines(self._pieces)
            self._pieces.clear()
        if self._file is None:
            self._pieces.append(piece)
        else:
            self._file.write(piece)

    def pieces(self) -> Iterator[bytes]:
        """All that has come, piece by piece."""
        if self._file is None:
            yield from self._pieces
            return
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            yield piece

    def whole(self) -> bytes:
        """All that has come."""
        whole = b"".join(self.pieces())
        if not self.is_large:
            # Else it would be in memory twice, for as long as the feed is read.
            self._pieces = [whole]
        return whole

    def clear(self) -> None:
        """Let go of all that has come."""
        if self._file is not None:
            self._file.close()
        self._file, self._size = None, 0
        self._pieces.clear()

    close = clear


def whole(body: bytes | Body) -> bytes:
    """A feed's bytes at once."""
    return body.whole() if isinstance(body, Body) else body


def pieces(body: bytes | Body) -> Iterator[memoryview | bytes]:
    """A feed's bytes in pieces, of which none is large."""
    if isinstance(body, Body):
        yield from body.pieces()
    else:
        whole = memoryview(body)
        yield from (whole[start : start + _PIECE] for start in range(0, len(body), _PIECE))

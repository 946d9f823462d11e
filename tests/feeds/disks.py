"""Disks that take no more, or do not give back what they took."""

import errno
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase

import pytest


@contextmanager
def full(size: int) -> Iterator[None]:
    """For as long as the block runs, a file takes so many bytes, and of a longer piece a part."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class Spoiled(RawIOBase):
    """A file that takes everything, gives nothing back, and cannot be closed in order."""

    def write(self, data: object, /) -> int:
        return len(memoryview(data))  # type: ignore[arg-type]

    def seek(self, *_: object) -> int:
        return 0

    def read(self, _: int = -1, /) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    def close(self) -> None:
        super().close()
        raise OSError(errno.EIO, "Input/output error")

    def __del__(self) -> None:
        pass


def spoil(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all that is put aside on the disk from now on be in such files."""
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Spoiled())

"""One poller to a store: a lock on a file beside it that dies with its process; and who else has it open."""

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from monitor.folders import NO_LOCKS

_OPEN_BYTE = 128
"""The byte of SQLite's shared memory that each of its connections holds a lock on, as its file format has it."""
_IN_THE_WAY = (errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOENT, errno.EEXIST, errno.ELOOP, errno.ENXIO)
"""What the system says where it is the file itself that keeps it from being locked, or its folder, and not the disk."""


class Locked(Exception):
    """Another process polls this store already."""

    def __init__(self, pid: str) -> None:
        super().__init__(f"another monitor (process {pid}) polls this store already: its matches appear here too")
        self.pid = pid


def place_of(store: Path) -> Path:
    """The file by which the poller of a store keeps others away."""
    # Not by with_name, which raises where there is no name, as of the folder that one is in, and of the root.
    return store.parent / f"{store.name}.poller"


@contextlib.contextmanager
def poller_lock(store: Path) -> Iterator[None]:
    """Hold the poller's place at `store` for the block. Raises Locked when it is taken, and OSError, with the file's
    name and what to do, where no place can be held."""
    path = place_of(store)
    try:
        descriptor = _locked(path)
    except OSError as problem:
        remedy = "check who owns it, or move it away" if os.path.lexists(path) else "check who owns its folder"
        advice = f". A poller keeps others away by this file: {remedy}" if problem.errno in _IN_THE_WAY else ""
        if problem.errno in NO_LOCKS:
            advice = ". This disk has not the locks by which a poller keeps others away: put the store on another"
        raise OSError(problem.errno, f"{problem.strerror}{advice}", str(path)) from None
    try:
        yield
    finally:
        # Not left to the closing: a child that is just being started may hold the file open a moment longer.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _locked(path: Path) -> int:
    """The descriptor of the file, which is locked and says by whom. Raises Locked and OSError."""
    # The file stays when the lock goes: to remove it would let two processes lock two files of one name.
    # A link there may lead to any other file, which would be emptied for the number.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EEXIST, "It is no regular file")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(os.pread(descriptor, 20, 0).decode(errors="replace").strip() or "?") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def is_open(store: Path) -> bool:
    """Whether another process has the store open, a desk for one. Nothing of this process may have it open itself."""
    try:
        descriptor = os.open(f"{store}-shm", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _OPEN_BYTE)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False

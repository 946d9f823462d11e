"""Files: what stands at a place; whether one can be made there, found out by making one; one for its owner alone; and
how what was written outlasts a power cut."""

import contextlib
import errno
import fcntl
import os
import stat
from pathlib import Path

_TRIED = 1_000_000
"""Bytes for which there must be room: a poll of a few feeds writes as many."""
UNSHARED = "programs can share no memory, as on some network drives and folders of another system"
"""What keeps a store from where a file may well be (sqlite.org/wal.html, of network file systems)."""
UNLOCKED = "programs cannot keep each other from writing, as on network drives that know no locks"
"""What keeps it from there as well: two programs would write at once (sqlite.org/howtocorrupt.html, of locks)."""
NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)
"""What the system says where a disk knows no locks, as some that are shared over a network."""
_REMEDIES = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EFBIG: "raise the limit on the size of files",
    errno.EROFS: "make its disk writable",
}


def is_there(path: Path) -> bool:
    """Whether anything stands at `path`, or where a link there leads. Raises OSError where that may not be known, its
    folder being closed for one: there Path.exists says no from Python 3.14 on."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as problem:
        if problem.errno == errno.ELOOP:  # A link that leads to itself leads to nothing.
            return False
        raise
    return True


def make_private(path: Path) -> None:
    """Make an empty file that is its owner's alone. Raises FileExistsError where anything stands there."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def sync(descriptor: int) -> None:
    """Let what was written to an open file, or renamed in a folder, outlast a power cut, as far as its disk knows how
    to. Raises OSError where what was written is lost."""
    # On macOS fsync leaves it with the drive, which writes it when it likes (fsync(2)); not every disk has the other.
    if (full := getattr(fcntl, "F_FULLFSYNC", None)) is not None:
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, full)
            return
    try:
        os.fsync(descriptor)
    except OSError as problem:
        # So file systems say that they have no such thing for a folder, as those of virtual machines (fsync(2)).
        if problem.errno != errno.EINVAL:
            raise


def has_locks(folder: Path) -> bool:
    """Whether files in a folder can be locked, found out by locking one; also where none can be made there.

    SQLite does not tell that they cannot: it takes a store for locked by another program then, for ever.
    """
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            return _can_lock(file.fileno())
    except OSError:
        return True


def _can_lock(descriptor: int) -> bool:
    """Whether an open file can be locked, which it is then. Raises OSError where it is not for want of locks."""
    try:
        # Not by flock, of which there may be some where there are none of these, by which SQLite goes.
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        if problem.errno not in NO_LOCKS:
            raise
        return False
    return True


def obstacle(path: Path, *, shared: bool = False) -> str:
    """What keeps files from being made or written at `path` and beside it, and what to do; empty where nothing does.

    It is tried in the folder, or in the nearest one above it that is there. With `shared` programs have to be able to
    share memory there and lock files as well, as SQLite does with a store.
    """
    for place in (path, *path.parents):
        try:
            is_folder = stat.S_ISDIR(place.stat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            if place.is_symlink():
                return f"{place} is a link to nothing: make what it leads to, or remove it"
            continue
        except OSError as problem:
            return f"{place} cannot be looked at ({problem.strerror}): see where it leads, and who owns that"
        if is_folder:
            return _tried(place, shared)
        if place != path:
            return f"{place} is no folder: correct the path"
        if not os.access(path, os.W_OK):
            return f"{path} may not be written: check who owns it"
    return ""


def _tried(folder: Path, shared: bool) -> str:
    # Imported here, for they are slow to come and nothing else needs them.
    import mmap
    import tempfile

    left = _TRIED
    try:
        # Without a buffer, so that nothing of it is left to be written when it is closed.
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            while left:
                left -= file.write(bytes(left))
            os.fsync(file.fileno())
            if shared:
                mmap.mmap(file.fileno(), _TRIED).close()
                if not _can_lock(file.fileno()):
                    return f"in {folder} {UNLOCKED}: take a disk of this machine"
    except OSError as problem:
        if problem.errno == errno.ENODEV:
            return f"in {folder} {UNSHARED}: take a disk of this machine"
        remedy = _REMEDIES.get(problem.errno or 0, "check who owns it")
        what = "nothing" if left == _TRIED else "hardly anything"
        return f"{what} can be written in {folder} ({problem.strerror}): {remedy}"
    return ""

"""Keeps words as they were compiled, a file for each language's and for others, for compiling them takes long."""

import os
import struct
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

_SUM = struct.Struct("<I")
"""The checksum that stands in front of what is kept; it starts from a number, so that of nothing it is not nothing."""
VARIANTS = 3
"""Files of one name that are kept, the newest: who has two configs with words of their own goes to and fro."""
making: Callable[[], AbstractContextManager[None]] = nullcontext
"""What is entered while words are made that nothing was kept of, which takes a language seconds: for whoever has to
answer in time, and can say that he is at it."""
apart = True
"""Whether words are made in a process of their own, with its memory; not for one that soon ends anyway."""
kept = 0
"""How often this process has kept something."""


def folder() -> Path:
    """Where the files are. Raises OSError where they have no place, for the user has no home, as in some containers."""
    import platformdirs

    try:
        return Path(platformdirs.user_cache_dir("monitor", False)).expanduser()
    except RuntimeError as problem:
        raise FileNotFoundError(str(problem)) from problem


def read(name: str, digest: str) -> memoryview | None:
    """What was kept under a language's or another name, made from what has that digest; None where nothing is."""
    try:
        kept = memoryview(_path(name, digest).read_bytes())
    except OSError:
        return None
    made = kept[_SUM.size :]
    return made if kept[: _SUM.size] == _SUM.pack(zlib.crc32(made, _SUM.size)) else None


def can_keep() -> bool:
    """Whether anything can be kept, as far as can be told before it is there."""
    with suppress(OSError):
        folder().mkdir(parents=True, exist_ok=True)
        return os.access(folder(), os.W_OK | os.X_OK)
    return False


def write(name: str, digest: str, made: bytes) -> None:
    """Keep what was made, and drop what was kept under that name long before.

    Where the folder cannot be written, every start compiles them anew: slower, and with the same result.
    """
    global kept
    import tempfile  # 6 ms, and most starts find all that they need

    with suppress(OSError):
        path = _path(name, digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="words-", dir=path.parent) as own:
            file = Path(own) / path.name
            # Words of the user's own are among them, which may be names: as the config has them, for him alone.
            file.touch(0o600)
            file.write_bytes(_SUM.pack(zlib.crc32(made, _SUM.size)) + made)
            file.replace(path)
        kept += 1
        files = sorted(path.parent.glob(f"words-{name}-*.*"), key=lambda file: (file == path, file.stat().st_mtime_ns))
        for old in files[:-VARIANTS]:
            old.unlink(missing_ok=True)


def _path(name: str, digest: str) -> Path:
    return folder() / f"words-{name}-{digest[:16]}.bin"

"""Whether a store that is in use is still the file that its path names: SQLite goes on with one that was deleted."""

from pathlib import Path

from monitor.store.schema import StoreError


class Presence:
    """Remembers which file a path named when this was made, a store that is open from now on."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where there is no file."""
        self._path = path
        self._file = _identity(path)

    def check(self) -> None:
        """Raises StoreError where the path names no file any more, or another one."""
        try:
            is_there = _identity(self._path) == self._file
        except FileNotFoundError:
            is_there = False
        if not is_there:
            raise StoreError(
                f"The store {self._path} was deleted, moved or replaced while it was in use, so nothing more is "
                "written: quit monitor and start it again."
            )


def _identity(path: Path) -> tuple[int, int]:
    known = path.stat()
    return known.st_dev, known.st_ino

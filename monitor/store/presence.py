"""Whether a store that is in use is still the file that its path names: SQLite goes on with one that was deleted."""

from pathlib import Path

from monitor.store.schema import StoreError, refusal


class Presence:
    """Remembers which file a path named when this was made, a store that is open from now on."""

    def __init__(self, path: Path) -> None:
        """Where there is no file any more, `check` says so. Raises StoreError where that cannot be told."""
        self._path = path
        self._file = _identity(path)

    def check(self) -> None:
        """Raises StoreError where the path names no file any more, or another one, and where that cannot be told."""
        found = _identity(self._path)
        if found is None or found != self._file:
            raise StoreError(
                f"The store {self._path} was deleted, moved or replaced while it was in use, so nothing more is "
                "written: start monitor again."
            )


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from all others; None where there is none. Raises StoreError where its disk does not say."""
    try:
        known = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as problem:
        raise refusal(problem, path) from problem
    return known.st_dev, known.st_ino

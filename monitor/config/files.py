"""The config as a file: where it is, reading its bytes, writing it whole or not at all."""

import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from monitor.config.syntax import Problem
from monitor.folders import is_there, sync

_NO_WRITER = 5.0
"""Seconds within which somebody has to open a pipe, to write into it, that is to be read as a config."""
_PATIENCE = 10.0
"""Seconds that a change of the config waits for another one, which takes some milliseconds."""
_LARGEST = 50_000_000
"""Bytes of a config, a thousand times what one has: it is read whole, and a device may never end."""
_came: dict[tuple[Path, int, int], bytes] = {}
"""What has come out of pipes without a name, by path, device and number: it comes once, and is asked for again."""


class ConfigError(Exception):
    """A sentence for the reader: what cannot be done with the config, and what to do."""


class NotWritten(ConfigError):
    """The config cannot be written, however well it reads."""


def default_path() -> Path:
    """Where the config is: MONITOR_CONFIG, else config.toml in the user's config folder. ConfigError where it begins
    with the home of nobody, and where the user has none."""
    return _default("MONITOR_CONFIG", "user_config_dir", "config.toml")


def default_store_path() -> Path:
    """Where the store is: MONITOR_STORE, else store.db in the user's data folder. ConfigError likewise."""
    return _default("MONITOR_STORE", "user_data_dir", "store.db")


def _default(variable: str, folder: Literal["user_config_dir", "user_data_dir"], name: str) -> Path:
    if given := os.environ.get(variable):
        return expanded(given, variable)
    import platformdirs

    dirs = {"user_config_dir": platformdirs.user_config_dir, "user_data_dir": platformdirs.user_data_dir}
    try:
        # Older releases leave a home that they do not find as ~.
        return Path(dirs[folder]("monitor", appauthor=False)).expanduser() / name
    except RuntimeError:
        raise ConfigError(f"This user has no home, where {name} would be: set HOME, or {variable} to a file.") from None


def expanded(given: str | Path, named: str) -> Path:
    """A path that was typed, with a home in the place of ~: the shell leaves that as it is in `--store=~/x`, and so do
    the files that set variables. ConfigError, which names what it was given to, where it is the home of nobody."""
    try:
        return Path(given).expanduser()
    except RuntimeError:
        raise ConfigError(f"There is no such user as in {named}={given}.") from None


def example_text() -> str:
    """The example config: inside `monitor` when installed, beside it in the source tree. Raises ConfigError where it is
    neither."""
    here = Path(__file__).parents[1] / "config.example.toml"
    path = here if here.exists() else here.parents[1] / here.name
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise ConfigError(f"The example config is missing from this installation: {path}.") from error


def write_first(path: Path) -> bool:
    """Write the example config to `path` unless something is there; whether it did. ConfigError when it cannot."""
    text = example_text()
    try:
        if path.is_symlink() and not is_there(path):
            raise NotWritten(f"The config cannot be written to {path}: that is a link to nothing.")
        if os.path.lexists(path):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        with _temporary(path, text, 0o600) as temporary:
            return _linked(temporary, path)
    except OSError as error:
        raise NotWritten(f"The config cannot be written to {path}: {error.strerror}.") from error


def _linked(temporary: Path, path: Path) -> bool:
    """Let a file stand at `path` too; False where something is there by now, which a rename would take away."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    return True


@contextmanager
def alone(path: Path, is_over: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Hold off whatever else of this program would change the config at `path`, from reading it to saving it.

    Else of two changes at once the later would take the first back. A person's editor is not held off; nor is anything
    where the disk has no such locks. ConfigError where another holds it for longer than any change takes, or still
    holds it once `is_over` says that nobody waits any more.
    """
    try:
        # The folder, for the file is another one after each change.
        folder = os.open(Path(os.path.realpath(path)).parent, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end or is_over():
                    raise NotWritten(f"Another program is changing the config {path}: try again.") from None
                time.sleep(0.01)
            except OSError:
                break
            else:
                break
        yield
    finally:
        os.close(folder)


def save(path: Path, text: str) -> None:
    """Put `text` in the place of the file at `path`, or that a link there leads to, whole or not at all; mode kept.

    ConfigError when it cannot be written; the old file is then as it was.
    """
    target = Path(os.path.realpath(path))
    try:
        # What stands in the place of a device of the system is missed by every other program.
        if (there := is_there(target)) and not target.is_file():
            raise NotWritten(f"The config cannot be written to {target}: that is no file.")
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o777 if there else 0o600
        with _temporary(target, text, mode) as temporary:
            temporary.replace(target)
    except OSError as error:
        raise NotWritten(f"The config cannot be written to {target}: {error.strerror}.") from error


@contextmanager
def _temporary(target: Path, text: str, mode: int) -> Iterator[Path]:
    """A file with `text` beside `target`, on disk when it is handed over, gone afterwards unless it was moved."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            sync(file.fileno())
        temporary.chmod(mode)
        yield temporary
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def read_bytes(path: Path) -> bytes:
    """The bytes of the file at `path`. ConfigError when it cannot be read."""
    try:
        data = _from_pipe(path) if path.is_fifo() else all_of(path)
    except FileNotFoundError:
        if path.is_symlink():
            raise ConfigError(f"The config {path} is a link to nothing: see where it leads.") from None
        raise ConfigError(f"There is no config at {path}: `monitor config init` writes one.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigError(f"The config at {path} cannot be read: {why}.") from error
    # Of an editor that writes no mark before it, a zero beside the first letter tells; no other text has one.
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:2].count(0) == 1:
        raise ConfigError(f"The config at {path} is in UTF-16: save it as UTF-8.")
    return data


def all_of(path: Path) -> bytes:
    """The bytes of a file that a person has written. Raises OSError; ValueError where they are too many for that."""
    with path.open("rb") as file:
        return _bounded(file.read(_LARGEST + 1))


def _bounded(data: bytes) -> bytes:
    if len(data) > _LARGEST:
        raise ValueError(f"it has more than {_LARGEST // 1_000_000} MB")
    return data


def _from_pipe(path: Path) -> bytes:
    """All that somebody writes into a pipe; out of one without a name, as a shell's `<(…)` is, the same each time.

    It is waited for as long as somebody has it open to write. Raises OSError; ConfigError where nobody has for some
    seconds, for that may go on for ever.
    """
    end = time.monotonic() + _NO_WRITER
    data = b""
    with open(path, "rb", buffering=0, opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as pipe:
        known, is_nameless = os.fstat(pipe.fileno()), _is_nameless(pipe.fileno())
        while time.monotonic() < end:
            piece = pipe.read(1 << 16)
            if piece == b"":  # Nobody has it open.
                if is_nameless:
                    return _came.setdefault((path, known.st_dev, known.st_ino), data)
                if data:
                    return data
            else:
                data, end = _bounded(data + (piece or b"")), time.monotonic() + _NO_WRITER
            time.sleep(0 if piece else 0.01)
    raise ConfigError(f"The config at {path} is a pipe into which nobody writes: name a file with --config.")


def _is_nameless(pipe: int) -> bool:
    """Whether nobody can open a pipe to write into it who has not done so: it lies where new pipes do."""
    ends = os.pipe()
    try:
        return os.fstat(pipe).st_dev == os.fstat(ends[0]).st_dev
    finally:
        for end in ends:
            os.close(end)


def bad_bytes(data: bytes) -> Iterator[Problem]:
    """The first place in each line that is not UTF-8."""
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode()) + 1
            yield Problem(number, column, "this is not UTF-8: save the file as UTF-8")


_Stamp = tuple[int, ...] | None


class Edits:
    """Tells when a config has been edited, or a pack that it names, once the edit is done."""

    def __init__(self, path: Path) -> None:
        """As `path` is now, it is known."""
        self.path = path
        self._packs: Sequence[Path] = ()
        self._known = self._seen = self._stamps()

    def include(self, packs: Sequence[Path]) -> None:
        """Look at these files too, in the place of those before, as they are now."""
        if packs != self._packs:
            self._packs = packs
            theirs = self._stamps()[1:]
            self._known, self._seen = (self._known[0], *theirs), (self._seen[0], *theirs)

    def are_done(self) -> bool:
        """Whether a file is another than it was, or is gone, and all have stood still since this was asked last.

        An editor may be in the middle of writing: half a config would unsubscribe the other half.
        """
        now = self._stamps()
        settled = now != self._known and now == self._seen
        self._seen = now
        if settled:
            self._known = now
        return settled

    def _stamps(self) -> tuple[_Stamp, ...]:
        return tuple(map(_stamp, (self.path, *self._packs)))


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    # Who may read it changes only the last of these.
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns

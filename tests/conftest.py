"""What the tests of the poller and of the verbs share."""

import gc
import os
import pwd
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from monitor.matching import word_cache
from monitor.store import schema
from tests.feeds import reading
from tests.home import ROOT, Home
from tests.newsroom import Newsroom, serving

# A machine under load is no fault of the code, and examples that failed belong into a test.
settings.register_profile("calm", deadline=None, database=None)
settings.load_profile("calm")

CACHE = "XDG_CACHE_HOME"


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a cache of its own, which its workers and the programs that it starts share, and have these hear
    signals."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        # In the background or under nohup it goes on ignoring them, by a handler: what it starts inherits none.
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)
    # Here words are made once for all tests, and concepts of a test's own are known to no other process.
    word_cache.apart = False
    if not hasattr(config, "workerinput"):
        folder = TemporaryDirectory(prefix="monitor-cache-")
        config.add_cleanup(folder.cleanup)
        os.environ[CACHE] = folder.name
        if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
            # Where Python may write none beside the sources, each of a thousand programs would compile them anew.
            os.environ["PYTHONPYCACHEPREFIX"] = f"{folder.name}/bytecode"


def pytest_collection(session: pytest.Session) -> None:
    """Let each worker of a whole run read a share of the tests before all of them: what it compiles the others need
    not, where each took 10 s of the 14 to read them all for compiling (measured)."""
    worker = getattr(session.config, "workerinput", None)
    if worker is None or session.config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    # Garbage in circles is next to none until all are read (measured), and to look for it goes through all that is.
    gc.disable()
    paths = sorted(ROOT.glob("tests/**/test_*.py"))
    for path in paths[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]:
        # What fails in one, or is skipped, is told where all are read.
        with suppress(Exception, pytest.fail.Exception, pytest.skip.Exception):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Look for garbage in what comes after this alone: 18,000 tests are none, and what a test leaves in circles is,
    words of 27 languages that take hundreds of megabytes among it (measured). A look goes through those that are in
    use as well, so there are few: they took a sixth of the time of tests of words (measured)."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, *gc.get_threshold()[1:])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores, for tests of terminals and of servers wait a fifth of the time (measured)."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True, scope="session")
def cache_of_the_run() -> Iterator[Path]:
    """That cache also where the system does not go by the variable."""
    folder = Path(os.environ[CACHE]) / "monitor"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_cache, "folder", lambda: folder)
        # Tests that edit words would take turns to compile all others anew.
        patch.setattr(word_cache, "VARIANTS", 1_000)
        yield folder


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """A web server whose answers the test sets."""
    with serving() as newsroom:
        yield newsroom


@pytest.fixture
def children() -> None:
    """For a test that is about the processes in which feeds are read."""


@pytest.fixture
def reading_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the tests that are about what is done with feeds: all but those of the children themselves."""
    if "children" not in request.fixturenames:
        reading.here(monkeypatch)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A new store."""
    with closing(schema.connect(tmp_path / "store.db")) as db:
        yield db


@pytest.fixture
def home(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, reading_here: None
) -> Home:
    """A home without config and store, and an environment that says nothing about either; what is called in this
    process reads feeds in it too."""
    for name in ("MONITOR_CONFIG", "MONITOR_STORE", "VISUAL", "EDITOR", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    return Home(tmp_path, capsys)


@pytest.fixture
def bangkok(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The reader's clock is seven hours ahead of UTC, all year."""
    monkeypatch.setenv("TZ", "Asia/Bangkok")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user of whom the system knows no home, as one of a container who is but a number."""

    def unknown(number: int) -> None:
        raise KeyError(number)

    for name in ("HOME", "MONITOR_CONFIG", "MONITOR_STORE", *(name for name in os.environ if name.startswith("XDG_"))):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)

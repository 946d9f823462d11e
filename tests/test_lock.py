"""Scenarios for two pollers of one store: the second is told who is first, and gets in when the first is gone."""

import errno
import fcntl
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from monitor.lock import Locked, is_open, place_of, poller_lock
from monitor.store.schema import connect
from tests.home import PATIENCE, ROOT, first_line, need_proc

HOLD = """
import sys
from pathlib import Path
from monitor.lock import poller_lock
with poller_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
OPEN = """
import sys
from pathlib import Path
from monitor.store.schema import connect
db = connect(Path(sys.argv[1]))
db.execute("SELECT count(*) FROM entries").fetchone()
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_poller(store: Path) -> "Iterator[subprocess.Popen[str]]":
    root = str(Path(__file__).parent.parent)
    command = [sys.executable, "-c", HOLD, str(store)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root}
    ) as process:
        try:
            assert first_line(process) == "held\n"
            yield process
        finally:
            process.kill()


def descriptors(folder: Path) -> list[int]:
    """Those by which this process has files of a folder open; threads that other tests have left may open others."""
    need_proc()
    found = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            if link.readlink().parent == folder:
                found.append(int(link.name))
    return found


def test_who_tries_again_and_again_leaves_no_file_open(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    with another_poller(store):
        for _ in range(3):
            with pytest.raises(Locked), poller_lock(store):
                pytest.fail("two pollers at once")
    with poller_lock(store):
        pass
    Path(f"{store}-shm").touch()
    assert not is_open(store)
    assert descriptors(tmp_path) == []


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS])
def test_on_a_disk_without_locks_it_is_told_that_the_store_wants_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(OSError, match="put the store on another") as told, poller_lock(tmp_path / "store.db"):
        pytest.fail("it cannot be held")
    assert told.value.filename == str(place_of(tmp_path / "store.db"))


def test_a_second_poller_is_refused_also_where_garbage_says_by_whom(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    with another_poller(store):
        place_of(store).write_bytes(b"\xff\xfe")
        with pytest.raises(Locked), poller_lock(store):
            pytest.fail("two pollers at once")


def test_a_program_that_is_being_started_keeps_no_place_that_was_given_back(tmp_path: Path) -> None:
    """It has all files of this one, until it is another program."""
    with poller_lock(tmp_path / "store.db"):
        (number,) = descriptors(tmp_path)
        held = os.dup(number)
    with poller_lock(tmp_path / "store.db"):
        pass
    os.close(held)


def test_a_second_poller_is_refused_with_the_number_of_the_first_until_that_is_killed(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    with another_poller(store) as first:
        with pytest.raises(Locked, match=f"process {first.pid}") as told, poller_lock(store):
            pytest.fail("two pollers at once")
        assert told.value.pid == str(first.pid)
        first.send_signal(signal.SIGKILL)
        first.wait(PATIENCE)
        with poller_lock(store):
            assert (tmp_path / "store.db.poller").read_text() == f"{os.getpid()}\n"


def test_a_poller_that_ends_in_peace_makes_room(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    with another_poller(store) as first:
        first.communicate("", PATIENCE)
        with poller_lock(store):
            pass


def test_the_number_of_a_former_poller_is_not_told(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    (tmp_path / "store.db.poller").write_text("123456789012345678\n")
    with another_poller(store) as first, pytest.raises(Locked) as told, poller_lock(store):
        pass
    assert told.value.pid == str(first.pid)


def test_the_place_is_free_after_the_block_even_where_that_fails(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    with pytest.raises(ZeroDivisionError), poller_lock(store):
        _ = 1 / 0
    with poller_lock(store), pytest.raises(Locked), poller_lock(store):
        pass
    with poller_lock(store):
        pass


def test_a_child_that_outlives_the_poller_does_not_hold_its_place(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    with poller_lock(store):
        program = "import sys; print('runs', flush=True); sys.stdin.read()"
        command = [sys.executable, "-c", program]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=False)
        # It runs once it says so; before that, the system may still be closing what it does not inherit.
        assert first_line(child) == b"runs\n"
    try:
        with poller_lock(store):
            pass
    finally:
        child.communicate(b"", PATIENCE)


def test_it_is_told_whether_another_program_has_the_store_open(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    assert not is_open(store)
    connect(store).close()
    assert not is_open(store)
    with subprocess.Popen(
        [sys.executable, "-c", OPEN, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as desk:
        assert first_line(desk) == "open\n"
        assert is_open(store)
        desk.kill()
    assert not is_open(store)


def lay(kind: str, path: Path) -> None:
    """Put something that cannot be locked in the place of the file."""
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path.parent / "nowhere" / "file" if kind == "link to nothing" else path)


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nothing", "link to itself"])
def test_what_is_no_file_to_be_locked_is_named_with_what_to_do(kind: str, tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    lay(kind, tmp_path / "store.db.poller")
    with pytest.raises(OSError, match="check who owns it, or move it away") as problem, poller_lock(store):
        pytest.fail("it is held")
    assert problem.value.filename == str(tmp_path / "store.db.poller")


def test_a_link_in_the_place_of_the_file_harms_no_other(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.write_text("of years")
    (tmp_path / "store.db.poller").symlink_to(notes)
    refused = pytest.raises(OSError, match="check who owns it, or move it away")
    with refused, poller_lock(tmp_path / "store.db"):
        pytest.fail("it is held")
    assert notes.read_text() == "of years"


@pytest.mark.parametrize(
    ("is_there", "number", "advice"),
    [
        (True, errno.EACCES, "by this file: check who owns it, or move it away"),
        (False, errno.EACCES, "by this file: check who owns its folder"),
        (True, errno.ENOSPC, ""),
    ],
)
def test_who_may_not_open_it_is_told_which_file_and_what_to_do(
    is_there: bool, number: int, advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: object) -> int:
        raise OSError(number, "Refused", str(path))

    (tmp_path / "store.db.poller").write_text("1\n") if is_there else None
    monkeypatch.setattr("monitor.lock.os.open", refuse)
    with pytest.raises(OSError) as problem, poller_lock(tmp_path / "store.db"):
        pytest.fail("it is held")
    assert problem.value.filename == str(tmp_path / "store.db.poller")
    assert problem.value.strerror and problem.value.strerror.startswith("Refused") and advice in problem.value.strerror
    assert bool(advice) == ("check" in problem.value.strerror)


def test_stores_have_their_places_each_and_the_file_is_the_owners(tmp_path: Path) -> None:
    with poller_lock(tmp_path / "a.db"), poller_lock(tmp_path / "b.db"):
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {"a.db.poller": 0o600, "b.db.poller": 0o600}

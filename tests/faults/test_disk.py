"""A disk that is full or may not be written: a sentence, nothing lost, and all goes on once that has changed."""

import ctypes
import os
import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from monitor.store import schema
from tests.faults.bureau import Bureau, Ended
from tests.faults.kills import HAS_STRACE
from tests.store.test_migration import FILLED, FIRST

PRCTL = getattr(ctypes.CDLL(None), "prctl", None)
"""Loaded here: between its fork and its beginning a program may not wait for what a thread of this one holds. Linux
alone has it."""


def limited(size: int) -> Callable[[], None]:
    """Let a program write no file beyond a size, as a full disk does."""

    def limit() -> None:
        # Python would leave half of a library's compiled code, which no later program could load.
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def humble() -> None:
    """Let a program that root runs obey the modes of files."""
    if PRCTL and os.geteuid() == 0:
        for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            PRCTL(24, right, 0, 0, 0)  # PR_CAPBSET_DROP


def refused(office: Bureau, *words: object, **options: object) -> str:
    """The one line in which a verb says what is wrong; nothing was lost by it."""
    ended: Ended = office.call(*words, **options)  # type: ignore[arg-type]
    assert ended.code == 1 and ended.err.startswith("monitor: ") and ended.err.count("\n") == 1, ended
    assert office.losses() == []
    return ended.err


def test_a_disk_that_fills_up_under_a_poll(filled: Bureau) -> None:
    filled.publish(10, feeds=2)
    assert "disk" in refused(filled, "poll", "--force", preexec_fn=limited(20_000))
    assert filled.poll().code == 0
    assert filled.losses() == []


def test_a_disk_that_fills_up_under_a_mark(filled: Bureau) -> None:
    assert "disk" in refused(filled, "mark", "read", 3, 4, preexec_fn=limited(8_000))
    assert filled.unmarked("read", 2) == [3, 4]
    assert filled.mark("read", [3, 4]).code == 0


@pytest.mark.parametrize("words", [["list"], ["show", 1], ["feeds"], ["explain", 1]])
def test_on_a_disk_without_any_room_all_can_still_be_read(words: list[object], filled: Bureau) -> None:
    ended = filled.call(*words, preexec_fn=limited(0))
    assert (ended.code, ended.err) == (0, "") and ended.out


@pytest.mark.skipif(not HAS_STRACE, reason="strace lets calls fail")
def test_a_disk_without_space_at_a_write(filled: Bureau) -> None:
    filled.publish(1, feeds=2)
    full = ("strace", "-o", "/dev/null", "-e", "trace=pwrite64", "-e", "inject=pwrite64:error=ENOSPC:when=30+")
    assert "The disk is full" in refused(filled, "poll", "--force", before=full)
    assert filled.poll().code == 0


@pytest.mark.skipif(not HAS_STRACE, reason="strace lets calls fail")
def test_where_programs_can_share_no_memory_a_store_is_told_to_be_in_the_wrong_place_and_no_disk_to_be_broken(
    filled: Bureau,
) -> None:
    beside = f"{filled.store}-shm"
    apart = ("strace", "-o", "/dev/null", "-P", beside, "-e", "trace=mmap", "-e", "inject=mmap:error=ENODEV")
    assert "there programs can share no memory" in refused(filled, "poll", "--force", before=apart)
    assert filled.poll().code == 0


def test_a_backup_that_finds_no_space_leaves_the_last_one(filled: Bureau) -> None:
    last = backup_bytes(filled)
    os.utime(schema.backup_of(filled.store), (1, 1))
    ended = filled.call("poll", "--force", preexec_fn=limited(100_000))
    assert ended.code == 0 and "No backup of" in ended.err
    assert backup_bytes(filled) == last
    assert not [path for path in filled.folder.iterdir() if ".backup." in path.name]


def test_a_disk_that_fills_up_while_an_old_store_is_copied_has_nothing_more_on_it(filled: Bureau) -> None:
    for path in filled.folder.glob("store.db*"):
        path.unlink()
    with closing(sqlite3.connect(filled.store)) as db:
        db.executescript(f"PRAGMA journal_mode = WAL; {FIRST} {FILLED}")
        # More than SQLite writes at once.
        db.execute("UPDATE texts SET content = ?", ("x" * 4_000_000,))
        db.commit()
    before = {*filled.folder.iterdir()}
    ended = filled.call("list", preexec_fn=limited(600_000))
    assert ended.code == 1 and "The disk" in ended.err
    assert {*filled.folder.iterdir()} == before
    assert filled.call("list").code == 0


def backup_bytes(office: Bureau) -> bytes:
    return schema.backup_of(office.store).read_bytes()


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_store_that_may_only_be_read_is_read_and_nothing_else(filled: Bureau, what: str) -> None:
    place = filled.store if what == "file" else filled.folder
    mode = place.stat().st_mode
    place.chmod(mode & ~0o222)
    try:
        listed = filled.call("list", "--json", preexec_fn=humble)
        assert listed.code == 0 and listed.out.count("\n") == sum(filled.published.values())
        for words in (("poll", "--force"), ("mark", "read", 3)):
            ended = filled.call(*words, preexec_fn=humble)
            assert ended.code == 1 and "check who owns it" in ended.err and ended.err.count("\n") == 1, ended
    finally:
        place.chmod(mode)
    assert filled.poll().code == 0
    assert filled.losses() == []


@pytest.mark.parametrize("is_new", [True, False], ids=["without a store", "with one"])
def test_the_doctor_tells_of_a_disk_without_any_room(is_new: bool, filled: Bureau) -> None:
    if is_new:
        for path in filled.folder.glob("store.db*"):
            path.unlink()
    ended = filled.call("doctor", preexec_fn=limited(0))
    assert ended.code == 1 and "!!  store: " in ended.out and f"nothing can be written in {filled.folder}" in ended.out
    ended = filled.call("doctor", preexec_fn=limited(100_000))
    assert ended.code == 1 and f"hardly anything can be written in {filled.folder}" in ended.out
    assert filled.call("doctor").code == 0


@pytest.mark.parametrize("is_new", [True, False], ids=["without store and config", "with them"])
def test_the_doctor_tells_of_a_folder_that_may_not_be_written(is_new: bool, filled: Bureau) -> None:
    if is_new:
        for path in (filled.folder / "config.toml", *filled.folder.glob("store.db*")):
            path.unlink()
    filled.folder.chmod(0o555)
    try:
        ended = filled.call("doctor", preexec_fn=humble)
    finally:
        filled.folder.chmod(0o755)
    told = [line for line in ended.out.splitlines() if "check who owns it" in line]
    assert ended.code == 1 and [line[4:10] for line in told] == ["config", "store:"][not is_new :]
    assert filled.call("doctor").code == 0


def test_a_folder_that_may_not_be_entered_stops_no_other_look_of_the_doctor(filled: Bureau) -> None:
    closed = filled.folder / "closed"
    closed.mkdir()
    store = closed / "store.db"
    (filled.folder / "store.db").rename(store)
    closed.chmod(0)
    try:
        ended = filled.call("--store", store, "doctor", preexec_fn=humble)
        listed = filled.call("--store", store, "list", preexec_fn=humble)
        restored = filled.call("--store", store, "doctor", "--restore", preexec_fn=humble)
    finally:
        closed.chmod(0o755)
    assert ended.code == 1 and f"!!  store: The store {store} cannot be" in ended.out and "network: " in ended.out
    assert listed.code == 1 and f"{store} cannot be" in listed.err and restored == listed


@pytest.mark.parametrize("leads", [False, True], ids=["there", "where a link leads"])
def test_a_config_in_a_folder_that_may_not_be_entered_is_named(leads: bool, filled: Bureau) -> None:
    closed = filled.folder / "closed"
    closed.mkdir()
    config = held = closed / "config.toml"
    held.touch()
    if leads:
        config = filled.folder / "link.toml"
        config.symlink_to(held)
    closed.chmod(0)
    try:
        begun = filled.call("--config", config, "config", "init", preexec_fn=humble)
        found = filled.call("--config", config, "list", "raid", preexec_fn=humble)
    finally:
        closed.chmod(0o755)
    assert begun == Ended(1, "", f"monitor: The config cannot be written to {config}: Permission denied.\n")
    assert found.code != 0 and f"{config}: Permission denied" in found.err

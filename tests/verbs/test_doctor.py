"""`monitor doctor`: a line a finding, exit 1 where something is to be mended."""

import errno
import fcntl
import mmap
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from unittest.mock import Mock

import pytest

from monitor.lock import poller_lock
from monitor.matching import word_cache
from monitor.store import backup, hosts, marks
from monitor.store.backup import with_its_log
from monitor.store.schema import backup_of, connect, transaction
from tests.feeds.hostile import item, rss
from tests.home import Home, Polled, polled
from tests.newsroom import Answer, Newsroom
from tests.tui.terminal import terminal

_FOLDER = word_cache.folder
"""As the program has it, and not the tests, which have a place of their own."""
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""What a system has that knows no letters but the English ones."""


def test_all_is_well(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A")], {"Raids": ["raid"]})
    home.run("poll")
    said = home.run("doctor")
    assert (said.code, said.err) == (0, "")
    assert all(line.startswith("ok  ") for line in said.out.splitlines())
    assert "1 watch, 1 feed" in said.out and "1 entry" in said.out and "check says ok" in said.out
    assert "1 of 1 feeds that were tried answer" in said.out
    assert "poller: none is at work" in said.out and said.out.endswith("terminal: stdout is no terminal\n")


def test_before_the_first_start_nothing_is_wrong_and_nothing_is_made(home: Home) -> None:
    said = home.run("doctor")
    assert said.code == 0 and "the first start writes it" in said.out
    assert list(home.folder.iterdir()) == []


@pytest.mark.parametrize("of", ["config", "store"])
@pytest.mark.parametrize(("kind", "said"), [("under a file", "is no folder"), ("loop", "cannot be looked at")])
def test_a_place_where_no_file_can_be_made_is_a_fault(of: str, kind: str, said: str, home: Home) -> None:
    path = home.folder / "place"
    if kind == "loop":
        path.symlink_to(path)
    else:
        path.write_text("a file")
        path = path / "further" / "down"
    found = home.run(f"--{of}", path, "doctor")
    assert found.code == 1 and f"!!  {of}: none can be" in found.out and f"{home.folder / 'place'} {said}" in found.out
    assert f"name another with --{of}" in found.out


def test_a_place_where_no_words_can_be_kept_is_a_fault(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process that reads feeds would make them anew, and nobody would know why it takes so long."""
    home.write()
    home.run("poll")
    place = home.folder / "caches"
    place.write_text("a file")
    monkeypatch.setattr(word_cache, "folder", lambda: place / "monitor")
    found = home.run("doctor")
    assert found.code == 1 and found.out.count("!!") == 1
    assert f"!!  cache: nothing can be kept in {place / 'monitor'}: {place} is no folder" in found.out
    place.unlink()
    found = home.run("doctor")
    assert found.code == 0 and f"ok  cache: {place / 'monitor'}" in found.out and not place.exists()


def test_so_is_that_there_is_no_home_for_them(home: Home, homeless: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_cache, "folder", _FOLDER)
    home.write()
    home.run("poll")
    found = home.run("doctor")
    assert found.code == 1 and "!!  cache: it has no place" in found.out


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize(
    ("call", "number", "lacking"),
    [
        ((mmap, "mmap"), errno.ENODEV, "programs can share no memory"),
        ((fcntl, "lockf"), errno.ENOLCK, "programs cannot keep each other from writing"),
    ],
)
def test_a_folder_without_what_programs_need_to_share_a_store_is_none_for_one_and_one_for_a_config(
    is_new: bool, call: tuple[ModuleType, str], number: int, lacking: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_new:
        home.write()
        home.run("poll")
    monkeypatch.setattr(*call, Mock(side_effect=OSError(number, os.strerror(number))))
    said = home.run("doctor")
    assert said.code == 1 and said.out.count("!!") == 1
    assert f"in {home.folder} {lacking}" in said.out and "with --store" in said.out


def test_a_disk_that_cannot_keep_what_is_written_is_not_told_to_know_no_locks(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", Mock(side_effect=OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))))
    said = home.run("doctor")
    assert f"hardly anything can be written in {home.folder} (Operation not supported)" in said.out
    assert said.code == 1 and "locks" not in said.out


def test_a_config_that_is_a_link_to_nothing_is_a_fault(home: Home) -> None:
    home.config.symlink_to(home.folder / "nothing")
    said = home.run("doctor")
    assert said.code == 1 and f"{home.config} is a link to nothing" in said.out


def test_a_store_that_another_program_writes_to_is_no_fault_and_is_not_changed(home: Home) -> None:
    home.write()
    with closing(connect(home.store)) as db:
        with transaction(db):
            db.execute("INSERT INTO feeds (url) VALUES ('https://a.example/')")
        held = [path.read_bytes() for path in with_its_log(home.store)[:2]]
        assert home.run("doctor").code == 0
        with transaction(db):
            said = home.run("doctor")
        assert said.code == 0 and "check says ok" in said.out
        assert [path.read_bytes() for path in with_its_log(home.store)[:2]] == held and held[1]


def test_a_poller_at_work_is_no_fault(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A")])
    home.run("poll")
    with poller_lock(home.store):
        said = home.run("doctor")
    assert said.code == 0 and f"process {os.getpid()} is at work" in said.out


def test_mistakes_in_the_config_are_faults(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A")])
    home.config.write_text(home.config.read_text() + 'tilte = "x"\n')
    said = home.run("doctor")
    assert said.code == 1 and "!!  config: line 5, column 1: " in said.out


@pytest.mark.parametrize("kind", ["utf-16", "folder"])
def test_a_config_that_cannot_be_read_stops_no_other_look(kind: str, home: Home) -> None:
    if kind == "folder":
        home.config.mkdir()
    else:
        home.config.write_bytes("[poll]\n".encode("utf-16"))
    said = home.run("doctor")
    assert said.code == 1 and "!!  config: " in said.out
    assert "store: " in said.out and "terminal: " in said.out


def test_a_damaged_store_is_a_fault(home: Home) -> None:
    home.write()
    home.store.write_bytes(b"no database at all, by any means" * 100)
    said = home.run("doctor")
    assert said.code == 1 and "!!  store: " in said.out and "terminal: " in said.out


def test_of_a_store_whose_search_is_damaged_it_says_what_to_do(home: Home) -> None:
    home.write()
    connect(home.store).close()
    with closing(sqlite3.connect(home.store)) as db:
        page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'search_config'").fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
    whole = home.store.read_bytes()
    home.store.write_bytes(whole[: (page - 1) * size] + b"\xff" * size + whole[page * size :])
    said = home.run("doctor")
    assert said.code == 1 and f"!!  store: The store {home.store} is damaged (" in said.out
    assert "`monitor doctor --restore`" in said.out


def test_what_keeps_a_poller_from_its_place_is_named(home: Home) -> None:
    home.write()
    connect(home.store).close()
    lock = home.store.with_name(f"{home.store.name}.poller")
    lock.mkdir()
    said = home.run("doctor")
    assert said.code == 1 and f"!!  poller: {lock} cannot be locked: Is a directory. A poller keeps" in said.out


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Polled]:
    feed = rss(item(1, "A raid") + item(2, "Rain"))
    with polled(tmp_path_factory.mktemp("once"), {"/a": feed}, {"Raids": ["raid"]}) as made:
        made.newsroom.publish("/a", "A raid", "Rain", "A second raid")
        made.run("poll", "--force")
        made.run("mark", "star", "1")
        yield made


@pytest.fixture
def backed_up(home: Home, once: Polled) -> Home:
    """A store with a backup, and with marks and an entry that came after it."""
    return home.copy(once.folder)


def spoil(home: Home) -> bytes:
    home.store.write_bytes(b"garbage!" * 500 + home.store.read_bytes()[4000:])
    return home.store.read_bytes()


def test_a_damaged_store_is_mended_on_demand_and_moved_aside(backed_up: Home) -> None:
    damaged = spoil(backed_up)
    said = backed_up.run("doctor")
    assert said.code == 1 and "`monitor doctor --restore`" in said.out
    said = backed_up.run("doctor", "--restore")
    assert (said.code, said.err) == (0, "")
    (aside,) = backed_up.folder.glob("store.db.damaged-????????-??????")
    assert aside.read_bytes() == damaged
    lines = said.out.splitlines()
    assert lines[0].startswith("The backup of 20") and lines[0].endswith(
        f"The store {backed_up.store} holds 3 entries."
    )
    assert lines[1:] == [
        "Saved from the damaged file: 1 entry, and the marks of 1.",
        f"The damaged file is {aside} now; nothing was deleted.",
        "The next poll matches all entries anew.",
    ]
    assert [entry["starred"] for entry in backed_up.run("list", "--all", "--json").records] == [False, False, True]
    backed_up.run("poll")
    assert len(backed_up.run("list", "--json").records) == 2


def test_whoever_waits_for_a_restoration_at_a_terminal_is_told_before_it_begins(backed_up: Home) -> None:
    spoil(backed_up)
    files = ("--config", backed_up.config, "--store", backed_up.store)
    with terminal(*files, "doctor", "--restore", home=backed_up.folder) as running:
        assert running.end(60) == 0
        assert running.text.index("is being read, which takes minutes") < running.text.index("The backup of 20")


def test_what_stands_in_a_path_does_not_act_on_a_terminal(backed_up: Home) -> None:
    folder = backed_up.folder / "\x1b]0;x\x07\u202e"
    folder.mkdir()
    for path in (backed_up.store, backup_of(backed_up.store)):
        path.rename(folder / path.name)
    store, config = folder / "store.db", folder / "config.toml"
    said = [backed_up.run("--store", store, "--config", config, "doctor").out]
    said += [backed_up.run("--store", store, "doctor", "--restore").out]
    store.write_bytes(b"garbage!" * 500 + store.read_bytes()[4000:])
    said += [backed_up.run("--store", store, "doctor").out]
    said += [backed_up.run("--store", store, "doctor", "--restore").out]
    for each in said:
        assert each.replace("\n", "").isprintable() and "\\x1b]0;x\\x07\\u202e" in each


@pytest.fixture
def linked(backed_up: Home) -> Home:
    """The same on another disk, and a link to it at its place."""
    disk = backed_up.folder / "disk"
    disk.mkdir()
    for path in (backup_of(backed_up.store), backed_up.store):
        path.rename(disk / path.name)
    backed_up.store.symlink_to(disk / "store.db")
    return backed_up


def test_of_a_store_behind_a_link_what_is_left_in_its_log_is_restored_too(linked: Home) -> None:
    file = linked.folder / "disk" / "store.db"
    with closing(connect(linked.store)) as db:
        marks.mark(db, [2], "starred", True, 1)
        # As a program leaves it that is killed.
        left = {path: path.read_bytes() for path in (file, file.with_name("store.db-wal"))}
    for path, held in left.items():
        path.write_bytes(held)
    spoil(linked)
    assert linked.run("doctor", "--restore").code == 0
    assert linked.store.is_symlink() and len(linked.run("list", "--all", "--starred", "--json").records) == 2


def test_a_store_has_one_poller_by_whatever_name_it_is_called(linked: Home) -> None:
    with poller_lock(linked.folder / "disk" / "store.db"):
        said = linked.run("poll")
    assert said.code == 1 and f"process {os.getpid()}" in said.err


def test_a_store_that_is_made_at_the_end_of_a_link_is_the_owners_alone(home: Home) -> None:
    home.write()
    home.store.symlink_to(home.folder / "elsewhere.db")
    assert home.run("poll").code == 0
    assert stat.S_IMODE((home.folder / "elsewhere.db").stat().st_mode) == 0o600
    assert home.run("doctor").code == 0


def test_a_link_that_leads_to_itself_is_no_store(home: Home) -> None:
    home.write()
    home.store.symlink_to(home.store)
    said = home.run("poll")
    assert said.code == 1 and str(home.store) in said.err and said.err.count("\n") == 1


@pytest.fixture
def gone(backed_up: Home) -> Home:
    """A store of which nothing but the backup is left, with a mark."""
    backed_up.run("mark", "star", 2)
    backup_of(backed_up.store).unlink()
    backed_up.run("poll")
    backed_up.store.unlink()
    return backed_up


def test_a_store_that_is_gone_comes_back_from_its_backup_with_its_marks(gone: Home) -> None:
    said = gone.run("doctor")
    assert said.code == 1 and f"!!  store: The store {gone.store} is gone" in said.out
    said = gone.run("doctor", "--restore")
    assert (said.code, said.err) == (0, "") and "holds 3 entries" in said.out and "damaged" not in said.out
    assert len(gone.run("list", "--all", "--starred", "--json").records) == 2


@pytest.mark.parametrize("words", [["poll"], ["poll", "--follow"], ["list"], ["mark", "read", "1"], ["feeds"]])
def test_no_store_is_begun_anew_beside_the_backup_of_one_that_is_gone(words: list[str], gone: Home) -> None:
    said = gone.call(*words)
    assert said.code == 1 and "is gone" in said.err and "`monitor doctor --restore`" in said.err
    assert not gone.store.exists()


def test_who_wants_to_begin_anew_moves_the_backup_away(gone: Home) -> None:
    backup_of(gone.store).rename(gone.folder / "kept")
    assert gone.run("poll").code == 0 and gone.store.exists()


def test_a_store_that_is_whole_is_left_alone(backed_up: Home) -> None:
    before = backed_up.store.read_bytes()
    said = backed_up.run("doctor", "--restore")
    assert said.code == 0 and "is whole" in said.out
    assert backed_up.store.read_bytes() == before


def test_a_store_that_is_in_use_is_not_exchanged(backed_up: Home) -> None:
    spoil(backed_up)
    with poller_lock(backed_up.store):
        said = backed_up.run("doctor", "--restore")
    assert said.code == 1 and f"process {os.getpid()}" in said.err and "Stop it first" in said.err
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("monitor.verbs.doctor.is_open", lambda store: True)
        said = backed_up.run("doctor", "--restore")
    assert said.code == 1 and "is in use" in said.err
    assert not list(backed_up.folder.glob("*.damaged-*"))


@pytest.mark.parametrize("lay", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_what_is_no_backup_in_its_place_is_a_fault(lay: Callable[[Path], None], backed_up: Home) -> None:
    last = backup_of(backed_up.store)
    last.unlink()
    lay(last)
    said = backed_up.run("doctor")
    assert said.code == 1 and f"!!  backup: {last} is " in said.out and "move it away" in said.out


def test_a_pipe_in_the_place_of_the_backup_is_told_and_not_waited_for(backed_up: Home) -> None:
    damaged = spoil(backed_up)
    backup_of(backed_up.store).unlink()
    os.mkfifo(backup_of(backed_up.store))
    said = backed_up.call("doctor", "--restore")
    assert (said.code, said.err) == (
        1, f"monitor: {backup_of(backed_up.store)} is no file: move it away, for the backup belongs there.\n"
    )  # fmt: skip
    assert backed_up.store.read_bytes() == damaged
    backup_of(backed_up.store).unlink()
    assert backed_up.run("doctor", "--restore").code == 0


@pytest.mark.parametrize("words", [["doctor"], ["doctor", "--restore"]], ids=" ".join)
@pytest.mark.parametrize("kind", ["notes", "another program's"])
def test_beside_what_is_no_store_nothing_is_left(kind: str, words: list[str], home: Home) -> None:
    home.write()
    if kind == "notes":
        home.store.write_text("my only notes")
    else:
        with closing(sqlite3.connect(home.store)) as db:
            db.execute("CREATE TABLE mine (a)")
    assert home.run(*words).code == 1
    assert {*home.folder.iterdir()} == {home.config, home.store}


def test_without_store_and_backup_there_is_nothing_to_restore(home: Home) -> None:
    home.write()
    said = home.run("doctor", "--restore")
    assert (said.code, said.out) == (1, "") and "neither a store" in said.err
    assert not home.store.exists()


def test_a_store_that_is_gone_is_made_of_its_backup(backed_up: Home) -> None:
    backed_up.store.unlink()
    assert backed_up.run("doctor", "--restore").code == 0
    assert len(backed_up.run("list", "--all", "--json").records) == 2


def test_a_backup_from_the_future_makes_one_look_at_the_clock(backed_up: Home) -> None:
    last = backed_up.folder / "store.db.backup"
    ahead = time.time() + 10 * 86_400
    os.utime(last, (ahead, ahead))
    said = backed_up.run("doctor")
    assert said.code == 1 and f"!!  backup: {last} is dated 10 days ahead: is the clock right?" in said.out


def test_a_disk_without_room_for_the_first_backup_is_a_fault(backed_up: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    backup_of(backed_up.store).unlink()
    assert "ok  backup: none yet; the poller makes one a day" in backed_up.run("doctor").out
    monkeypatch.setattr(backup, "has_room", lambda store: False)
    said = backed_up.run("doctor")
    assert said.code == 1 and "!!  backup: none yet; the disk needs room for three times the store" in said.out


def test_a_backup_that_is_days_old_is_a_fault(backed_up: Home) -> None:
    last = backed_up.folder / "store.db.backup"
    said = backed_up.run("doctor").out
    assert f"ok  backup: {last}, " in said and "no poll has come since" not in said
    os.utime(last, (1, 1))
    said = backed_up.run("doctor")
    assert said.code == 1 and "!!  backup: none was made since" in said.out


def test_a_backup_that_is_as_old_as_the_last_poll_is_well_however_old_that_is(backed_up: Home) -> None:
    last, holiday = backed_up.folder / "store.db.backup", time.time() - 20 * 86_400
    os.utime(last, (holiday, holiday))
    for last_poll, code in ((holiday + 3_600, 0), (holiday + 2 * 86_400, 1)):
        with closing(connect(backed_up.store)) as db:
            db.execute("UPDATE feeds SET last_poll = ?", (int(last_poll),))
        said = backed_up.run("doctor")
        assert said.code == code and f"backup: {last}, 20 days old" in said.out
        assert ("backup: none was made since" in said.out) == bool(code)
    with closing(connect(backed_up.store)) as db:
        db.execute("UPDATE feeds SET last_poll = 'soon'")
    assert f"backup: {last}, 20 days old" in backed_up.run("doctor").out, "what is damaged is told, and no traceback"


def test_no_feed_that_answers_is_a_fault(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.url("/missing")])
    said = home.run("doctor")
    assert said.code == 1 and "!!  network: 0 of 1 feeds" in said.out


def test_one_feed_of_several_that_fails_is_none(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A"), newsroom.url("/missing")])
    said = home.run("doctor")
    assert said.code == 0 and "404" in said.out


def test_a_wish_to_be_left_alone_that_cannot_be_kept_is_told_and_stops_no_other_look(
    home: Home, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    home.write([newsroom.publish("/a", "A")])
    home.run("poll")
    newsroom.answers["/a"] = Answer(status=429, headers={"Retry-After": "3600"})
    monkeypatch.setattr(hosts, "hold", full)
    said = home.run("doctor")
    told = "!!  network: a server asks to be left alone, which cannot be kept: The disk is full"
    assert said.code == 1 and told in said.out and "terminal: " in said.out


@pytest.mark.parametrize(
    ("size", "variables", "code", "said"),
    [
        ((120, 36), {}, 0, "ok  terminal: xterm-256color, 120×36, truecolor, "),
        ((60, 20), {"NO_COLOR": "1"}, 0, "60×20, no colours (NO_COLOR), "),
        ((0, 0), {}, 0, "ok  terminal: xterm-256color, 80×24, "),
        ((59, 36), {}, 1, "!!  terminal: below 60×20 the desk has no room"),
        ((120, 19), {}, 1, "!!  terminal: below 60×20 the desk has no room"),
        ((120, 36), ASCII, 1, "; many scripts need UTF-8: set LANG to a UTF-8 locale"),
    ],
    ids=["usual", "smallest", "that nobody has told its size", "narrow", "low", "without UTF-8"],
)
def test_a_terminal_is_looked_over(
    size: tuple[int, int], variables: dict[str, str], code: int, said: str, tmp_path: Path
) -> None:
    files = ("--config", tmp_path / "config.toml", "--store", tmp_path / "store.db")
    with terminal(*files, "doctor", home=tmp_path, size=size, env=variables) as doctor:
        assert doctor.end(60) == code
        assert said in doctor.text

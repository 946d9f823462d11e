"""`monitor poll`, once and on and on."""

import contextlib
import fcntl
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from select import select
from typing import Any

import pytest

from monitor.cli import main
from monitor.lock import poller_lock
from monitor.store import feeds, schema
from monitor.verbs import poll
from tests.feeds.hostile import item, rss
from tests.home import LOADED, ROOT, Home, environment, not_for_ever
from tests.newsroom import Answer, Newsroom
from tests.tui.terminal import terminal

SEEN, HIDDEN = b"\x1b[?25h", b"\x1b[?25l"
"""What shows a terminal's cursor, and what hides it."""
RAIDS = {"Raids": ["raid"]}
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.mark.usefixtures("children")
def test_each_feed_is_a_line_of_json_and_the_total_the_last(home: Home, newsroom: Newsroom) -> None:
    good, bad = newsroom.publish("/good", "A raid", "Rain"), newsroom.url("/bad")
    home.write([good, bad], RAIDS)
    said = home.run("poll", "--json")
    *feeds, total = said.records
    assert said.code == 0
    by_url = {feed.pop("feed"): feed for feed in feeds}
    assert ISO.fullmatch(by_url[good].pop("next_poll")) and ISO.fullmatch(by_url[bad].pop("next_poll"))
    promised = ("title", "status", "http", "entries", "new", "changed", "matched", "error")
    assert {key: by_url[good][key] for key in promised} == {
        "title": "Feed /good", "status": "new", "http": 200, "entries": 2, "new": 2, "changed": 0, "matched": 1,
        "error": None,
    }  # fmt: skip
    assert (by_url[bad]["status"], by_url[bad]["http"]) == ("error", 404)
    assert by_url[bad]["error"] == "the server answered 404 Not Found: the feed is not there"
    seconds = total["total"].pop("seconds")
    assert seconds >= 0
    assert total == {"total": {"feeds": 2, "new": 2, "changed": 0, "matched": 1, "errors": 1, "skipped": 0}}


def test_for_people_it_says_what_is_new_and_what_failed(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/good", "A raid", "Rain"), newsroom.url("/bad")], RAIDS)
    said = home.run("poll")
    assert sorted(said.out.splitlines()) == sorted(
        [
            "Feed /good: 2 new, 1 matched",
            f"{newsroom.url('/bad')}: the server answered 404 Not Found: the feed is not there",
            "2 feeds polled: 2 new entries, 0 changed, 1 matched, 1 feed failed",
        ]
    )
    assert said.err == ""


def test_all_large_numbers_of_a_poll_are_told_alike(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/good", *(f"Raid {number}" for number in range(1_001)))], RAIDS)
    told = home.run("poll").out.splitlines()[-1]
    assert told == "1 feed polled: 1,001 new entries, 0 changed, 1,001 matched, 0 feeds failed"


def test_what_is_new_in_a_feed_that_is_read_in_part_is_told_with_what_is_wrong(home: Home, newsroom: Newsroom) -> None:
    def publish(*titles: str) -> None:
        items = "".join(item(number, title) for number, title in enumerate(titles))
        newsroom.answers["/a"] = Answer(rss(items, title="A").removesuffix("</channel></rss>").encode())

    def forced() -> str:
        return home.run("poll", "--force").out.splitlines()[0]

    wrong = "partly read: it breaks off before its end"
    home.write([newsroom.url("/a")], RAIDS)
    publish("Rain")
    assert forced() == f"A: 1 new; {wrong}"
    assert forced() == f"A: {wrong}"
    publish("Rain", "A raid", "Rice")
    with following(home, "--force") as process:
        assert process.stdout
        assert process.stdout.readline().decode().endswith(f" A: 2 new, 1 matched; {wrong}\n")


def test_what_is_not_due_is_left_unless_forced(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A"), newsroom.publish("/b", "B")])
    assert home.run("poll", "--json").records[-1]["total"]["feeds"] == 2
    assert home.run("poll", "--json").records[-1]["total"]["feeds"] == 0
    forced = home.run("poll", "--force", "--json").records
    assert [feed["status"] for feed in forced[:-1]] == ["unchanged", "unchanged"]


def test_a_feed_is_named_by_address_title_or_tag_due_or_not(home: Home, newsroom: Newsroom) -> None:
    a, b, c = (newsroom.publish(f"/{name}", "A") for name in "abc")
    home.write({a: "The Mekong Wire", b: "", c: ""})
    home.config.write_text(home.config.read_text("utf-8") + 'tags = ["Laos"]\n', "utf-8")
    home.run("poll")
    assert [feed["feed"] for feed in home.run("poll", "--json", "laos").records[:-1]] == [c]
    for words in (["--json", "the mekong WIRE", b], ["the mekong WIRE", "--json", "--", b]):
        assert {feed["feed"] for feed in home.run("poll", *words).records[:-1]} == {a, b}
    said = home.run("poll", a, "--json", " ")
    assert said.code == 2 and said.err.startswith("monitor: a name is empty (usage: monitor ")


@pytest.mark.parametrize("words", [["poll"], ["feeds", "check"]])
def test_a_feed_is_named_by_its_address_as_the_config_has_it_or_as_it_is_shown(
    words: list[str], home: Home, newsroom: Newsroom
) -> None:
    shown = newsroom.publish("/a", "A")
    written = shown.replace("http://", "http://me:secret@")
    home.write([written, newsroom.publish("/b", "B")])
    home.run("poll")
    for name in (written, shown, f"{shown}#top"):
        told = home.run(*words, "--json", name).records
        assert {one.get("feed", one.get("url")) for one in told} - {None} == {shown}, name


@pytest.mark.parametrize("flags", [[], ["--follow"]])
def test_an_unknown_feed_is_wrong_usage(flags: list[str], home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A")])
    said = home.call("poll", *flags, "nobody")
    assert (said.code, said.out) == (2, "") and "“nobody”" in said.err and said.err.count("\n") == 1
    assert newsroom.requests == []


@pytest.mark.parametrize("flags", [[], ["--force"]])
def test_a_wish_to_be_left_alone_is_kept_from_call_to_call(flags: list[str], home: Home, newsroom: Newsroom) -> None:
    newsroom.answers["/busy"] = Answer(status=429, headers={"Retry-After": "600"})
    url = newsroom.url("/busy")
    home.write([url])
    home.run("poll")
    told = home.run("poll", "--json", *(flags or [url])).records
    assert told[0]["status"] == "skipped" and "left alone until 20" in told[0]["error"]
    assert told[-1]["total"]["skipped"] == 1 and len(newsroom.requests) == 1
    told_people = home.run("poll", *(flags or [url])).out.splitlines()[-1]
    assert told_people == "0 feeds polled: 0 new entries, 0 changed, 0 matched, 0 feeds failed, 1 left alone"


def test_a_second_poller_is_refused_in_a_line(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A")])
    home.run("poll")
    with poller_lock(home.store):
        said = home.run("poll", "--force")
    assert (said.code, said.out) == (1, "")
    assert f"process {os.getpid()}" in said.err and said.err.count("\n") == 1


@pytest.mark.parametrize(("keys", "said"), [("R", "with R on"), ("ctrl+r", "with ^r on"), ("", "Ask it on")])
def test_a_refused_poller_names_the_key_by_which_the_desk_polls(keys: str, said: str, home: Home) -> None:
    home.write(["https://a.example/feed"])
    with home.config.open("a") as file:
        file.write(f"[keys]\npoll_all = {[keys] if keys else []}\n")
    with poller_lock(home.store):
        assert f"{said} the desk, or stop it." in home.run("poll").err


def test_edited_watches_find_what_was_stored_before(home: Home, newsroom: Newsroom) -> None:
    url = newsroom.publish("/a", "A raid", "Rain")
    home.write([url], RAIDS)
    home.run("poll")
    home.write([url], {"Weather": ["rain"]})
    assert home.run("poll", "--json").code == 0
    assert [entry["title"] for entry in home.run("list", "--json").records] == ["Rain"]


def test_the_first_call_writes_a_config_and_says_so(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The example's feeds are on the internet: polling none of them is enough here.
    monkeypatch.setattr("monitor.poll.Poller.due", lambda self: [])
    monkeypatch.setenv("MONITOR_CONFIG", str(home.config))
    assert main(["--store", str(home.store), "poll"]) == 0
    assert f"wrote a config to begin with: {home.config}" in capsys.readouterr().err
    assert home.config.exists()


def test_a_config_that_is_named_and_not_there_is_a_slip(home: Home) -> None:
    said = home.run("poll")
    assert said.code == 2 and f"There is no config at {home.config}" in said.err
    assert not home.config.exists() and not home.store.exists()


def test_mistakes_in_the_config_are_told_and_the_rest_is_polled(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A")])
    home.config.write_text(home.config.read_text() + 'tilte = "x"\n')
    said = home.run("poll")
    assert said.code == 0 and "line 5, column 1" in said.err and "1 feed polled: 1 new" in said.out


def test_a_config_that_cannot_be_read_is_exit_2(home: Home) -> None:
    home.config.write_bytes("[poll]\n".encode("utf-16"))
    said = home.run("poll")
    assert said.code == 2 and "UTF-16" in said.err and said.err.count("\n") == 1


# As a program


def test_a_pipe_gets_data_alone(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A raid")], RAIDS)
    said = home.call("poll", variables={"TERM": "xterm-256color"})
    assert said.code == 0 and said.err == "" and "\x1b" not in said.out


@pytest.mark.parametrize("flags", [("--json",), ()], ids=["json", "for people"])
def test_a_file_gets_all_that_is_told_while_a_bar_moves_on_the_terminal(
    flags: tuple[str, ...], home: Home, newsroom: Newsroom
) -> None:
    home.write([newsroom.publish(f"/{at}", "A raid") for at in range(3)])
    files = ("--config", home.config, "--store", home.store)
    with terminal(*files, "poll", *flags, home=home.folder, shell='"$@" > "$HOME/out"') as running:
        assert running.end(60) == 0
        assert "3/3" in running.text
    said = (home.folder / "out").read_text("utf-8").splitlines()
    assert len(said) == 4 and all(f"/{at}" in "".join(said[:3]) for at in range(3))


def test_whoever_waits_for_the_daily_backup_at_a_terminal_sees_what_for(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A raid")], RAIDS)
    files = ("--config", home.config, "--store", home.store)
    with terminal(*files, "poll", home=home.folder) as running:
        assert running.end(60) == 0
        assert running.text.index("1 feed polled") < running.text.index("today’s backup of the store")
        assert running.bytes.rfind(SEEN) > running.bytes.rfind(HIDDEN)
    with terminal(*files, "poll", home=home.folder) as running:
        assert running.end(60) == 0
        assert "0 feeds polled" in running.text and "backup" not in running.text


def test_on_a_terminal_too_json_is_an_object_a_line_and_there_is_no_bar(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A raid"), newsroom.url(f"/missing/{'long/' * 40}")], RAIDS)
    files = ("--config", home.config, "--store", home.store)
    with terminal(*files, "poll", "--json", home=home.folder) as running:
        assert running.end(60) == 0
    assert b"\x1b" not in running.bytes
    assert [*map(len, map(json.loads, running.text.splitlines()))][-1] == 1


def test_the_cursor_is_seen_while_a_shell_has_put_the_bar_to_sleep(home: Home, newsroom: Newsroom) -> None:
    release = threading.Event()

    def slow(_: object) -> Answer:
        release.wait(60)
        return Answer(b"")

    newsroom.answers["/slow"] = slow
    home.write([newsroom.url("/slow")])
    files, shell = ("--config", home.config, "--store", home.store), '"$@"; echo "It"" sleeps."; read line; fg'
    with terminal(*files, "poll", home=home.folder, shell=shell) as running:
        running.see("0/1")
        running.press("\x1a", "It sleeps.")
        assert running.bytes.rfind(SEEN) > running.bytes.rfind(HIDDEN)
        running.press("\n")
        release.set()
        running.see("1 feed polled")
        assert running.end() == 0 and running.bytes.rfind(SEEN) > running.bytes.rfind(HIDDEN)


def test_a_shell_puts_a_poll_to_sleep_when_nothing_is_half_written(
    home: Home, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep: list[bool] = []
    record = feeds.record

    def recorded(db: sqlite3.Connection, *what: Any) -> None:
        assert db.in_transaction
        monkeypatch.setattr(poll, "fall_asleep", lambda: asleep.append(db.in_transaction))
        signal.raise_signal(signal.SIGTSTP)
        assert asleep == [], "the store is locked"
        record(db, *what)

    monkeypatch.setattr(feeds, "record", recorded)
    home.write([newsroom.publish("/a", "A raid")])
    before = signal.signal(signal.SIGTSTP, lambda *_: asleep.append(True))
    try:
        assert "1 new" in home.run("poll").out
    finally:
        signal.signal(signal.SIGTSTP, before)
    assert asleep == [False]


def test_the_cursor_is_seen_also_while_the_backup_is_put_to_sleep(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    asleep: list[bool] = []
    monkeypatch.setattr(poll, "fall_asleep", lambda: asleep.append(True))
    shown = home.folder / "shown"

    @contextlib.contextmanager
    def bar(*_: object) -> Iterator[Callable[[str, int], None]]:
        with shown.open("wb") as terminal, poll._seen_asleep(terminal.fileno()):
            yield lambda text, step: None

    def made(*_: object) -> None:
        sleep = signal.getsignal(signal.SIGTSTP)
        assert callable(sleep), "the shell stops the program at once"
        sleep(signal.SIGTSTP, None)

    home.write([])
    monkeypatch.setattr(poll, "_progress", bar)
    monkeypatch.setattr(poll.backup, "make", made)
    assert home.run("poll").code == 0
    assert asleep == [True] and shown.read_bytes() == SEEN


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("words", [("poll",), ("poll", "--follow"), ("feeds", "check")], ids=" ".join)
def test_a_signal_leaves_no_program_that_was_asked_for_a_password(
    words: tuple[str, ...], number: signal.Signals, home: Home, newsroom: Newsroom
) -> None:
    home.write([])
    told = home.config.with_name("pid")
    asked = f"cmd:sh -c 'echo $$ > {told}; exec sleep 60'"
    feed = f'[[feed]]\nurl = "{newsroom.url("/shut")}"\nuser = "me"\npassword = "{asked}"\n'
    home.config.write_text(home.config.read_text() + feed)
    with calling(home, *words) as process:
        for _ in range(3_000):
            if told.exists() and told.read_text().endswith("\n"):
                break
            time.sleep(0.02)
        process.send_signal(number)
        process.communicate(timeout=20)
    pid = int(told.read_text())
    try:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    ended = 0 if "--follow" in words else -number
    assert process.returncode == (130 if number == signal.SIGINT else ended), "as any program that a signal ends"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_is_heard_while_words_are_made(number: signal.Signals, home: Home) -> None:
    home.write([])
    script = (
        "import sys, time\n"
        "from monitor import cli\n"
        "from monitor.verbs import poll\n"
        "def busy(*_):\n"
        "    print('busy', flush=True)\n"
        "    end = time.monotonic() + 60\n"
        "    while time.monotonic() < end: pass\n"
        "    yield 1, 1\n"
        "poll._rematch = busy\n"
        f"sys.exit(cli.main({home.argv('poll')!r}))\n"
    )
    pipe = subprocess.PIPE
    with not_for_ever(subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=pipe, stderr=pipe)) as process:
        assert process.stdout and process.stdout.readline() == b"busy\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130 if number == signal.SIGINT else -number, b"", b"")


Running = contextlib.AbstractContextManager["subprocess.Popen[bytes]"]
"""A program, killed at the end if it is still there."""


def following(home: Home, *flags: str) -> Running:
    """`monitor poll --follow` as a program."""
    return calling(home, "poll", "--follow", *flags)


def calling(home: Home, *words: str) -> Running:
    """`monitor` as a program."""
    return begun(home.command(*words))


def begun(command: list[str]) -> Running:
    pipe = subprocess.PIPE
    return not_for_ever(subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT, env=environment()))


def line(process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    assert process.stdout
    said = process.stdout.readline()
    assert said, "it says no more"
    return json.loads(said)  # type: ignore[no-any-return]


def idle(process: "subprocess.Popen[bytes]") -> list[dict[str, Any]]:
    """All that is told until it rests."""
    told = [line(process)]
    while told[-1].get("state") != "idle":
        told.append(line(process))
    return told


def check_intact(home: Home, entries: int) -> None:
    with closing(sqlite3.connect(home.store)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("SELECT count(*) FROM entries").fetchone()[0] == entries


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_at_once_with_the_store_whole(number: signal.Signals, home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A raid")], RAIDS)
    with following(home, "--json") as process:
        told = idle(process)
        assert [event["feed"] for event in told if "feed" in event] == [newsroom.url("/a")]
        started = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
        assert time.monotonic() - started < 2 * LOADED
    assert (process.returncode, out, err) == (130 if number == signal.SIGINT else 0, b"", b"")
    check_intact(home, 1)


def test_a_signal_in_the_middle_of_a_request_ends_it_too(home: Home, newsroom: Newsroom) -> None:
    release = threading.Event()

    def slow(_: object) -> Answer:
        release.wait(20)
        return Answer(b"")

    newsroom.answers["/slow"] = slow
    home.write([newsroom.url("/slow")])
    with following(home, "--json") as process:
        assert line(process) == {"state": "polling", "due": 1}
        started = time.monotonic()
        process.terminate()
        _, err = process.communicate(timeout=20)
        assert time.monotonic() - started < 2 * LOADED and err == b""
        release.set()
    check_intact(home, 0)


def test_a_signal_ends_it_at_once_while_another_program_writes_and_it_has_a_wish_to_take(
    home: Home, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/a", "A raid")
    home.write([url])
    with following(home, "--json") as process, closing(schema.connect(home.store)) as other:
        idle(process)
        with schema.transaction(other):
            feeds.ask(other, [url], 0)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(1.3)  # It looks once a second.
        started = time.monotonic()
        process.terminate()
        out, err = process.communicate(timeout=12)
        assert time.monotonic() - started < 2 * LOADED
        assert (process.returncode, out, err) == (0, b"", b"")
        other.execute("ROLLBACK")


def test_it_ends_with_the_desk_that_started_it(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A")])
    with following(home, "--json", "--with-parent") as process:
        idle(process)
        assert process.stdin
        process.stdin.write(b"still here\n")
        process.stdin.flush()
        time.sleep(0.2)
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(timeout=2 * LOADED) == 0


@pytest.mark.parametrize("flags", [("--with-parent",), ()], ids=["a desk", "a pager"])
def test_it_polls_on_for_a_reader_that_is_asleep_and_tells_it_all_when_that_wakes(
    home: Home, newsroom: Newsroom, flags: tuple[str, ...]
) -> None:
    urls = [newsroom.publish(f"/{at}", f"A raid {at}") for at in range(40)]
    home.write(urls)
    with following(home, "--json", *flags) as process:
        assert process.stdout
        fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 4096)
        end = time.monotonic() + 60
        while len(polled(home)) < len(urls):
            assert time.monotonic() < end, f"it polled {len(polled(home))} of them"
            time.sleep(0.1)
        assert {event["feed"] for event in idle(process) if "feed" in event} == {*urls}
        process.send_signal(signal.SIGTERM)
        assert process.wait(2 * LOADED) == 0


def polled(home: Home) -> list[str]:
    """The feeds that were polled so far: none while the store is still being made."""
    try:
        with closing(schema.connect(home.store, readonly=True)) as db:
            return [row[0] for row in db.execute("SELECT url FROM feeds WHERE last_poll IS NOT NULL")]
    except schema.StoreError:
        return []


# A follower that is at a work which lets nothing else be done, as compiling many words is.
BUSY = """
import sys
from monitor import cli, follow
def compiling(*_):
    print("busy", flush=True)
    while True:
        yield from ()
follow.is_due, follow.rematch = (lambda *_: True), compiling
sys.exit(cli.main(sys.argv[1:]))
"""


# A poller that another program's lock hits when it has seen that nobody writes.
STRUCK = """
import sys
from monitor import cli
from monitor.poll import Poller
from monitor.store.writer import Writer
async def turn(_):
    pass
def configure(poller, config):
    print("busy", flush=True)
    before(poller, config)
before, Poller.configure, Writer.turn = Poller.configure, configure, turn
sys.exit(cli.main(sys.argv[1:]))
"""
# One that soon says how long it has waited.
HASTY = """
import sys
from monitor import cli
from monitor.store import writer
writer.BUSY_SECONDS = 0.1
sys.exit(cli.main(sys.argv[1:]))
"""


def altered(code: str, home: Home, *flags: str) -> Running:
    """`monitor poll` as a program, begun by this code."""
    return begun([sys.executable, "-c", code, *home.argv("poll", *flags)])


@pytest.mark.parametrize("flags", [(), ("--follow",)], ids=["once", "on and on"])
def test_a_signal_ends_it_while_it_waits_for_a_lock_of_another_program(
    flags: tuple[str, ...], home: Home, newsroom: Newsroom
) -> None:
    home.write([newsroom.publish("/a", "A raid")])
    with closing(schema.connect(home.store)) as other:
        other.execute("BEGIN IMMEDIATE")
        with altered(STRUCK, home, *flags) as process:
            assert process.stdout and process.stdout.readline() == b"busy\n"
            started = time.monotonic()
            process.terminate()
            _, err = process.communicate(timeout=20)
            assert time.monotonic() - started < 2 * LOADED
            assert (process.returncode, err) == (0 if flags else -signal.SIGTERM, b"")


def test_a_follower_that_finds_the_store_locked_for_long_says_so_and_goes_on_waiting(
    home: Home, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/a", "A raid")
    home.write([url])
    with closing(schema.connect(home.store)) as other:
        other.execute("BEGIN IMMEDIATE")
        with altered(HASTY, home, "--follow", "--json") as process:
            for _ in range(2):
                told = line(process)
                assert told["state"] == "store" and "stayed locked" in told["error"]
            other.execute("ROLLBACK")
            assert [event["feed"] for event in idle(process) if "feed" in event] == [url]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, None])
def test_a_signal_and_the_end_of_the_desk_are_heard_while_it_compiles(
    home: Home, number: signal.Signals | None
) -> None:
    home.write([])
    with altered(BUSY, home, "--follow", "--with-parent") as process:
        assert process.stdin and process.stdout
        assert process.stdout.readline() == b"busy\n"
        started = time.monotonic()
        process.send_signal(number) if number else process.stdin.close()
        assert process.wait(timeout=20) == (130 if number == signal.SIGINT else 0)
        assert time.monotonic() - started < 2 * LOADED


def test_without_a_reader_it_ends_without_a_word(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A")])
    with following(home, "--json") as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.wait(timeout=20) != 0
        assert process.stderr.read() == b""


@pytest.mark.parametrize("waits", [True, False], ids=["alone", "beside a program that lets nobody wait for it"])
def test_a_terminal_whose_output_is_held_holds_up_no_poll(waits: bool, home: Home, newsroom: Newsroom) -> None:
    urls = [newsroom.publish(f"/{at}", f"A raid {at}") for at in range(20)]
    home.write(urls)
    master, slave = os.openpty()
    os.set_blocking(slave, waits)
    # What Ctrl+S does.
    termios.tcflow(slave, termios.TCOOFF)
    process = subprocess.Popen(
        home.command("poll", "--follow"), stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, env=environment()
    )
    try:
        end = time.monotonic() + 60
        while len(polled(home)) < len(urls):
            assert time.monotonic() < end, f"it polled {len(polled(home))} of them"
            time.sleep(0.1)
        termios.tcflow(slave, termios.TCOON)
        said = b""
        while b"/19: " not in said or said.count(b"1 new") < len(urls):
            assert select([master], [], [], 60)[0], said
            said += os.read(master, 4096)
        process.send_signal(signal.SIGTERM)
        assert process.wait(2 * LOADED) == 0
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(slave)


def test_a_person_sees_lines_as_they_come_through_a_pipe_too(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A raid")], RAIDS)
    with following(home) as process:
        assert process.stdout and process.stdout.readline().endswith(b"Feed /a: 1 new, 1 matched\n")


def test_a_person_is_told_of_a_slow_keyword_where_entries_were_only_edited(home: Home, newsroom: Newsroom) -> None:
    url = newsroom.publish("/a", *(f"Entry {number}" for number in range(4)))
    home.write([url], {"Slow": ["/(.*?,){25}z/"]})
    assert home.call("poll").err == ""
    newsroom.publish("/a", *(f"{'a,' * 60} {number}" for number in range(4)))
    with following(home, url) as process:
        assert process.stderr and process.stdout
        assert b"took too long" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.stdout.read() == b"", "nothing is new"


def test_a_follower_polls_what_is_named_or_forced_before_it_goes_on(home: Home, newsroom: Newsroom) -> None:
    a, b = newsroom.publish("/a", "A"), newsroom.publish("/b", "B")
    home.write([a, b])
    home.run("poll")
    for words, polled in (["feed /b"], {b}), ([a], {a}), (["--force"], {a, b}):
        with following(home, "--json", *words) as process:
            told = idle(process)
        assert told[0] == {"state": "polling", "due": len(polled)}
        assert {one["feed"] for one in told if "feed" in one} == polled


def test_a_second_follower_waits_and_takes_over(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A")])
    with following(home, "--json") as first:
        idle(first)
        with following(home, "--json") as second:
            assert line(second) == {"state": "waiting", "pid": str(first.pid)}
            first.terminate()
            assert idle(second)[-1]["state"] == "idle"


def test_a_second_follower_tells_the_mistakes_in_the_config_once_it_has_its_turn(home: Home) -> None:
    home.write([])
    home.config.write_text("[poll]\nevry = '1h'\n")
    with following(home, "--json") as first:
        idle(first)
        with following(home, "--json") as second:
            assert line(second)["state"] == "waiting"
            first.terminate()
            idle(second)
            second.terminate()
            assert second.stderr and second.stderr.read().count(b"evry") == 1


@pytest.mark.parametrize("meanwhile", [None, "feeds = ["])
def test_a_second_follower_takes_over_while_an_editor_replaces_the_config(
    meanwhile: str | None, home: Home, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One at its usual place, where the config to begin with would be written.
    monkeypatch.setenv("MONITOR_CONFIG", str(home.config))
    home.write([newsroom.publish("/a", "A raid", "Rain")], RAIDS)
    text = home.config.read_text("utf-8")
    with following(home, "--json") as first:
        idle(first)
        with begun(home.python("--store", home.store, "poll", "--follow", "--json")) as second:
            assert line(second) == {"state": "waiting", "pid": str(first.pid)}
            home.config.unlink() if meanwhile is None else home.config.write_text(meanwhile)
            first.kill()
            told = idle(second)
            assert told[0]["state"] == "config" and len(told[0]["problems"]) == 1
            assert told[-1]["next_poll"] is not None, "it has its feeds"
            home.config.write_text(text.replace("raid", "rain"))
            assert {"state": "config", "problems": []} in idle(second)
            second.terminate()
            assert second.wait(10) == 0
    assert [one["title"] for one in home.run("list", "--json").records] == ["Rain"]


def test_who_waits_names_whoever_polls_by_now(home: Home) -> None:
    home.write([])
    with poller_lock(home.store), following(home, "--json") as process:
        assert line(process) == {"state": "waiting", "pid": str(os.getpid())}
        home.store.with_name("store.db.poller").write_text("4711\n")
        assert line(process) == {"state": "waiting", "pid": "4711"}
        assert process.stdout and not select([process.stdout], [], [], 1.5)[0], "once each"


def test_a_follower_sees_a_keyword_that_is_added(home: Home, newsroom: Newsroom) -> None:
    url = newsroom.publish("/a", "A raid", "Rain")
    home.write([url], RAIDS)
    with following(home, "--json") as process:
        idle(process)
        home.write([url], {**RAIDS, "Weather": ["rain"]})
        told = idle(process)
    assert {"state": "config", "problems": []} in told
    with closing(schema.connect(home.store, readonly=True)) as db:
        assert db.execute("SELECT count(*) FROM matches").fetchone()[0] == 2

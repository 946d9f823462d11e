"""The command line as a whole: wrong usage, exit codes, pipes that break, and stores that cannot be used."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from select import select

import pytest

from monitor import __version__, installed
from monitor.installed import CHANGED, Changed
from monitor.store import tables
from tests.feeds.hostile import item, rss
from tests.home import PATIENCE, ROOT, Home, Polled, environment, not_for_ever, polled
from tests.newsroom import Newsroom
from tests.unwritable import only_to_read

VERBS = "demo poll match list show open mark watches feeds config doctor".split()
USERS = (
    ["list"], ["list", "--json", "--all"], ["show", "1"], ["open", "1"], ["mark", "read", "1"], ["watches"], ["feeds"],
    ["poll"], ["poll", "--follow"],
)  # fmt: skip
"""Calls that open the store."""


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Polled]:
    items = "".join(item(number, f"A raid, number {number} {'long ' * 20}") for number in range(300))
    with polled(tmp_path_factory.mktemp("once"), {"/feed": rss(items)}, {"Raids": ["raid"]}) as made:
        yield made


@pytest.fixture
def filled(home: Home, once: Polled) -> Home:
    """A store with a few hundred entries."""
    return home.copy(once.folder)


# Usage


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"], ["list", "--nonsense"], ["show"], ["show", "x"], ["feeds", "nonsense"], ["config", "x"],
        ["--json"], ["list", "--limit", "many\nlines"], ["mark", "1"], ["show", "1", "2"],
        ["mark", "read", "--no\nflag", "1"],
    ],
)  # fmt: skip
def test_wrong_usage_is_exit_2_and_says_so_on_stderr(words: list[str], home: Home) -> None:
    said = home.run(*words)
    assert (said.code, said.out) == (2, "") and "usage: monitor" in said.err
    assert said.err.startswith("monitor: ") and said.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [["--\x1b]52;c;aGFja2Vk\x07"], ["list", "--limit", "\x1b[31m"], ["feeds", "add", "http://\x1b[31m\u202e/"],
     ["list", "--watch", "\u202e\x9b31m"], ["show", "\x1b[31m"]],
)  # fmt: skip
def test_a_hostile_argument_is_told_of_and_does_not_act_on_the_terminal(words: list[str], home: Home) -> None:
    said = home.run(*words)
    assert said.code and said.err and not {*said.err + said.out} & {*"\x1b\x07\x9b\u202e"}


def test_help_names_every_verb(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")  # A narrower terminal has the verbs, and what they do, on lines of their own.
    said = home.run("--help")
    assert said.code == 0 and said.err == "" and all(f"    {verb} " in said.out for verb in VERBS)


@pytest.mark.parametrize(
    "words", [[verb] for verb in VERBS] + [["watch", "test"], ["feeds", "add"], ["feeds", "export"]], ids=" ".join
)
def test_the_help_of_a_word_says_what_it_does(words: list[str], home: Home) -> None:
    said = home.run(*words, "--help")
    usage, does, *_ = said.out.split("\n\n")
    assert said.code == 0 and usage.startswith("usage: monitor ") and does[0].isupper() and does[-1] == "."


@pytest.mark.parametrize("verb", ["show", "open", "article", "explain"])
def test_what_is_no_number_of_an_entry_is_told_in_words(verb: str, home: Home) -> None:
    for typed in ("abc", "1.5", "9" * 5000):
        said = home.run(verb, typed)
        assert said.code == 2 and f"{typed} is no number of an entry: `monitor list` shows the numbers" in said.err


@pytest.mark.parametrize(
    ("words", "wrong", "usage"),
    [
        ("poll --folow", "--folow", "usage: monitor poll [-h] [--force] [--follow] [--json] [FEED ...]"),
        ("feeds remove https://a.example --now", "--now", "usage: monitor feeds remove [-h] URL [URL ...]"),
        ("show 1 -x", "-x", "usage: monitor show [-h] [--json] ID"),
        ("--nonsense", "--nonsense", "usage: monitor [-h] [--version] [--config FILE] [--store FILE] VERB ..."),
        ("--stroe=x list", "--stroe=x", "usage: monitor [-h] [--version] [--config FILE] [--store FILE] VERB ..."),
    ],
)
def test_a_flag_that_is_none_is_told_with_those_that_there_are(words: str, wrong: str, usage: str, home: Home) -> None:
    said = home.run(*words.split())
    assert (said.code, said.out, said.err) == (2, "", f"monitor: unrecognized arguments: {wrong} ({usage})\n")


@pytest.mark.parametrize("excluded", ["-football", "-hockey"])
@pytest.mark.parametrize("words", ["list", "mark read", "watch test"])
def test_who_excludes_a_word_without_quotes_is_told_of_them(words: str, excluded: str, home: Home) -> None:
    said = home.run(*words.split(), "raid", excluded)
    assert said.code == 2 and f"unrecognized arguments: {excluded}; what a query excludes goes in quotes" in said.err
    for quoted in ([f"raid {excluded}"], ["--", "raid", excluded]):
        assert home.run(*words.split(), *quoted).code == 1, "there is no store yet"


@pytest.mark.parametrize("words", ["list", "mark read", "watch test", "list raid --all"])
@pytest.mark.parametrize("phrase", ["-football match", "-hockey match"])
def test_a_query_in_quotes_may_begin_with_what_it_excludes(phrase: str, words: str, home: Home) -> None:
    said = home.run(*words.split(), f"{phrase} OR raid")
    assert said.err and "usage: " not in said.err, "it is read as a query: there is no store yet"


@pytest.mark.parametrize("words", [(), ("--",)])
def test_a_file_that_begins_with_h_behind_a_dash_is_read_under_its_name(
    words: Sequence[str], home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write(watches={"Raids": ["raid"]})
    (tmp_path / "-h 1.jsonl").write_text('{"id": 1, "title": "A raid"}\n')
    monkeypatch.chdir(tmp_path)
    assert "A raid" in home.run("match", *words, "-h 1.jsonl").out


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("list raid -since 24h", "--since"),
        ("list raid -since=24h", "--since"),
        ("list -unread", "--unread"),
        ("feeds -json", "--json"),
        ("show 1 -json", "--json"),
    ],
)
def test_who_writes_a_flag_with_one_dash_is_told_of_the_other(words: str, meant: str, home: Home) -> None:
    said = home.run(*words.split())
    assert said.code == 2 and f"; did you mean {meant}? (usage: " in said.err


def test_who_names_a_file_to_export_to_is_told_where_it_goes(home: Home) -> None:
    said = home.run("feeds", "export", "feeds.opml")
    assert said.code == 2 and "unrecognized arguments: feeds.opml; it writes to stdout, `monitor feeds" in said.err


@pytest.mark.parametrize(
    "words", ["list raid", "feeds", "feeds list", "feeds export", "watch test raid", "config check"]
)
def test_config_and_store_may_be_named_behind_the_verb_too(words: str, filled: Home, tmp_path: Path) -> None:
    elsewhere = ("--config", tmp_path / "no.toml", "--store", tmp_path / "no.db", *words.split())
    before, behind = (
        filled.run(*words.split()),
        filled.run(*elsewhere, "--config", filled.config, f"--store={filled.store}"),
    )
    assert before.code == 0 and before.out
    assert (behind.code, behind.out) == (before.code, before.out)
    assert filled.run(*elsewhere).out != before.out


@pytest.mark.parametrize("words", ["feeds import", "match"])
def test_an_address_where_a_file_is_read_is_told_apart(words: str, home: Home) -> None:
    home.write(["https://a.example/feed"])
    said = home.run(*words.split(), "https://news.example/feeds.opml")
    assert (said.code, said.err) == (
        2,
        "monitor: this is an address, where a file is read: save what is there first.\n",
    )


def test_version(home: Home) -> None:
    assert home.run("--version").out == f"monitor {__version__}\n"


def test_the_desk_without_a_terminal_is_wrong_usage(home: Home) -> None:
    said = home.call()
    assert (said.code, said.out) == (2, "") and "needs a terminal" in said.err
    assert list(home.folder.iterdir()) == []


def test_the_demos_desk_without_a_terminal_is_wrong_usage_too(home: Home) -> None:
    said = home.call("demo")
    assert (said.code, said.out) == (2, "") and "needs a terminal" in said.err


def test_variables_name_config_and_store_and_flags_go_before_them(home: Home, tmp_path: Path) -> None:
    home.write(["https://a.example/feed"])
    other = tmp_path / "other.toml"
    other.write_text("")
    variables = {"MONITOR_CONFIG": str(other), "MONITOR_STORE": str(tmp_path / "other.db")}
    said = subprocess.run(
        home.python("config", "path"), capture_output=True, cwd=ROOT, env=environment(**variables), check=True,
        timeout=PATIENCE,
    )  # fmt: skip
    assert said.stdout.decode() == f"{other}\n"
    assert home.call("config", "path", variables=variables).out == f"{home.config}\n"
    assert len(home.call("feeds", "--json", variables=variables).records) == 1


def test_a_home_that_the_shell_leaves_to_the_program_is_found_in_flags_too(home: Home) -> None:
    home.write(["https://a.example/feed"])
    variables = environment(HOME=str(home.folder))
    command = home.python("--config=~/config.toml", "--store=~/store.db")
    for words in (["poll"], ["list"], ["config", "path"]):
        done = subprocess.run(
            [*command, *words], capture_output=True, cwd=ROOT, env=variables, timeout=PATIENCE, check=True
        )
    assert done.stdout.decode() == f"{home.config}\n" and home.store.exists()
    command = home.python("--store=~nosuchuser/x", "list")
    done = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stderr) == (2, b"monitor: There is no such user as in --store=~nosuchuser/x.\n")


@pytest.mark.parametrize("variable", ["MONITOR_CONFIG", "MONITOR_STORE"])
def test_a_home_of_nobody_is_told(variable: str, home: Home) -> None:
    home.write()
    known = {"MONITOR_CONFIG": str(home.config), "MONITOR_STORE": str(home.store), variable: "~nosuchuser/x"}
    done = subprocess.run(
        home.python("feeds"), capture_output=True, cwd=ROOT, env=environment(**known), timeout=PATIENCE, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == f"monitor: There is no such user as in {variable}=~nosuchuser/x.\n".encode()


@pytest.mark.parametrize("words", [["list"], ["list", "raid"]])
def test_more_than_can_be_counted_is_all(words: list[str], filled: Home) -> None:
    assert len(filled.run(*words, "--json", "--limit", "9" * 20).records) == 300


def test_what_no_utf_8_can_hold_is_a_question_mark_in_json(filled: Home) -> None:
    said = filled.call("watch", "test", "x\udcff OR raid", "--json")
    assert said.code == 0 and said.records[-1]["total"]["query"] == "x? OR raid"


# Pipes


def reading(home: Home, *words: str, take: int) -> tuple[int, bytes]:
    """Call `monitor` with a reader that takes so many bytes and leaves; exit code and stderr come back."""
    pipe = subprocess.PIPE
    started = subprocess.Popen(home.command(*words), stdout=pipe, stderr=pipe, cwd=ROOT, env=environment())
    with not_for_ever(started) as process:
        assert process.stdout and process.stderr
        process.stdout.read(take)
        process.stdout.close()
        err = process.stderr.read()
        return process.wait(), err


@pytest.mark.parametrize("take", [0, 1])
def test_a_reader_that_leaves_is_no_error_to_be_told(take: int, filled: Home) -> None:
    for words in (["list"], ["list", "--json"], ["show", "1"], ["feeds", "--json"], ["config"]):
        code, err = reading(filled, *words, take=take)
        assert (words, err) == (words, b"") and code in (0, 141)


def test_a_reader_that_has_left_is_no_second_error(home: Home, tmp_path: Path) -> None:
    home.write(watches={"Raids": ["raid"]})
    feed = tmp_path / "feed.xml"
    feed.write_text(rss(item(1, "A raid")))
    code, err = reading(home, "match", str(feed), str(tmp_path / "none.xml"), take=0)
    assert code == 2 and err.count(b"\n") == 1 and b"none.xml cannot be read" in err


def test_head_gets_its_line(filled: Home) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" | head -1', "sh", *filled.command("list", "--json")],
        capture_output=True, cwd=ROOT, env=environment(), timeout=PATIENCE, check=True,
    )  # fmt: skip
    assert done.stdout.count(b"\n") == 1 and done.stderr == b""


@pytest.mark.parametrize("words", [("list", "--json"), ("--help",), ("poll", "--help"), ("--version",)])
def test_a_full_disk_behind_stdout_is_told_in_a_line(words: tuple[str, ...], filled: Home) -> None:
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("this system has no /dev/full")
    with device.open("wb") as full:
        done = subprocess.run(
            filled.command(*words),
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment(),
            timeout=PATIENCE,
        )
    assert done.returncode == 1 and done.stderr.startswith(b"monitor: ") and done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("buffered", ["", "1"])
def test_what_was_done_before_stdout_was_full_is_not_told_as_not_done(buffered: str, filled: Home) -> None:
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("this system has no /dev/full")
    with device.open("wb") as full:
        done = subprocess.run(
            filled.command("mark", "star", "1"),
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment(PYTHONUNBUFFERED=buffered),
            timeout=PATIENCE,
        )
    said = b"monitor: what it has to say cannot be written to its output: No space left on device.\n"
    assert (done.returncode, done.stderr) == (1, said)
    assert [one["id"] for one in filled.run("list", "starred:", "--all", "--json").records] == [1]


@pytest.mark.parametrize(
    ("words", "code"),
    [("nonsense", 2), ("show 999999", 2), ("list --watch nobody's", 2), ("poll nobody's", 2), ("list --json", 0)],
)
def test_who_does_not_take_the_complaints_changes_no_exit_code(words: str, code: int, filled: Home) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            filled.command(*words.split()), stdout=subprocess.PIPE, stderr=writer, cwd=ROOT, env=environment(),
            timeout=PATIENCE,
        )  # fmt: skip
    finally:
        os.close(writer)
    assert (words, done.returncode) == (words, code)


def test_nothing_is_lost_in_pipes_that_another_program_told_to_let_nobody_wait(home: Home) -> None:
    home.write(watches={"Raids": ["raid"]})
    entries = [b'{"id": %d, "title": "A raid %s"}\n' % (number, b"at the border " * 20) for number in range(400)]
    (stdin, given), (said, stdout) = os.pipe(), os.pipe()
    os.set_blocking(stdin, False)
    os.set_blocking(stdout, False)
    with (
        os.fdopen(given, "wb", 0) as writer,
        os.fdopen(said, "rb") as reader,
        not_for_ever(
            subprocess.Popen(home.command("match", "--json"), stdin=stdin, stdout=stdout, env=environment())
        ) as process,
    ):
        writer.write(b"".join(entries[:100]))  # There is room for them before any is read.
        while select([stdin], [], [], 0)[0] and process.poll() is None:
            time.sleep(0.01)
        os.close(stdin)
        with suppress(BrokenPipeError):
            writer.write(b"".join(entries[100:]))
        writer.close()
        while select([], [stdout], [], 0)[1] and process.poll() is None:
            time.sleep(0.01)
        os.close(stdout)
        assert reader.read().count(b"\n") == 400
        assert process.wait() == 0


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_what_is_closed_takes_nothing_and_gives_nothing(closed: str, filled: Home) -> None:
    calls = {
        ("list", "--json", "--limit", "1"): 0,
        ("list", "raid", "--limit", "1"): 0,
        ("list", "--watch", "nobody's"): 2,
        ("show", "999999"): 2,
        ("match",): 0,
        ("poll", "--force"): 0,
        ("nonsense",): 2,
    }
    for words, code in calls.items():
        done = subprocess.run(
            ["/bin/sh", "-c", f'"$@" {closed}', "sh", *filled.command(*words)],
            stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT, env=environment(), timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert (words, done.returncode) == (words, code), done.stderr
        assert b"monitor: " not in done.stdout and b"Traceback" not in done.stderr
        assert not (">&-" in closed.split() and done.stdout) and not ("2>&-" in closed and done.stderr)


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "xterm-256color", "CLICOLOR_FORCE": "1"}])
def test_no_escape_goes_into_a_pipe(variables: dict[str, str], filled: Home) -> None:
    for words in (["list"], ["show", "1"], ["feeds"], ["doctor"], ["watches"]):
        said = filled.call(*words, variables=variables).out
        assert said and "\x1b" not in said


@pytest.mark.parametrize("coding", ["ascii", "latin-1"])
def test_json_is_utf_8_whatever_the_terminal_speaks(coding: str, home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/feed", "缅甸电诈 é")], {"Hubs": ["电诈"]})
    home.run("poll")
    said = home.call("list", "--json", variables={"PYTHONIOENCODING": coding})
    assert (said.code, said.records[0]["title"]) == (0, "缅甸电诈 é")
    assert home.call("list", variables={"PYTHONIOENCODING": coding}).code == 0


def test_a_config_that_cannot_be_written_is_no_wrong_usage(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write(["https://a.example/feed"])
    before = home.config.read_bytes()

    def full(self: Path, to: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    said = home.run("feeds", "remove", "https://a.example/feed")
    assert (said.code, said.out) == (1, "") and "cannot be written" in said.err and said.err.count("\n") == 1
    assert home.config.read_bytes() == before


def test_what_the_system_refuses_is_told_with_the_name_of_the_file(filled: Home) -> None:
    lock = filled.store.with_name(f"{filled.store.name}.poller")
    lock.unlink()
    lock.mkdir()
    said = filled.call("poll")
    assert said.code == 1 and said.err == (
        f"monitor: it could not be done: {lock}: Is a directory. A poller keeps others away by this file: check who "
        "owns it, or move it away.\n"
    )


def test_a_files_name_does_not_act_on_the_terminal(home: Home) -> None:
    command = home.python("--store", home.store.with_name("\x1b[31m" + "x" * 300), "list")
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment(), timeout=PATIENCE)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"xxx cannot be used: File name too long. Name" in done.stderr and b"\x1b" not in done.stderr


def test_ctrl_c_is_exit_130(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("monitor.verbs.doctor.run", interrupted)
    said = home.run("doctor")
    assert (said.code, said.out, said.err) == (130, "", "")


def loading(failure: str) -> "subprocess.CompletedProcess[str]":
    """The program, where to load its command line raises this."""
    code = "import sys; sys.modules['monitor.cli'] = None; import builtins; load = builtins.__import__\n"
    code += f"def failing(name, *more):\n    if name == 'monitor.cli': raise {failure}\n"
    code += "    return load(name, *more)\n"
    code += "builtins.__import__ = failing\nfrom monitor.__main__ import start\nsys.exit(start())"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment(), timeout=PATIENCE)


def test_ctrl_c_while_it_loads_is_exit_130_too() -> None:
    done = loading("KeyboardInterrupt")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        ("MemoryError", "there is not memory enough"),
        ("ImportError('regex.so: failed to map segment', path='/lib/regex.so')", "regex.so: failed to map segment"),
        ("OSError(24, 'Too many open files', 'cli.py')", "lets the program open no more files"),
        ('RuntimeError("can\'t start new thread")', "no thread could be started"),
    ],
)
def test_what_the_computer_has_too_little_of_to_load_it_is_told_in_a_line(failure: str, said: str) -> None:
    done = loading(failure)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("monitor: ") and said in done.stderr and "`ulimit -" in done.stderr


@pytest.mark.parametrize(
    "failure",
    [
        "ModuleNotFoundError('No module named x', name='x')",
        "ImportError('cannot import name x from regex', path='/lib/regex.so')",
        "RuntimeError('ours')",
    ],
    ids=["part", "name", "fault"],
)
def test_what_the_program_itself_lacks_is_shown_whole(failure: str) -> None:
    assert "Traceback" in loading(failure).stderr


@pytest.mark.parametrize("words", [["poll"], ["poll", "--follow"], ["doctor"], ["feeds", "check"]], ids=" ".join)
def test_where_no_more_files_may_be_open_it_is_told_in_a_line(words: list[str], filled: Home) -> None:
    command = ["sh", "-c", 'ulimit -n 8; exec "$@"', "sh", *filled.command(*words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment(), timeout=PATIENCE)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "could not be done" in done.stderr and "open no more files" in done.stderr and "`ulimit -n" in done.stderr


@pytest.mark.parametrize("words", [[], ["demo"]], ids=["desk", "demo"])
@pytest.mark.parametrize(("limit", "at_most"), [("n", 24), ("v", 300_000)], ids=["files", "memory"])
def test_the_desk_does_not_open_where_it_would_break(limit: str, at_most: int, words: list[str], home: Home) -> None:
    home.write()
    isatty = (
        "import sys; from io import TextIOWrapper\nclass Screen(TextIOWrapper):\n    def isatty(self): return True\n"
    )
    isatty += "for name in ('stdin', 'stdout', 'stderr'):\n"
    isatty += "    setattr(sys, name, Screen(getattr(sys, name).detach(), line_buffering=True))\n"
    isatty += "from monitor.__main__ import start; sys.exit(start())"
    command = ["sh", "-c", f'ulimit -{limit} {at_most}; exec "$@"', "sh", sys.executable, "-c", isatty]
    done = subprocess.run(
        [*command, *home.argv(*words)], capture_output=True, text=True, cwd=ROOT, env=environment(), timeout=PATIENCE
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "could not be done" in done.stderr and f"`ulimit -{limit}" in done.stderr and not home.store.exists()


def test_memory_that_gives_out_is_no_damaged_store(filled: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> int:
        raise MemoryError

    monkeypatch.setattr("monitor.verbs.list.run", exhausted)
    monkeypatch.setattr("monitor.store.restore.ails_after_all", lambda _: pytest.fail("it looked through the store"))
    with pytest.raises(MemoryError):
        filled.run("list")


@pytest.mark.parametrize(("problem", "before"), [(Changed(), None), (ImportError("no such name"), (1, 1))])
def test_an_upgrade_under_a_verb_that_goes_on_is_told(
    home: Home, monkeypatch: pytest.MonkeyPatch, problem: Exception, before: tuple[int, int] | None
) -> None:
    def fail(*_: object) -> int:
        raise problem

    monkeypatch.setattr(installed, "_BEFORE", before or installed._BEFORE)
    monkeypatch.setattr("monitor.verbs.poll.run", fail)
    said = home.run("poll", "--follow")
    assert (said.code, said.out, said.err) == (1, "", f"monitor: {CHANGED}\n")


# Stores that cannot be used


def test_the_desk_opens_on_a_store_that_cannot_be_written(filled: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Path] = []
    monkeypatch.setattr("monitor.verbs.desk.need_terminal", lambda: None)
    monkeypatch.setattr("monitor.verbs.desk.loaded", lambda: lambda config, store, first_start: shown.append(store))
    monkeypatch.setattr("monitor.verbs.desk.finish", lambda desk: 0)
    monkeypatch.setattr("monitor.store.access.connect", only_to_read)
    said = filled.run()
    assert (said.code, said.err, shown) == (0, "", [filled.store])


@pytest.mark.parametrize("name", ["file:x.db?mode=memory", ":memory:"])
def test_a_store_whose_name_says_something_to_sqlite_is_a_file(name: str, filled: Home) -> None:
    command = ["--config", str(filled.config), "--store", name]
    done = subprocess.run(
        filled.python(*command, "poll"), capture_output=True, cwd=filled.folder,
        env=environment(PYTHONPATH=str(ROOT)), timeout=PATIENCE,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    for made in (filled.folder / name, filled.folder / f"{name}.backup"):
        with closing(sqlite3.connect(f"{made.as_uri()}?mode=ro", uri=True)) as db:
            assert db.execute("SELECT count(*) FROM entries").fetchone()[0] == 300


def refused(home: Home, *words: str) -> str:
    """The one line on stderr with which a verb refuses the store; every byte of it stays as it is."""
    before = home.store.read_bytes()
    said = home.run(*words)
    assert (said.code, said.out) == (1, ""), said
    assert said.err.startswith("monitor: ") and said.err.count("\n") == 1
    assert home.store.read_bytes() == before
    return said.err


@pytest.mark.parametrize("kind", ["text", "cut header", "zeros"])
def test_a_damaged_store_is_refused_and_left_as_it_is(kind: str, filled: Home) -> None:
    whole = filled.store.read_bytes()
    bad = {"text": b"Dear diary, " * 999, "cut header": whole[50:], "zeros": bytes(100) + whole[100:]}[kind]
    filled.store.write_bytes(bad)
    for words in USERS:
        assert "is damaged" in refused(filled, *words)


def test_a_store_that_is_damaged_inside_is_told_in_a_line(filled: Home) -> None:
    with closing(sqlite3.connect(filled.store)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = db.execute("PRAGMA page_size").fetchone()[0]
        roots = [row[0] for row in db.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 0")]
    with filled.store.open("r+b") as file:
        for page in roots:
            file.seek((page - 1) * size)
            file.write(b"\xa5" * size)
    for words in (*USERS[:4], ["poll", "--force"]):
        said = filled.run(*words)
        assert said.code == 1 and said.err.startswith("monitor: ") and said.err.count("\n") == 1
        assert "is damaged" in said.err


def test_garbage_that_is_no_fault_of_sqlites_is_told_in_a_line_too(filled: Home) -> None:
    with closing(sqlite3.connect(filled.store)) as db:
        db.execute("UPDATE entries SET categories = '{'")
        db.commit()
    said = filled.run("list", "--json")
    assert said.code == 1 and "is damaged (garbage in the table entries)" in said.err and said.err.count("\n") == 1


def test_a_fault_of_the_programs_own_is_shown_whole(filled: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.verbs.list.run", lambda args: {}["nothing"])
    with pytest.raises(KeyError):
        filled.run("list")


def test_a_newer_store_is_refused_and_left_as_it_is(filled: Home) -> None:
    with closing(sqlite3.connect(filled.store)) as db:
        db.execute(f"PRAGMA user_version = {tables.VERSION + 1}")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for words in USERS:
        assert "newer monitor" in refused(filled, *words)


def test_another_programs_database_is_refused(home: Home) -> None:
    with closing(sqlite3.connect(home.store)) as db:
        db.execute("CREATE TABLE theirs (x)")
    for words in USERS[:4]:
        assert "another program" in refused(home, *words)


@pytest.mark.parametrize("words", [["poll"], ["list"], ["mark", "read", "1"]])
def test_a_config_that_is_named_for_the_store_is_told_for_no_store_and_stays_as_it_is(
    words: list[str], home: Home
) -> None:
    home.write()
    written = home.config.read_bytes()
    told = f"{home.config} is a text and no store: name another file with --store."
    said = home.run("--store", str(home.config), *words)
    assert (said.code, said.err) == (1, f"monitor: {told}\n") and home.config.read_bytes() == written
    assert f"!!  store: {told}" in home.run("--store", str(home.config), "doctor").out


def test_a_store_that_is_a_folder_is_told(home: Home) -> None:
    home.write()
    home.store.mkdir()
    for words in (["poll"], ["list"], ["mark", "read", "1"]):
        said = home.run(*words)
        assert said.code == 1 and said.err.count("\n") == 1
        assert words == ["poll"] or "is a folder and no store" in said.err


@pytest.mark.parametrize("store", ["", "."])
def test_a_store_without_a_name_is_told_by_the_doctor_too(
    store: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write()
    monkeypatch.chdir(home.folder)
    said = home.run("--store", store, "doctor")
    assert said.code == 1 and "!!  store: . is a folder and no store" in said.out
    said = home.run("--store", store, "doctor", "--restore")
    assert (said.code, said.err) == (1, "monitor: . is a folder and no store: name a file with --store.\n")
    assert not (home.folder / ".poller").exists()


@pytest.mark.parametrize("left", [None, "", "PRAGMA journal_mode = WAL"], ids=["none", "empty", "without a table"])
def test_where_nothing_is_stored_yet_all_say_so_alike_and_make_nothing(left: str | None, home: Home) -> None:
    """A database without a table is what a disk that was full leaves of a store that was to be made."""
    home.write(["https://a.example/feed"], {"Raids": ["raid"]})
    if left is not None:
        with closing(sqlite3.connect(home.store)) as db:
            db.execute(left)
        home.store.touch()
    size = home.store.stat().st_size if left is not None else None
    calls = "list|show 1|open 1|explain 1|article 1|mark read 1|mark --undo|watch test raid"
    for words in (call.split() for call in calls.split("|")):
        said = home.run(*words)
        assert (said.code, said.err) == (
            1,
            f"monitor: There is no store at {home.store} yet: `monitor poll` makes it.\n",
        )
    for words in (["feeds"], ["watches"]):
        said = home.run(*words)
        assert (said.code, said.err) == (0, "") and said.out
    assert "store: none yet" in home.run("doctor").out
    assert (home.store.stat().st_size if home.store.exists() else None) == size


STARTED = """
import gc, sys
from monitor.__main__ import start
sys.argv = ["monitor", "config", "path"]
code = start()
print(code, gc.isenabled(), gc.get_freeze_count() > 10_000)
"""


def test_what_was_loaded_is_not_looked_through_for_garbage_and_what_comes_later_is(home: Home) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STARTED],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(MONITOR_CONFIG=str(home.folder / "c.toml")),
        timeout=PATIENCE,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "0 True True"


LEFT = """
import sys, threading, time
from monitor import cli
from monitor.__main__ import start

def left(*_):
    threading.Thread(target=time.sleep, args=(300,)).start()
    sys.stdout.write("all is done")
    return 3

cli.main = left
sys.exit(start())
"""


def test_what_a_thread_still_works_out_is_not_waited_for_when_all_is_done() -> None:
    command = [sys.executable, "-c", LEFT]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment(), timeout=PATIENCE)
    assert (done.returncode, done.stdout, done.stderr) == (3, "all is done", "")


LOST = """
import sys, threading
from monitor import cli
from monitor.__main__ import start

class Going:
    def __del__(self):
        raise KeyboardInterrupt

def busy():
    Going()
    threading.Event().wait(60)
    return 0

cli.main = busy
sys.exit(start())
"""


def test_an_interrupt_that_comes_while_something_is_let_go_of_ends_the_program_as_any_other_does() -> None:
    command = [sys.executable, "-c", LOST]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment(), timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_one_that_comes_as_python_itself_ends_changes_nothing() -> None:
    code = LOST.replace("def busy():\n    Going()\n    threading.Event().wait(60)", "kept = Going()\n\ndef busy():")
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment(), timeout=PATIENCE)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

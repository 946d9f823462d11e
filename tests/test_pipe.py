"""A program that gets an entry: its command without a shell, what it reads, how its end is told."""

import asyncio
import errno
import json
import os
import signal
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor import pipe
from monitor.model import Entry, Match, Span
from monitor.pipe import Command, NoProgram
from monitor.store.entries import Row, Stored

AT = 1_795_000_000
Script = Callable[[str, str], Path]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Puts a program on PATH: its name and what its shell does."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    def write(name: str, does: str) -> Path:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{does}\n")
        path.chmod(stat.S_IRWXU)
        return path

    return write


def stored(**known: object) -> Stored:
    base = {"title": "A raid", "link": "https://news.example/1", "summary": "Police came.", "content": ""}
    entry = Entry("k", **{**base, **known})  # type: ignore[arg-type]
    span = Span("title", 2, 6, "raid", "raid", "exact")
    row = Row(7, "https://news.example/feed", "Border Ledger", entry.title, AT, read=False, starred=False)
    return Stored(row, entry, AT, None, (Match("Raids", "strong", (span,)),))


def test_quotation_marks_keep_words_together_and_no_sign_means_anything_else(script: Script) -> None:
    path = str(script("show", ""))
    typed = "show 'two words' \"a  b\" | > /tmp/x $HOME * `id` %s ;"
    assert pipe.command(typed).words == (path, "two words", "a  b", *"| > /tmp/x $HOME * `id` %s ;".split())
    assert pipe.command(f"  {path} -x").words == (path, "-x")


def test_a_program_of_ones_own_may_be_named_by_the_home(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    path = script("show", "")
    monkeypatch.setenv("HOME", str(path.parent))
    assert pipe.command("~/show ~").words == (str(path), "~")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write a program"),
        ("   ", "Write a program"),
        ("json|", "Write a program"),
        ("less 'x", "left open"),
        ("less \\", "left open"),
        ("no-such-program-here", "There is no program “no-such-program-here” to be run."),
        ("/nowhere/less", "There is no program “/nowhere/less” to be run."),
        ("/etc/passwd", "There is no program"),
    ],
)
def test_what_cannot_be_run_is_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(NoProgram) as refused:
        pipe.command(typed)
    assert str(refused.value).startswith(said) or said in str(refused.value)


def test_the_nearest_program_is_named(script: Script) -> None:
    script("translate-entry", "")
    with pytest.raises(NoProgram, match=r"Did you mean translate-entry\?"):
        pipe.command("translate-entri -t en")


@pytest.mark.parametrize("typed", ["json| show .title", "json|show .title", "  json | show .title"])
def test_json_in_front_asks_for_the_record(script: Script, typed: str) -> None:
    path = str(script("show", ""))
    assert pipe.command(typed) == Command((path, ".title"), as_json=True)
    assert not pipe.command("show json| x").as_json


def test_a_person_reads_title_outlet_date_link_and_text() -> None:
    lines = pipe.given(stored(content="It was still dark."), as_json=False).decode().split("\n")
    assert lines[:2] == ["A raid", "Border Ledger"] and lines[2].startswith("2026-11-1")
    assert lines[3:] == ["https://news.example/1", "", "Police came.", "", "It was still dark.", ""]


@pytest.mark.parametrize(
    ("summary", "content", "body"),
    [
        ("Police came.", "", "\n\nPolice came.\n"),
        ("Police ca…", "Police came at dawn.", "\n\nPolice came at dawn.\n"),
        ("Police came. It was dark.", "Police came.\n\nIt was dark.", "\n\nPolice came.\n\nIt was dark.\n"),
        ("", "", "\n"),
    ],
)
def test_no_text_stands_twice(summary: str, content: str, body: str) -> None:
    said = pipe.given(stored(summary=summary, content=content), as_json=False).decode()
    assert said.partition("https://news.example/1")[2] == body


def test_the_record_is_that_of_show() -> None:
    record = json.loads(pipe.given(stored(title="ရဲ \udc80"), as_json=True))
    assert (record["id"], record["matches"][0]["watch"]) == (7, "Raids")
    assert record["title"].startswith("ရဲ")


async def test_the_program_gets_the_entry_as_it_is(script: Script, tmp_path: Path) -> None:
    path = script("keep", 'cat > "$1"')
    text = pipe.given(stored(title="$(id) `id` %x [bold]မြဝတီ"), as_json=False)
    assert await pipe.run(Command((str(path), str(tmp_path / "got"))), text) == ""
    assert (tmp_path / "got").read_bytes() == text


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("exit 3", "end ended with exit status 3."),
        ("kill -TERM $$", "end was ended by the signal SIGTERM."),
        ("kill -INT $$", "end was ended by the signal SIGINT."),
        ("exec cat > /dev/null", ""),
        ("exit 0", ""),
    ],
)
async def test_how_it_ended_is_a_sentence_and_whether_it_reads_is_its_own_affair(
    script: Script, does: str, said: str
) -> None:
    assert await pipe.run(Command((str(script("end", does)),)), b"x" * 1_000_000) == said


async def test_ctrl_c_is_for_the_program_alone(script: Script) -> None:
    before = signal.getsignal(signal.SIGINT)
    assert (
        await pipe.run(Command((str(script("end", "kill -INT $PPID; exit 4")),)), b"")
        == "end ended with exit status 4."
    )
    assert signal.getsignal(signal.SIGINT) is before


async def test_a_program_of_another_user_that_may_not_be_ended_holds_nobody(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill, started = subprocess.Popen.kill, list[subprocess.Popen[bytes]]()

    def refuse(process: subprocess.Popen[bytes]) -> None:
        started.append(process)
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(subprocess.Popen, "terminate", refuse)
    monkeypatch.setattr(subprocess.Popen, "kill", refuse)
    running = asyncio.ensure_future(pipe.run(Command((str(script("other", "exec sleep 60")),)), b""))
    await asyncio.sleep(0.1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    kill(started[0])


async def test_what_cannot_be_started_is_a_sentence(script: Script) -> None:
    path = script("broken", "")
    path.write_text("#!/nowhere/at/all\n")
    with pytest.raises(NoProgram, match="broken could not be started"):
        await pipe.run(Command((str(path),)), b"")
    with pytest.raises(NoProgram, match="holds a character that none may hold"):
        await pipe.run(Command((str(path), "a\0b")), b"")


def test_the_newest_commands_are_kept_each_once() -> None:
    assert pipe.with_newest(["less", "wc"], "less") == ["wc", "less"]
    assert pipe.with_newest([str(n) for n in range(40)], "x") == [*map(str, range(11, 40)), "x"]

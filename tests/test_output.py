"""What is printed where: data on stdout as JSON lines, errors as one line on stderr, styles only for a terminal."""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from select import select
from threading import Event
from time import sleep
from typing import IO

import pytest

from monitor import output
from tests.home import PATIENCE


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make stdout a terminal with colours."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stdout", Terminal())


def test_a_record_is_one_line_of_json_in_its_own_letters(capsys: pytest.CaptureFixture[str]) -> None:
    output.record({"title": "电诈\n\u2028မြဝတီ", "error": None})
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and "电诈" in said
    assert json.loads(said) == {"title": "电诈\n\u2028မြဝတီ", "error": None}


def test_an_error_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    output.complain("it could not be done.")
    assert capsys.readouterr() == ("", "monitor: it could not be done.\n")


def test_an_error_that_nobody_takes_at_the_moment_takes_no_later_one_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """A follower tells its errors for weeks: into a file on a disk that was full, or a terminal that was busy."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with os.fdopen(reader, "rb", 0) as read, os.fdopen(writer, "w", 1) as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        filler = bytes(1 << 20)
        filled = os.write(writer, filler)
        output.complain("the first one.")
        while filled:
            filled -= len(read.read(filled))
        output.complain("the second one.")
        assert b"monitor: the second one.\n" in heard(read)


def test_what_a_follower_tells_arrives_whole_where_another_program_made_its_output_let_nobody_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with os.fdopen(reader, "rb", 0) as read, os.fdopen(writer, "w") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        told = output.Unhurried(stdout.close)
        lines = [f"{number} {'raid' * 100}" for number in range(2_000)]
        for each in lines:
            told.line(each)
        said = b""
        while said.count(b"\n") < len(lines):
            said += heard(read)
        assert said.decode().splitlines() == lines
        told.finish(60)
        assert told.problem is None


@contextmanager
def piped(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, IO[bytes]]]:
    """Where stdout and stderr, which are pipes meanwhile, are read from."""
    read = {}
    with ExitStack() as files:
        for name in ("stdout", "stderr"):
            reader, writer = os.pipe()
            read[name] = files.enter_context(os.fdopen(reader, "rb", 0))
            monkeypatch.setattr(sys, name, files.enter_context(os.fdopen(writer, "w")))
        yield read


def heard(pipe: IO[bytes]) -> bytes:
    """What comes next by a pipe."""
    assert select([pipe], [], [], PATIENCE)[0], "nothing comes"
    return pipe.read(1 << 16)


def test_a_follower_tells_its_errors_apart_and_goes_on_where_nobody_takes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = Event()
    with piped(monkeypatch) as pipes:
        told = output.Unhurried(failed.set)
        told.complain("half a\x1b[2J page.")
        assert heard(pipes["stderr"]) == b"monitor: half a\\x1b[2J page.\n"
        pipes["stderr"].close()
        for number in range(3):
            told.complain("nobody reads this.")
            told.record({"feed": number})
            assert json.loads(heard(pipes["stdout"])) == {"feed": number}
        assert told.problem is None
        pipes["stdout"].close()
        told.line("nor this")
        assert failed.wait(PATIENCE) and isinstance(told.problem, BrokenPipeError)


def test_a_follower_that_has_nothing_to_tell_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, waiting = count(), output.Unhurried._waiting
    monkeypatch.setattr(output.Unhurried, "_waiting", lambda told: (next(looked), waiting(told))[1])
    with piped(monkeypatch) as pipes:
        told = output.Unhurried(lambda: None)
        told.line("Raid")
        assert heard(pipes["stdout"]) == b"Raid\n"
        sleep(0.2)
        told.finish(PATIENCE)
        assert next(looked) < 5


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("http://\x1b]52;c;aGFja2Vk\x07/", "http://\\x1b]52;c;aGFja2Vk\\x07/"),
        ("\u202egpj\x9b31m", "\\u202egpj\\x9b31m"),
        ("\udc80", "\\udc80"),
        ("raid AND\n        ^", "raid AND\n        ^"),
        ("ប៉ូលិស\u200bចាប់ မြဝတီ", "ប៉ូលិស\u200bចាប់ မြဝတီ"),
    ],
)
def test_what_was_pasted_does_not_act_on_the_terminal_that_tells_of_it(
    typed: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    output.complain(typed)
    assert capsys.readouterr().err == f"monitor: {said}\n"


def test_of_what_is_told_on_stdout_styles_alone_act_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(output, "is_colourful", lambda: True)
    styled = output.styled("Raids", "bold", "yellow") + " (text): " + output.styled("KK", "dim") + "\u200b园区\n\tsaid"
    hostile, tamed = "\x1b]52;c;aGFja2Vk\x07\x1b[8mhid\x1b[2J\u202egpj\x9b31m\r\x1b[31m", []
    for text in (hostile, output.styled("a\x9b2Jb", "red"), styled + hostile, hostile + styled):
        output.line(text)
        tamed.append(capsys.readouterr().out.removesuffix("\n"))
    shown = r"\x1b]52;c;aGFja2Vk\x07\x1b[8mhid\x1b[2J\u202egpj\x9b31m\r\x1b[31m"
    assert tamed == [shown, output.styled(r"a\x9b2Jb", "red"), styled + shown, shown + styled]


def test_what_a_follower_tells_does_not_act_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    with piped(monkeypatch) as pipes:
        told = output.Unhurried(lambda: None)
        told.line("KK\x1b[2J \x1b[31m园区")
        assert heard(pipes["stdout"]) == "KK\\x1b[2J \\x1b[31m园区\n".encode()
        told.finish(PATIENCE)


def test_a_terminal_shows_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    assert output.styled("A", "bold", "red") == "\x1b[1;31mA\x1b[0m"
    assert output.styled("", "bold") == ""


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_asks_for_no_colours_gets_none(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    monkeypatch.setenv(name, value)
    assert output.styled("A", "red") == "A"


def test_an_empty_no_color_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "")
    assert output.is_colourful()


def test_a_terminal_that_knows_no_size_has_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    monkeypatch.setattr(sys.stdout, "fileno", lambda: 1)
    for told, columns in ((0, 80), (50, 50)):
        size = os.terminal_size((told, 0))
        monkeypatch.setattr(os, "get_terminal_size", lambda number, size=size: size)
        assert output.columns() == columns


def test_a_pipe_has_no_styles_and_no_width(capsys: pytest.CaptureFixture[str]) -> None:
    assert output.styled("A", "red") == "A"
    assert output.columns() > 1_000

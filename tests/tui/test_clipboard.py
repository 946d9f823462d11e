"""What is copied gets to a clipboard where the terminal that it is written to does not put it there."""

import base64
import os
import re
import sys
from pathlib import Path

import pytest

from monitor.tui import clipboard
from tests.tui.desk import Office, entry, opened
from tests.tui.terminal import terminal


async def test_on_a_mac_what_is_copied_is_put_on_its_clipboard_which_its_own_terminal_does_not(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, told, fails = tmp_path / "bin" / "pbcopy", tmp_path / "told", tmp_path / "fails"
    script.parent.mkdir()
    script.write_text(f"#!/bin/sh\n(cat; echo; echo $LC_ALL) > {told}.part; mv {told}.part {told}; ! test -e {fails}\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}:{os.environ['PATH']}")
    for name in ("SSH_TTY", "SSH_CONNECTION", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    async with opened(office) as desk:
        monkeypatch.setattr(sys, "platform", "darwin")
        await desk.press("j", "Y")
        await desk.until(told.exists)
        said, locale = told.read_text().splitlines()
        assert said.startswith("“Rain all week”, Border Ledger, ") and locale == "en_US.UTF-8"
        fails.touch()
        await desk.press("y")
        await desk.until(lambda: "did not put it on the clipboard: it ended with exit code 1" in desk.said)
        script.write_text("#!/nowhere/sh\n")
        await desk.press("y")
        await desk.until(lambda: "did not put it on the clipboard: No such file" in desk.said)
        # Over ssh the clipboard is not this computer's.
        told.unlink()
        monkeypatch.setenv("SSH_TTY", "/dev/ttys001")
        await desk.press("Y")
        assert clipboard.command() is None and not told.exists()


async def test_in_tmux_which_takes_nothing_for_the_clipboard_from_its_windows_it_is_asked_to_put_it_there(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, told = tmp_path / "bin" / "tmux", tmp_path / "told"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\n(echo "$@"; cat) > {told}.part; mv {told}.part {told}\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("TMUX", "/tmp/tmux-1/default,1,0")
    async with opened(office) as desk:
        await desk.press("j", "y")
        await desk.until(told.exists)
        assert told.read_text() == f"load-buffer -w -\n{entry('Rain all week').link}"


def handed_on(told: bytes) -> str:
    """What GNU screen hands on to its terminal, which puts it on the clipboard."""
    pieces = re.findall(rb"\x1bP([^\\]*)\x1b\\", told)
    assert pieces and all(len(piece) < 256 for piece in pieces), "older ones cut off the rest"
    kind, _, code = b"".join(pieces).partition(b";c;")
    assert kind == b"\x1b]52" and code.endswith(b"\a")
    return base64.b64decode(code[:-1]).decode()


def test_in_gnu_screen_what_is_copied_is_handed_on_to_the_terminal(office: Office, tmp_path: Path) -> None:
    env = {"STY": "1.pts-0.host"}
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, env=env) as desk:
        desk.see("Rain all week")
        desk.press("j")
        desk.press("y", "Copied")
        assert handed_on(desk.bytes) == entry("Rain all week").link


def test_gnu_screen_gets_a_long_text_in_pieces_that_it_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STY", "1.pts-0.host")
    assert handed_on(clipboard.past_screen("遣返" * 500).encode()) == "遣返" * 500

"""What is pasted arrives whole and presses no key, however the terminal cuts it into pieces."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from textual import events
from textual.message import Message

from monitor.tui.pasting import _MOST, END, START, TerminalInput
from tests.home import PATIENCE
from tests.tui.desk import Office, aged
from tests.tui.hostile import ALL, MARKUP
from tests.tui.terminal import terminal

KEYS = "\x1b" + "A" * 40 + "|touch ran\r\x1b[A\x1b[200~\x1b]0;x\x07\x1b[<0;3;3M\x1b[48;9;9;9;9t"
"""Keys behind an escape that begins nothing, more keys, the beginning of another paste, a click, another size."""


def read(*pieces: str) -> list[Message]:
    """What comes of what a terminal sends piece by piece."""
    reader = TerminalInput()
    return [message for piece in pieces for message in (*reader.feed(piece), *reader.tick())]


def pasted(messages: list[Message]) -> list[str]:
    return [message.text for message in messages if isinstance(message, events.Paste)]


def keys(messages: list[Message]) -> str:
    return "".join(message.character or message.key for message in messages if isinstance(message, events.Key))


def test_what_is_pasted_is_one_text_and_no_key() -> None:
    found = read(f"j{START}{KEYS}{END}k")
    assert pasted(found) == [KEYS]
    assert keys(found) == "jk"
    assert len(found) == 3


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_it_may_come_in_pieces(size: int) -> None:
    sent = f"j{START}{KEYS}{END}k{START}more{END}{START}{END}l"
    found = read(*(sent[at : at + size] for at in range(0, len(sent), size)))
    assert pasted(found) == [KEYS, "more", ""]
    assert keys(found) == "jkl"


def test_keys_that_look_like_the_beginning_are_keys() -> None:
    found = read("\x1b[2~", "\x1b[20~", "\x1b[A", "a")
    assert [message.key for message in found if isinstance(message, events.Key)] == ["insert", "f9", "up", "a"]


def test_of_a_flood_the_beginning_is_taken_and_the_end_is_found() -> None:
    flood = "w" * 1_000_000
    found = read(START, *(flood[at : at + 4096] for at in range(0, len(flood), 4096)), END, "k")
    assert pasted(found) == ["w" * _MOST]
    assert keys(found) == "k"


def test_a_clipboard_does_nothing_to_the_desk(tmp_path: Path) -> None:
    """In a real terminal: on the list no key is pressed, so that nothing is run; in a field there is text."""
    office = Office(tmp_path / "config.toml", tmp_path / "store.db")
    office.configure()
    office.publish(aged(["A raid at dawn"]))
    with terminal("--config", office.config, "--store", office.store, home=tmp_path) as desk:
        desk.see("A raid at dawn")
        desk.paste(f"\x1b{'A' * 40}")
        desk.paste(f"\x1b|cat\r{' ' * 30}")
        desk.paste(f"{KEYS}{ALL}{MARKUP}")
        assert "Hand to a program" not in desk.text
        assert office.unread() == ["A raid at dawn"]
        desk.press("/")
        desk.paste(f"{KEYS}{MARKUP}", "|touch ran")
        desk.press("\x1b")
        desk.press("\x11")
        assert desk.end() == 0
    assert "\x1b]0;" not in desk.bytes.decode()


def test_what_is_no_utf_8_does_not_end_the_desk(tmp_path: Path) -> None:
    with terminal("--config", tmp_path / "config.toml", "--store", tmp_path / "store.db", home=tmp_path) as desk:
        desk.see("All matches")
        desk.press("\udcff\udcfe\udc9b")
        desk.paste("caf\udce9")
        desk.press("?", "Keys")
        desk.press("\x11")
        assert desk.end() == 0


def test_the_desk_ends_with_a_terminal_that_is_not_its_sessions(office: Office) -> None:
    master, slave = os.openpty()
    command = [sys.executable, "-m", "monitor", "--config", str(office.config), "--store", str(office.store)]
    environ = {**os.environ, "TERM": "xterm-256color"}
    desk = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environ)
    os.close(slave)
    try:
        end, seen = time.monotonic() + 60, b""
        while b"All matches" not in seen:
            assert select.select([master], [], [], end - time.monotonic())[0], seen
            seen += os.read(master, 65_536)
        os.close(master)
        desk.wait(PATIENCE)
    finally:
        desk.kill()
        desk.wait(PATIENCE)

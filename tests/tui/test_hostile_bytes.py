"""What hostile feeds, pages, servers and clipboards hold reaches the terminal as text or not at all: by the bytes."""

import base64
import re
import unicodedata
from pathlib import Path

from tests.newsroom import Newsroom
from tests.tui import hostile
from tests.tui.hostile import ACTING, ALL, INK, MARKUP
from tests.tui.terminal import SEQUENCE, Terminal

ENTER, ESC, TAB, UP, SAVE, TURN, PALETTE = "\r", "\x1b", "\t", "\x1b[A", "\x13", "\x14", "\x10"
WIDE, NARROW = (120, 36), (60, 20)
LEGAL = re.compile(
    r"\x1b(?:"
    r"\[[0-9;]*m|\[[0-9]+;[0-9]+H|\[[0-9]*[ABCD]|"  # styles, and where the cursor goes
    r"\[\?(?:7|25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]|"
    r"\[\?20(?:26|48)\$p|\[>[0-9]+u|\[<u|"  # what the terminal can do, and its keys
    r"\]22;[a-z-]*(?:\x07|\x1b\\))"  # the shape of the mouse
)
"""What the desk itself has reason to send: nothing that carries a text."""
COPIED = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
"""What it hands to the clipboard, once somebody has asked for it."""
PASTED = f"{ALL}{MARKUP}"
OURS = {"\x1b[?1049l", "\x1b[?1003l", "\x1b[1;1H"}
"""Of what acts, what the desk itself sends too, at its end or to draw."""


def test_nothing_that_anybody_says_acts_on_the_terminal(tmp_path: Path, newsroom: Newsroom) -> None:
    """One walk through everything that there is to see, in two sizes; what follows judges the bytes that it left."""
    place = hostile.fill(tmp_path, newsroom)
    assert place.count > 4 * len(ACTING), "what is judged has to be there"
    with hostile.opened(place, WIDE) as desk:
        desk.see("raid story")
        read(desk)
        hand_on(desk)
        explain_and_mute(desk)
        edit(desk)
        add(desk, newsroom.url("/site"))
        tag(desk)
        look_at_feeds(desk)
        search(desk)
        find_what_to_do(desk)
        go_everywhere(desk)
        assert desk.process.poll() is None, desk.last
        desk.press("\x11")
        assert desk.end() == 0
        assert desk.is_restored
    check_no_command_of_anybody_else_arrives(desk)
    check_the_desk_sends_no_command_with_a_text(desk)
    check_nothing_goes_to_the_clipboard_unasked(desk)
    check_no_character_that_acts_or_hides_arrives(desk)
    check_no_flood_arrives(desk)
    check_what_is_text_is_shown_as_it_is(desk)


# The walk: each screen is opened in one size and turned to the other, so that either opens and redraws half of them.


def read(desk: Terminal) -> None:
    """List and reader, beside each other and each alone; the text of a page."""
    desk.press("gg")
    desk.press("x", "is stored")
    desk.press(ENTER, "raid story")
    desk.press("]]JJ G")
    desk.press("gg")
    desk.press("q")
    for _ in range(12):
        desk.press("j", quiet=0.02)
    desk.press("z")
    desk.resize(NARROW)
    for _ in range(5):
        desk.press("n", quiet=0.02)
    desk.press("z")
    desk.press("G", "raid")
    desk.press(ENTER, "wwww")
    desk.press("GG")
    desk.press(ESC, "All matches")


def hand_on(desk: Terminal) -> None:
    """Copies, links, marks, programs."""
    desk.press("Y", "Copied")
    desk.press("|", "Hand to a program")
    desk.press(UP)
    desk.press(UP)
    desk.press("\x15json|", "json")
    desk.paste(PASTED)
    desk.resize(WIDE)
    desk.press(ESC, "All matches")
    desk.press("gg")
    desk.press("y", "Copied")
    desk.press("|", "Hand to a program")
    desk.press(f"cat{ENTER}", "Enter goes back")
    desk.press(ENTER, "All matches")
    for keys in ("j", "u1", "o", "f", "d"):
        desk.press(keys)
    desk.press("U", "Undone")


def explain_and_mute(desk: Terminal) -> None:
    """Why an entry is there, and what could be kept out."""
    desk.press("w", "Esc back")
    desk.press("jjjjjj")
    desk.press(ENTER)
    desk.resize(NARROW)
    desk.press("G")
    desk.press(ESC, "All matches")
    desk.press("M", "Mute in")
    desk.press("jjjjjj")
    desk.resize(WIDE)
    desk.press(TAB)
    desk.paste(PASTED)
    desk.press(ESC, "All matches")


def edit(desk: Terminal) -> None:
    """The workbench, with what it finds and what is wrong."""
    desk.press("e", "Keywords")
    desk.press(TURN, "Enter why")
    desk.press("llll")
    desk.press(ENTER, "Esc back")
    desk.press("jj")
    desk.resize(NARROW)
    desk.press(ESC, "Enter why")
    desk.press(TURN, "^s save")
    for _ in range(5):
        desk.paste(PASTED)
        desk.press(TAB)
    desk.press(SAVE)
    desk.press(ESC, "Not saved")
    desk.resize(WIDE)
    desk.press(ESC, "All matches")


def add(desk: Terminal, site: str) -> None:
    """The feeds of a page, and what is in them."""
    desk.press("a", "Add a feed")
    desk.press(f"{site}{ENTER}", "already")
    desk.press("j")
    for _ in range(2):
        desk.press(TAB)
        desk.paste(PASTED)
    desk.resize(NARROW)
    desk.press(ESC)
    desk.paste(PASTED)
    desk.press("\x15https://[/]x.example/[@click=app.quit]\r")
    desk.resize(WIDE)
    before = desk.size

    def gone_back() -> bool:
        # On a loaded machine the first of them may find the address still being looked at, and end only that.
        desk.press(ESC)
        return "All matches" in desk.since(before)

    desk.until(gone_back)


def tag(desk: Terminal) -> None:
    """Tags to give, and to list entries by."""
    desk.press("t", "Tag this")
    desk.press("BOLD[/")
    desk.paste(PASTED)
    desk.resize(NARROW)
    desk.press(ESC, "matches")
    desk.press("gt", "List the entries")
    desk.press("\x1b[B\x1b[B")
    desk.press(f"{TAB}{ENTER}", "Tag: ")
    desk.press("q", "matches")


def look_at_feeds(desk: Terminal) -> None:
    """Health, its form, what is narrowed and what is listed from there."""
    desk.press("v", "too long")
    desk.press("jjj")
    desk.resize(WIDE)
    desk.press("G")
    desk.press("D", "Remove")
    desk.press(ESC, "Last polled")
    desk.press("e", "Now called")
    for _ in range(3):
        desk.paste(PASTED)
        desk.press(TAB)
    desk.resize(NARROW)
    desk.press(ESC, "too long")
    desk.press("/")
    desk.paste(PASTED)
    desk.press(ESC)
    desk.press(f"/[/{ENTER}")
    desk.press("r", "Asked")
    desk.press(ENTER, "Feed: ")
    desk.press("q", "matches")
    desk.resize(WIDE)


def search(desk: Terminal) -> None:
    """What is found, what is wrong, and what is not found."""
    desk.press("/")
    desk.press(f"CLICKTOKEN{ENTER}", "Search: CLICKTOKEN")
    desk.press(ENTER)
    desk.press("qq", "All matches")
    desk.press("/")
    desk.paste(PASTED)
    desk.press(f"[/] AND ({ENTER}", "never closed")
    desk.press(ESC, "raid story")
    desk.press("/")
    desk.press(f"NOTHINGTOKEN[bold]x{ENTER}", "Nothing ")  # Found so far, on a busy computer.
    desk.press(ESC, "All matches")


def find_what_to_do(desk: Terminal) -> None:
    """Palette and help."""
    desk.press(PALETTE, "What to do")
    desk.press("go to [", "go to")
    desk.paste(PASTED)
    desk.resize(NARROW)
    desk.press(ESC)
    desk.press(ESC, "matches")
    desk.press("?", "Keys")
    desk.press("/[/]", "Nothing here")
    desk.paste(PASTED)
    desk.resize(WIDE)
    desk.press(ESC)
    desk.press(ESC, "All matches")


def go_everywhere(desk: Terminal) -> None:
    """Every place on the left, the one that matches nothing among them, in every theme; all at once."""
    desk.press("gw")
    desk.press("jj", "Nearest")
    for _ in range(3):
        desk.press("j")
    desk.press("ga", "Everything")
    for _ in range(2):
        desk.press("T", "Theme")
    desk.press("R", "Asked")
    desk.press("A", "Marked")
    desk.press("U", "Undone")


# The judgement.


def commandless(desk: Terminal) -> str:
    """All that is no command of the desk's; it rings once, for a title that is too long for its field."""
    return COPIED.sub("", LEGAL.sub("", desk.bytes.decode(errors="replace"))).replace("\x07", "", 1)


def check_no_command_of_anybody_else_arrives(desk: Terminal) -> None:
    said = desk.bytes.decode()
    for hostile_text in ACTING.values():
        for sequence in set(SEQUENCE.findall(hostile_text)) - OURS:
            assert sequence not in said
    assert "38;2;18;52;86" not in said and "48;2;18;52;86" not in said, f"something is drawn in {INK}"
    assert "Traceback" not in desk.text


def check_the_desk_sends_no_command_with_a_text(desk: Terminal) -> None:
    rest = commandless(desk)
    assert "\x1b" not in rest, rest[max(0, rest.find("\x1b") - 80) :][:200]


def check_nothing_goes_to_the_clipboard_unasked(desk: Terminal) -> None:
    copied = [base64.b64decode(each).decode() for each in COPIED.findall(desk.bytes.decode())]
    assert len(copied) == 2
    assert copied[0].startswith("“raid www"), copied[0][:80]
    assert copied[1].startswith("http://127.0.0.1:")
    assert all(each.isprintable() for each in copied)


def check_no_character_that_acts_or_hides_arrives(desk: Terminal) -> None:
    rest = set(commandless(desk)) - set("\r\n")
    odd = {c for c in rest if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp", "Co")}
    odd |= rest & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad")
    odd |= {c for c in rest if 0xE0000 <= ord(c) <= 0xE007F}
    assert odd == set()


def check_no_flood_arrives(desk: Terminal) -> None:
    said = commandless(desk)
    assert not re.search("\u0301{20}", said)
    assert not re.search("\u200b{20}", said)


def check_what_is_text_is_shown_as_it_is(desk: Terminal) -> None:
    for shown in ("[bold]BOLDTOKEN[/bold]", "[@click=app.quit]CLICKTOKEN[/]", f"[{INK} on {INK}]x[/{INK}"):
        assert shown in desk.text
    for shown in ("KEYTOKEN", "Named [@click=app.quit]CLICKTOKEN[/]", "Raids [bold]BOLDTOKEN"):
        assert shown in desk.text
    assert "SCRIPTTOKEN" not in desk.text
    assert "javascript:" not in desk.text

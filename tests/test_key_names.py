"""Keys as people write them, as events call them, and as they are shown."""

import string

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.keys import _character_to_key

from monitor.actions import ACTIONS, PRESETS
from monitor.key_names import NAMES, press, presses, refusal, shown


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("N", "N"), ("7", "7"), ("é", "é"), ("ก", "ก"), ("?", "question_mark"), ("|", "vertical_line"), ("-", "minus"),
        ("+", "plus"), ("_", "underscore"), ("\\", "backslash"), ("^", "circumflex_accent"),
        ("question_mark", "question_mark"),
        ("ctrl+n", "ctrl+n"), ("Ctrl+N", "ctrl+n"), ("^n", "ctrl+n"), ("^N", "ctrl+n"), ("shift+n", "N"),
        ("Esc", "escape"), ("escape", "escape"), ("PgDn", "pagedown"), ("page_down", "pagedown"), ("↓", "down"),
        ("Enter", "enter"), ("return", "enter"), ("space", "space"), ("Del", "delete"), ("F5", "f5"), ("f24", "f24"),
        ("⇧Tab", "shift+tab"), ("shift+tab", "shift+tab"), ("ctrl+PgDn", "ctrl+pagedown"), ("alt+x", "alt+x"),
        ("^]", "ctrl+right_square_bracket"), ("ctrl++", "ctrl+plus"),
    ],
)  # fmt: skip
def test_a_key_may_be_written_in_many_ways(written: str, name: str) -> None:
    assert press(written) == name


@pytest.mark.parametrize(("written", "name"), [("ctrl+i", "tab"), ("ctrl+m", "enter"), ("ctrl+[", "escape")])
def test_what_a_terminal_sends_alike_is_one_key(written: str, name: str) -> None:
    assert press(written) == name


@pytest.mark.parametrize(
    "written", ["", "Ener", "ctrl+", "ctrl-n", "ctrl+Ener", "F25", "\x1b", "\x1b[2J", "\u202e", "\n", "\ud800"]
)
def test_what_is_no_key(written: str) -> None:
    assert press(written) == ""


def test_every_character_that_can_be_typed_is_called_as_its_event_is() -> None:
    typed = [each for each in string.printable if each.isprintable() and each != " "]
    assert [press(each) for each in typed] == [_character_to_key(each) for each in typed]


@pytest.mark.parametrize(
    ("written", "names"),
    [("g g", "g g"), ("gg", "g g"), ("g  ?", "g question_mark"), ("u1", "u 1"), ("ctrl+w l", "ctrl+w l"), ("up", "up")],
)
def test_keys_one_after_the_other(written: str, names: str) -> None:
    assert presses(written) == names


@pytest.mark.parametrize("written", ["", " ", "ggg", "g Ener", "quit"])
def test_a_word_is_no_sequence(written: str) -> None:
    assert presses(written) == ""


@pytest.mark.parametrize("name", [*NAMES, "g g", "ctrl+w l", "alt+x", "N", "shift+pagedown", "ctrl+f5"])
def test_what_is_shown_can_be_written(name: str) -> None:
    assert presses(shown(name)) in (name, press(name)), shown(name)
    assert "_" not in shown(name) or shown(name).endswith("_")


def received(sent: str) -> list[str]:
    """The keys that the desk gets when a terminal sends this."""
    parser = XTermParser()
    return [one.key for text in (sent, "") for one in parser.feed(text) if isinstance(one, events.Key)]


def test_of_characters_with_ctrl_or_alt_just_those_are_taken_that_a_terminal_sends_as_such() -> None:
    control = {key for code in range(32) for key in received(chr(code))} - {"escape"}
    characters = [chr(code) for code in range(32, 127)]
    with_alt = {key for each in characters for key in received(f"\x1b{each}")}
    written = [f"{modifier}+{each}" for modifier in ("ctrl", "alt") for each in [*characters[1:], "space", "enter"]]
    names = {press(each) for each in written}
    assert len(names) > 150
    taken = {name for name in names if not refusal(name)}
    assert taken == names & (control | with_alt | {"tab", "enter", "escape"})


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("ctrl+h", "most terminals send Backspace for it"),
        ("ctrl+space", "most terminals do not send `^Space` as a key of its own"),
        ("ctrl+2", "most terminals do not send `^2` as a key of its own"),
        ("g ctrl+/", "most terminals do not send `^/` as a key of its own"),
        ("ctrl+enter", "most terminals do not send `^Enter` as a key of its own"),
        ("shift+enter", "most terminals do not send `⇧Enter` as a key of its own"),
        ("ctrl+alt+x", "most terminals do not send `^Alt+x` as a key of its own"),
        ("7", "a digit in front says how often the next key is meant"),
        ("0", "a digit in front says how often the next key is meant"),
        ("7 g", "a digit in front says how often the next key is meant"),
        ("g 7", ""), ("ctrl+j", ""), ("shift+tab", ""), ("ctrl+PgDn", ""), ("alt+x", ""), ("alt+up", ""), ("๗", ""),
    ],
)  # fmt: skip
def test_what_can_never_be_pressed_is_refused_with_its_reason(written: str, why: str) -> None:
    assert refusal(presses(written)) == why


def test_every_key_of_the_table_and_of_the_presets_can_be_pressed() -> None:
    given = [key for action in ACTIONS for key in action.keys]
    given += [key for preset in PRESETS.values() for keys in preset.values() for key in keys]
    assert [key for key in (*given, *NAMES) if refusal(key)] == []

"""Keys as people write them, as events call them, and as they are shown."""

import string

import pytest
from textual.keys import _character_to_key

from monitor.key_names import NAMES, press, presses, shown


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

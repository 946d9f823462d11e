"""Scenarios for [keys], [look] and [theme.NAME]: what is good is taken, what is wrong is told and is as usual."""

import pytest

from monitor.actions import Keys
from monitor.config import Config, Problem, parse
from monitor.config.look import COLOURS, THEMES, Look


def test_without_the_tables_keys_and_look_are_as_usual() -> None:
    read = parse("keywords = ['a']")
    assert read.keys == Keys() and read.look == Look() == Config().look
    assert (read.look.theme, read.look.ascii, read.look.measure) == ("monitor-dark", False, 90)


def test_everything_that_can_be_set() -> None:
    read = parse(
        "[keys]\npreset = 'vim'\ntoggle_read = 'ctrl+r'\nhelp = ['F1', '?']\ntheme = []\nfirst = 'gg'\n"
        "open_link = 'ö'\n"
        "[look]\ntheme = 'mine'\nascii = true\nmeasure = 72\n"
        "[theme.mine]\ndark = false\nprimary = '#0000FF'\nquiet = '#666666'\n[theme.other]\n"
    )
    assert read.problems == ()
    assert read.keys.preset == "vim"
    assert read.keys.of("toggle_read") == ("ctrl+r",)
    assert read.keys.of("help") == ("f1", "question_mark")
    assert read.keys.of("theme") == ()
    assert read.keys.of("first") == ("g g",)
    assert "ö 1" in read.keys.pressed
    themes = {"mine": {"dark": False, "primary": "#0000ff", "quiet": "#666666"}, "other": {"dark": True}}
    assert read.look == Look("mine", True, 72, themes)


def test_two_actions_may_change_their_keys() -> None:
    read = parse("[keys]\ntoggle_read = 'n'\nnext_unread = 'm'\nfull_text = []\nhealth = 'x'\n")
    assert read.problems == ()
    assert [read.keys.of(id) for id in ("toggle_read", "next_unread", "health")] == [("n",), ("m",), ("x",)]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("[keys]\npreset = 'vi'", 2, 10, 'there is no preset `vi`: write "default", "vim" or "newsboat"'),
        ("[keys]\npreset = 1", 2, 10, "`preset` must be text in quotes, not a number"),
        ("[keys]\ntogle_read = 'N'", 2, 1, "unknown key `togle_read`, did you mean `toggle_read`?"),
        ("[keys]\nfly = 'N'", 2, 1, "unknown key `fly`: the help of the desk (?) has the names of all actions"),
        ("[keys]\nzen = 'Ener'", 2, 7, "there is no key `Ener`, did you mean `enter`?"),
        ("[keys]\nzen = ['Z', 'ctrl-x']", 2, 13, "there is no key `ctrl-x`, did you mean `ctrl+x`?"),
        ("[keys]\nzen = 'g Ener'", 2, 7, "there is no key `Ener`, did you mean `enter`?"),
        ("[keys]\nzen = ''", 2, 7, 'a key is missing: write a key like "N", "ctrl+n", "PgDn" or "g n"'),
        (
            '[keys]\nzen = "\\u001b[2J"',
            2,
            7,
            'there is no key `\ufffd[2J`: write a key like "N", "ctrl+n", "PgDn" or "g n"',
        ),
        (
            "[keys]\nzen = ['Z', '4']",
            2,
            13,
            "`4` cannot be a key of an action: a digit in front says how often the next key is meant",
        ),
        ("[keys]\nzen = '^h'", 2, 7, "`^h` cannot be a key of an action: most terminals send Backspace for it"),
        ("[keys]\nzen = [4]", 2, 8, "a key must be text in quotes, not a number"),
        ("[keys]\nzen = true", 2, 7, '`zen` must be a key like "N", or a list of keys, not true or false'),
        (
            "[keys]\nzen = 'm'",
            2,
            7,
            "`m` cannot be the key of `zen` and of `toggle_read`: give `toggle_read` another one, or [] for none",
        ),
        (
            "[keys]\nzen = 'Z'\nhealth = ['v', 'Z']",
            3,
            10,
            "`Z` cannot be the key of `health` and of `zen`: give `zen` another one, or [] for none",
        ),
        (
            "[keys]\nzen = 'g'",
            2,
            7,
            "`g` of `zen` is the beginning of `gg` of `first`: give `first` another one, or [] for none",
        ),
        (
            "[keys]\nzen = 'z z'\nhealth = 'z'",
            3,
            10,
            "`z` of `health` is the beginning of `zz` of `zen`: give `zen` another one, or [] for none",
        ),
        (
            "[keys]\nzen = 'u 3'",
            2,
            7,
            "`u3` cannot be the key of `zen` and of `open_link`: give `open_link` another one, or [] for none",
        ),
        ("[keys]\nquit = []", 2, 8, "`quit` must have a key: without one the desk could not be ended"),
        ("[[keys]]\nzen = 'Z'", 1, 1, "write [keys] with one bracket"),
        ("keys = 'vim'", 1, 8, "`keys` must be a table, not text: write [keys] with one bracket"),
        ("[look]\ntheme = 'monitor-drak'", 2, 9, "there is no theme `monitor-drak`, did you mean `monitor-dark`?"),
        ("[look]\ntheme = 'Dark'", 2, 9, "there is no theme `Dark`, did you mean `monitor-dark`?"),
        ("[look]\ntheme = 'light'", 2, 9, "there is no theme `light`, did you mean `monitor-light`?"),
        (
            "[look]\ntheme = 'xyz'",
            2,
            9,
            "there is no theme `xyz`: write monitor-dark, monitor-light, monitor-contrast, monitor-ansi or the name of "
            "a [theme.NAME]",
        ),
        ("[look]\nascii = 'yes'", 2, 9, "`ascii` must be true or false, not text"),
        ("[look]\nmeasure = 39", 2, 11, "`measure` must be a whole number between 40 and 140"),
        ("[look]\nfont = 'x'", 2, 1, "unknown key `font`: what can stand here is theme, ascii, measure"),
        ("measure = 80", 1, 1, "unknown key `measure`: it belongs in [look]"),
        ("theme = 'nord'", 1, 9, 'a theme is a table: write [theme.NAME], or in [look] the line theme = "NAME"'),
        ("[theme]\nprimary = '#000000'", 2, 11, "a theme is a table: write [theme.NAME] above its colours"),
        ("[theme]\nmine = '#000000'", 2, 8, "a theme is a table: write [theme.mine] above its colours"),
        ("[theme.nord]\n", 1, 8, "there is a theme `nord` already: give yours another name"),
        ("[theme.'a[/]b']\n", 1, 8, "the name of a theme has letters, digits, - and _ alone"),
        ("[theme.a]\nquiet = 'red'", 2, 9, "`red` is no colour: write `quiet` as #rrggbb, such as #6cb6ff"),
        ("[theme.a]\nprimery = '#000000'", 2, 1, "unknown key `primery`, did you mean `primary`?"),
        ("[theme.a]\ndark = 1", 2, 8, "`dark` must be true or false, not a number"),
    ],
)
def test_one_mistake_is_one_problem_at_its_place_and_changes_nothing(
    text: str, line: int, column: int, message: str
) -> None:
    read = parse(text)
    assert read.problems == (Problem(line, column, message),)
    for id in ("toggle_read", "first", "open_link", "quit"):
        assert read.keys.of(id) == Keys().of(id)
    assert (read.look.theme, read.look.ascii, read.look.measure) == ("monitor-dark", False, 90)


@pytest.mark.parametrize("written", ["'^h'", "'4'", "['Z', '4']", "['Z', 'nokey']", "['Z', 4]"])
def test_an_action_of_which_one_key_can_be_none_keeps_its_usual_ones(written: str) -> None:
    read = parse(f"[keys]\nzen = {written}\n")
    assert len(read.problems) == 1 and read.keys.of("zen") == Keys().of("zen")


def test_of_two_that_clash_the_first_is_kept_and_the_other_has_its_usual_key() -> None:
    read = parse("[keys]\nzen = 'Z'\nhealth = 'Z'\n")
    assert (read.keys.of("zen"), read.keys.of("health")) == (("Z",), ("v",))


def test_who_takes_the_key_of_an_action_that_cannot_move_keeps_his_own() -> None:
    """`m` is free only if toggle_read may have `n`, which it may not."""
    read = parse("[keys]\nzen = 'm'\ntoggle_read = 'n'\n")
    assert [problem.line for problem in read.problems] == [2, 3]
    assert read.keys == Keys()


def test_the_clashes_of_a_preset_are_those_of_its_own_keys() -> None:
    assert parse("[keys]\npreset = 'vim'\ndismiss = 'd'\nzen = 'g z'\n").problems == ()
    assert len(parse("[keys]\npreset = 'newsboat'\nzen = 'g z'\n").problems) == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("star", "toggle_star"), ("Star", "toggle_star"), ("read", "toggle_read"), ("next", "next_unread"),
        ("link", "open_link"), ("page", "browse"), ("scroll", "scroll_down"), ("starr", "go_starred"),
        ("serch", "search"), ("quitt", "quit"),
    ],
)  # fmt: skip
def test_of_an_unknown_action_that_one_is_named_which_the_word_is_for(written: str, meant: str) -> None:
    (problem,) = parse(f"[keys]\n{written} = 'Z'\n").problems
    assert problem.message == f"unknown key `{written}`, did you mean `{meant}`?"


def test_a_blank_alone_is_the_space_bar() -> None:
    read = parse("[keys]\npage_down = 'PgDn'\nnext_unread = ' '\n")
    assert read.problems == () and read.keys.of("next_unread") == ("space",)


def test_the_themes_are_those_that_the_desk_has() -> None:
    from textual.theme import BUILTIN_THEMES

    from monitor.tui import palette

    assert set(THEMES) == {*BUILTIN_THEMES, *(theme.name for theme in palette.HOUSE)}
    assert {"primary", "quiet", "cursor"} <= set(COLOURS)


def test_hundreds_of_keys_are_checked_in_a_moment() -> None:
    import time

    began = time.thread_time()
    parse("[keys]\n" + "".join(f"{id} = ['m', 'n', 'x', 'g']\n" for id in Keys()._all))
    assert time.thread_time() - began < 3

"""Scenarios for changing watches in a config: what is asked, in the file's own style, and not a byte more."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import ConfigError, parse
from monitor.config.reading import bare
from monitor.config.watch import add_watch, exclude, remove_watch, replace_watch, written
from monitor.model import Watch
from tests.config.test_edit import TEXT, WINDOWS, lines_changed

TABLE = """\
[[watch]]
name = "Casinos"       # the big ones
keywords = [
    "casino",          # too wide?
    # "gambling",
    'raid AND "KK Park"',
    "baccarat"
]
colour = "red"
"""
CASINOS = Watch("Casinos", ("casino", 'raid AND "KK Park"', "baccarat"), colour="red")
FULL = Watch("New", ("a b", 'c OR "d"', r"/\d+/"), ("not this",), ("https://c.example",), ("th",), "teal", False)


def test_a_watch_that_is_its_keyword_goes_into_the_list() -> None:
    new = add_watch(TEXT, bare("myawaddy"))
    assert new == TEXT.replace('["scam hubs"]', '["scam hubs", "myawaddy"]')
    assert bare("myawaddy") in parse(new).watches


def test_any_other_becomes_a_table_after_the_last() -> None:
    new = add_watch(TEXT, FULL)
    table = '\n[[watch]]\nname = "New"\ncolour = "teal"\nkeywords = ["a b", \'c OR "d"\', \'/\\d+/\']\n'
    table += 'exclude = ["not this"]\nfeeds = ["https://c.example"]\nlang = ["th"]\nwiden = false\n'
    assert new == TEXT.replace("exclude = []\n", "exclude = []\n" + table)
    assert parse(new).watches[-1] == FULL


def test_windows_line_ends_stay() -> None:
    edits: tuple[Callable[[str], str], ...] = (
        lambda text: add_watch(text, FULL),
        lambda text: replace_watch(text, "KK Park", replace(FULL, name="KK Park")),
        lambda text: exclude(text, "scam hubs", "football"),
        lambda text: remove_watch(text, "kk park"),
    )
    for edit in edits:
        assert edit(WINDOWS) == edit(TEXT).replace("\n", "\r\n")


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\ufeff# mine\n",
        "keywords = 'one'\n",
        "watch = [{ name = 'A', keywords = ['a'] }]\n",
        "watch = []",
        "[[ 'watch' ]]\nname = 'A'\nkeywords = ['a']",
        "[[watch]] # one\n\"name\" = 'A'\nkeywords = ['a'] # a\n[poll]\nevery = '1h'\n",
    ],
)
def test_a_watch_finds_its_place_in_any_style(before: str) -> None:
    new = add_watch(before, FULL)
    assert parse(new).watches == (*parse(before).watches, replace(FULL, feeds=FULL.feeds))
    assert all(line in new for line in before.splitlines() if "{" not in line and "[]" not in line)
    assert parse(remove_watch(new, "new")).watches == parse(before).watches


@pytest.mark.parametrize(
    ("change", "gone", "come"),
    [
        ({"name": "Dens"}, ['name = "Casinos"       # the big ones\n'], ['name = "Dens"       # the big ones\n']),
        ({"colour": "teal"}, ['colour = "red"\n'], ['colour = "teal"\n']),
        ({"colour": ""}, ['colour = "red"\n'], []),
        ({"widen": False}, [], ["widen = false\n"]),
        ({"lang": ("th", "zh")}, [], ['lang = ["th", "zh"]\n']),
        ({"exclude": ("royale",)}, [], ['exclude = ["royale"]\n']),
        (
            {"keywords": ("casinos", 'raid AND "KK Park"', "baccarat")},
            ['    "casino",          # too wide?\n'],
            ['    "casinos",          # too wide?\n'],
        ),
        (
            {"keywords": ("casino", "baccarat", "junket")},
            ["    'raid AND \"KK Park\"',\n", '    "baccarat"\n'],
            ['    "baccarat",\n', '    "junket"\n'],
        ),
        ({"keywords": ("casino", "new", 'raid AND "KK Park"', "baccarat")}, [], ['    "new",\n']),
    ],
)
def test_only_what_is_another_is_written_anew(change: dict[str, Any], gone: list[str], come: list[str]) -> None:
    text = TABLE + "\n# the end\n"
    wanted = replace(CASINOS, **change)
    new = replace_watch(text, "casinos", wanted)
    assert lines_changed(text, new) == (gone, come)
    assert parse(new).watches == (wanted,)


def test_the_same_again_changes_nothing() -> None:
    for text in (TABLE, TEXT, WINDOWS, "[[watch]]\nname='A'\nkeywords=[ 'a','a' ]\nlang='th'\ncolour='Bright_Red'\n"):
        for watch in parse(text).watches:
            assert replace_watch(text, watch.name, watch) == text


def test_remarks_in_a_list_outlive_what_it_held() -> None:
    text = "[[watch]]\nname = 'A'\nkeywords = ['a']\nexclude = [\n  # these err\n  'b',\n]\n"
    assert replace_watch(text, "A", Watch("A", ("a",))) == text.replace("  'b',\n", "")
    plain = "[[watch]]\nname = 'A'\nexclude = ['b']\nkeywords = ['a']\n"
    assert replace_watch(plain, "A", Watch("A", ("a",))) == plain.replace("exclude = ['b']\n", "")
    limited = plain.replace("exclude = ['b']\n", "feeds = [\n  # these err\n  'b', # b\n] # all\n")
    assert replace_watch(limited, "A", Watch("A", ("a",))) == plain.replace("exclude = ['b']\n", "# these err\n# all\n")


def test_tables_on_one_line_are_changed_in_their_style() -> None:
    text = "watch = [{ name = 'A', keywords = ['a'], exclude = ['x'] }, { name = 'B', keywords = ['b'] }]\n"
    new = replace_watch(text, "A", Watch("A", ("a",), colour="red"))
    assert new == text.replace(", exclude = ['x'] }", ', colour = "red" }')
    assert remove_watch(text, "A") == "watch = [{ name = 'B', keywords = ['b'] }]\n"


def test_dotted_keys_are_changed_in_their_style() -> None:
    text = "watch.name = 'A' # mine\nwatch.keywords = ['a']\nfeeds = ['https://a.example']\n"
    new = replace_watch(text, "A", Watch("A", ("a", "b"), ("c",)))
    assert new == text.replace("['a']\n", '[\'a\', "b"]\nwatch.exclude = ["c"]\n')


def test_feeds_that_are_meant_already_keep_their_spelling() -> None:
    feeds = "[[feed]]\nurl = 'https://a.example/'\ntitle = 'The Post'\n\n"
    text = feeds + "[[watch]]\nname = 'A'\nkeywords = ['a']\nfeeds = ['the post', 'HTTPS://A.example:443/']\n"
    watch = parse(text).watches[0]
    assert watch.feeds == ("The Post", "https://a.example/")
    assert replace_watch(text, "A", watch) == text
    fewer = replace_watch(text, "A", replace(watch, feeds=("The Post",)))
    assert fewer == text.replace(", 'HTTPS://A.example:443/'", "")


def test_a_bare_keyword_stays_one_as_long_as_that_says_all() -> None:
    assert replace_watch(TEXT, "Scam hubs", bare("KK园")) == TEXT.replace('"scam hubs"', '"KK园"')
    new = exclude(TEXT, "scam hubs", 'title:"car wash"')
    assert lines_changed(TEXT, new)[0] == ['keywords = ["scam hubs"]   # odd   spacing stays\n']
    assert Watch("Scam hubs", ("scam hubs",), ('title:"car wash"',)) in parse(new).watches
    assert exclude("keywords = ['a', 'b'] # mine\n", "A", "c") == (
        'keywords = [\'b\'] # mine\n\n[[watch]]\nname = "A"\nkeywords = ["a"]\nexclude = ["c"]\n'
    )
    assert parse(exclude("keywords = 'a'\n", "a", "c")).watches == (Watch("A", ("a",), ("c",)),)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("keywords = [\n  'a', # Nina's\n  # the rest\n  'b',\n]\n", "keywords = [\n  # the rest\n  'b',\n]\n"),
        ("keywords = [\n  'b',\n  'a' # Nina's\n]\n", "keywords = [\n  'b',\n]\n"),
        ("keywords = [\n  # all\n  'a', # Nina's\n]\n", "# all\n"),
        ("keywords = ['a']   # Nina's\n", ""),
        ("keywords = 'a' # Nina's\n", ""),
    ],
)
def test_the_remark_behind_a_bare_keyword_goes_along_where_that_becomes_a_table(text: str, left: str) -> None:
    table = '[[watch]]\nname = "A"\nkeywords = ["a"]  # Nina\'s\nexclude = ["c"]\n'
    for newline in ("\n", "\r\n"):
        before, after = (f"# mine\n{each}".replace("\n", newline) for each in (text, f"{left}\n{table}"))
        assert exclude(before, "A", "c") == after


def test_a_remark_goes_along_into_no_table_on_one_line() -> None:
    text = "keywords = ['a'] # Nina's\nwatch = [\n  { name = 'B', keywords = ['b'] },\n]\n"
    assert exclude(text, "A", "c") == (
        'watch = [\n  { name = \'B\', keywords = [\'b\'] },\n  { name = "A", keywords = ["a"], exclude = ["c"] },\n]\n'
    )


def test_what_is_written_of_a_watch_has_what_cannot_be_looked_for() -> None:
    text = f"""keywords = ["dengue"]\n{TABLE}exclude = ["==", 'bar']\n""".replace('"baccarat"', '"(baccarat"')
    dengue, casinos = parse(text).watches
    assert casinos.keywords == CASINOS.keywords[:2] and casinos.exclude == ("bar",)
    all_of_it = replace(CASINOS, keywords=(*CASINOS.keywords[:2], "(baccarat"), exclude=("==", "bar"))
    assert written(text, casinos) == all_of_it and written(text, dengue) == dengue
    assert written("", casinos) == casinos and written("= 1", casinos) == casinos


def test_a_watch_in_which_a_keyword_has_a_mistake_takes_an_exclusion() -> None:
    text = TABLE.replace('"baccarat"', '"(baccarat"')
    assert exclude(text, "Casinos", "bar") == f'{text}exclude = ["bar"]\n'
    with pytest.raises(ConfigError, match=r"“\(bar” cannot be looked for"):
        exclude(text, "Casinos", "(bar")


@pytest.mark.parametrize("other", ['[[watch]]\nname = "casinos"\nkeywords = ["bet"]\n', 'keywords = ["casinos"]\n'])
@pytest.mark.parametrize("keyword", ["(baccarat", "@baccarat"])
def test_a_watch_of_which_nothing_can_be_looked_for_is_not_taken_for_another_of_its_name(
    keyword: str, other: str
) -> None:
    broken = f'[[watch]]\nname = "Casinos"\nkeywords = ["{keyword}"]\n'
    text = f"{other}{broken}" if other.startswith("k") else f"{broken}{other}"
    (watch,) = parse(text).watches
    assert written(text, watch) == watch
    assert parse(exclude(text, watch.name, "bar")).watches == (replace(watch, exclude=("bar",)),)
    changed = replace_watch(text, watch.name, replace(watch, keywords=("bet", "wager")))
    assert broken in changed and parse(changed).watches == (replace(watch, keywords=("bet", "wager")),)
    with pytest.raises(ConfigError, match=rf"“{re.escape(keyword)}” cannot be looked for"):
        exclude(broken, watch.name, "bar")


@pytest.mark.parametrize("knows", ['[concept.baccarat]\naliases = ["baccarat"]\n', 'packs = ["friend.toml"]\n'])
def test_a_watch_that_asks_for_a_concept_of_the_users_own_takes_an_exclusion(knows: str) -> None:
    table = '[[watch]]\nname = "Casinos"\nkeywords = ["@Baccarat"]\n'
    text = f"{table}\n{knows}" if knows.startswith("[") else f"{knows}\n{table}"
    assert exclude(text, "Casinos", "bar") == text.replace(table, f'{table}exclude = ["bar"]\n')
    bundled = table.replace("@Baccarat", "@gambling")
    assert exclude(bundled, "Casinos", "bar") == f'{bundled}exclude = ["bar"]\n'


def test_what_a_table_hid_does_not_come_to_light() -> None:
    text = "keywords = ['a', 'b']\n\n[[watch]]\nname = 'A'\nkeywords = ['x']\n"
    assert [watch.name for watch in parse(replace_watch(text, "a", Watch("C", ("x",)))).watches] == ["B", "C"]
    assert [watch.name for watch in parse(remove_watch(text, "a")).watches] == ["B"]
    assert exclude(text, "a", "y") == text + 'exclude = ["y"]\n'


def test_removing_leaves_the_comments_around() -> None:
    table = '[[watch]]\nname = "KK Park"\nkeywords = ["KK Park", "KK园区"]\nexclude = []\n'
    assert remove_watch(TEXT, "kk PARK") == TEXT.replace(table, "")
    assert remove_watch("keywords = ['a', 'b']\n", "b") == "keywords = ['a']\n"


def test_what_cannot_be_done_is_a_sentence() -> None:
    cases: tuple[tuple[Callable[[], str], str], ...] = (
        (lambda: add_watch(TEXT, Watch("kk park", ("x",))), "named “kk park” already, on line 16: choose another"),
        (lambda: replace_watch(TEXT, "KK Park", Watch("Scam Hubs", ("x",))), "already, on line 3"),
        (
            lambda: replace_watch(TEXT, "KK Perk", FULL),
            "no watch named “KK Perk” in the config, did you mean “KK",
        ),
        (lambda: remove_watch(TEXT, "nothing"), "There is no watch named “nothing” in the config."),
        (lambda: add_watch(TEXT, Watch("", ("x",))), "`name` is empty"),
        (lambda: add_watch(TEXT, Watch("X", ())), "`keywords` is an empty list"),
        (lambda: add_watch(TEXT, Watch("X", ("a AND",))), "“a AND” cannot be looked for: "),
        (lambda: add_watch(TEXT, Watch("X", ("a",), colour="reddish")), "unknown colour `reddish`"),
        (lambda: add_watch(TEXT, Watch("X", ("a",), lang=("klingon",))), "no language code"),
        (lambda: add_watch("[watch]\nname = 'A'\nkeywords = ['a']\n", FULL), "edit it by hand"),
        (
            lambda: replace_watch("keywords = ['b']\nwatch.name = 'A'\nwatch.keywords = ['a']\n", "b", FULL),
            "edit it by hand",
        ),
        (lambda: exclude(TEXT, "KK Park", "(a"), "cannot be looked for"),
        (lambda: exclude(exclude(TEXT, "KK Park", "a  b"), "KK Park", "a b"), "excludes “a b” already"),
        (lambda: add_watch("feeds = [", FULL), "put right: line 1, column 9"),
    )
    for edit, words in cases:
        with pytest.raises(ConfigError) as problem:
            edit()
        assert words in str(problem.value)


NAMES = st.sampled_from(["A", "b", "KK Park", "scam hubs", "กข"])
TEXTS = st.lists(st.sampled_from(["a", "b c", 'd "e f"', "g's", "back\\slash", "电诈", "#h", "[i]"]), unique=True)
WATCHES = st.builds(
    Watch, NAMES, TEXTS.filter(bool).map(tuple), TEXTS.map(tuple), st.sampled_from([(), ("B",), ("https://c.example",)]),
    st.sampled_from([(), ("th",), ("th", "zh")]), st.sampled_from(["", "red", "#00ff00"]), st.booleans(),
)  # fmt: skip


@given(st.lists(st.tuples(NAMES, WATCHES), min_size=1, max_size=8), st.sampled_from([TEXT, WINDOWS, TABLE, ""]))
def test_whatever_is_edited_the_file_says_it_and_keeps_the_rest(edits: list[tuple[str, Watch]], text: str) -> None:
    rest = parse(text).feeds, parse(text).poll
    remarks = [line for line in text.splitlines() if line.startswith("#")]
    for name, watch in edits:
        before = {each.name.casefold(): each for each in parse(text).watches}
        try:
            text = replace_watch(text, name, watch) if name.casefold() in before else add_watch(text, watch)
        except ConfigError as problem:
            assert "already" in str(problem)
            continue
        before.pop(name.casefold(), None)
        after = {each.name.casefold(): each for each in parse(text).watches}
        assert after == {**before, watch.name.casefold(): watch}
        assert (parse(text).feeds, parse(text).poll) == rest
        assert [line for line in text.splitlines() if line.startswith("#")] == remarks


def test_a_watch_whose_keys_have_dots_is_removed_by_hand() -> None:
    with pytest.raises(ConfigError, match="edit it by hand"):
        remove_watch('watch.name = "w"\nwatch.keywords = ["raid"]\n', "w")

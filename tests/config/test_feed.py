"""Scenarios for editing one feed of a config: what is said of it changes, and all else stays to the byte."""

import pytest

from monitor.config import parse
from monitor.config.feed import change_feed, edit_feed, pace, written_pace
from monitor.config.files import ConfigError
from monitor.model import Feed

A, B = "https://a.example/1", "https://b.example/1"
TEXT = """\
# my feeds
keywords = ["scam hubs"]   # odd   spacing stays
feeds = [
    "https://a.example/1", # one
    "https://a.example/2" # two
]

[[feed]]
url = "https://b.example/1" # B
title = "B"  # my name
every = "90m"

# a comment about the watch
[[watch]]
name = "KK Park"
keywords = ["KK Park"]
"""


def feed(text: str, url: str) -> Feed:
    (found,) = [feed for feed in parse(text).feeds if feed.url == url]
    return found


def test_a_table_says_the_new_and_keeps_its_comments() -> None:
    changed = edit_feed(TEXT, Feed(B, "Border [Post]", ("thailand", "mae sot"), 5400))
    assert changed == TEXT.replace(
        'url = "https://b.example/1" # B\ntitle = "B"',
        'url = "https://b.example/1" # B\ntags = ["thailand", "mae sot"]\ntitle = "Border [Post]"',
    )


def test_what_is_taken_away_goes_with_its_line() -> None:
    changed = edit_feed(TEXT, Feed(B))
    assert changed == TEXT.replace('title = "B"  # my name\nevery = "90m"\n', "")


def test_a_pace_is_written_alike_in_a_table_and_instead_of_a_bare_address() -> None:
    for text in (f'feeds = ["{B}"]\n', f'[[feed]]\nurl = "{B}"\n'):
        assert 'every = "1w"\n' in edit_feed(text, Feed(B, every=7 * 86_400))


def test_remarks_among_the_tags_stay() -> None:
    tags = 'tags = [\n    "thailand", # mine\n    # for later\n    "laos",\n]\n'
    changed = edit_feed(TEXT.replace("every =", tags + "every ="), Feed(B, "B", ("thailand", "myanmar"), 5400))
    assert changed == TEXT.replace("every =", tags.replace("laos", "myanmar") + "every =")


def test_the_remarks_between_tags_outlive_the_last_of_them() -> None:
    text = f'[[feed]]\nurl = "{B}"\ntags = [ # where\n  "laos", # mine\n  # "thailand",\n]\nevery = "2h"\n'
    left = f'[[feed]]\nurl = "{B}"\n# where\n# "thailand",\nevery = "2h"\n'
    assert edit_feed(text, Feed(B, every=7200)) == left
    assert edit_feed(text.replace("\n", "\r\n"), Feed(B, every=7200)) == left.replace("\n", "\r\n")


def test_only_what_was_changed_is_written_into_what_the_text_says_by_now() -> None:
    before, now = feed(TEXT, B), edit_feed(TEXT, Feed(B, "B", ("thailand",), 5400))
    assert feed(change_feed(now, before, Feed(B, "Border Post", (), 60)), B) == Feed(
        B, "Border Post", ("thailand",), 60
    )
    assert change_feed(now, before, before) == now
    assert change_feed(now, before, Feed(B, "B", ("thailand",), 5400)) == now


@pytest.mark.parametrize(
    ("after", "named"),
    [
        (Feed(B, "A", (), 5400), "The title"),
        (Feed(B, "B", ("x",), 5400), "The tags"),
        (Feed(B, "B", (), 60), "The pace"),
        (Feed(B, "A", ("x",), 5400), "The title and the tags"),
        (Feed(B, "A", ("x",), 60), "The title and the tags and the pace"),
    ],
)
def test_what_was_changed_in_the_text_meanwhile_is_not_taken_back(after: Feed, named: str) -> None:
    now = edit_feed(TEXT, Feed(B, "Theirs", ("theirs",), 3600))
    with pytest.raises(ConfigError, match=f"^{named} changed in the file meanwhile"):
        change_feed(now, feed(TEXT, B), after)
    with pytest.raises(ConfigError, match="not in the config"):
        change_feed("", feed(TEXT, B), after)


def test_an_address_alone_becomes_a_table() -> None:
    changed = edit_feed(TEXT, Feed(A, "Ledger", (), 1800))
    assert feed(changed, A) == Feed(A, "Ledger", (), 1800)
    assert [one.url for one in parse(changed).feeds if one.url != A] == [one.url for one in parse(TEXT).feeds][1:]
    assert "# odd   spacing stays" in changed and "# a comment about the watch" in changed


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("listed", "left"),
    [
        (f'feeds = [\n  "{A}", # Nina\'s tip\n  "{B}",\n]\n', f'feeds = [\n  "{B}",\n]\n'),
        (f'feeds = [\n  "{B}",\n  "{A}" # Nina\'s tip\n]\n', f'feeds = [\n  "{B}",\n]\n'),
        (f'feeds = ["{A}"] # Nina\'s tip\n', ""),
        (f'feeds = ["{A}", # Nina\'s tip\n]\n', ""),
    ],
)
def test_the_remark_behind_a_bare_address_goes_along_where_that_becomes_a_table(
    listed: str, left: str, newline: str
) -> None:
    table = f'[[feed]]\nurl = "{A}"  # Nina\'s tip\ntitle = "Ledger"\n'
    before, after = (f"# mine\n{each}".replace("\n", newline) for each in (listed, f"{left}\n{table}"))
    assert edit_feed(before, Feed(A, "Ledger")) == after


def test_a_remark_on_a_line_that_stays_goes_along_with_nothing() -> None:
    listed = f'feeds = ["{A}", # all of them\n  "{B}",\n]\n'
    left = listed.replace(f'"{A}",', "")
    assert edit_feed(listed, Feed(A, "Ledger")) == f'{left}\n[[feed]]\nurl = "{A}"\ntitle = "Ledger"\n'


def test_what_says_the_same_changes_nothing() -> None:
    assert edit_feed(TEXT, Feed(A)) == TEXT
    assert edit_feed(TEXT, Feed(B, "B", (), 5400)) == TEXT


@pytest.mark.parametrize(
    "text",
    [
        'feed = [{ url = "https://b.example/1" }, { url = "https://a.example/1" }]\n',
        'feed = [{ url = "https://b.example/1", title = "B", lang = "th" }]\n',
        '[feed]\nurl = "https://b.example/1"',
        'feed.url = "https://b.example/1"\nkeywords = ["x"]\n',
        '\ufeff[[feed]]\r\nurl = "https://b.example/1"\r\n[feed.headers]\r\nX-Key = "env:K"\r\n',
    ],
)
def test_in_every_spelling_of_a_table(text: str) -> None:
    old = feed(text, B)
    changed = edit_feed(text, Feed(B, 'A "B"', ("x",), 60))
    assert feed(changed, B) == Feed(B, 'A "B"', ("x",), 60, old.lang, old.access)
    assert edit_feed(changed, Feed(B, old.title)).count("\n") == text.count("\n") or old.title == ""
    assert feed(edit_feed(changed, Feed(B, old.title)), B) == old
    assert changed.startswith("\ufeff") == text.startswith("\ufeff")
    assert ("\r\n" in text) == ("\r\n" in changed) and changed.count("\r\n") in (0, changed.count("\n"))


def test_an_unknown_feed_and_a_broken_config_are_refused() -> None:
    with pytest.raises(ConfigError, match="not in the config"):
        edit_feed(TEXT, Feed("https://c.example/", "C"))
    with pytest.raises(ConfigError, match="put right"):
        edit_feed('[[feed]]\nurl = "https://b.example/1"\ntitle = "\n', Feed(B, "C"))


def test_a_pace_as_people_write_it() -> None:
    assert [pace(text) for text in ("", " 30m", "2h", "1d", "90s")] == [None, 1800, 7200, 86_400, 90]
    assert [written_pace(every) for every in (None, 1800, 7200, 86_400, 90, 5400)] == [
        "",
        "30m",
        "2h",
        "1d",
        "90s",
        "90m",
    ]
    for text in ("soon", "0s", "9999d"):
        with pytest.raises(ConfigError):
            pace(text)

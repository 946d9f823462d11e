"""Scenarios for reading a config: what a good file means, what is said about a bad one, and that nothing breaks it."""

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import config
from monitor.config import Config, ConfigError, PollSettings, Problem, edit, files, load, parse, seconds
from monitor.config.reading import COLOURS, octets
from monitor.feeds.fetch import Ask, Fetcher
from monitor.model import Access, Feed, Limits, Watch
from tests.feeds import hostile
from tests.home import PATIENCE, not_for_ever

GOOD = """\
# mine
keywords = ["scam hubs", "repatriation"]
feeds = [
  "https://a.example/rss", # A
  "https://B.example:443/atom#top",
]

[poll]
every = "15m"
per_host = 3

[[feed]]
url = "https://c.example/feed"
title = "Sea News"
tags = ["Asia", "press"]
every = 10
lang = "zh-Hans"

[[watch]]
name = "KK Park"
keywords = ["KK Park", "KK园区", "ငွေလိမ်"]
exclude = ['car park']
feeds = ["sea news", "asia", "HTTPS://A.example/rss"]
lang = ["en", "zh"]
colour = "Bright_Red"
"""

TEN = """\
keywords = ["scam hubs", "…"]
feeds = ["https://a.example/rss", "file:///etc/passwd"]
# colour = "red"

[[watch]]
name = "One
keywords = [
  "ทดสอบ" "KK园区",
  "c1",
]

[[watch]]
name = "Two"
keyword = ["k"]

[[watch]]
name = "Three"
keywords = ["x", 3]
feeds = ["Sea Newz"]

[[watch
name = "SCAM HUBS"
keywords = ["q"]

[[feed]]
url = "https://b.example/rss"
title = "Sea News"
every = 15 minutes
"""


FEED = "[[feed]]\nurl = 'https://a.example/'\n"
CONTACT = '`contact` must be an address like "https://example.org/about" or "mailto:me@example.org"'
PROXY = '`proxy` must be an address like "http://proxy.example:3128" or "socks5://127.0.0.1:1080", or "" for none'
INSECURE = "`insecure` is left out: what opens this feed would go to whoever answers"
NO_VARIABLE = "names no variable: write `env:` and the name of one, such as env:FEED_PASSWORD"
NO_PROGRAM = "names no program: write `cmd:` and what you would type, such as cmd:pass show feed"
NOT_HTTP = "must begin with http:// or https://: nothing else is fetched"
NO_PORT = "is no address: its host or port cannot be read"
TOP = ": it must stand at the top, above the first line with [brackets]"
TOML_OF_ALL_KINDS = """\
a.b."c d".'e.f' = [1, [2, {x = 3, y.z = [4]}], # x
  '''\n[no]\nk = 1''',\r
]
"" = 1979-05-27T07:32:00Z
s = 'x = "' # [y]
"\\u0061\\tq" = 0x1F
[t . u]
v = {}
[[t.w]]
n = 1
[[t.w]]
n.m = inf
[[t.w.deep]]
k = \"\"\"a\\\"\"\" b\"\"\"\"\"
[t.w.sub]
1 = true
"""


def said(text: str) -> list[str]:
    return [str(problem) for problem in parse(text).problems]


def test_a_beginners_file_needs_no_tables() -> None:
    read = parse('keywords = ["scam hubs", "repatriation"]\nfeeds = ["https://a.example/rss"]\n')
    assert read.watches == (Watch("Scam hubs", ("scam hubs",)), Watch("Repatriation", ("repatriation",)))
    assert read.feeds == (Feed("https://a.example/rss"),)
    assert read.poll == PollSettings(0, 30, 50, 2)
    assert read.problems == ()


def test_everything_that_can_be_set() -> None:
    read = parse(GOOD)
    assert read.problems == ()
    assert read.poll == PollSettings(900, 30, 50, 3)
    assert read.feeds == (
        Feed("https://a.example/rss"),
        Feed("https://b.example/atom"),
        Feed("https://c.example/feed", "Sea News", ("Asia", "press"), 10, "zh"),
    )
    assert read.watches[2] == Watch(
        "KK Park",
        ("KK Park", "KK园区", "ငွေလိမ်"),
        ("car park",),
        ("Sea News", "Asia", "https://a.example/rss"),
        ("en", "zh"),
        "ansi_bright_red",
    )


@pytest.mark.parametrize("text", ["", "\ufeff" + GOOD, GOOD.replace("\n", "\r\n")])
def test_empty_byte_order_mark_and_windows_line_ends_are_no_problem(text: str) -> None:
    assert parse(text) == (parse(GOOD) if text else Config())


def test_ten_mistakes_are_ten_problems_in_order_and_the_rest_is_kept() -> None:
    assert said(TEN) == [
        "line 1, column 26: `…` has no letter and no digit, so nothing can match it",
        "line 2, column 35: `file:///etc/passwd` must begin with http:// or https://: nothing else is fetched",
        "line 6, column 8: the text that begins here has no closing quote",
        "line 8, column 11: a comma is missing in front of this",
        "line 14, column 1: unknown key `keyword`, did you mean `keywords`?",
        "line 18, column 18: what stands in `keywords` must be text in quotes, not a number",
        "line 19, column 10: no feed is called `Sea Newz`, did you mean `Sea News`?",
        "line 21, column 1: write [[watch]] with two brackets",
        "line 22, column 8: there is a watch named `SCAM HUBS` already, first on line 1",
        'line 28, column 9: quotes are missing: write "15 minutes"',
    ]
    read = parse(TEN)
    assert [watch.name for watch in read.watches] == ["SCAM HUBS", "Three"], "of a keyword and a table, the table"
    assert read.watches[1].feeds == ("Sea Newz",), "it matches no feed, rather than all"
    assert read.feeds == (Feed("https://a.example/rss"), Feed("https://b.example/rss", "Sea News"))


def test_windows_line_ends_move_no_problem() -> None:
    assert said(TEN.replace("\n", "\r\n")) == said(TEN)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("feeds = [“https://a.b/c”]", 1, 10, 'these are curly quotes: write straight ones, "like this"'),
        ("keywords: []", 1, 9, "write `=`, not `:`"),
        ("keywords =", 1, 11, "`keywords` has no value"),
        ("keywords = [\n'a',\n[poll]", 1, 12, "this list is not closed: `]` is missing"),
        ("keywords = 'a", 1, 12, "the text that begins here has no closing quote"),
        ('keywords = ["""\na\n', 1, 12, "this list is not closed: `]` is missing"),
        ('keywords = ["C:\\q"]', 1, 18, "`\\` is special in double quotes: write `\\\\`, or use single quotes"),
        ("poll = {every = 5\n", 1, 8, "this table is not closed on its line: `}` is missing"),
        ('poll = {every = "5m",\n', 1, 8, "this table is not closed on its line: `}` is missing"),
        ('keywords = """\na\n', 1, 12, "the text that begins here has no closing quote"),
        ("keywords = ['a']\nkeywords = ['b']", 2, 1, "`keywords` is there already, further up: the first one counts"),
        ("[poll]\n[poll]", 2, 1, "`[poll]` is there already, further up: the first one counts"),
        ("[[watch]] name = 'x'", 1, 1, "only a header can stand on this line: move the rest to the next"),
        ("hello", 1, 1, 'expected `name = "value"`'),
        pytest.param("keywords = " + "[" * 5000, 1, 1, "this value is too long or too deep to be meant", id="deep"),
        pytest.param("poll = " + "9" * 5000, 1, 1, "this value is too long or too deep to be meant", id="long"),
        ("\n[watches]\nx = 1", 2, 2, "unknown table `watches`, did you mean `watch`?"),
        ("[[feeds]]\nurl = 'http://a'", 1, 3, "`feeds` is a list of texts: write a table as [[feed]]"),
        ("[keywords]\nname = 'x'", 1, 2, "`keywords` is a list of texts: write a table as [[watch]]"),
        ("feeds = [{url = 'http://a'}]", 1, 1, "`feeds` is a list of texts: write a table as [[feed]]"),
        ("[poll]\nfeeds = []", 2, 1, f"unknown key `feeds`{TOP}"),
        ("[[watch]]\nname = 'x'\nkeys = ['raid']", 3, 1, f"unknown key `keys`{TOP}, or did you mean `keywords`?"),
        ("[[feed]]\nurl = 'http://a'\nname = 'x'", 3, 1, "unknown key `name`: it belongs in [[watch]]"),
        (
            "[[watch]]\nname = 'x'\nkeywords = ['a']\nfilter = 'b'",
            4,
            1,
            "unknown key `filter`: what can stand here is name, keywords, exclude, feeds, lang, colour, widen",
        ),
        ("poll.evry = 1", 1, 6, "unknown key `evry`, did you mean `every`?"),
        (
            "[poll]\npriority = 1",
            2,
            1,
            "unknown key `priority`: what can stand here is every, timeout, connections, per_host, proxy, contact, "
            "limits",
        ),
        ("[[watch]]\nname = 'x'\ninclude = ['a']", 3, 1, "unknown key `include`, did you mean `keywords`?"),
        ("poll = {timeout = '6m'}", 1, 19, "`timeout` must be between 1s and 300s"),
        ("poll = {'every' = 0}", 1, 19, "`every` must be between 1s and 365d"),
        ("poll.connections = true", 1, 20, "`connections` must be a whole number between 1 and 200"),
        ("poll.per_host = 21", 1, 17, "`per_host` must be a whole number between 1 and 20"),
        ("keywords = []", 1, 12, "`keywords` is an empty list: put something in it or leave it out"),
        ("keywords = [' ']", 1, 13, "what stands in `keywords` is empty"),
        ('keywords = ["a\\u001b[2J"]', 1, 13, "what stands in `keywords` holds a control character"),
        ("feeds = ['a.example/rss']", 1, 10, "`a.example/rss` needs https:// in front"),
        ("feeds = ['https://']", 1, 10, "`https://` has no host to ask"),
        (
            "feeds = ['https://https//a.example/f']",
            1,
            10,
            "`https://https//a.example/f` has https:// twice in front, or once without its colon",
        ),
        ("feeds = ['https://a b/']", 1, 10, "`https://a b/` holds a space or a control character"),
        ("feeds = ['https://a:x/']", 1, 10, "`https://a:x/` is no address: its host or port cannot be read"),
        ("feeds = ['http://a', 'http://A:80']", 1, 22, "this feed is listed twice, first on line 1"),
        ("[[feed]]\ntitle = 'T'", 1, 1, "this feed has no `url`"),
        ("watch = ['a']", 1, 10, "this must be a table, not text: write [[watch]] with two brackets"),
        ("[watch.a]\nkeywords = ['x']", 1, 1, "write [[watch]] with two brackets"),
        ("keywords = ['ok', 'scam AND (raid']", 1, 29, "This bracket is never closed: write “)” where it ends"),
        (
            "keywords = ['unread: raid']",
            1,
            14,
            "“unread:” works in a search only: take it out",
        ),
        (
            "[[watch]]\nname = 'x'\nkeywords = ['a']\nexclude = ['-b']",
            4,
            13,
            "This only excludes, so nearly every entry would match: write before it what you look for",
        ),
        ("keywords = ['@scam_hubz']", 1, 14, "There is no concept “scam_hubz”: write “@scam_hubs”"),
        (
            'keywords = ["\\u0040scam_hubz"]',
            1,
            13,
            "There is no concept “scam_hubz”: write “@scam_hubs” (at character 1 of it)",
        ),
        ("[[watch]]\nname = 'x'\nkeywords = ['a']\nwiden = 'no'", 4, 9, "`widen` must be true or false, not text"),
        ("[poll.limits]\nentrys = 5", 2, 1, "unknown key `entrys`, did you mean `entries`?"),
        ("[poll.limits]\ntimeout = 5", 2, 1, "unknown key `timeout`: it belongs in [poll]"),
        ("[poll]\nunpacked = '5 MB'", 2, 1, "unknown key `unpacked`: it belongs in [poll.limits]"),
        ("[poll.limits]\ndownload = 5", 2, 12, '`download`: 5 is no size: write "64 KB", "10 MB" or "1 GB"'),
        ("[poll.limits]\ndownload = '1 KB'", 2, 12, "`download` must be between 10 KB and 1 GB"),
        ("[poll.limits]\nunpacked = '2 GB'", 2, 12, "`unpacked` must be between 10 KB and 1 GB"),
        ("[poll.limits]\nheaders = '2 KB'", 2, 11, "`headers` must be between 4 KB and 1 MB"),
        ("[poll.limits]\nredirects = 21", 2, 13, "`redirects` must be a whole number between 0 and 20"),
        ("[poll.limits]\nconnect = '3m'", 2, 11, "`connect` must be between 1s and 120s"),
        ("[poll.limits]\nentries = 0", 2, 11, "`entries` must be a whole number between 1 and 100000"),
        ("[poll.limits]\nfield = '10 B'", 2, 9, "`field` must be between 1 KB and 20 MB"),
        ("[poll.limits]\nparse = '1h'", 2, 9, "`parse` must be between 1s and 300s"),
        ("[poll.limits]\nmemory = '1 MB'", 2, 10, "`memory` must be between 50 MB and 16 GB"),
        ("poll.limits = 5", 1, 15, "write [poll.limits] with one bracket, and a limit on each line below it"),
        ("[poll]\ncontact = 'me'", 2, 11, CONTACT),
        ("[poll]\ncontact = 'https://a.example/ (me)'", 2, 11, CONTACT),
        ("[poll]\nproxy = 5", 2, 9, "`proxy` must be text in quotes, not a number"),
        ("[poll]\nproxy = 'p.example:3128'", 2, 9, PROXY),
        ("[poll]\nproxy = 'ftp://me:hunter2@p.example'", 2, 9, PROXY),
        ("[poll]\nproxy = 'http://p example'", 2, 9, PROXY),
        ("[poll]\nproxy = 'http://p:x'", 2, 9, "`proxy` is no address: its host or port cannot be read"),
        (f"{FEED}user = 5", 3, 8, "`user` must be text in quotes, not a number"),
        (f"{FEED}user = 'a:b'", 3, 8, "`user` cannot hold a colon"),
        (f"{FEED}user = 'a'\npassword = ' '", 4, 12, "`password` is empty"),
        (f"{FEED}password = 'hunter2'", 3, 1, "`password` is of no use without `user`"),
        (f'{FEED}user = "hunter2\\n"', 3, 8, "`user` holds a control character or a line break"),
        (f"{FEED}user = 'env:NO-NAME'", 3, 8, f"`user` {NO_VARIABLE}"),
        (f"{FEED}user = 'env:'", 3, 8, f"`user` {NO_VARIABLE}"),
        (f"{FEED}user = 'a'\npassword = 'cmd: '", 4, 12, f"`password` {NO_PROGRAM}"),
        (f"{FEED}user = 'a'\npassword = \"cmd:pass 'x\"", 4, 12, f"`password` {NO_PROGRAM}"),
        (f"{FEED}insecure = 'yes'", 3, 12, "`insecure` must be true or false, not text"),
        (f"{FEED}user = 'a'\npassword = 'b'\ninsecure = true", 5, 12, INSECURE),
        (f"{FEED}insecure = true\nheaders = {{ X-Key = 'b' }}", 3, 12, INSECURE),
        (f"{FEED}headers = ['X']", 3, 11, '`headers` must be a table: write headers = { X-Token = "env:FEED_TOKEN" }'),
        (f"{FEED}headers = {{ X = 5 }}", 3, 17, "`X` must be text in quotes, not a number"),
        (f"{FEED}headers = {{ X = 'env:1' }}", 3, 17, f"`X` {NO_VARIABLE}"),
        (f"{FEED}headers = {{ 'a b' = 'c' }}", 3, 13, "`a b` cannot be the name of a header"),
        (f"{FEED}headers = {{ X = 'c', x = 'd' }}", 3, 22, "`x` is there twice"),
        (f"{FEED}[feed.headers]\nCookie = 'a=b'", 4, 1, "`Cookie` cannot be set: the poller sends its own, or none"),
        (
            f"{FEED}user = 'a'\nheaders = {{ authorization = 'Bearer x' }}",
            2,
            7,
            "a user and the header `Authorization` exclude each other: leave one out",
        ),
        (
            "[[feed]]\nurl = 'https://me:hunter2@a.example/'\nuser = 'me'",
            2,
            7,
            "its address names a user too: leave one out",
        ),
        ("feeds = ['ftp://me:hunter2@a.example/']", 1, 10, f"`ftp://…@a.example/` {NOT_HTTP}"),
        ("feeds = ['https://me:hun/ter2@a.example/']", 1, 10, f"`https://…@a.example/` {NO_PORT}"),
        ("feeds = ['https://h', 'https://me:hunter2@H']", 1, 23, "this feed is listed twice, first on line 1"),
    ],
)
def test_one_mistake_is_one_problem_at_its_place(text: str, line: int, column: int, message: str) -> None:
    assert parse(text).problems == (Problem(line, column, message),)


DEEP = "a" + ".a" * 60
TOO_DEEP = "this key has more than 50 parts, and none that means anything has"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (f"{DEEP} = 1\n", 1),
        (f"[{DEEP}]\nb = 1\n", 2),
        ('"a"' + " . 'b'" * 60 + " = [\n1,\n2]\n", 1),
        (f"poll = {{{DEEP} = 1}}\n", 9),
    ],
    ids=["setting", "header", "quoted", "inline"],
)
def test_a_key_of_many_parts_is_a_mistake_and_takes_nothing_along(text: str, column: int) -> None:
    read = parse(f"feeds = ['https://a.example/']\n{text}[[watch]]\nname = 'W'\nkeywords = ['raid']\n")
    assert read.problems == (Problem(2, column, TOO_DEEP),)
    assert len(read.feeds) == len(read.watches) == 1


def test_dots_in_texts_and_comments_are_no_parts_of_a_key() -> None:
    assert parse(f'keywords = [\'{DEEP}\', """\n{DEEP} = 1"""] # {DEEP} = 1\n# {DEEP}\n').problems == ()


def test_a_key_of_very_many_parts_takes_no_time() -> None:
    text = "keywords = ['raid']\na" + ".a" * 200_000 + " = 1\n"
    began = time.thread_time()
    assert [problem.message for problem in parse(text).problems] == [TOO_DEEP]
    with pytest.raises(ConfigError, match="more than 50 parts"):
        edit.add_feed(text, Feed("https://a.example/"))
    assert time.thread_time() - began < 20


def test_values_are_placed_in_text_of_many_lines_and_scripts() -> None:
    text = "[[watch]]\n'name' = '''\nKK\nPark'''\nkeywords = [ # ห\n  'ห้า', 1, # x\n  {a = 1}, 2.5]\n"
    text += "exclude = ['園', true]\n"
    places = [(problem.line, problem.column) for problem in parse(text).problems]
    assert places == [(6, 10), (7, 3), (7, 12), (8, 17)]


def test_the_places_are_those_of_every_value_that_tomllib_reads() -> None:
    text = TOML_OF_ALL_KINDS.replace("\r\n", "\n")
    nodes = edit.layout(text.encode())

    def check(value: object, steps: edit.Steps) -> None:
        assert not steps or (steps, False) in nodes, steps
        each = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for step, inner in each:
            check(inner, (*steps, step))

    check(tomllib.loads(text), ())


def test_a_single_bracket_is_understood() -> None:
    once = parse("[watch]\nname = 'x'\nkeywords = ['a']\n[[poll]]\nevery = 60\n")
    assert [watch.name for watch in once.watches] == ["x"]
    assert once.poll.every == 60
    assert [problem.line for problem in once.problems] == [1, 4]
    twice = parse("[watch]\nname = 'x'\nkeywords = ['a']\n[watch]\nname = 'y'\nkeywords = ['b']\n")
    assert [watch.name for watch in twice.watches] == ["x", "y"]
    assert [problem.line for problem in twice.problems] == [1, 4]


@pytest.mark.parametrize("header", ["[watch]]", "[[watch]", "[ watch ]]  # the second"])
def test_a_watch_whose_header_lacks_a_bracket_on_one_side_is_read_beside_others(header: str) -> None:
    read = parse(f"[[watch]]\nname = 'x'\nkeywords = ['a']\n{header}\nname = 'y'\nkeywords = ['b']\n")
    assert [watch.name for watch in read.watches] == ["x", "y"]
    assert [str(problem) for problem in read.problems] == ["line 4, column 1: write [[watch]] with two brackets"]


def test_settings_below_a_bracket_that_is_missing_hold() -> None:
    read = parse('keywords = ["a"]\n[poll\nevery = "2h"\n')
    assert read.poll.every == 7_200
    assert [str(problem) for problem in read.problems] == ["line 2, column 1: write [poll] with one bracket"]


def test_what_stands_on_the_other_lines_of_a_list_holds() -> None:
    read = parse('keywords = [\n "a",\n "b";\n "c",\n "d"\n]\n')
    assert [watch.name for watch in read.watches] == ["A", "C", "D"]
    assert [str(problem) for problem in read.problems] == ["line 3, column 5: expected a comma or `]` here"]


def test_the_keys_of_a_header_that_cannot_be_read_fall_to_no_other_table() -> None:
    read = parse("[[watch]]\nname = 'x'\nkeywords = ['a']\n[[oth er]]\ncolour = 'red'\n[poll]\nevery = 5\n")
    assert read.watches == (Watch("x", ("a",)),)
    assert read.poll.every == 5
    assert len(read.problems) == 1


@pytest.mark.parametrize("feeds", ["3", "[]", "[3]", '["nope"]', '["broken]', "nope"])
def test_a_watch_whose_feeds_are_wrong_does_not_match_them_all(feeds: str) -> None:
    read = parse(f"feeds = ['https://a.example']\n[[watch]]\nname = 'x'\nkeywords = ['a']\nfeeds = {feeds}\n")
    assert read.watches[0].feeds
    assert not set(read.watches[0].feeds) & {"https://a.example", ""}
    assert read.problems


def test_a_watch_may_name_a_feed_whose_address_is_bad_without_a_second_problem() -> None:
    text = "[[feed]]\nurl = 'x'\ntitle = 'T'\n[[watch]]\nname = 'x'\nkeywords = ['a']\nfeeds = ['T']\n"
    assert [problem.line for problem in parse(text).problems] == [2]


def test_a_bad_optional_value_drops_only_itself() -> None:
    read = parse("[[watch]]\nname = 'x'\nkeywords = ['a']\nlang = 'english'\ncolour = 'redd'\nexclude = 'b'\n")
    assert read.watches == (Watch("x", ("a",), ("b",)),)
    assert [(problem.line, problem.column) for problem in read.problems] == [(4, 8), (5, 10), (6, 11)]


def test_a_language_of_two_letters_that_is_none_is_told_and_limits_no_watch() -> None:
    read = parse("[[watch]]\nname = 'x'\nkeywords = ['a', '@places.bu', 'b']\nlang = ['bu']\n")
    assert read.watches == (Watch("x", ("a", "b")),)
    assert [str(problem) for problem in read.problems] == [
        "line 3, column 27: There is no language “bu”: write “.en” behind the concept, say",
        'line 4, column 9: `bu` is no language code: write "en", "zh", "th" or the like',
    ]


def test_more_mistakes_than_anyone_reads_come_to_an_end() -> None:
    read = parse("feeds = ['https://a.example']\n" + "no\n" * 500)
    assert read.feeds == (Feed("https://a.example"),)
    assert read.problems[-1].message == "too many mistakes: from here on nothing is read"


LIMITED = """\
[poll]
proxy = "socks5://me:hunter2@127.0.0.1:1080"
contact = "mailto:me@example.org"

[poll.limits]
download = "20 MB"
unpacked = "40mb"
headers = "100 kB"
redirects = 3
connect = "5 s"
entries = 500
field = "500 KB"
parse = "20s"
memory = "1 GB"
processes = "2 GB"
"""


def test_every_limit_can_be_set() -> None:
    read = parse(LIMITED)
    assert read.problems == ()
    assert read.poll == PollSettings(
        proxy="socks5://me:hunter2@127.0.0.1:1080",
        contact="mailto:me@example.org",
        limits=Limits(20_000_000, 40_000_000, 100_000, 3, 5, 500, 500_000, 20, 1_000_000_000, 2_000_000_000),
    )
    assert "hunter2" not in repr(read)


def test_a_limit_that_is_wrong_stays_as_usual_and_the_others_are_set() -> None:
    read = parse("[poll.limits]\ndownload = 'much'\nentries = 5\n")
    assert read.poll.limits == Limits(entries=5)
    assert len(read.problems) == 1


@pytest.mark.parametrize("proxy", ["'127.0.0.1:3128'", "'ftp://p.example'", "'http://'", "5"])
async def test_with_a_proxy_that_cannot_be_read_nobody_is_asked(proxy: str) -> None:
    read = parse(f"[poll]\nproxy = {proxy}")
    async with hostile.serve() as server, Fetcher.by(read.poll) as fetcher:
        fetched = await fetcher.get(Ask(server.url("/good")))
    assert fetched.error == "the proxy that the config or the environment names has no address that can be used"
    assert server.most == 0


@pytest.mark.parametrize(
    "text",
    [
        "[poll]\nproxi = 'socks5://127.0.0.1:9050'",
        "[poll]\nproxy = 'socks5://127.0.0.1:9050",
        "[pol]\nproxy = 'socks5://127.0.0.1:9050'",
        "proxy = 'socks5://127.0.0.1:9050'",
        "[poll.limits]\nproxy = 'socks5://127.0.0.1:9050'",
        "[[feed]]\nurl = 'https://a.example/feed'\nproxy = 'socks5://127.0.0.1:9050'",
        "[[watch]]\nname = 'Raids'\nkeywords = ['raid']\nproxy = 'socks5://127.0.0.1:9050'",
        "[look]\nascii = true\nproxy = 'socks5://127.0.0.1:9050'",
        "[keys]\nproxy = 'socks5://127.0.0.1:9050'",
        "[theme.mine]\nprimary = '#ffffff'\nproxy = 'socks5://127.0.0.1:9050'",
        "[concept.scam_hubs.en]\nterms = ['kidney broker']\nproxy = 'socks5://127.0.0.1:9050'",
    ],
)
async def test_nobody_is_asked_where_the_proxy_is_mistyped_or_stands_in_the_wrong_place(text: str) -> None:
    read = parse(text)
    assert len(read.problems) == 1
    async with hostile.serve() as server, Fetcher.by(read.poll) as fetcher:
        fetched = await fetcher.get(Ask(server.url("/good")))
    assert fetched.error == "the proxy that the config or the environment names has no address that can be used"
    assert server.most == 0


@pytest.mark.parametrize("key", ["priority", "property", "probe"])
async def test_a_setting_that_is_no_proxy_keeps_no_feed_from_being_asked(key: str) -> None:
    read = parse(f"[poll]\n{key} = 1")
    assert len(read.problems) == 1
    async with hostile.serve() as server, Fetcher.by(read.poll) as fetcher:
        fetched = await fetcher.get(Ask(server.url("/good")))
    assert (fetched.error, server.most) == (None, 1)


@pytest.mark.parametrize("key", ["http_proxy", "https_proxy", "proxies", "proxy_url", "Proxy", "poxy"])
def test_each_way_to_write_a_proxy_that_is_none_is_taken_for_one(key: str) -> None:
    (problem,) = (read := parse(f"[poll]\n{key} = 'socks5://127.0.0.1:9050'")).problems
    assert problem.message == f"unknown key `{key}`, did you mean `proxy`?"
    assert read.poll.proxy not in (None, "")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("keywords = ['raid',, 'rescue']", 1, 20),
        ("keywords = ['raid', , 'rescue',, ]", 1, 21),
        ("keywords = [, 'raid', 'rescue']", 1, 13),
        ("keywords = [\n'raid',\n# 'casino',\n,\n'rescue']", 4, 1),
    ],
)
def test_a_comma_too_many_is_told_as_one_and_costs_nothing_of_its_list(text: str, line: int, column: int) -> None:
    read = parse(f"{text}\nfeeds = ['https://a.example/feed']\n")
    assert read.problems[0] == Problem(line, column, "nothing stands in front of this comma: take it out")
    assert [watch.name for watch in read.watches] == ["Raid", "Rescue"] and len(read.feeds) == 1


def test_what_is_only_called_proxy_asks_for_none() -> None:
    read = parse(
        "[concept.proxy]\ntitle = 'Proxies'\nen.terms = ['proxy']\n[theme.proxy]\nprimary = '#ffffff'\n"
        "[[feed]]\nurl = 'https://a.example/feed'\nheaders.proxy = 'none'\n"
    )
    assert (read.problems, read.poll.proxy) == ((), None)


@pytest.mark.parametrize(("text", "proxy"), [("", None), ("proxy = ''", ""), ("proxy = 'http://p'", "http://p")])
def test_no_proxy_is_another_thing_than_nothing_said_of_one(text: str, proxy: str | None) -> None:
    assert parse(f"[poll]\n{text}").poll.proxy == proxy


def test_what_opens_a_feed_is_kept_as_it_is_written() -> None:
    text = f"""{FEED}user = "me"
password = 'cmd:pass show "a  b"'
headers = {{ X-Token = "env:TOKEN", User-Agent = "a  b" }}
[[feed]]
url = "https://b.example/"
[feed.headers]
Authorization = "Bearer x"
"""
    read = parse(text)
    assert read.problems == ()
    headers = (("X-Token", "env:TOKEN"), ("User-Agent", "a  b"))
    assert [feed.access for feed in read.feeds] == [
        Access("me", 'cmd:pass show "a  b"', headers),
        Access(headers=(("Authorization", "Bearer x"),)),
    ]


def test_a_feed_that_may_be_from_anybody_is_one_that_nothing_secret_opens() -> None:
    mine = "insecure = true\nheaders = { User-Agent = 'Mozilla/5.0' }\n"
    open_feed, closed_feed = parse(
        f"{FEED}{mine}[[feed]]\nurl = 'https://me:hunter2@b.example/'\ninsecure = true\n"
    ).feeds
    assert open_feed.insecure and open_feed.access == Access(headers=(("User-Agent", "Mozilla/5.0"),))
    assert not closed_feed.insecure and closed_feed.access and closed_feed.access.password == "hunter2"
    assert parse(edit.add_feed("", open_feed)).feeds == (open_feed,)


@pytest.mark.parametrize(
    ("text", "mistyped"),
    [
        ("user = 'a'\npassword = \"cmd:pass 'x\"", "password"),
        ("user = 'a'\npassword = 'cmd:'", "password"),
        ("user = 'a'\npassword = ''", "password"),
        ("user = 'a'\npasword = 'b'", "password"),
        ("user = 'a'\npassword = 'b", "password"),
        ("user = 'env:NO-NAME'\npassword = 'b'", "user"),
        ("user = 'a:b'\npassword = 'c'", "user"),
        ("usr = 'a'\npassword = 'b'", "user"),
        ("headers = { X-Token = 'env:BAD-NAME', Accept = 'y' }", "X-Token"),
        ("headers = 'X-Token: y'", "headers"),
        ("headers = { X-Token = 'y", "headers"),
        ("[feed.headers]\nX-Token = 'y", "X-Token"),
        ("header = { X-Token = 'y' }", "headers"),
    ],
)
def test_what_opens_a_feed_is_not_left_out_where_it_is_mistyped(text: str, mistyped: str) -> None:
    read = parse(f"{FEED}{text}\n[[feed]]\nurl = 'https://b.example/'\n")
    assert len(read.problems) == 1
    assert [feed.access.mistyped if feed.access else "" for feed in read.feeds] == [mistyped, ""]


def test_a_name_and_password_leave_the_address_and_stand_for_themselves() -> None:
    text = "feeds = ['https://me:p%40ss@a.example/1', 'https://cmd:env%3AX@a.example/2', 'https://a.example/@x']\n"
    watched = "[[watch]]\nname = 'w'\nkeywords = ['k']\nfeeds = ['https://me:p%40ss@a.example/1']\n"
    read = parse(text + watched)
    assert read.problems == ()
    assert read.feeds == (
        Feed("https://a.example/1", access=Access("me", "p@ss", literal=True)),
        Feed("https://a.example/2", access=Access("cmd", "env:X", literal=True)),
        Feed("https://a.example/@x"),
    )
    assert read.watches[0].feeds == ("https://a.example/1",)


HEADERS = "Host Content-Length Transfer-Encoding Connection Cookie TE Upgrade Proxy-Authorization If-None-Match Range"


@pytest.mark.parametrize("name", [*HEADERS.split(), "accept-encoding", "REFERER", "Expect", "Sec-Fetch-Mode"])
def test_what_frames_a_request_is_no_users_to_set(name: str) -> None:
    read = parse(f"{FEED}headers = {{ {name} = 'x', Accept = 'y' }}")
    assert [problem.message for problem in read.problems] == [
        f"`{name}` cannot be set: the poller sends its own, or none"
    ]
    assert read.feeds[0].access == Access(headers=(("Accept", "y"),))


def test_no_problem_repeats_a_secret() -> None:
    secrets = (
        f"{FEED}user = 'hunter2:'\npassword = 'env:hunter2!'\nheaders = {{ A = 'cmd:hunter2 \"', B = 'hunter2\x7f' }}\n"
    )
    for text in (secrets, secrets.replace("a.example", "me:hunter2@a.example"), LIMITED.replace("socks5", "socks6")):
        assert said(text) and "hunter2" not in " ".join(said(text))


@pytest.mark.parametrize(
    ("text", "value"), [("500 B", 500), ("64KB", 64_000), (" 10 mb ", 10_000_000), ("1 GB", 1_000_000_000)]
)
def test_sizes(text: str, value: int) -> None:
    assert octets(text) == value


@pytest.mark.parametrize("text", ["", "10", 10, "1.5 MB", "10 MiB", "-1 KB", True, None, "٣ MB"])
def test_what_is_no_size(text: object) -> None:
    with pytest.raises(ConfigError, match="is no size"):
        octets(text)


@pytest.mark.parametrize(("text", "value"), [("90s", 90), ("15m", 900), ("1h", 3600), ("2d", 172_800), (7, 7)])
def test_durations(text: object, value: int) -> None:
    assert seconds(text) == value


@pytest.mark.parametrize("text", ["", "-1s", "1.5h", True, 1.5, None, "٣s"])
def test_what_is_no_duration(text: object) -> None:
    with pytest.raises(ConfigError, match="is no duration"):
        seconds(text)


def test_the_desk_knows_every_colour() -> None:
    colours = pytest.importorskip("textual.color")
    assert set(colours.COLOR_NAME_TO_RGB) >= COLOURS


def test_bytes_that_are_not_utf8_are_placed_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes("\ufefffeeds = ['https://a.example']\n# ห้า \n".encode() + b"keywords = ['caf\xe9', 'ok']\n")
    read = load(path)
    assert [(problem.line, problem.column) for problem in read.problems] == [(3, 17)]
    assert read.feeds == (Feed("https://a.example"),)
    assert read.watches[1].name == "Ok"
    with pytest.raises(ConfigError, match="line 3, column 17"):
        config.read(path)


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no config at .*config init"):
        load(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load(tmp_path)
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):  # The last two have no mark before the text.
        (tmp_path / "16.toml").write_bytes("keywords = ['a']".encode(encoding))
        with pytest.raises(ConfigError, match="UTF-16: save it as UTF-8"):
            load(tmp_path / "16.toml")


def test_a_good_file_costs_no_heavy_import() -> None:
    code = f"""
import sys
from monitor import config
assert not config.parse({GOOD!r}).problems
heavy = {{"tree_sitter", "tree_sitter_toml", "tomlkit", "platformdirs", "textual", "difflib"}} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1], timeout=PATIENCE)


def test_a_large_file_with_mistakes_is_read_in_a_moment() -> None:
    feeds = "".join(f"[[feed]]\nurl = 'https://a.example/{n}'\ntitle = 'T{n}'\n" for n in range(1000))
    start = time.thread_time()
    read = parse("keywords = ['a' 'b']\n" + feeds + "[[watch]\nname = x\nkeywords = ['q',\n")
    assert time.thread_time() - start < 3
    assert (len(read.feeds), len(read.watches), len(read.problems)) == (1000, 3, 4)


def test_a_file_of_nothing_but_half_line_ends_is_soon_read() -> None:
    start = time.thread_time()
    parse("\r" * 300_000)
    assert time.thread_time() - start < 5


def test_a_file_twice_made_to_suit_windows_is_read_and_can_be_changed() -> None:
    twice = GOOD.replace("\n", "\r\r\n")
    assert parse(twice) == parse(GOOD)
    added = edit.add_feed(twice, Feed("https://added.example/feed"))
    assert added == edit.add_feed(GOOD.replace("\n", "\r\n"), Feed("https://added.example/feed"))


PIECES = [*"[]{}\"'=#,\\\n\r\0\ud800园", "", "[[", '"""', "9" * 5000, "[" * 2000]


@settings(max_examples=400, deadline=2000)
@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 30), st.sampled_from(PIECES)), max_size=6))
def test_no_damage_to_a_file_breaks_the_reading(damage: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for at, cut, piece in damage:
        text = text[:at] + piece + text[at + cut :]
    read = parse(text)
    text = re.sub("\r+\n", "\n", text.removeprefix("\ufeff"))
    lines = text.split("\n")
    for problem in read.problems:
        assert 1 <= problem.line <= len(lines)
        assert problem.column >= 1
        assert str(problem).isprintable(), "one line, and nothing that a terminal obeys"
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        assert read.problems


@settings(max_examples=200)
@given(st.text(alphabet="[]{}\"'=#,\n\\ ab1.", max_size=80))
def test_no_heap_of_punctuation_breaks_the_reading(text: str) -> None:
    parse(text)


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A pipe with a name, as `<(…)` of a shell is one."""
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path


def test_a_pipe_into_which_nobody_writes_keeps_nobody_waiting(fifo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_NO_WRITER", 0.2)
    with pytest.raises(ConfigError, match="is a pipe into which nobody writes"):
        load(fifo)


def test_a_config_may_come_out_of_a_pipe_as_slowly_as_it_likes(fifo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # It is open before anybody reads, by who need not wait for a reader.
    opened = os.open(fifo, os.O_RDWR)

    def write() -> None:
        with os.fdopen(opened, "w") as pipe:
            for part in ("[[feed]]\n", 'url = "https://a.example/feed"\n'):
                time.sleep(0.3)
                pipe.write(part)
                pipe.flush()

    writer = threading.Thread(target=write, daemon=True)
    monkeypatch.setattr(files, "_NO_WRITER", 0.2)
    writer.start()
    assert [feed.url for feed in load(fifo).feeds] == ["https://a.example/feed"]
    writer.join()


@pytest.mark.parametrize("name", ["/dev/zero", "endless"])
def test_of_what_never_ends_as_much_is_read_as_a_config_can_have(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_LARGEST", 3_000_000)
    monkeypatch.setattr(files, "_NO_WRITER", PATIENCE)
    path = tmp_path / name
    with contextlib.ExitStack() as programs:
        if name == "endless":
            os.mkfifo(path)
            writes = subprocess.Popen(["/bin/sh", "-c", 'exec yes "# more" > "$0"', path])
            endless = programs.enter_context(not_for_ever(writes))
        with pytest.raises(ConfigError, match=f"The config at {path} cannot be read: it has more than 3 MB."):
            load(path)
        if name == "endless":
            endless.wait(60)


def test_a_pipe_without_a_name_gives_the_same_when_it_is_read_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_NO_WRITER", 0.2)
    for text in ("feeds = ['https://a.example/feed']", ""):
        reader, writer = os.pipe()
        try:
            with os.fdopen(writer, "w") as pipe:
                pipe.write(text)
            once, again = (load(Path(f"/dev/fd/{reader}")) for _ in range(2))
            assert once == again == parse(text)
        finally:
            os.close(reader)

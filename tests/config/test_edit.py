"""Scenarios for changing a config: only what is asked changes, and no file is ever lost or overwritten."""

import os
import stat
import threading
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import config
from monitor.config import ConfigError, add_feeds, edit, files, parse, remove_feed, remove_feeds, save, write_first
from monitor.config.edit import add_feed
from monitor.model import Access, Feed
from tests.home import PATIENCE

TEXT = """\
# my feeds

keywords = ["scam hubs"]   # odd   spacing stays
feeds = [
    "https://a.example/1", # one
    # "https://off.example",
    "https://a.example/2" # two
    # the end
]

[[feed]]
url = "https://b.example/1" # B
title = "B"

# a comment about the watch
[[watch]]
name = "KK Park"
keywords = ["KK Park", "KK园区"]
exclude = []

# late
[[feed]]
url = "https://c.example"


[poll]
every = "1h"
"""
WINDOWS = TEXT.replace("\n", "\r\n")


def lines_changed(old: str, new: str) -> tuple[list[str], list[str]]:
    """Lines that are only in the old text, and only in the new; the rest stands in the same order."""
    a, b = old.splitlines(keepends=True), new.splitlines(keepends=True)
    codes = [code for code in SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if code[0] != "equal"]
    gone = [line for _, start, stop, _, _ in codes for line in a[start:stop]]
    return gone, [line for _, _, _, start, stop in codes for line in b[start:stop]]


def test_a_bare_feed_goes_into_the_list_in_its_style() -> None:
    new = add_feed(TEXT, Feed("https://new.example"))
    assert new == TEXT.replace('2" # two\n', '2", # two\n    "https://new.example"\n')
    assert parse(new).feeds[2].url == "https://new.example"


def test_windows_line_ends_stay() -> None:
    bare = Feed("https://n.example")
    assert add_feed(WINDOWS, bare) == add_feed(TEXT, bare).replace("\n", "\r\n")
    full = Feed("https://n.example", "N")
    assert add_feed(WINDOWS, full) == add_feed(TEXT, full).replace("\n", "\r\n")
    assert remove_feed(WINDOWS, "https://c.example") == remove_feed(TEXT, "https://c.example").replace("\n", "\r\n")
    assert remove_feed(WINDOWS, "https://a.example/1") == remove_feed(TEXT, "https://a.example/1").replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("feeds = []", 'feeds = ["https://n.example"]'),
        ("feeds = [\n]", 'feeds = [\n  "https://n.example",\n]'),
        ("feeds = [\n  # none yet\n]", 'feeds = [\n  # none yet\n  "https://n.example",\n]'),
        ('feeds = ["http://a", "http://b"]', 'feeds = ["http://a", "http://b", "https://n.example"]'),
        ('feeds = [\n\t"http://a",\n]\n', 'feeds = [\n\t"http://a",\n\t"https://n.example",\n]\n'),
        ('feeds = [\n  "http://a",\n  "http://b"]', 'feeds = [\n  "http://a",\n  "http://b",\n  "https://n.example"]'),
        ("", '[[feed]]\nurl = "https://n.example"\n'),
        ("keywords = ['a']", "keywords = ['a']\n\n[[feed]]\nurl = \"https://n.example\"\n"),
        ("feed = [{ url = 'http://a' }]", "feed = [{ url = 'http://a' }, { url = \"https://n.example\" }]"),
        ("\ufefffeeds = []", '\ufefffeeds = ["https://n.example"]'),
    ],
)
def test_a_feed_finds_its_place_in_any_style_and_goes_without_a_trace(before: str, after: str) -> None:
    assert add_feed(before, Feed("https://n.example")) == after
    left = remove_feed(after, "https://N.example:443")
    assert {feed.url for feed in parse(left).feeds} == {feed.url for feed in parse(before).feeds}


def test_a_feed_with_a_title_becomes_a_table_after_the_last() -> None:
    new = add_feed(TEXT, Feed("https://n.example", 'The "N"', ("a", "園"), 900, "th"))
    table = '\n[[feed]]\nurl = "https://n.example"\ntitle = "The \\"N\\""\n'
    table += 'tags = ["a", "園"]\nevery = "15m"\nlang = "th"\n'
    assert new == TEXT.replace('url = "https://c.example"\n', 'url = "https://c.example"\n' + table)
    assert parse(new).feeds[-1] == Feed("https://n.example", 'The "N"', ("a", "園"), 900, "th")


def test_removing_takes_the_line_or_the_table_and_nothing_else() -> None:
    assert remove_feed(TEXT, "https://a.example/1") == TEXT.replace('    "https://a.example/1", # one\n', "")
    assert remove_feed(TEXT, "https://a.example/2") == TEXT.replace('    "https://a.example/2" # two\n', "")
    table = '[[feed]]\nurl = "https://b.example/1" # B\ntitle = "B"\n\n'
    assert remove_feed(TEXT, "https://b.example/1") == TEXT.replace(table, "")
    assert remove_feed('keywords = ["a"]\n\n[[feed]]\nurl = "http://a"\n', "http://a") == 'keywords = ["a"]\n'
    assert remove_feed('feeds = ["http://a", "http://b", "http://c"]', "http://b") == 'feeds = ["http://a", "http://c"]'
    assert remove_feed('feeds = ["http://a", "http://b"]', "http://b") == 'feeds = ["http://a"]'
    assert remove_feed('# x\nfeeds = ["http://a"]\nkeywords = ["k"]\n', "http://a") == '# x\nkeywords = ["k"]\n'


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("listed", "left"),
    [
        ('feeds = [\n  "http://a", # one\n]', ""),
        ('feeds = ["http://a" # one\n]', ""),
        ('feeds = [\n  # "http://off",\n  "http://a", # one\n  # later\n]', '# "http://off",\n# later\n'),
        ('feeds = [ # all\n  "http://a"\n] # these', "# all\n# these\n"),
    ],
)
def test_a_list_that_may_not_be_empty_goes_with_its_last_feed_and_the_remarks_of_others_stay(
    listed: str, left: str, newline: str
) -> None:
    text, after = (f"# x\n{each}# y\n".replace("\n", newline) for each in (f"{listed}\n", left))
    assert remove_feed(text, "http://a") == after
    assert parse(after).problems == ()


def test_a_feed_that_stands_twice_goes_twice() -> None:
    text = 'feeds = ["http://a", "http://b", "http://A:80"]\n\n[[feed]]\nurl = "http://a#x"\n'
    assert remove_feed(text, "http://a") == 'feeds = ["http://b"]\n'


def test_what_cannot_be_done_is_a_sentence() -> None:
    cases: tuple[tuple[Callable[[], str], str], ...] = (
        (lambda: add_feed(TEXT, Feed("https://A.example:443/1")), "already, on line 5"),
        (lambda: add_feed(TEXT, Feed("ftp://a")), "must begin with"),
        (lambda: add_feed("feeds = [", Feed("http://a")), "put right: line 1, column 9: this list is not closed"),
        (lambda: add_feed("[feed]\nurl = 'http://a'\n", Feed("http://b", "B")), "edit it by hand"),
        (lambda: remove_feed(TEXT, "https://nowhere"), "No feed in the config has the address https://nowhere"),
    )
    for change, words in cases:
        with pytest.raises(ConfigError, match=words):
            change()


@given(st.lists(st.sampled_from("abcdef"), min_size=1, unique=True), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_many_edits_keep_every_other_line(names: list[str], full: bool, newline: str) -> None:
    text = TEXT.replace("\n", newline)
    for name in names:
        changed = add_feed(text, Feed(f"https://{name}.new", "T" if full else ""))
        gone, come = lines_changed(text, changed)
        assert len(gone) <= 1 and any(name in line for line in come)
        assert len(parse(changed).feeds) == len(parse(text).feeds) + 1
        text = changed
    for name in names:
        text = remove_feed(text, f"https://{name}.new")
    assert text in (TEXT.replace("\n", newline), TEXT.replace('2" # two', '2", # two').replace("\n", newline))


def test_saving_keeps_the_mode_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    save(path, "a = 1\r\n")
    assert path.read_bytes() == b"a = 1\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    save(path, "園 = 2\n")
    assert path.read_text(encoding="utf-8") == "園 = 2\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


def test_saving_follows_a_link_to_its_target(tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "monitor.toml"
    save(target, "old")
    link = tmp_path / "config.toml"
    link.symlink_to("dotfiles/monitor.toml")
    save(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


WITH_HEADERS = """\
[[feed]]
url = "https://a.example"
[feed.headers]
X-Token = "env:A"

[[feed]]
url = "https://b.example"

[feed.headers]
# a comment
X-Token = "env:B"

[poll]
every = "1h"
"""


@pytest.mark.parametrize("gone", ["https://a.example", "https://b.example"])
def test_the_headers_of_a_feed_go_with_it_and_fall_to_no_other(gone: str) -> None:
    new = remove_feed(WITH_HEADERS, gone)
    assert parse(new).problems == ()
    assert parse(new).feeds == tuple(feed for feed in parse(WITH_HEADERS).feeds if feed.url != gone)
    assert parse(new).poll.every == 3600


def test_the_headers_of_the_last_feed_do_not_fall_to_one_that_is_added() -> None:
    new = add_feed(WITH_HEADERS, Feed("https://n.example", "N"))
    assert parse(new).problems == ()
    assert parse(new).feeds == (*parse(WITH_HEADERS).feeds, Feed("https://n.example", "N"))


@pytest.mark.parametrize(
    "before",
    [
        TEXT,
        WINDOWS,
        "",
        "feeds = []",
        "feeds = [\n]",
        'feeds = ["http://a", "http://b"]',
        'feeds = [\n\t"http://a",\n]\n',
        'feeds = [\n  "http://a",\n  "http://b"]',
        "feed = [{ url = 'http://a' }]",
        WITH_HEADERS,
    ],
)
def test_many_feeds_stand_where_each_of_them_would(before: str) -> None:
    many = [Feed(f"https://{at}.example", "T" if at % 3 else "", tags=("x",) * (at % 2)) for at in range(12)]
    one_by_one = before
    for feed in many:
        one_by_one = add_feed(one_by_one, feed)
    assert add_feeds(before, many) == one_by_one


def test_a_list_of_many_feeds_is_added_with_the_work_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    known = edit.layout
    monkeypatch.setattr(edit, "layout", lambda source: read.append(len(source)) or known(source))
    many = [Feed(f"https://{at}.example", "T" if at % 2 else "") for at in range(2_000)]
    assert len(parse(add_feeds(TEXT, many)).feeds) == 2_004
    assert len(read) <= 2
    text = add_feeds("", many)
    read.clear()
    assert [feed.url for feed in parse(remove_feeds(text, [feed.url for feed in many[:-1]])).feeds] == [many[-1].url]
    assert len(read) == 1


@given(
    st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True),
    st.sampled_from(["table", "list", "in a row", "inline", "headers", "blank", "comments"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_many_feeds_go_as_one_by_one(names: list[str], style: str, newline: str) -> None:
    urls = [f"https://{name}.example" for name in "abcdefgh"]
    text = {
        "table": "\n".join(f'[[feed]]\nurl = "{url}"\n' for url in urls) + "\n[poll]\nevery = 5\n",
        "list": "feeds = [\n" + "".join(f'  "{url}", # its name\n' for url in urls) + "]\n",
        "in a row": f"feeds = [{', '.join(map(repr, urls))}]\n" + f"[[feed]]\nurl = '{urls[3]}'\n",
        "inline": f"feed = [{', '.join(f'{{ url = {url!r} }}' for url in urls)}]\n",
        "headers": "".join(f"[[feed]]\nurl = '{url}'\n\n[feed.headers]\nX = 'y'\n" for url in urls),
        "blank": "".join(f"\n\n[[feed]]\n\nurl = '{url}'\n\n" for url in urls),
        "comments": "# all\n" + "".join(f"# above\n[[feed]] # beside\nurl = '{url}'\n# below\n" for url in urls),
    }[style].replace("\n", newline)
    gone = [f"https://{name}.example" for name in names]
    one_by_one = text
    for url in gone:
        one_by_one = remove_feed(one_by_one, url)
    left = remove_feeds(text, gone)
    assert left == one_by_one
    assert {feed.url for feed in parse(left).feeds} == {*urls} - {*gone} and parse(left).is_toml


def test_headers_that_stand_far_from_their_feed_go_with_it_too() -> None:
    text = "[[feed]]\nurl = 'http://a'\n[[feed]]\nurl = 'http://b'\n[poll]\nevery = 5\n[feed.headers]\nX = 'y'\n"
    assert remove_feed(text, "http://b") == "[[feed]]\nurl = 'http://a'\n[poll]\nevery = 5\n"


@pytest.mark.parametrize("before", ["", "feed = [{ url = 'http://a' }]"])
def test_what_opens_a_feed_is_written_with_it(before: str) -> None:
    feed = Feed(
        "https://n.example", access=Access("me", "cmd:pass 'x \"y'", (("X-Token", "env:T"), ("User.Agent", "u")))
    )
    assert feed in parse(add_feed(before, feed)).feeds


def test_a_feed_is_found_by_its_address_with_or_without_its_password_and_no_error_tells_it() -> None:
    text = "feeds = ['https://me:hunter2@a.example/']\n"
    for url in ("https://a.example/", "https://me:hunter2@a.example/"):
        assert parse(remove_feed(text, url)).feeds == ()
        with pytest.raises(ConfigError, match="is in the config already, on line 1") as problem:
            add_feed(text, Feed(url))
        assert "hunter2" not in str(problem.value)
    for wrong in ("https://me:hunter2@b.example/", "ftp://me:hunter2@b.example/"):
        with pytest.raises(ConfigError) as problem:
            remove_feed(text, wrong) if wrong.startswith("https") else add_feed(text, Feed(wrong))
        assert "hunter2" not in str(problem.value)


def test_what_is_no_file_stays_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    os.mkfifo(path)
    (link := tmp_path / "link").symlink_to(path)
    for each in (path, link, tmp_path):
        with pytest.raises(ConfigError, match="that is no file"):
            save(each, "new")
    assert path.is_fifo()


@pytest.mark.parametrize("step", ["replace", "fsync", "chmod"])
@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_crash_while_saving_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, failure: BaseException
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(ConfigError if isinstance(failure, OSError) else KeyboardInterrupt):
        save(path, "new")
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["config.toml"]


def test_the_first_config_is_written_once_and_over_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "example_text", lambda: "# example\n")
    path = tmp_path / "a" / "b" / "config.toml"
    assert write_first(path)
    assert path.read_text() == "# example\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("mine")
    assert not write_first(path)
    assert path.read_text() == "mine"
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]
    dangling = tmp_path / "link.toml"
    dangling.symlink_to("nowhere")
    with pytest.raises(ConfigError, match="that is a link to nothing"):
        write_first(dangling)
    for below in (path / "config.toml", path / "below" / "config.toml"):
        with pytest.raises(ConfigError, match="cannot be written"):
            write_first(below)


def test_of_many_that_race_to_write_the_first_config_one_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "example_text", lambda: "# example\n")
    # As if nothing were there for each of them when it looks.
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    won: list[bool] = []
    path = tmp_path / "c.toml"
    threads = [threading.Thread(target=lambda: won.append(write_first(path)), daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(won) == [False] * 7 + [True]
    assert [each.name for each in tmp_path.iterdir()] == ["c.toml"]


def test_a_feed_whose_keys_have_dots_is_removed_by_hand() -> None:
    with pytest.raises(ConfigError, match="edit it by hand"):
        remove_feed('feed.url = "https://a.example"\nfeed.title = "A"\n', "https://a.example")


def test_where_things_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MONITOR_CONFIG", str(tmp_path / "c.toml"))
    monkeypatch.setenv("MONITOR_STORE", "~/s.db")
    assert config.default_path() == tmp_path / "c.toml"
    assert config.default_store_path() == Path.home() / "s.db"
    monkeypatch.delenv("MONITOR_CONFIG")
    monkeypatch.delenv("MONITOR_STORE")
    assert config.default_path().parts[-2:] == ("monitor", "config.toml")
    assert config.default_store_path().parts[-2:] == ("monitor", "store.db")


def test_a_user_without_a_home_is_told_what_to_set(homeless: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match=r"no home, where config\.toml would be: set HOME, or MONITOR_CONFIG"):
        config.default_path()
    with pytest.raises(ConfigError, match="MONITOR_STORE"):
        config.default_store_path()
    # Older releases of what tells the place say no more than that.
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: "~/.config/monitor")
    with pytest.raises(ConfigError, match="MONITOR_CONFIG"):
        config.default_path()


def test_the_example_is_a_good_config() -> None:
    try:
        text = config.example_text()
    except ConfigError:
        pytest.skip("config.example.toml is not there yet")
    assert parse(text).problems == ()


def test_a_remark_behind_a_list_does_not_hide_it() -> None:
    text = 'feeds = ["https://a.example"]   # mine\n'
    assert add_feed(text, Feed("https://n.example")) == text.replace('"]', '", "https://n.example"]')

"""Addresses that are written out in a text."""

import pytest

from monitor.tui.addresses import written


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://a.example/1?b=2&c=%20#d now", ["https://a.example/1?b=2&c=%20#d"]),
        ("https://a.example/x_(y) (https://b.example/a), [https://c.example/]!", [
            "https://a.example/x_(y)", "https://b.example/a", "https://c.example/",
        ]),
        ("“https://a.example/x” <https://b.example/y> 'https://c.example/z'.", [
            "https://a.example/x", "https://b.example/y", "https://c.example/z",
        ]),
        ("看https://t.example/abc。详情：https://t.example/d（图）https://t.example/e详情", [
            "https://t.example/abc", "https://t.example/d", "https://t.example/e",
        ]),
        ("ดู https://th.example/wiki/พม่า และ မြန်မာ https://my.example/a။", [
            "https://th.example/wiki/พม่า", "https://my.example/a",
        ]),
        ("https://a.example/x\u200bព្រៃ https://b.example/y\ufeff", ["https://a.example/x", "https://b.example/y"]),
        ("HTTPS://A.example/X http://127.0.0.1:80/a https://[::1]/b", [
            "https://A.example/X", "http://127.0.0.1:80/a", "https://[::1]/b",
        ]),
        ("https://a.example/1\nhttps://b.example", ["https://a.example/1", "https://b.example"]),
        ("https:// http://. xhttps://a.example javascript:alert(1) ftp://a.example/ a.example/b https://…", []),
        ("https://me:secret@a.example/", ["https://a.example/"]),
    ],
    ids=["plain", "brackets", "quotes", "chinese", "thai", "unseen", "others", "lines", "none", "password"],
)  # fmt: skip
def test_an_address_ends_where_the_sentence_goes_on(text: str, found: list[str]) -> None:
    assert [address for _, _, address in written(text)] == found


def test_it_is_told_where_each_stands() -> None:
    text = "看 https://a.example/x。https://b.example/(y)."
    assert [text[start:end] for start, end, _ in written(text)] == ["https://a.example/x", "https://b.example/(y)"]


def test_one_that_was_cut_short_or_is_longer_than_any_leads_nowhere() -> None:
    assert [*written("https://a.example/x… https://a.example/y... https://a.example/" + "x" * 100_000)] == []


def test_there_are_no_more_than_anybody_follows() -> None:
    assert len([*written("https://a.example/x " * 10_000)]) == 200

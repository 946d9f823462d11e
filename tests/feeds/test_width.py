"""A large feed says the same with emoji as without, and takes no four times as much memory for them."""

import json
import tracemalloc
from collections.abc import Callable

import pytest

from monitor.feeds import width
from monitor.feeds.parse import parse
from tests.feeds.hostile import item, rss

FLOOD = "a " * 6_000_000


def in_xml() -> str:
    return rss(
        item(1, "<![CDATA[A 😀😀 B]]>", "<description>&lt;p&gt;C 𠮷 D&lt;/p&gt;</description>")
        + item(2, "", f"<description><![CDATA[<p>E 😀</p>]]>{FLOOD}</description>")
    )


def in_json() -> str:
    items = [
        {"id": "1", "title": "A 😀😀 B", "content_html": "<p>C 𠮷 D</p>"},
        {"id": "2", "content_text": f"E 😀 {FLOOD}"},
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}, ensure_ascii=False)


@pytest.mark.parametrize("document", [in_xml, in_json], ids=["in XML", "in JSON"])
def test_for_one_emoji_of_a_large_feed_not_all_its_letters_take_four_bytes(document: Callable[[], str]) -> None:
    body = document().encode()
    tracemalloc.start()
    try:
        first, second = (found.entry for found in parse(body, "https://news.example/feed", "", 1_795_000_000).found)
        assert tracemalloc.get_traced_memory()[1] < 8 * len(body)
    finally:
        tracemalloc.stop()
    assert (first.title, first.summary, second.summary[:3]) == ("A 😀😀 B", "C 𠮷 D", "E 😀")


@pytest.mark.parametrize(
    "document",
    [
        lambda: rss(item(1, "A 😀")),
        lambda: rss(item(1, FLOOD)),
        lambda: rss(item(1, f"<![CDATA[A 😀 <![CDATA[{FLOOD}")),
        lambda: rss(item(1, "😀 is " * 2_500_000)),
        lambda: f"[info] 😀 {rss(item(1, FLOOD))}",
    ],
    ids=["small", "narrow", "sections without end", "full of them", "a log before it"],
)
def test_any_other_document_stays_as_it_is(document: Callable[[], str]) -> None:
    made = document()
    assert width.narrow(made) is made

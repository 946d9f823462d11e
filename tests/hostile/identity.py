"""What makes an entry the same as before, or another."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.feeds.hostile import item, rss
from tests.hostile.case import FIRST, SECOND, TWO, WHOLE, Case, atom, by_poll, dated, escaped, json_feed, sent

THIRD = item(3, "Third")
THREE = (*TWO, "Third")


def plain(title: str, link: str = "", guid: str = "", more: str = "") -> str:
    """An RSS item of which everything may be left out."""
    parts = {"title": title, "link": escaped(link), "guid": guid}
    return f"<item>{''.join(f'<{name}>{value}</{name}>' for name, value in parts.items() if value)}{more}</item>"


def same(name: str, first: str, second: str, titles: tuple[str, ...] = TWO, **more: Any) -> Case:
    """A feed of which the second poll brings nothing new."""
    return Case("identity", name, by_poll(first, second), titles, **more)


def grown(name: str, first: str, second: str, titles: tuple[str, ...] = THREE) -> Case:
    """A feed to which the second poll adds the last of the titles, which alone is unread then."""
    polls, new = ("new", "new"), (len(titles) - 1, 1)
    return Case("identity", name, by_poll(first, second), titles, polls=polls, new=new, unread=titles[-1:])


def tracked(number: int, session: str) -> str:
    """An item known by its link alone, which a tracker changes."""
    return plain(f"Number {number}", f"https://news.example/{number}?id=1&utm_source={session}&fbclid={session}")


def cases() -> Iterator[Case]:
    """What makes an entry the same as before."""
    home, place = "https://news.example/", "https://news.example/{}"
    yield same("unchanged", WHOLE, WHOLE)
    world, asia = (plain("First", place.format(1), more=f"<category>{name}</category>") for name in ("World", "Asia"))
    in_both = rss(world + asia + SECOND)
    yield same("stands-in-two-sections", in_both, in_both, entry={"categories": ("World", "Asia")})
    files = (f'<enclosure url="https://news.example/{name}.mp3"/>' for name in "ab")
    parts = rss("".join(plain("First", "", "1", file) for file in files))
    yield same("two-parts-under-one-title", parts, parts, ("First", "First"))
    linkless = rss(plain("First", guid="1") + SECOND + plain("First", place.format(1), "1"))
    yield same("copy-without-its-link", linkless, linkless, entry={"link": place.format(1)})
    yield same("order-reversed", WHOLE, rss(SECOND + FIRST))
    yield same("entry-vanishes", WHOLE, rss(FIRST))
    yield Case(
        "identity", "entry-vanishes-and-returns", by_poll(WHOLE, rss(SECOND), WHOLE), polls=("new", *["unchanged"] * 2)
    )
    yield Case("identity", "all-vanish-and-return", by_poll(WHOLE, rss(""), WHOLE), polls=("new", *["unchanged"] * 2))
    yield Case(
        "identity", "feed-breaks-and-returns", by_poll(WHOLE, "<html>", WHOLE), polls=("new", "error", "unchanged")
    )
    yield grown("new-entry-on-top", WHOLE, rss(THIRD + FIRST + SECOND))
    for name, link in {"in-its-scheme": "https://news.example/1", "in-its-end": "http://news.example/1/"}.items():
        older, newer = (rss(plain("First", address, "1") + SECOND) for address in ("http://news.example/1", link))
        yield same(f"link-changes-{name}-alone", older, newer, entry={"link": link})
    edited = by_poll(WHOLE, WHOLE.replace("First", "Edited"))
    yield Case("identity", "edited-title", edited, ("Edited", "Second"), polls=("new", "new"), changed=1)
    yield same("date-that-moves", dated("Tue, 03 Nov 2026 10:00:00 GMT"), dated("Wed, 04 Nov 2026 10:00:00 GMT"))
    yield same(
        "link-that-moves",
        WHOLE,
        WHOLE.replace("example/1", "example/moved"),
        polls=("new", "new"),
        changed=1,
        entry={"link": "https://news.example/moved"},
    )
    yield same("duplicates", rss(FIRST + SECOND + FIRST + SECOND), rss(SECOND + FIRST + FIRST))
    yield same(
        "guid-in-another-case",
        rss(plain("First", guid="aB") + plain("Second", guid="Ab")),
        rss(plain("Second", guid="Ab") + plain("First", guid="aB")),
    )
    yield same(
        "guid-with-blanks", rss(plain("First", guid=" a \n b ") + SECOND), rss(plain("First", guid="a b") + SECOND)
    )
    yield same(
        "guid-of-5-kb",
        rss(plain("First", guid="g" * 5_000 + "1") + plain("Second", guid="g" * 5_000 + "2")),
        rss(plain("Second", guid="g" * 5_000 + "2") + plain("First", guid="g" * 5_000 + "1")),
    )
    yield same(
        "guid-of-control-characters",
        rss(plain("First", place.format(1), "&#x2066;&#x2069;") + SECOND),
        rss(plain("First", place.format(1), "&#x202e;") + SECOND),
    )
    yield same("guid-in-cdata", WHOLE, WHOLE.replace("<guid>1<", "<guid><![CDATA[1]]><"))
    yield same(
        "guid-with-entities", rss(plain("First", guid="a&amp;b") + SECOND), rss(plain("First", guid="a&#38;b") + SECOND)
    )
    based = WHOLE.replace("<channel>", '<channel xml:base="http://a.example/">')
    yield same("base-that-changes", based, based.replace("a.example", "b.example"))
    yield same(
        "no-guid",
        rss(plain("First", place.format(1)) + plain("Second", place.format(2))),
        rss(plain("Second", place.format(2)) + plain("First", place.format(1))),
    )
    yield same("no-guid-no-link", rss(plain("First") + plain("Second")), rss(plain("Second") + plain("First")))
    yield grown(
        "no-guid-and-one-link-for-all",
        rss(plain("First", home) + plain("Second", home)),
        rss(plain("Third", home) + plain("First", home) + plain("Second", home)),
    )
    yield grown(
        "one-guid-for-all",
        rss(plain("First", place.format(1), "x") + plain("Second", place.format(2), "x")),
        rss(
            plain("Third", place.format(3), "x")
            + plain("First", place.format(1), "x")
            + plain("Second", place.format(2), "x")
        ),
    )
    yield same(
        "one-guid-for-all-in-another-order",
        rss(plain("First", place.format(1), "x") + plain("Second", place.format(2), "x")),
        rss(plain("Second", place.format(2), "x") + plain("First", place.format(1), "x")),
    )
    text = "<description>{}</description>".format
    yield grown(
        "one-title-for-all",
        rss(plain("Daily", more=text(1)) + plain("Daily", more=text(2))),
        rss(plain("Daily", more=text(3)) + plain("Daily", more=text(1)) + plain("Daily", more=text(2))),
        ("Daily",) * 3,
    )
    yield same(
        "guid-that-changes",
        rss(plain("First", place.format(1), "s1-1") + plain("Second", place.format(2), "s1-2")),
        rss(plain("First", place.format(1), "s2-1") + plain("Second", place.format(2), "s2-2")),
    )
    yield same("guid-that-is-lost", WHOLE, WHOLE.replace("<guid>1</guid>", "").replace("<guid>2</guid>", ""))
    yield same(
        "tracker-in-the-link",
        rss(tracked(1, "a") + tracked(2, "a")),
        rss(tracked(1, "b") + tracked(2, "b")),
        ("Number 1", "Number 2"),
    )
    secure = rss(plain("First", place.format(1)) + plain("Second", place.format(2)))
    yield same(
        "link-that-becomes-secure",
        secure.replace("https://news.example/1", "http://news.example/1"),
        secure,
        ("First", "Second"),
    )
    yield from of_pages()
    yield same("rss-that-becomes-atom", WHOLE, atom("1", "2"))
    empty, blank = "<guid></guid>", "<guid> \n </guid>"
    yield grown(
        "guid-of-nothing",
        rss(plain("First", place.format(1), more=empty) + plain("Second", place.format(2), more=blank)),
        rss(
            plain("Third", place.format(3), more=blank)
            + plain("First", place.format(1), more=blank)
            + plain("Second", place.format(2), more=empty)
        ),
    )
    yield same("guid-that-lies-of-a-link", WHOLE, WHOLE.replace("<guid>", '<guid isPermaLink="false">'))
    yield same(
        "guid-of-the-other-scheme",
        rss(plain("First", guid="http://news.example/1") + SECOND),
        rss(plain("First", guid="http://news.example/1") + SECOND).replace("<link>https", "<link>http"),
    )
    guid = '<guid isPermaLink="false">{}</guid>'
    composed, apart = (
        rss(plain("First", place.format(1), more=guid.format(letters)) + SECOND) for letters in ("café", "cafe\u0301")
    )
    yield same("guid-of-composed-letters", composed, apart)
    long = rss(plain("First", guid="g" * 2_000_000) + SECOND)
    yield same("guid-of-2-mb", long, long)
    yield same("title-in-cdata", WHOLE, WHOLE.replace(">First<", "><![CDATA[First]]><"))
    yield same("blanks-in-a-title", WHOLE, WHOLE.replace(">First<", ">\n  First\t <"))
    yield same("another-charset", WHOLE, WHOLE.replace("utf-8", "koi8-r"))
    yield same(
        "another-order-of-fields", WHOLE, rss(FIRST + plain("Second", guid="2", more=f"<link>{place.format(2)}</link>"))
    )
    yield same(
        "entry-twice-in-two-spellings", rss(FIRST + SECOND), rss(FIRST + FIRST.replace("First", " First ") + SECOND)
    )
    yield same("no-entries-for-a-while", WHOLE, rss(""), polls=("new", "unchanged"))
    by_number, by_text = (json_feed({"id": n, "title": "First"}, {"id": 2, "title": "Second"}) for n in (1, "1"))
    yield same("json-of-numbers", by_number, by_text)
    yield Case(
        "identity",
        "edited-and-taken-back",
        by_poll(WHOLE, WHOLE.replace("First", "Edited"), WHOLE),
        polls=("new", "new", "new"),
        changed=1,
    )
    swapped = WHOLE.replace("<guid>1<", "<guid>x<").replace("<guid>2<", "<guid>1<").replace("<guid>x<", "<guid>2<")
    yield same("guids-swapped", WHOLE, swapped)
    yield from of_ten()
    for name in ("one", "other"):
        yield Case("identity", f"guid-of-two-feeds-{name}", sent(WHOLE.replace("First", name)), (name, "Second"))


OWN_WORDS = (
    "<description>The ferry to the far bank of the river runs every day but Sunday, from six in the morning to eight \
in the evening, and takes nobody without a ticket for number {0}.</description>"
)


def of_pages() -> Iterator[Case]:
    """Entries without guids whose addresses ask for something else at each poll, on the same page."""
    page, moment = "https://news.example/{}?t={}", "<pubDate>Tue, 03 Nov 2026 10:0{0}:07 GMT</pubDate>"
    numbers = range(1, 6)
    titles = tuple(f"Number {n}" for n in numbers)

    def told(poll: int, moved: Iterable[int], more: str) -> str:
        links = {n: page.format(n, poll if n in moved else 0) for n in numbers}
        return rss("".join(plain(titles[n - 1], links[n], more=more.format(n)) for n in numbers))

    yield same("token-in-all-links", told(1, numbers, OWN_WORDS), told(2, numbers, OWN_WORDS), titles)
    for name, more in {"text": OWN_WORDS, "moment": moment, "text-and-moment": OWN_WORDS + moment}.items():
        feeds = told(1, (3,), more), told(2, (3,), more)
        yield same(f"stamp-in-one-link-with-a-{name}", *feeds, titles)
    daily = ("Daily", "Daily")
    for name, text, guids in (("title", "", ("", "")), ("title-and-text", OWN_WORDS.format(1), ("a", "b"))):
        feeds = [rss(plain("Daily", page.format("show", n), guid, text)) for n, guid in enumerate(guids)]
        yield grown(f"page-that-shows-another-under-one-{name}", *feeds, daily)


TEN: Mapping[str, tuple[str, str]] = {
    "ten-of-their-own": ("{n}", "https://news.example/{n}"),
    "ten-of-one-guid": ("x", "https://news.example/{n}"),
    "ten-of-one-link": ("", "https://news.example/"),
    "ten-of-one-guid-and-one-link": ("x", "https://news.example/"),
    "ten-of-neither": ("", ""),
    "ten-guids-that-change": ("{poll}-{n}", "https://news.example/{n}"),
    "ten-links-that-change": ("", "https://news.example/{poll}/{n}"),
    "ten-guids-and-links-that-change": ("{poll}-{n}", "https://news.example/{poll}/{n}"),
    "ten-trackers": ("", "https://news.example/{n}?utm_source={poll}&fbclid={poll}{n}"),
    "ten-guids-with-a-session": ("https://news.example/{n}?sid={poll}", "https://news.example/{n}"),
    "ten-guids-of-the-moment": ("{poll}:{n}:{poll}{poll}", "https://news.example/{n}?utm_campaign={poll}"),
    "ten-links-with-a-fragment": ("", "https://news.example/all#{n}"),
    "ten-trackers-as-guids": ("https://news.example/{n}?utm_medium={poll}", "https://news.example/{n}"),
}
"""The guids and links of feeds of ten entries, to which an eleventh comes."""


def of_ten() -> Iterator[Case]:
    """Feeds of as many entries as most have: what holds for one entry holds for the feed."""
    before, after = range(1, 11), (11, *range(1, 11))
    titles = tuple(f"Number {number}" for number in (*before, 11))
    for name, (guid, link) in TEN.items():
        yield grown(name, ten(guid, link, before, 1), ten(guid, link, after, 2), titles)
    own, place = "{n}", "https://news.example/{n}"
    yield grown("ten-guids-that-become-one", ten(own, place, before, 1), ten("x", place, after, 1), titles)
    yield grown("ten-guids-that-come-to-be", ten("x", place, before, 1), ten(own, place, after, 1), titles)
    yield grown("ten-guids-that-are-lost", ten(own, place, before, 1), ten("", place, after, 1), titles)


def ten(guid: str, link: str, numbers: Iterable[int], poll: int) -> str:
    """A feed with these entries, each of another day."""
    days = "<pubDate>{:02} Oct 2026 10:00:00 GMT</pubDate>"
    entries = (
        plain(f"Number {n}", link.format(n=n, poll=poll), guid.format(n=n, poll=poll), days.format(n)) for n in numbers
    )
    return rss("".join(entries))

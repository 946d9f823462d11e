"""What counts as an edit of an entry, and what an entry is known by that says nothing new."""

from dataclasses import replace

import pytest

from monitor.model import Dropped, Enclosure, Entry
from monitor.revision import are_given_alike, digest, raw, uncounted

ENTRY = Entry("guid:1", "Raid", "1", "https://a.example/1", "Ann", 5, "en", "Short", "Long", ("asia",))


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Raids"}, {"summary": ""}, {"content": "Longer"}, {"author": ""}, {"lang": ""}, {"categories": ()},
        {"link": "https://a.example/2"}, {"enclosures": (Enclosure("https://a.example/x.mp3"),)},
    ],
)  # fmt: skip
def test_whatever_a_reader_sees_makes_another_text(edit: dict[str, object]) -> None:
    assert digest(replace(ENTRY, **edit)) != digest(ENTRY)  # type: ignore[arg-type]


def test_another_date_or_who_sent_the_reader_is_no_edit() -> None:
    assert digest(replace(ENTRY, published=9, link="https://a.example/1?utm_source=rss")) == digest(ENTRY)


def test_the_order_of_categories_is_none() -> None:
    one, other = (replace(ENTRY, categories=names) for names in (("asia", "crime"), ("crime", "asia")))
    assert digest(one) == digest(other)


FILES = ("https://cdn.example/a.mp3?utm_campaign=a", "https://cdn.example/b.jpg?w=680&s=aa")


@pytest.mark.parametrize(
    "files",
    [
        ("https://cdn.example/a.mp3?utm_campaign=b&Expires=17", "https://cdn.example/b.jpg?w=680&s=bb"),
        FILES[::-1],
        ("http://cdn.example/a.mp3", "http://cdn.example/b.jpg"),
        ("https://cdn4.example/a.mp3", "https://cdn12.example/b.jpg"),
    ],
)
def test_files_that_are_asked_for_otherwise_are_no_edit(files: tuple[str, ...]) -> None:
    one, other = (replace(ENTRY, enclosures=tuple(Enclosure(url) for url in urls)) for urls in (FILES, files))
    assert digest(one) == digest(replace(other, enclosures=tuple(replace(one, length=7) for one in other.enclosures)))


def test_another_file_is_one() -> None:
    one, other = (Enclosure(f"https://cdn.example/{name}?w=680") for name in ("2026/a.jpg", "2027/a.jpg"))
    assert digest(replace(ENTRY, enclosures=(one,))) != digest(replace(ENTRY, enclosures=(other,)))


def test_people_in_another_order_are_no_edit() -> None:
    assert digest(replace(ENTRY, author="Ann, Bob")) == digest(replace(ENTRY, author="Bob, Ann"))
    assert digest(replace(ENTRY, author="Ann")) != digest(replace(ENTRY, author="Bob"))


def test_other_furniture_is_no_edit() -> None:
    assert digest(replace(ENTRY, dropped=(Dropped("content", 0, 2, "share"),))) == digest(ENTRY)


def test_whatever_a_feed_gives_makes_another_hash_and_what_nests_too_deeply_makes_none() -> None:
    assert raw("a", {"b": ["c"]}) == raw("a", {"b": ["c"]})
    assert len({raw("a", "b"), raw("ab", ""), raw("a", ["b"]), raw("b", "a")}) == 4
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert raw(deep) == ""


def test_what_was_given_alike_is_told_whatever_version_cleaned_it_and_whatever_is_shown_beside_it() -> None:
    now, other = raw("a", "b"), raw("a", "c")
    older = f"1:{now.partition(':')[2]}"
    assert are_given_alike(older, now) and are_given_alike(now, now)
    assert not are_given_alike(older, other)
    shown = raw("a", "b", beside=["film"])
    assert len({now, shown, raw("a", "b", beside=["other"]), raw("a", "b", ["film"])}) == 4
    assert are_given_alike(older, shown) and not are_given_alike(shown, raw("a", "c", beside=["film"]))
    assert not any(are_given_alike(nothing, each) for nothing in ("", "0123abcd") for each in (now, nothing))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The fair is on.\n\n1 post - 1 participant", "The fair is on.\n\n12 posts - 3 participants"),
        ("by ann\n9 points | 0 comments\nOn.", "by ann\n1.2k points | 1 comment\nOn."),
        *((f"By Ann {sign} 9 posts", f"By Ann {sign} 10 posts") for sign in "-–—|·•"),
        ("Points: 9\n\n# Comments: 2", "Points: 10\n\n# Comments: 3"),
        ("Posted by Dan — 8:00 am — Replies 9 — Views 99", "Posted by Dan — 8:00 am — Replies 10 — Views 1,000"),
        ("On.\n\nPost Views: 9", "On.\n\nPost Views: 10"),
        ("On.\n\n(Visited 9 times, 1 visits today)", "On.\n\n(Visited 10 times, 2 visits today)"),
        ("阅读：9 评论：1", "阅读：10 评论：2"),
        ("ผู้เข้าชม 9 ครั้ง", "ผู้เข้าชม 10 ครั้ง"),
        ("Lượt xem: 9", "Lượt xem: 10"),
    ],
)
def test_how_often_an_entry_was_read_or_answered_is_nothing_that_it_says(before: str, after: str) -> None:
    one, other = (replace(ENTRY, summary=text, content=text) for text in (before, after))
    assert digest(one) != digest(other)
    assert digest(uncounted(one)) == digest(uncounted(other))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Views of 42 people", "Views of 43 people"),
        ("They freed 42, it says", "They freed 43, it says"),
        ("The dead - 42", "The dead - 43"),
        ("42", "43"),
        ("The fair is on.\n\nVotes", "The fair is on.\n\nViews"),
        ("Views: 1 " * 9, "Views: 2 " * 9),
        ("Dead and missing\n\nTotal: 42", "Dead and missing\n\nTotal: 43"),
        ("Strikes on the town - today 4 times", "Strikes on the town - today 5 times"),
        ("Posts of 9 soldiers | 3 comments", "Posts of 10 soldiers | 3 comments"),
        ("2026", "2027"),
    ],
)
def test_any_other_figure_is(before: str, after: str) -> None:
    assert digest(uncounted(replace(ENTRY, summary=before))) != digest(uncounted(replace(ENTRY, summary=after)))

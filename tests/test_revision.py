"""What counts as an edit of an entry, and what an entry is known by that says nothing new."""

from dataclasses import replace

import pytest

from monitor.model import Dropped, Enclosure, Entry
from monitor.revision import are_given_alike, digest, raw

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
    ],
)
def test_files_that_are_asked_for_otherwise_are_no_edit(files: tuple[str, ...]) -> None:
    one, other = (replace(ENTRY, enclosures=tuple(Enclosure(url) for url in urls)) for urls in (FILES, files))
    assert digest(one) == digest(replace(other, enclosures=tuple(replace(one, length=7) for one in other.enclosures)))


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


def test_what_was_given_alike_is_told_whatever_version_cleaned_it() -> None:
    now, other = raw("a", "b"), raw("a", "c")
    older = f"1:{now.partition(':')[2]}"
    assert are_given_alike(older, now) and are_given_alike(now, now)
    assert not are_given_alike(older, other)
    assert not any(are_given_alike(nothing, each) for nothing in ("", "0123abcd") for each in (now, nothing))

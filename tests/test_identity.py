"""Scenarios for identity: which entries are the same at the next poll, whatever a feed does to its guids and links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.identity import GUID, LINK, STAMP, keyed
from monitor.model import Entry
from monitor.relocation import moved
from monitor.trust import twins

TRACKED = "https://news.example/1?id=7&utm_source=rss&utm_medium=feed#xtor=RSS-1"


def entry(number: int, guid: str = "", link: str = "", title: str = "") -> Entry:
    return Entry("", title or f"Title {number}", guid=guid, link=link, published=1_700_000_000 + number)


def likely(fresh: list[Entry], stored: list[Entry]) -> tuple[int, int]:
    """How many of a feed's entries, all of them fresh and with other texts, have twins by each rung."""
    by_link, by_stamp = twins(fresh, fresh, stored, lambda entry, held: False, restless=True, soon=True)
    return by_link.likely, by_stamp.likely


def test_tracking_makes_no_new_entry() -> None:
    clean = entry(1, link="https://news.example/1?id=7")
    assert [each.key for each in keyed([entry(1, link=TRACKED)])[0]] == [each.key for each in keyed([clean])[0]]


def test_a_feed_whose_guids_repeat_is_known_by_links_from_then_on() -> None:
    several = [entry(n, "same", f"https://news.example/{n}") for n in range(4)]
    first, rung = keyed(several)
    assert rung == LINK
    assert [each.key for each in first] == [f"link:https://news.example/{n}" for n in range(4)]
    more, rung = keyed([entry(9, "same", "https://news.example/9")], rung)
    assert (more[0].key, rung) == ("link:https://news.example/9", LINK)


def test_a_feed_whose_links_repeat_too_is_known_by_titles_and_dates() -> None:
    several, rung = keyed([entry(n, "same", "https://news.example/") for n in range(4)])
    assert rung == STAMP
    assert len({each.key for each in several}) == 4


def test_one_slip_of_an_editor_costs_no_feed_its_guids() -> None:
    several = [entry(n, f"guid {n // 2 if n < 2 else n}", f"https://news.example/{n}") for n in range(10)]
    found, rung = keyed(several)
    assert rung == GUID
    assert [each.key for each in found[:3]] == ["guid:guid 0", "link:https://news.example/1", "guid:guid 2"]


def test_nor_does_it_a_short_one() -> None:
    found, rung = keyed([entry(n, f"guid {min(n, 3)}", f"https://news.example/{n}") for n in range(5)])
    assert rung == GUID
    assert [each.key for each in found[3:]] == ["guid:guid 3", "link:https://news.example/4"]


def test_nor_do_several_it_a_long_one() -> None:
    entries = [entry(n, f"{n % 18}", f"https://news.example/{n}") for n in range(20)]
    named, rung = keyed(entries)
    assert rung == GUID and [one.key[:5] for one in named] == ["guid:"] * 18 + ["link:"] * 2


def test_a_guid_of_any_length_makes_a_short_key_that_is_its_own() -> None:
    long = "x" * 5_000
    keys = [one.key for one in keyed([entry(1, f"{long}1"), entry(2, f"{long}2")])[0]]
    assert len({*keys}) == 2 and max(map(len, keys)) < 100


def test_what_is_stored_under_another_guid_is_told_by_its_link_or_its_date() -> None:
    stored = [entry(1, "a", "https://news.example/1"), entry(2, "b", "https://news.example/2")]
    fresh = [entry(1, "x", "https://news.example/1?utm_source=y"), entry(2, "y", "https://news.example/other")]
    assert likely(fresh, stored) == (1, 2)
    assert likely([entry(3, "z", "https://news.example/1")], stored) == (0, 0)


@pytest.mark.parametrize(("link", "is_own"), [("https://news.example/1", True), ("https://news.example/", False)])
def test_a_story_moves_with_its_link_to_another_guid_but_not_with_that_of_a_sites_first_page(
    link: str, is_own: bool
) -> None:
    before, now = entry(1, "a", link), entry(2, "x", link)
    assert [*moved([now], [before])] == [(now, before)] * is_own


@given(
    st.lists(
        st.builds(
            entry,
            st.integers(0, 3),
            st.sampled_from(["", "a", "b"]),
            st.sampled_from(["", "https://a.example/x", TRACKED]),
        ),
        max_size=12,
    ),
    st.integers(GUID, STAMP),
)
def test_no_entry_is_lost_and_no_key_given_twice(entries: list[Entry], rung: int) -> None:
    found, after = keyed(entries, rung)
    assert len({each.key for each in found}) == len(found) == len(set(entries))
    assert after >= rung
    assert keyed(entries, after)[1] == after

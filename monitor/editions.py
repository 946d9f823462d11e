"""Which of a feed's entries are stored under other keys: edited, given again, or where guids have changed places."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from monitor.identity import (
    HOME,
    Same,
    apart,
    has_one_date,
    has_one_guid,
    has_one_moment,
    has_own_words,
    path_of,
    place_of,
    standing,
    stays,
    tail_of,
)
from monitor.links import front, plain, secure
from monitor.model import Entry
from monitor.times import DAY

_COUNT = re.compile(r"#[0-9]{,3}\Z", re.ASCII)
"""A fragment that counts, or is empty: four digits may be a year."""
_TAG = re.compile(r"(?<=\Atag:)([^,:/]+),[0-9]{4}(?:-[0-9]{2}){0,2}(?=:)")
"""The host and the date of a tag (RFC 4151): programs take that of the entry, which is meant to be the host's."""


def displaced(given: Sequence[Entry], held: Mapping[str, Entry]) -> dict[str, str]:
    """The new keys, by those that they have, of stored entries under whose key, by which they are `held`, a feed gives
    another story now, while it gives theirs by another key: a guid that was copied, or that tells what is on top.

    One whose title another story has kept beside it was edited, and has not moved to the other's key.
    """
    stands = apart(given, standing)
    staying = {entry.key for entry in given if stays(entry, held)}
    found: dict[str, str] = {}
    for entry in given:
        one = held.get(entry.key)
        if one is not None and any(standing(one)):
            match stands.get(standing(one)):
                # Of two that were stored as one story the first is what is given now.
                case [Entry(key=key) as other] if key != entry.key and key not in {*found.values(), *staying}:
                    if plain(entry.guid) != plain(other.guid) or not are_copies(entry, other):
                        found[one.key] = key
    return found


def supplanted(given: Sequence[Entry], held: Mapping[str, Entry]) -> set[str]:
    """The keys by which a feed gives another story now than the one that is `held` by them: of a later day, under
    another title, on another page. A site that counts its stories from one again gives their guids anew. Of a document
    that has one notice alone, as of the state of an alert, the page may be that of all."""
    is_alone = len(given) == 1
    return {
        entry.key for entry in given if entry.key in held and _is_later(entry, held[entry.key], at_one_page=is_alone)
    }


def _is_later(entry: Entry, one: Entry, *, at_one_page: bool) -> bool:
    if entry.published is None or one.published is None or entry.published - one.published < DAY:
        return False
    # A feed that loses a title or a link at one poll tells nothing by that.
    pairs = [(entry.title, one.title)]
    if not at_one_page:
        pairs.append((tail_of(place_of(entry)), tail_of(place_of(one))))
    return all(now and before and now != before for now, before in pairs)


def are_copies(entry: Entry, other: Entry) -> bool:
    """Whether two entries that have a guid or a link in common may be one story that a document lists in two of its
    sections, and has edited in one of them: of one place and moment, with one title or one text that is its own."""
    if not has_one_moment(entry, other) or place_of(entry) != place_of(other):
        return False
    has_one_text = (entry.summary, entry.content) == (other.summary, other.content)
    return entry.title == other.title or (has_one_text and has_own_words(entry))


def again(
    given: Sequence[Entry], fresh: Collection[Entry], gone: Collection[Entry], same: Same
) -> Iterator[tuple[Entry, Entry]]:
    """The `fresh` entries that are one of those `gone` under another guid, each with that one: they differ in their
    guid alone or, having none, in that one of them has no date that can be believed, as before the day of an event or
    while a clock is wrong; or stand under a link of their own with one date (see `has_one_date`), with a guid that
    counts it, or with a guid or without where the feed has begun to give them, or ceased to.

    `given`, `gone` and `same` are as in `trust.twins`. Of several that are equal the last one gone is taken, each once:
    what a feed tells apart in one document stays apart.
    """
    titles = {one.title for one in gone}
    tails = {tail_of(one.link) for one in gone if one.link}
    alike = [entry for entry in fresh if entry.title in titles or tail_of(entry.link) in tails]
    # Most that is new has a title or a date, and a link, of its own, and no address needs to be looked at.
    links = Counter(map(place_of, given if alike else ()))
    places = apart(gone if alike else (), place_of)
    has_turned = _has_turned(given, fresh)
    for entry in alike:
        place = place_of(entry)
        held = places.get(place, [])
        equal = [one for one in held if one.title == entry.title and one.published == entry.published]
        equal = [one for one in equal if same(entry, one)] or [one for one in held if _is_dated(entry, one, same)]
        is_own = place and links[place] == 1 and not HOME.fullmatch(place)
        # Without a date only a link tells a warning that is given again, where nothing else stands or stood there.
        is_dated = any(one.published is not None for one in (entry, *equal))
        if not (equal and ((is_own and len(equal) == len(held)) or is_dated)):
            is_turned = has_turned and len(held) == 1 and has_one_guid(entry, held[0])
            is_one = is_own and len(held) == 1
            are_own = len(links) > 1
            equal = [one for one in held if is_one and (is_turned or _is_edition(entry, one, same, is_own=are_own))]
        if equal:
            held.remove(equal[-1])
            yield entry, equal[-1]


def at_one_second(
    given: Sequence[Entry], fresh: Iterable[Entry], gone: Iterable[Entry], same: Same
) -> Iterator[tuple[Entry, Entry]]:
    """The `fresh` entries that are one of those `gone` and were edited, each with that one: they alone are of its very
    second. Where a guid is made of what an entry says, or there is none, and no link is its own, they have its title or
    its text, or are posts without a title; where each has its address for a guid, or has none, they say at some length
    what it said, and an editor has named the story and its address anew.

    `given`, `gone` and `same` are as in `trust.twins`.
    """
    seconds, held = Counter(one.published for one in given), apart(gone, lambda one: one.published)
    places = Counter(map(place_of, given))
    for entry in fresh:
        match held.get(entry.published):
            case [one] if seconds[entry.published] == 1 and has_one_moment(entry, one):
                has_text = entry.summary != "" or entry.content != ""
                has_one_text = has_text and same(replace(entry, title=one.title), one)
                if place_of(entry) == place_of(one) or _are_posts(entry, one):
                    is_one = entry.title == one.title or has_one_text
                else:
                    is_one = has_one_text and has_own_words(entry) and _is_readdressed(entry, one, places)
                if is_one:
                    yield entry, one


def _are_posts(entry: Entry, one: Entry) -> bool:
    """Whether two entries have no title, and neither guid nor link tells those of their feed."""
    return not (entry.title or one.title) and entry.key.startswith("hash:") and one.key.startswith("hash:")


def _is_readdressed(entry: Entry, one: Entry, places: Mapping[str, int]) -> bool:
    """Whether an entry stands at an address of its own, and nothing at that of another one any more, by the `places`
    that a feed gives; each has its address for a guid, or has none."""
    if HOME.fullmatch(entry.link) or HOME.fullmatch(one.link) or not (_is_by_address(entry) and _is_by_address(one)):
        return False
    return places[place_of(entry)] == 1 and place_of(one) not in places


def _is_by_address(entry: Entry) -> bool:
    """Whether an entry has a link, and nothing but its address for a guid, as such or as a tag, or none."""
    if front(entry.guid):
        # Some programs leave an ending of the address out of the guid.
        return place_of(entry).startswith(secure(plain(entry.guid)))
    return entry.link != "" and (not entry.guid or _TAG.sub("", entry.guid).rstrip("/") == f"tag::/{path_of(entry)}")


def _is_dated(entry: Entry, one: Entry, same: Same) -> bool:
    """Whether two entries that have no guid are the same, but for the date that one of them has."""
    is_known_by_date = not (entry.guid or one.guid) and (one.published is None) != (entry.published is None)
    return is_known_by_date and one.title == entry.title and same(entry, one)


def _is_edition(entry: Entry, one: Entry, same: Same, *, is_own: bool) -> bool:
    """Whether an entry that stands under the link of another one is that one: edited; or dated anew, where the guid is
    a tag that tells the date. `is_own` is as in `has_one_date`."""
    if has_one_date(entry, one, same, is_own=is_own) or _is_recounted(entry, one):
        return True
    return _TAG.sub("", entry.guid) == _TAG.sub("", one.guid) != one.guid and same(entry, one)


def _is_recounted(entry: Entry, one: Entry) -> bool:
    """Whether an entry has the guid of another one with another fragment, in which broadcasters count editions; with a
    moment there offices tell one notice of a page from the next. One and the same guid stood for the other before."""
    guid = _uncounted(entry.guid)
    return guid == _uncounted(one.guid) != "" and entry.guid != one.guid


def _has_turned(given: Sequence[Entry], fresh: Iterable[Entry]) -> bool:
    """Whether a feed may have begun to give guids, or ceased to: all that it gives has one, or none; and it has kept
    none. One entry that lacks its guid beside others that have theirs is an editor's slip."""
    new = {entry.key for entry in fresh}
    return len({entry.guid != "" for entry in given}) == 1 and not any(
        entry.guid and entry.key not in new for entry in given
    )


def _uncounted(guid: str) -> str:
    return secure(plain(_COUNT.sub("", guid)))

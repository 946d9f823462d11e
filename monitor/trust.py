"""Whether a feed's guids, links and dates tell its entries from one poll to the next, by what it gave before."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from monitor.identity import (
    BROKEN,
    HOME,
    Same,
    apart,
    has_moment,
    has_one_date,
    has_one_guid,
    has_own_words,
    path_of,
    place_of,
    stays,
    tail_of,
    title_and_date,
)
from monitor.model import Entry

SEVERAL = 3
"""Entries at least that are the same but for their dates where a feed dates all that it has anew at each poll; or but
for their guids where it gives one alone by another each time."""
_LONG, _LONG_UNSPACED = 20, 8
"""Code points of the shortest title that tells a story and no column, and of one in a script without blanks."""
_OTHER, _UNLIKE, _BY_LINK, _LIKELY, _SURE = range(5)


@dataclass(frozen=True, slots=True)
class Twins:
    """How many of a feed's fresh entries are stored already under another key, as one rung tells it."""

    likely: int = 0
    sure: int = 0
    """Those among them that agree in their date too or, without one, in all that they say."""


def twins(
    given: Sequence[Entry],
    fresh: Collection[Entry],
    gone: Iterable[Entry],
    same: Same,
    *,
    restless: bool,
    soon: bool,
) -> tuple[Twins, Twins]:
    """The twins of a feed's `fresh` entries, some or all of those `given`: by their links, and by titles and dates.

    `gone` are the stored entries that the feed gives no longer by their keys, texts aside; `same` tells whether an
    entry and one of those say the same, but for guid, link and date. A feed is `restless` that has something new at one
    poll after the other, and is asked `soon` again where no new edition of it is to be expected yet.
    """
    before = [*gone]
    return _by_link(given, fresh, before, same, restless), _by_stamp(given, fresh, before, same, restless and soon)


def are_others(given: Sequence[Entry], held: Mapping[str, Entry]) -> bool:
    """Whether a feed's guids are those of places in it: under most of them, that are `held` by their keys, stands
    another story now than before, by title, link and date, or because the one before stands under another guid now."""
    kept = [(entry, held[entry.key]) for entry in given if entry.guid and entry.key in held]
    stands = {(entry.title, place_of(entry)): entry.key for entry in given if entry.link and not stays(entry, held)}
    others = sum(_is_other(entry, one, stands) for entry, one in kept if entry.title != one.title)
    return 2 * others > len(kept) and (others > 1 or len(given) == 1)


def are_dated_anew(
    given: Sequence[Entry], fresh: Collection[Entry], gone: Iterable[Entry], same: Same, *, at_once: bool
) -> bool:
    """Whether a feed gives what it gave before, word for word, and nothing by the keys or dates that it had.

    `given`, `fresh`, `gone` and `same` are as in `twins`. A warning or two may be given again; several, which are most
    of the feed, show that it dates what it has by the moment. A link that is not the site's or that of all tells one
    edition of a programme from the next, also where it is the programme's. A title alone says too little, but for a
    long one of no programme in a feed that is restless and asked soon again, `at_once`: no new edition has it as yet.
    """
    have_one_link = len({entry.link for entry in given}) == 1
    held = apart((one for one in gone if one.published is not None), lambda one: one.title)
    alike = [entry for entry in fresh if have_one_link or not entry.link or HOME.fullmatch(entry.link)]
    told = [entry for entry in alike if entry.summary or entry.content or (at_once and _tells_by_title(entry))]
    found = [entry for entry in told if any(same(entry, one) for one in held.get(entry.title, ()))]
    dates = {one.published for several in held.values() for one in several}
    others = all(entry.published is not None and entry.published not in dates for entry in found)
    return others and len(fresh) == len(given) and len(found) >= max(SEVERAL, len(fresh) // 2 + 1)


def is_given_anew(given: Sequence[Entry], fresh: Collection[Entry], gone: Iterable[Entry], same: Same) -> bool:
    """Whether the only entry of a feed, without a date, is all that it gave of late, word for word, by other keys.

    It is told of a feed that is restless, is asked soon again, and gave the last SEVERAL of `gone` no longer ago; all
    else is as in `twins`, the newest of `gone` first. A warning may be given again, and is new then, as each turn of a
    service that is up and down is; but hardly at one poll after the other.
    """
    if len(given) != 1 or not fresh:
        return False
    last = [*islice(gone, SEVERAL)]
    return len(last) == SEVERAL and all(one.published is None and same(given[0], one) for one in last)


def _is_other(entry: Entry, held: Entry, stands: Mapping[tuple[str, str], str]) -> bool:
    place = place_of(held)
    if stands.get((held.title, place), entry.key) != entry.key:
        return True
    dated = entry.published is not None and held.published is not None
    return dated and entry.published != held.published and (place_of(entry) != place or not entry.link)


def _by_link(
    given: Sequence[Entry],
    fresh: Collection[Entry],
    gone: list[Entry],
    same: Same,
    restless: bool,
) -> Twins:
    links = Counter(map(place_of, given))
    held = apart(gone, place_of)
    places: dict[str, set[str]] = {}
    for one in (*given, *gone):
        places.setdefault(one.title, set()).add(place_of(one))
    told = Counter(
        # The least like one says whether the link is an entry's own or one edition after the other has it.
        min(_likeness(entry, one, places, same) for one in held[place_of(entry)])
        for entry in fresh
        if entry.link and links[place_of(entry)] == 1 and place_of(entry) in held and not HOME.fullmatch(entry.link)
    )
    likely = told[_SURE] + told[_LIKELY]
    # What has the link alone may be a new edition, where it is a single entry or others keep their guids.
    if len(fresh) == len(given) and likely + told[_BY_LINK] > 1:
        likely += told[_BY_LINK]
    # Where some links lead to one edition after the other none of them tells an entry; but no date tells an edition in
    # a feed that dates anew what says what it said, as it does at each poll: a bulletin rests between its editions.
    tells_nothing = restless and not told[_SURE] and told[_OTHER] < told[_LIKELY]
    return Twins(likely, told[_SURE]) if tells_nothing or told[_OTHER] * BROKEN <= likely else Twins()


def _likeness(entry: Entry, held: Entry, places: dict[str, set[str]], same: Same) -> int:
    """How much an entry is like one that is held under its link; `places` says where each title stands or stood."""
    undated = entry.published is None or held.published is None
    if has_one_date(entry, held, same, is_own=len(places[entry.title]) > 1):
        return _SURE
    if same(entry, held):
        return _SURE if undated else _LIKELY
    if has_one_guid(entry, held):
        return _LIKELY
    # Of two dates one tells an edition; of two titles none does that stands or stood elsewhere.
    if not undated:
        return _UNLIKE if entry.published == held.published else _OTHER
    if entry.title == held.title:
        return _BY_LINK
    if max(len(places[entry.title]), len(places[held.title])) > 1:
        return _OTHER
    # What says nothing of what was said there may be edited, or be the next story of a section.
    has_text = entry.summary != "" or entry.content != ""
    return _BY_LINK if has_text and same(replace(entry, title=held.title), held) else _UNLIKE


def _by_stamp(given: Sequence[Entry], fresh: Collection[Entry], gone: list[Entry], same: Same, at_once: bool) -> Twins:
    stamps, held = Counter(map(title_and_date, given)), apart(gone, title_and_date)
    known = [(entry, held[stamp]) for entry in fresh if (stamp := title_and_date(entry)) in held]
    pairs = [(entry, ones) for entry, ones in known if stamps[title_and_date(entry)] == 1]
    # A title without a date stands over edition after edition, each with its own link or text; having none, over all.
    undated = sum(
        entry.published is None and any(same(entry, one) and _are_at_one_page(entry, one) for one in ones)
        for entry, ones in known
    )
    dated = [(entry, ones) for entry, ones in pairs if entry.published is not None]
    alike = [(entry, [one for one in ones if _are_one(entry, one, same)]) for entry, ones in dated]
    if len({entry.published for entry, ones in alike if not ones}) > 1:  # What is told of a day once more has one date.
        alike = dated
    likely = sum(ones != [] for _, ones in alike)
    sure = sum(any(same(entry, one) for one in ones) for entry, ones in alike)
    # A single one may as well be a warning that is given again.
    several = undated if undated > 1 else 0
    # Later it may be the next edition of each.
    if at_once and len(fresh) == len(given):
        several = max(several, _at_other_links(pairs, same, len(given) // 2 + 1))
    return Twins(likely + several, sure + several)


def _at_other_links(pairs: Iterable[tuple[Entry, list[Entry]]], same: Same, least: int) -> int:
    """How many entries of a feed, which gives none by the key that it had, are what it gave before, without a date to
    tell them by, under other links: of a page of its own each, which is asked for by another token; or several under
    titles too long for those of columns, which come again with each edition. 0 where they are fewer than `least`."""
    undated = [(entry, ones) for entry, ones in pairs if entry.published is None]
    several = [(entry, next((one for one in ones if same(entry, one)), None)) for entry, ones in undated]
    found = [(entry, one) for entry, one in several if one is not None]
    if len(found) < max(least, 2):
        return 0
    pages = {tail_of(entry.link) for entry, one in found if tail_of(entry.link) == tail_of(one.link)} - {""}
    are_told = len(found) >= SEVERAL and all(_is_long(entry.title) for entry, _ in found)
    return len(found) if are_told or len(pages) == len(found) else 0


def _is_long(title: str) -> bool:
    has_blanks = title.isascii() or " " in title
    return len(title) >= (_LONG if has_blanks else _LONG_UNSPACED)


def _tells_by_title(entry: Entry) -> bool:
    return _is_long(entry.title) and not entry.enclosures


def _are_at_one_page(entry: Entry, one: Entry) -> bool:
    """Whether two entries of one title and text stand at the same place within their site, or on the same page of it
    by addresses that ask for something else there, as with a token, and have a text of some length."""
    if path_of(entry) == path_of(one):
        return True
    return has_own_words(entry) and tail_of(entry.link) == tail_of(one.link) != ""


def _are_one(entry: Entry, one: Entry, same: Same) -> bool:
    """Whether two entries of one title and date are of one moment, and not each the "Press release" of a day: they have
    a time of the day, or a text in common or, under a title, a place."""
    if has_moment(entry) or (entry.title and place_of(entry) == place_of(one)):
        return True
    if entry.summary or entry.content:
        return same(entry, one)
    return tail_of(entry.link) == tail_of(one.link)

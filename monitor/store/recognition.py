"""Which of a feed's entries the store knows already, where its guids or links are not to be trusted."""

import sqlite3
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor import editions, identity, relocation, revision, trust
from monitor.identity import Same
from monitor.model import Entry, Found, Parsed
from monitor.store import keyed
from monitor.store.feeds import State, Update
from monitor.times import DAY, HOUR

_MOST_COMPARED = 5_000
"""Pairs of entries of a feed that are compared word for word, each of which takes two hashes' time: feeds of hundreds
that all look alike by title and date make millions of pairs (1,000 took 25 seconds)."""
_SELDOM = 30 * DAY
"""Seconds between two changes of all guids that are none of each poll."""
_SOON = 6 * HOUR
"""Seconds between two polls in which no new edition of a feed is to be expected, of which most come by the day."""
_Gone = dict[str, tuple[Entry, str]]
"""Stored entries that their feed gives no longer by the keys that they had, by these, with their digests."""


def _known_as(db: sqlite3.Connection, state: State, parsed: Parsed, now: int) -> int:
    """The rung by which a feed's entries are to be known.

    A feed that gives other stories by the guids that it had has guids of places; one most of whose fresh entries are
    stored already, by their links or their titles and dates, has new guids, or new links, at each poll; so has one that
    gives more of its stored entries so than by the keys that they had. One whose entries are stored word for word with
    other dates has no date to go by either, nor has one whose only entry is without and comes again at each poll.
    """
    given, rung = [one.entry for one in parsed.found], max(parsed.rung, state.rung)
    held = keyed.held(db, state.id, [entry.key for entry in given])
    if rung == identity.GUID and trust.are_others(given, held):
        return identity.keyed(given, identity.LINK)[1]
    missing = {entry.key for entry in given} - held.keys()
    if rung == identity.TEXT or 2 * len(missing) < len(given):
        return rung
    stored = [*keyed.newest(db, state.id)]
    missing -= {identity.kept(entry) for entry, _ in stored}
    fresh = [entry for entry in given if entry.key in missing]
    gone = _gone(given, stored)
    _, fresh, before = _moved(fresh, gone)
    if 2 * len(fresh) < len(given):
        return rung
    same = _same(gone)
    at_once = _is_restless(state) and _is_soon(state, now)
    if at_once and trust.is_given_anew(given, fresh, before, same) and _is_of_late(db, state, now):
        # Not the rung of the date, which it has not: a title alone may stand over one text after the other.
        return identity.TEXT
    if rung < identity.STAMP:
        by_link, by_stamp = trust.twins(
            given, fresh, before, same, restless=_is_restless(state), soon=_is_soon(state, now)
        )
        kept = len(given) - len(fresh)
        if _are_twins(by_link, len(fresh), kept):
            # Where too many links repeat within the feed, it stands on the rung below at its next poll: so it does now.
            return identity.keyed(given, identity.LINK)[1]
        if _are_twins(by_stamp, len(fresh), kept):
            return identity.STAMP
    return identity.TEXT if trust.are_dated_anew(given, fresh, before, same, at_once=at_once) else rung


def recognised(db: sqlite3.Connection, state: State, parsed: Parsed, update: Update) -> tuple[Sequence[Found], Update]:
    """The entries with the keys by which the store knows this feed's, and the feed's update; these keys may be others
    from now on. The caller holds the transaction that also saves them."""
    parsed = _finished(db, state, parsed)
    if not parsed.found:
        return (), update
    rung = _known_as(db, state, parsed, update.now)
    if rung == state.rung:
        return parsed.found, update
    # Once in a while all guids may change, with a site's software or its address; where they do so again before long,
    # or at the next poll however late it comes, they do so at each poll.
    is_seldom = update.now - state.renamed > _SELDOM and not _is_just_renamed(state)
    may_be_renamed = is_seldom and state.rung == parsed.rung == identity.GUID and rung < identity.TEXT
    if may_be_renamed and _rename_all(db, state.id, parsed.found, rung):
        return parsed.found, replace(update, renamed=update.now)
    keyed.rekey(db, state.id, rung)
    known = identity.trusted(identity.keyed([one.entry for one in parsed.found], rung)[0], rung)
    others = {replace(one.entry, key="", guid=""): one for one in parsed.found}
    return [replace(others[replace(entry, key="", guid="")], entry=entry) for entry in known], replace(
        update, rung=rung
    )


def _is_restless(state: State) -> bool:
    """Whether a feed gave something new at its last poll, or all that it had by other guids."""
    return state.status == "new" or _is_just_renamed(state)


def _is_soon(state: State, now: int) -> bool:
    """Whether a feed is polled again before a new edition of it is to be expected."""
    return now - (state.last_poll or 0) <= _SOON


def _is_of_late(db: sqlite3.Connection, state: State, now: int) -> bool:
    """Whether the last several entries of a feed came in no more time than as many polls take of which each is soon."""
    return now - keyed.came(db, state.id, trust.SEVERAL) <= trust.SEVERAL * _SOON


def _is_just_renamed(state: State) -> bool:
    return state.renamed == state.last_poll


def _are_twins(twins: trust.Twins, fresh: int, kept: int) -> bool:
    """Whether a feed has new keys, by the twins of its `fresh` entries and those it gives by the keys they had."""
    # However much of a feed is new, what it gives again shows what became of its keys; one alone may be a slip.
    return 2 * twins.likely > fresh or (twins.sure > 1 and twins.sure > kept)


def _finished(db: sqlite3.Connection, state: State, parsed: Parsed) -> Parsed:
    """A feed without the entry in the middle of which it breaks off, where the store has that entry, most often all of
    it, or could not tell it from the whole one that comes with the next poll."""
    if not (parsed.breaks_off and parsed.found):
        return parsed
    *others, last = (one.entry for one in parsed.found)
    rung = max(parsed.rung, state.rung)
    if keyed.missing(db, state.id, [last.key]) and _is_known_again(db, state, others, last, rung):
        return parsed
    return replace(parsed, found=parsed.found[:-1])


def _is_known_again(db: sqlite3.Connection, state: State, others: Sequence[Entry], last: Entry, rung: int) -> bool:
    """Whether a new entry that may lack its date and its text is known when it comes whole: by what its feed keeps of
    an entry and came before the break."""
    came = (last.guid, last.link, last.published, None)[rung]
    if not came or last.key != next(identity.keys(last, rung)):
        return False
    if rung > identity.GUID or keyed.held(db, state.id, [entry.key for entry in others]):
        return True
    # No other entry shows that the guids are what they were.
    return not state.renamed and not any(_may_be(last, one) for one, _ in keyed.newest(db, state.id))


def holds(db: sqlite3.Connection, state: State, parsed: Parsed, now: int) -> bool:
    """Whether the store has all that was left uncleaned, and the feed still stands on its rung at its poll of `now`
    (seconds since the epoch, UTC)."""
    known = [one.entry.key for one in parsed.found if one.known]
    if not known:
        return True
    return _known_as(db, state, parsed, now) == state.rung and not keyed.missing(db, state.id, known)


def follow(db: sqlite3.Connection, feed_id: int, found: Sequence[Found]) -> None:
    """Let stored entries have the keys and guids that their feed gives them now; the caller holds the transaction.

    However few of a feed's entries have another guid at each poll, none of those is new that says what it said before;
    nor does a story take the place, and the mark, of another one whose guid it has.
    """
    given = [one.entry for one in found]
    held = keyed.held(db, feed_id, [entry.key for entry in given])
    moved = editions.displaced(given, held)
    moved |= {old: key for old, key in _returned(db, feed_id, given, held).items() if key not in moved.values()}
    supplanted = editions.supplanted(given, held)
    if moved or supplanted:
        _give_way(db, feed_id, moved, held, supplanted)
        held = keyed.held(db, feed_id, [entry.key for entry in given])
    missing = {entry.key for entry in given} - held.keys()
    fresh = [one.entry for one in found if one.entry.key in missing and not one.known]
    if not fresh:
        return
    gone = _gone(given, keyed.like(db, feed_id, fresh))
    for key, old in {identity.kept(stored): old for old, (stored, _) in gone.items()}.items():
        if key in missing:
            keyed.give_key(db, feed_id, old, key)
            del gone[old]
            missing.remove(key)
    fresh, same = [entry for entry in fresh if entry.key in missing], _same(gone)
    known, fresh, before = _moved(fresh, gone)
    for rule in (editions.again, relocation.elsewhere, editions.at_one_second):
        known += rule(given, *_left(fresh, before, known), same)
    keyed.rename(db, feed_id, known)


def _rename_all(db: sqlite3.Connection, feed_id: int, found: Sequence[Found], rung: int) -> bool:
    """Let stored entries have the keys and guids that their feed gives them now, told by links that are theirs alone,
    or where `rung` says that those are others too, by titles and dates; False where some of its entries are known by
    their keys as before. The caller holds the transaction."""
    given = [one.entry for one in found]
    if keyed.held(db, feed_id, [entry.key for entry in given]):
        return False
    gone = _gone(given, keyed.newest(db, feed_id))
    before = [entry for entry, _ in gone.values()]
    if rung == identity.STAMP and not relocation.have_addresses(given):
        return False
    is_at_links = rung == identity.LINK
    pairs = relocation.moved(given, before) if is_at_links else relocation.resettled(given, before, _same(gone))
    keyed.rename(db, feed_id, pairs)
    return True


def _returned(
    db: sqlite3.Connection, feed_id: int, given: Sequence[Entry], held: Mapping[str, Entry]
) -> dict[str, str]:
    """The new keys, by those that they have, of stored entries whose guid or link another one had, by which that is
    still `held`, while their feed gives them alone by it now."""
    others = [entry for entry in given if entry.key in held and identity.are_two(held[entry.key], entry)]
    ways = {entry.key: [*identity.keys(entry, identity.GUID)][1:3] for entry in others}
    stored = keyed.held(db, feed_id, [key for several in ways.values() for key in several]) if ways else {}
    keys, found = {entry.key for entry in given}, dict[str, str]()
    for entry in others:
        free = (stored[key] for key in ways[entry.key] if key in stored and key not in keys and key not in found)
        same = [one for one in free if not identity.are_two(one, entry)]
        if same:
            # Of two editions that stand there under one title the date tells which it is.
            found[min(same, key=lambda one: one.published != entry.published).key] = entry.key
    return found


def _give_way(
    db: sqlite3.Connection, feed_id: int, moved: Mapping[str, str], held: Mapping[str, Entry], supplanted: set[str]
) -> None:
    """Give stored entries the keys to which their stories moved; one that stands there, or is `supplanted`, and is
    given no longer is known by its link, or what else it has."""
    aside = {key: f"aside:{number}" for number, key in enumerate(moved)}
    for key, name in aside.items():
        keyed.give_key(db, feed_id, key, name)
    for key in {*moved.values(), *supplanted} & held.keys() - moved.keys():
        # However many the store has of one title and date: it is asked for each.
        ways = identity.keys(replace(held[key], guid=""), identity.LINK, sys.maxsize)
        free = (way for way in ways if way not in moved.values() and not keyed.held(db, feed_id, [way]))
        keyed.give_key(db, feed_id, key, next(free))
    for key, name in aside.items():
        keyed.give_key(db, feed_id, name, moved[key])


def is_repeated(db: sqlite3.Connection, feed_id: int, entry: Entry, given: Mapping[str, Entry]) -> bool:
    """Whether an entry whose guid, or link where it has none, is another's key says what that one says, of those
    `given` by their keys or stored: some documents list a story in two of their sections, and edit it in one first."""
    first = next(identity.keys(entry, identity.GUID))
    # Of parts that have no guid and are named alike the file tells which is which.
    if first == entry.key or (entry.enclosures and not entry.guid):
        return False
    twin = given.get(first)
    if twin is not None and _repeats(entry, twin):
        return True
    one = keyed.under(db, feed_id, first)
    if one is None:
        return False
    if not (entry.guid or entry.link):
        # Of notices that have nothing else the category tells which is which.
        return _repeats(entry, one) and entry.categories == one.categories
    if editions.are_copies(entry, one) and (twin is None or editions.are_copies(twin, one)):
        return True
    # Whatever is stored by that key becomes what is given by it, or has just become it: another story where they are
    # two and, without a guid, another edition.
    return _repeats(entry, one) and (twin is None or (entry.guid != "" and not identity.are_two(entry, twin)))


def _gone(given: Sequence[Entry], stored: Iterable[tuple[Entry, str]]) -> _Gone:
    keys = {entry.key for entry in given}
    return {entry.key: (entry, digest) for entry, digest in stored if entry.key not in keys}


def _moved(fresh: Sequence[Entry], gone: _Gone) -> tuple[list[tuple[Entry, Entry]], list[Entry], list[Entry]]:
    """The `fresh` entries whose guids are addresses that have moved (see `relocation.by_front`), each with the one that
    it is; all others that are fresh; and all others that are gone."""
    before = [entry for entry, _ in gone.values()]
    moved = [*relocation.by_front(fresh, before)]
    return moved, *_left(fresh, before, moved)


def _left(
    fresh: Iterable[Entry], gone: Iterable[Entry], pairs: Iterable[tuple[Entry, Entry]]
) -> tuple[list[Entry], list[Entry]]:
    """The entries that are fresh, and those that are gone, without those of these `pairs`."""
    keys = {one.key for pair in pairs for one in pair}
    return [one for one in fresh if one.key not in keys], [one for one in gone if one.key not in keys]


def _repeats(entry: Entry, one: Entry) -> bool:
    """Whether two entries that have a guid or a link in common are one that its document lists twice, in two of its
    sections."""
    said, other = (
        (each.title, identity.place_of(each), each.published, each.summary, each.content) for each in (entry, one)
    )
    return said == other


def _may_be(entry: Entry, one: Entry) -> bool:
    """Whether two entries have a title or a link in common."""
    return (entry.title != "" and entry.title == one.title) or (
        entry.link != "" and identity.place_of(entry) == identity.place_of(one)
    )


def _same(gone: _Gone) -> Same:
    """Whether an entry and one of those say the same, but for guid, link, date, the categories of another address, and
    language, which may be told by its neighbours; of too many they do not."""
    left = _MOST_COMPARED

    def same(entry: Entry, stored: Entry) -> bool:
        nonlocal left
        left -= 1
        if left < 0:
            return False
        # What two warnings of a day, or of none, are for may stand in their categories alone.
        is_elsewhere = identity.place_of(entry) != identity.place_of(stored)
        named = stored.categories if is_elsewhere and identity.has_one_moment(entry, stored) else entry.categories
        as_stored = replace(
            entry, key=stored.key, guid=stored.guid, link=stored.link, lang=stored.lang, categories=named
        )
        return revision.digest(as_stored) == gone[stored.key][1]

    return same

"""What makes an entry the same at the next poll: its guid, else its link, else its title and date, else its text."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from monitor.links import plain, secure
from monitor.model import Entry

_Name = TypeVar("_Name")

GUID, LINK, STAMP, TEXT = range(4)
"""The rungs of the ladder. A feed that breaks one of them stands on the next from then on."""
_MAX_KEY = 500
_SEVERAL = 3
"""Entries at least that are the same but for their dates where a feed dates all that it has anew at each poll."""
_BROKEN = 5
"""A rung is broken where one entry in so many is told by it to be another one; a single one is an editor's slip."""
_OTHER, _UNLIKE, _BY_LINK, _LIKELY, _SURE = range(5)
_QUARTER = 900
"""Seconds in which the time zones lie apart: the date of a day is a multiple of them."""
HOME = re.compile(r"https?://[^/?#]*/?", re.I)
"""A site's first page, which is no entry's own."""


def keyed(entries: Iterable[Entry], rung: int = GUID) -> tuple[list[Entry], int]:
    """A feed's entries with a key each, and the rung on which the feed stands, which is `rung` or one below.

    Where a key is taken within the feed, the later entry falls to the next rung, so that none is lost; an entry that
    repeats an earlier one in every field is that one, and one that has nothing to show is none.
    """
    shown = [*dict.fromkeys(entry for entry in entries if _is_something(entry))]
    while rung < STAMP and _is_broken(shown, rung):
        rung += 1
    if rung == GUID and not any(entry.guid for entry in shown) and _is_broken(shown, LINK):
        rung = STAMP
    stamps = Counter(_stamp(entry, rung) for entry in shown)
    taken: dict[str, Entry] = {}
    for entry in shown:
        ways = keys(entry, rung, len(taken), alone=stamps[_stamp(entry, rung)] == 1)
        key = next(key for key in ways if key not in taken)
        taken[key] = replace(entry, key=key)
    return list(taken.values()), rung


def collide(keyed: Iterable[Entry], fresh: Iterable[Entry], rung: int) -> bool:
    """Whether some of a feed's `fresh` entries have other keys than they have alone, for another has theirs."""
    names = {entry.key for entry in fresh}
    return any(entry.key != next(keys(entry, rung)) for entry in keyed if entry.key in names)


def trusted(entries: Iterable[Entry], rung: int) -> list[Entry]:
    """A feed's entries without guids that nobody can go by."""
    return [entry if rung == GUID else replace(entry, guid="") for entry in entries]


def keys(entry: Entry, rung: int, count: int = 0, *, alone: bool = True) -> Iterator[str]:
    """What an entry may be known by, from that rung of the ladder on; so many at least that `count` may be taken.

    An entry that is not `alone` with its title and date is told from the others by its text: their order changes. So
    is any on the last rung, where a title may stand over edition after edition.
    """
    if entry.guid and rung <= GUID:
        yield _short(f"guid:{plain(entry.guid)}")
    if entry.link and rung <= LINK:
        yield _short(f"link:{place_of(entry)}")
    stamp = _stamp(entry, rung)
    last = f"hash:{_digest(stamp if alone and rung < TEXT else chr(10).join((stamp, entry.summary, entry.content)))}"
    yield last
    yield from (f"{last}:{number}" for number in range(2, count + 3))


def kept(entry: Entry) -> str:
    """The key that a stored entry has from now on: by its address as it is told today from what only tracks readers."""
    if entry.key.startswith("guid:"):
        return _short(f"guid:{plain(entry.guid)}")
    if entry.key.startswith("link:"):
        return _short(f"link:{place_of(entry)}")
    return entry.key


def _stamp(entry: Entry, rung: int) -> str:
    return f"{entry.title or entry.summary}\n{entry.published if rung < TEXT else ''}"


_TAG = re.compile(r"(?<=\Atag:)([^,:/]+),[0-9]{4}(?:-[0-9]{2}){0,2}(?=:)")
"""The host and the date of a tag (RFC 4151): programs take that of the entry, which is meant to be the host's."""


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
    same: Callable[[Entry, Entry], bool],
    *,
    restless: bool = True,
) -> tuple[Twins, Twins]:
    """The twins of a feed's `fresh` entries, some or all of those `given`: by their links, and by titles and dates.

    `gone` are the stored entries that the feed gives no longer by their keys, texts aside; `same` tells whether an
    entry and one of those say the same, but for guid, link and date. A feed is `restless` that has something new at one
    poll after the other.
    """
    before = [*gone]
    return _by_link(given, fresh, before, same, restless), _by_stamp(given, fresh, before, same)


def are_others(given: Sequence[Entry], held: Mapping[str, Entry]) -> bool:
    """Whether a feed's guids are those of places in it: under most of them, that are `held` by their keys, stands
    another story now than before, by title, link and date, or because the one before stands under another guid now."""
    kept = [(entry, held[entry.key]) for entry in given if entry.guid and entry.key in held]
    stands = {(entry.title, place_of(entry)): entry.key for entry in given if entry.link and not _stays(entry, held)}
    others = sum(_is_other(entry, one, stands) for entry, one in kept if entry.title != one.title)
    return 2 * others > len(kept) and (others > 1 or len(given) == 1)


def displaced(given: Sequence[Entry], held: Mapping[str, Entry]) -> dict[str, str]:
    """The new keys, by those that they have, of stored entries under whose key, by which they are `held`, a feed gives
    another story now, while it gives theirs by another key: a guid that was copied, or that tells what is on top.

    One whose title another story has kept beside it was edited, and has not moved to the other's key.
    """
    stands = apart(given, _standing)
    staying = {entry.key for entry in given if _stays(entry, held)}
    found: dict[str, str] = {}
    for entry in given:
        one = held.get(entry.key)
        if one is not None and any(_standing(one)):
            match stands.get(_standing(one)):
                # Of two that were stored as one story the first is what is given now.
                case [Entry(key=key)] if key != entry.key and key not in found.values() and key not in staying:
                    found[one.key] = key
    return found


def are_two(entry: Entry, other: Entry) -> bool:
    """Whether two entries of a feed stand in other places, under other titles or, without a link, at other times."""
    return _standing(entry) != _standing(other)


def _stays(entry: Entry, held: Mapping[str, Entry]) -> bool:
    """Whether an entry stands where it stood, by its key, among those `held`."""
    return entry.key in held and not are_two(held[entry.key], entry)


def _standing(entry: Entry) -> tuple[object, ...]:
    return (entry.title, place_of(entry)) if entry.link else (entry.title, entry.published)


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
    same: Callable[[Entry, Entry], bool],
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
    return Twins(likely, told[_SURE]) if tells_nothing or told[_OTHER] * _BROKEN <= likely else Twins()


def _likeness(entry: Entry, held: Entry, places: dict[str, set[str]], same: Callable[[Entry, Entry], bool]) -> int:
    """How much an entry is like one that is held under its link; `places` says where each title stands or stood."""
    undated = entry.published is None or held.published is None
    if not undated and entry.published == held.published:
        return _SURE
    if same(entry, held):
        return _SURE if undated else _LIKELY
    if _has_one_guid(entry, held):
        return _LIKELY
    # Of two dates one tells an edition; of two titles none does that stands or stood elsewhere.
    if not undated:
        return _OTHER
    if entry.title == held.title:
        return _BY_LINK
    if max(len(places[entry.title]), len(places[held.title])) > 1:
        return _OTHER
    # What says nothing of what was said there may be edited, or be the next story of a section.
    has_text = entry.summary != "" or entry.content != ""
    return _BY_LINK if has_text and same(replace(entry, title=held.title), held) else _UNLIKE


def _by_stamp(
    given: Sequence[Entry], fresh: Collection[Entry], gone: list[Entry], same: Callable[[Entry, Entry], bool]
) -> Twins:
    stamps, held = Counter(map(_title_and_date, given)), apart(gone, _title_and_date)
    pairs = [(entry, held[stamp]) for entry in fresh if stamps[stamp := _title_and_date(entry)] == 1 and stamp in held]
    # A title without a date stands over edition after edition, each with its own link or text.
    undated = sum(
        entry.published is None and any(same(entry, one) and path_of(entry) == path_of(one) for one in ones)
        for entry, ones in pairs
    )
    dated = [(entry, ones) for entry, ones in pairs if entry.published is not None]
    alike = [(entry, [one for one in ones if _has_one_moment(entry, one, same)]) for entry, ones in dated]
    if len({entry.published for entry, ones in alike if not ones}) > 1:  # What is told of a day once more has one date.
        alike = dated
    likely = sum(ones != [] for _, ones in alike)
    sure = sum(any(same(entry, one) for one in ones) for entry, ones in alike)
    # A single one may as well be a warning that is given again.
    several = undated if undated > 1 else 0
    return Twins(likely + several, sure + several)


def _has_one_moment(entry: Entry, one: Entry, same: Callable[[Entry, Entry], bool]) -> bool:
    """Whether two entries of one title and date are of one moment, and not each the "Press release" of a day: they have
    a time of the day, or a place or a text in common."""
    if (entry.published or 0) % _QUARTER or place_of(entry) == place_of(one):
        return True
    if entry.summary or entry.content:
        return same(entry, one)
    return _tail(entry.link) == _tail(one.link)


def are_dated_anew(
    given: Sequence[Entry], fresh: Collection[Entry], gone: Iterable[Entry], same: Callable[[Entry, Entry], bool]
) -> bool:
    """Whether a feed gives what it gave before, word for word, and nothing by the keys or dates that it had.

    `given`, `fresh`, `gone` and `same` are as in `twins`. A warning or two may be given again; several, which are most
    of the feed, show that it dates what it has by the moment. A link that is not the site's or that of all tells one
    edition of a programme from the next, also where it is the programme's, and a title alone says too little.
    """
    have_one_link = len({entry.link for entry in given}) == 1
    held = apart((one for one in gone if one.published is not None), lambda one: one.title)
    alike = [entry for entry in fresh if have_one_link or not entry.link or HOME.fullmatch(entry.link)]
    told = [entry for entry in alike if entry.summary or entry.content]
    found = [entry for entry in told if any(same(entry, one) for one in held.get(entry.title, ()))]
    dates = {one.published for several in held.values() for one in several}
    others = all(entry.published is not None and entry.published not in dates for entry in found)
    return others and len(fresh) == len(given) and len(found) >= max(_SEVERAL, len(fresh) // 2 + 1)


def again(
    given: Sequence[Entry], fresh: Collection[Entry], gone: Collection[Entry], same: Callable[[Entry, Entry], bool]
) -> Iterator[tuple[Entry, Entry]]:
    """The `fresh` entries that are one of those `gone` under another guid, each with that one: they differ in their
    guid alone or, having none, in that one of them has no date that can be believed, as before the day of an event or
    while a clock is wrong; or stand under a link of their own with the same date or another fragment of the same guid,
    or with a guid or without where the feed has begun to give them, or ceased to; or say at another address of their
    own what was said at the old one, with the same date or, where their site has moved, with any.

    `given`, `gone` and `same` are as in `twins`. Of several that are equal the last one gone is taken, each once:
    what a feed tells apart in one document stays apart.
    """
    titles = {one.title for one in gone}
    tails = {_tail(one.link) for one in gone if one.link}
    alike = [entry for entry in fresh if entry.title in titles or _tail(entry.link) in tails]
    # Most that is new has a title or a date, and a link, of its own, and no address needs to be looked at.
    links = Counter(map(place_of, given if alike else ()))
    places = apart(gone if alike else (), place_of)
    left = _left(places, links)
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
            is_turned = has_turned and len(held) == 1 and _has_one_guid(entry, held[0])
            is_one = is_own and len(held) == 1
            equal = [one for one in held if is_one and (is_turned or _is_edition(entry, one, same))]
        if equal:
            held.remove(equal[-1])
        elif is_own and (entry.summary or entry.content):
            equal = [one for name in _names(entry) if (one := left.get(name)) and _is_at_another(entry, one, same)][:1]
            for name in _names(equal[0]) if equal else ():
                left.pop(name, None)
        if equal:
            yield entry, equal[-1]


def at_one_second(
    given: Sequence[Entry], fresh: Iterable[Entry], gone: Iterable[Entry], same: Callable[[Entry, Entry], bool]
) -> Iterator[tuple[Entry, Entry]]:
    """The `fresh` entries that are one of those `gone` and were edited, each with that one, where a guid is made of
    what an entry says, or there is none, and no link is its own: they alone are of its very second, and have its title
    or its text. `given`, `gone` and `same` are as in `twins`."""
    seconds, held = Counter(one.published for one in given), apart(gone, lambda one: one.published)
    for entry in fresh:
        match held.get(entry.published):
            case [one] if seconds[entry.published] == 1 and _has_one_second(entry, one):
                has_text = entry.summary != "" or entry.content != ""
                has_one_text = has_text and same(replace(entry, title=one.title), one)
                if place_of(entry) == place_of(one) and (entry.title == one.title or has_one_text):
                    yield entry, one


def _left(places: Mapping[str, Sequence[Entry]], links: Mapping[str, int]) -> dict[tuple[object, ...], Entry]:
    """Of stored entries, by their `places`, those that stood at an address of their own, where nothing stands by now:
    the last one by each of their names."""
    own = (ones[0] for place, ones in places.items() if len(ones) == 1 and not links[place])
    return {name: one for one in own if not HOME.fullmatch(one.link) for name in _names(one)}


def _names(entry: Entry) -> Iterator[tuple[object, ...]]:
    """What an entry is told by at another address, if it says the same there. An editor changes the words of one, and
    keeps the title and the time, which is none by the day or the hour; a site that moves keeps the end of each, at
    another host or with other folders in front, and may date all anew."""
    if entry.published is not None and entry.published % _QUARTER:
        yield _title_and_date(entry)
    if path := path_of(entry):
        yield entry.title, "", path.rstrip("/").rpartition("/")[2]


def _is_at_another(entry: Entry, one: Entry, same: Callable[[Entry, Entry], bool]) -> bool:
    """Whether an entry that has a name of another one is that one at another address."""
    longer, shorter = sorted((path_of(entry), path_of(one)), key=len, reverse=True)
    is_moved = shorter != "" and f"/{longer}".endswith(f"/{shorter}")
    return (_has_one_second(entry, one) or is_moved) and same(entry, one)


def _has_one_second(entry: Entry, one: Entry) -> bool:
    return entry.published is not None and entry.published == one.published and entry.published % _QUARTER != 0


def _is_dated(entry: Entry, one: Entry, same: Callable[[Entry, Entry], bool]) -> bool:
    """Whether two entries that have no guid are the same, but for the date that one of them has."""
    is_known_by_date = not (entry.guid or one.guid) and (one.published is None) != (entry.published is None)
    return is_known_by_date and one.title == entry.title and same(entry, one)


def _is_edition(entry: Entry, one: Entry, same: Callable[[Entry, Entry], bool]) -> bool:
    """Whether an entry that stands under the link of another one is that one: edited; or dated anew, where the guid is
    a tag that tells the date."""
    if _is_edited(entry, one):
        return True
    return _TAG.sub("", entry.guid) == _TAG.sub("", one.guid) != one.guid and same(entry, one)


def _is_edited(entry: Entry, one: Entry) -> bool:
    """Whether an entry is an edition of one that stood under its link: of the same moment, or of the same guid but for
    its fragment, in which broadcasters count editions."""
    if entry.published is not None and entry.published == one.published:
        return True
    guid = _without_fragment(entry.guid)
    return guid != "" and guid == _without_fragment(one.guid)


def _has_one_guid(entry: Entry, one: Entry) -> bool:
    """Whether one of two entries under one link has a guid, and the other one, which has none, is known by that link: a
    feed began to give guids, or ceased to."""
    return bool(entry.guid) != bool(one.guid) and (one if entry.guid else entry).key.startswith("link:")


def _has_turned(given: Sequence[Entry], fresh: Iterable[Entry]) -> bool:
    """Whether a feed may have begun to give guids, or ceased to: all that it gives has one, or none; and it has kept
    none. One entry that lacks its guid beside others that have theirs is an editor's slip."""
    new = {entry.key for entry in fresh}
    return len({entry.guid != "" for entry in given}) == 1 and not any(
        entry.guid and entry.key not in new for entry in given
    )


def _without_fragment(guid: str) -> str:
    return secure(plain(guid.partition("#")[0]))


def _tail(address: str) -> str:
    """What two addresses of one place have in common at least."""
    return address.partition("://")[2].partition("?")[0].removeprefix("www.")


def place_of(entry: Entry) -> str:
    """Where an entry stands; two addresses of one place are the same here."""
    return secure(plain(entry.link))


def path_of(entry: Entry) -> str:
    """Where an entry stands within its site, whatever host that is at; empty for the site's first page."""
    return place_of(entry).partition("://")[2].partition("/")[2]


def _title_and_date(entry: Entry) -> tuple[str, int | None]:
    return entry.title, entry.published


def apart(entries: Iterable[Entry], name: Callable[[Entry], _Name]) -> dict[_Name, list[Entry]]:
    """Entries by what they have for a `name`, each in the order in which they came."""
    found: dict[_Name, list[Entry]] = {}
    for entry in entries:
        found.setdefault(name(entry), []).append(entry)
    return found


def _is_broken(entries: list[Entry], rung: int) -> bool:
    known = [plain(entry.guid if rung == GUID else entry.link) for entry in entries]
    filled = [each for each in known if each]
    different = len(set(filled))
    repeated = len(filled) - different
    return repeated * _BROKEN >= len(filled) and (repeated > 1 or (repeated == 1 and different == 1))


def _is_something(entry: Entry) -> bool:
    # One that has a key already was something when it was read with its text.
    return bool(entry.key or entry.title or entry.summary or entry.content or entry.link or entry.enclosures)


def _short(key: str) -> str:
    return key if len(key) <= _MAX_KEY else f"{key[:4]}:{_digest(key)}"


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()

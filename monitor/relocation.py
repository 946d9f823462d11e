"""Which of a feed's entries stand at other addresses than before, for their site has moved or names its pages anew."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain

from monitor.identity import HOME, Same, apart, has_moment, has_own_words, path_of, place_of, title_and_date
from monitor.links import front, plain, secure
from monitor.model import Entry

_Name = tuple[object, ...]
_WHOLE, _END, _PAGE, _DATED = range(4)
"""By what of its address an entry is told: the way to it within its site, an end of that, or the page at its host; and
by that page where it alone has a date."""
_MOST_FOLDERS = 10
"""Those that a site may put in front of a page or leave out: of thousands each end would be kept, of each address."""
_SOME_HOURS = 43_200
"""Seconds by which the date that the store has may be older: a day is what lies between two editions."""


def by_front(fresh: Iterable[Entry], gone: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """The `fresh` entries whose guid is the address that one of those `gone` has by the other scheme, or with or
    without "www.", each with it."""
    moved = [entry for entry in fresh if front(entry.guid)]
    # Feeds have thousands that are gone, of which none is looked at where nothing of this has changed.
    fronts = {front(entry.guid) for entry in moved}
    held = {secure(plain(one.guid)): one for one in gone if front(one.guid) and fronts - {front(one.guid)}}
    for entry in moved if held else ():
        one = held.pop(secure(plain(entry.guid)), None)
        if one is not None:
            yield entry, one


def moved(given: Sequence[Entry], gone: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """The entries that stand under the link of one of those `gone`, each with that one, where nothing else does."""
    before, links = apart(gone, place_of), Counter(map(place_of, given))
    for entry in given:
        place = place_of(entry)
        if place and links[place] == len(before.get(place, ())) == 1 and not HOME.fullmatch(place):
            yield entry, before[place][0]


def elsewhere(
    given: Sequence[Entry], fresh: Collection[Entry], gone: Collection[Entry], same: Same
) -> Iterator[tuple[Entry, Entry]]:
    """The `fresh` entries that say at another address of their own what one of those `gone` said at its own, where
    nothing stands by now, each with that one. `given`, `gone` and `same` are as in `trust.twins`.

    An editor changes the words of an address, and keeps the title and the time; the day or the hour alone tells one
    that has a title and a text of some length together, and whose title no other has or had: search engines give the
    title for a text, and other addresses at each poll. A site that moves keeps the end of each, at another host or with
    other folders in front, and may date all anew. A program that puts the moment or a token into what an address asks
    for keeps its page: that tells one of the same time, or one without date and guid by its text. That tells one
    without guid too where only one of the two has a date, as while a clock is wrong.
    """
    titles = Counter(one.title for one in gone) if fresh else Counter[str]()
    alike = [entry for entry in fresh if entry.title in titles and _says_something(entry)]
    titles.update(entry.title for entry in given if entry.title in titles)
    links = Counter(map(place_of, given if alike else ()))
    places = apart(gone if alike else (), place_of)
    own = [ones[0] for place, ones in places.items() if len(ones) == 1 and not links[place]]
    named: dict[_Name, list[Entry]] = {}
    for one in own:
        for name in () if HOME.fullmatch(one.link) else _stored_names(one, titles[one.title] == 2):
            named.setdefault(name, []).append(one)
    taken = set[str]()
    for entry in alike:
        place = place_of(entry)
        if place and links[place] == 1 and not HOME.fullmatch(place):
            has_own = titles[entry.title] == 2 and has_own_words(entry, entry.title)
            names = _names(entry, has_own)
            ones = chain.from_iterable(_last(named.get(name, []), taken) for name in names)
            found = next((one for one in ones if same(entry, one)), None)
            if found is not None:
                taken.add(found.key)
                yield entry, found


def _says_something(entry: Entry) -> bool:
    return entry.summary != "" or entry.content != "" or has_moment(entry)


def _last(entries: list[Entry], taken: Collection[str]) -> list[Entry]:
    """Of entries of one name the last that is not `taken`: there may be hundreds, and it is compared word for word."""
    while entries and entries[-1].key in taken:
        entries.pop()
    return entries[-1:]


def _stored_names(one: Entry, has_own_title: bool) -> Iterator[_Name]:
    """What an entry is told by at another address: by its title and its time, by the way to it within its site, and by
    each end of that way."""
    if has_moment(one) or (has_own_title and one.published is not None):
        yield one.title, one.published
    path = path_of(one)
    if path:
        yield one.title, path, _WHOLE
    if has_moment(one) or (has_own_title and _has_nothing_else(one)):
        yield one.title, one.published, _page_of(one), _PAGE
    if has_own_title and not one.guid and one.published is not None:
        yield one.title, _page_of(one), _DATED
    yield from ((one.title, end, _END) for end in _ends(path))


def _names(entry: Entry, has_own_title: bool) -> Iterator[_Name]:
    """What an entry may have been told by at the address before: with more folders in front, or with less."""
    if has_moment(entry) or (has_own_title and _has_nothing_else(entry)):
        yield entry.title, entry.published, _page_of(entry), _PAGE
    if has_own_title and not entry.guid:
        # A date that cannot be believed, as while a clock is wrong, is none.
        is_dated = entry.published is not None
        yield (entry.title, None, _page_of(entry), _PAGE) if is_dated else (entry.title, _page_of(entry), _DATED)
    path = path_of(entry)
    if not (entry.summary or entry.content):
        return
    if has_moment(entry) or (has_own_title and entry.published is not None):
        yield entry.title, entry.published
    if path:
        yield from ((entry.title, way, _WHOLE) for way in (path, *_ends(path)))
        yield entry.title, path, _END


def _has_nothing_else(entry: Entry) -> bool:
    """Whether an entry has neither a guid nor a date."""
    return not entry.guid and entry.published is None


def _page_of(entry: Entry) -> str:
    """Where an entry stands, whatever its address asks for there."""
    return place_of(entry).partition("?")[0]


def _ends(path: str) -> Iterator[str]:
    """What is left of the way to a page without the first folder, without the first two, and so on."""
    parts = path.split("/", _MOST_FOLDERS)
    return ("/".join(parts[number:]) for number in range(1, len(parts)) if parts[number:] != [""])


def have_addresses(given: Iterable[Entry]) -> bool:
    """Whether each of a feed's entries has a place of its own within its site, one perhaps its first page, by which it
    is known where its date does not tell it."""
    paths = [path_of(entry) for entry in given]
    return any(paths) and len({*paths}) == len(paths)


def resettled(given: Sequence[Entry], gone: Iterable[Entry], same: Same) -> Iterator[tuple[Entry, Entry]]:
    """The entries that are one of those `gone` at another address, as a site's move makes them, each with that one: by
    title and date and the way to it within its site, or by two of these, or without a date by its title, where no other
    has them, or else by its text, of which `same` tells whether it is that of one of those; or by its text and a title
    and an end of the way that no other has, for the date that the store has of it may be some hours older."""
    before, new, old = [*gone], set[str](), set[str]()
    names: tuple[Callable[[Entry], object], ...] = (_dated_titled_path, title_and_date, _dated_path, _titled_end)
    for name in names:
        held, named = apart(before, name), Counter(map(name, given))
        for entry in (entry for entry in given if entry.key not in new and name(entry) in held):
            ones = held[name(entry)] if name(entry) is not None else []
            is_alone = len(ones) == named[name(entry)] == 1
            if name is _titled_end:
                # Each edition of a programme may stand in a folder of its own, under the same name as those before.
                ones = [one for one in ones if is_alone and _are_hours_apart(entry, one)]
            if name is _titled_end or not is_alone:
                ones = [one for one in ones if (entry.summary or entry.content) and same(entry, one)]
            if left := [one for one in ones if one.key not in old]:
                new.add(entry.key)
                old.add(left[0].key)
                yield entry, left[0]


def _dated_titled_path(entry: Entry) -> tuple[str, int | None, str]:
    return entry.title, entry.published, path_of(entry)


def _titled_end(entry: Entry) -> tuple[str, str] | None:
    end = path_of(entry).rstrip("/").rpartition("/")[2]
    return (entry.title, end.partition(".")[0]) if end else None


def _are_hours_apart(entry: Entry, one: Entry) -> bool:
    if entry.published is None or one.published is None:
        return False
    return abs(entry.published - one.published) < _SOME_HOURS


def _dated_path(entry: Entry) -> tuple[int, str] | None:
    # Of two dates one tells an edition.
    return (entry.published, path) if entry.published is not None and (path := path_of(entry)) else None

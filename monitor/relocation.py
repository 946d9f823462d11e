"""Which of a feed's entries stand at other addresses than before, for their site has moved or names its pages anew."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from monitor.identity import HOME, apart, path_of, place_of
from monitor.links import front, plain, secure
from monitor.model import Entry


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


def have_addresses(given: Iterable[Entry]) -> bool:
    """Whether each of a feed's entries has a place of its own within its site, by which it is known where its date
    does not tell it."""
    paths = [path_of(entry) for entry in given]
    return all(paths) and len({*paths}) == len(paths)


def resettled(
    given: Sequence[Entry], gone: Iterable[Entry], same: Callable[[Entry, Entry], bool]
) -> Iterator[tuple[Entry, Entry]]:
    """The entries that are one of those `gone` at another address, as a site's move makes them, each with that one: by
    title and date and the way to it within its site, or by two of these, or without a date by its title, where no other
    has them, or else by its text, of which `same` tells whether it is that of one of those."""
    before, new, old = [*gone], set[str](), set[str]()
    names: tuple[Callable[[Entry], object], ...] = (_dated_titled_path, _dated_title, _dated_path, _title)
    for name in names:
        held, named = apart(before, name), Counter(map(name, given))
        for entry in (entry for entry in given if entry.key not in new and name(entry) in held):
            ones = held[name(entry)] if name(entry) is not None else []
            if not len(ones) == named[name(entry)] == 1:
                ones = [one for one in ones if (entry.summary or entry.content) and same(entry, one)]
            if left := [one for one in ones if one.key not in old]:
                new.add(entry.key)
                old.add(left[0].key)
                yield entry, left[0]


def _dated_titled_path(entry: Entry) -> tuple[str, int | None, str]:
    return entry.title, entry.published, path_of(entry)


def _dated_title(entry: Entry) -> tuple[str, int] | None:
    return None if entry.published is None else (entry.title, entry.published)


def _dated_path(entry: Entry) -> tuple[int, str] | None:
    # Of two dates one tells an edition.
    return (entry.published, path) if entry.published is not None and (path := path_of(entry)) else None


def _title(entry: Entry) -> str | None:
    return entry.title if entry.published is None else None

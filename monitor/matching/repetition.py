"""What a feed says again and again: sentences that several of its entries share, and titles of others among them."""

import re
import struct
import zlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import chain, pairwise, starmap
from typing import NamedTuple

from monitor.identity import HOME, place_of
from monitor.matching.boilerplate import FIELDS, Field, leave_something, merged
from monitor.matching.furniture import UNSPACED, Range
from monitor.matching.lead_ins import sentence_ends
from monitor.model import Dropped, Entry
from monitor.tree import MARK

REPEATED = "repeated in this feed"
OTHER_TITLE = "title of another entry"

_MANY = 3
"""Entries that make a sentence the feed's own when they share it."""
_SHORT, _SHORT_UNSPACED = 20, 8
"""Code points of the shortest sentence that two entries do not share by chance."""
_LONG = 400
_MOST_UNITS = 60
"""Sentences that are looked at from each end of a field, where furniture stands."""
_MOST_OF_ENTRY = 0.6
_TEASER = 200
"""Code points of an entry that may be nothing but the feed's own sentence; a longer one is a story told again."""
_COMMON = 4
"""One entry in so many at least has a sentence that stands for a text where a site has none."""
_LABEL, _LABEL_UNSPACED = 32, 10
"""Code points below which a title names what a notice is about, and is no headline."""
_BEHIND_NAME = re.compile(r"(?:\s[-–—|]|:)\s+|：")
"""What stands between a name in a title and what the feed says of several (“Laos - Level 2: Take care”)."""
_SENTENCES, _TITLES = 1_000, 1_600
"""What is remembered of a feed."""
_ENDS = " .…!?。！？।॥။៕:|•·*-–—\"'“”‘’«»()[]"
_SEVERAL = 0
"""In the place of an entry's name: several are called so."""
_FORMAT = b"2"
_COUNTS, _SENTENCE, _TITLE = struct.Struct(">4I"), struct.Struct(">Q4I"), struct.Struct(">QI")
_BY_COUNT = struct.Struct(">QII8x").pack, struct.Struct(">QI2I4x").pack, _SENTENCE.pack
"""Write a sentence that one entry holds, that two hold, and that three do or more."""
_EARLIER = b"1", struct.Struct(">II"), struct.Struct(">Q3I")
"""The format of memories that count nothing, which stores have."""
_HEAD = len(_FORMAT) + _COUNTS.size
LONGEST_MEMORY = _HEAD + _SENTENCES * _SENTENCE.size + _TITLES * _TITLE.size
"""Bytes of the largest memory."""


class _Unit(NamedTuple):
    """A sentence of an entry, or a line of several."""

    field: Field
    start: int
    end: int
    digest: int
    is_sentence: bool


class Marked(NamedTuple):
    """What `marked` found."""

    entries: list[Entry]
    """With what they repeat among their dropped places."""
    memory: bytes
    """What to remember for the next poll."""
    tells: frozenset[int]
    """The names of the entries of earlier polls that have more to be dropped now: a sentence that was theirs alone is
    the feed's by now, or the title of one of these."""


def marked(entries: Sequence[Entry], memory: bytes, beside: Iterable[Entry] = ()) -> Marked:
    """A feed's entries with what they repeat, and what that tells of others.

    `memory` is what an earlier call gave, b"" at first. The same entries once more change neither. What the feed gives
    `beside` these, an earlier call was given; now it needs no text.
    """
    known = _Memory(memory)
    known.tell_apart((*entries, *beside))
    units = [list(_units(entry)) for entry in entries]
    met = {*known.titles.values()}
    names = [known.meet(entry) for entry in entries]
    titles, before = {digest(entry.title) for entry in entries}, dict[int, tuple[int, ...]]()
    for title in titles:
        before[title] = known.sentences.get(title, ())
    for entry, name in zip(entries, names, strict=True):
        if behind := _behind_name(entry.title):
            known.add(behind, name, is_new=False)
    for entry, name, of_entry in zip(entries, names, units, strict=True):
        is_new = name not in met
        met.add(name)
        if is_new:
            known.count(entry)
        for sentence in dict.fromkeys(unit.digest for unit in of_entry if unit.is_sentence):
            before.setdefault(sentence, known.sentences.get(sentence, ()))
            known.add(sentence, name, is_new=is_new)
    told = [_marked(*one, known) for one in zip(entries, names, units, strict=True)]
    own = {sentence: several for sentence, several in before.items() if len(several) < _MANY}
    tells = (sentence for sentence in own if sentence in titles or len(known.sentences[sentence]) >= _MANY)
    return Marked(told, known.kept(), frozenset(name for sentence in tells for name in own[sentence]))


def marked_by(entries: Iterable[Entry], memory: bytes) -> list[Entry]:
    """Entries as `marked` marked them earlier, with what they repeat by now among their dropped places too."""
    known, entries = _Memory(memory), [*entries]
    return [
        _marked(entry, name, _units(entry), known)
        for entry, name in zip(entries, _names(entries, known.titles), strict=True)
    ]


def names(entries: Iterable[Entry], memory: bytes) -> list[int]:
    """What each of these entries goes by in a memory, of which key, title, link and date are asked, and the text where
    it is there; those that share a title share a name."""
    return _names(entries, dict(_TITLE.iter_unpack(_split(memory)[-1])))


def _names(entries: Iterable[Entry], titles: Mapping[int, int]) -> list[int]:
    return [_known(entry, titles) for entry in entries]


def _known(entry: Entry, titles: Mapping[int, int]) -> int:
    name = _name(entry)
    if digest(entry.title):
        # An edited headline tells nothing, and the key may be another with it: broadcasters count editions there.
        return next((known for called in _calls(entry) if (known := titles.get(called, _SEVERAL)) != _SEVERAL), name)
    return next((known for called in _calls(entry) if (known := titles.get(called, name)) != _SEVERAL), name)


def without_titles(entry: Entry, titles: Container[int], own: Container[int]) -> Entry:
    """An entry with the sentences dropped that are titles of others; where those are most of it, with none of them.

    `titles` are the digests of all titles that are known, `own` of those that the entry has and had itself.
    """
    found = [unit for unit in _units(entry) if unit.digest in titles and unit.digest not in own]
    if not found:
        return entry
    told = _with(entry, [Dropped(unit.field, unit.start, unit.end, OTHER_TITLE) for unit in found])
    if _size(_of_titles(told.dropped)) <= _MOST_OF_ENTRY * (len(entry.summary) + len(entry.content)):
        return told
    return replace(entry, dropped=tuple(place for place in entry.dropped if place.reason != OTHER_TITLE))


def with_titles_dropped(entry: Entry, before: Iterable[Dropped]) -> Entry:
    """An entry with those places dropped too that were dropped `before` from the same text as titles of others."""
    more = _of_titles(before)
    return _with(entry, more) if more else entry


def digest(text: str) -> int:
    """What a sentence is known by, whatever its case and full stop; 0 where it is too short or long to tell."""
    if not _SHORT_UNSPACED <= len(text) <= _LONG:
        return 0
    text = text.casefold().strip(_ENDS)
    if len(text) < _SHORT and (len(text) < _SHORT_UNSPACED or not UNSPACED.search(text)):
        return 0
    return _hash(text)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def _calls(entry: Entry) -> Iterator[int]:
    """What tells an entry whatever its key, which may be another at each poll: its title, or else where it stands; or
    a short title together with that and what it says, or without that, with its date too where several stand there.

    The date, which may change as well, is asked alone where a link leads to the site's first page and says nothing.
    """
    if title := digest(entry.title):
        yield title
        if entry.link and not HOME.fullmatch(entry.link):
            yield _hash(f"\n{place_of(entry)}")
        return
    place = f"{entry.title}\n{entry.link}"
    # Not all who ask for names know the text.
    if entry.summary or entry.content:
        yield _hash(f"{place}\n\n{entry.summary}\n{entry.content}")
    stands = entry.title and entry.link and (entry.published is None or not HOME.fullmatch(entry.link))
    for when in dict.fromkeys((None, entry.published) if stands else (entry.published,)):
        if entry.link or when is not None:
            yield _hash(f"{place}\n{when}")


class _Memory:
    """Digests of a feed's sentences with up to three entries that hold each, and how many were met that do; and of its
    titles with the entry; of an entry with a short title, of what else it is called by, or _SEVERAL where that is no
    one entry's."""

    def __init__(self, memory: bytes) -> None:
        self._met, self._labelled, packed, titles = _split(memory)
        # Case by case, here and in `kept`: each changed feed has a thousand of them read and written, which takes less
        # than half of the time so, a fiftieth of what one new entry takes (measured).
        self.sentences: dict[int, tuple[int, ...]] = {
            digest: (one, two, three) if three else (one, two) if two else (one,)
            for digest, _, one, two, three in _SENTENCE.iter_unpack(packed)
        }
        self._held: dict[int, int] = {digest: count for digest, count, *_ in _SENTENCE.iter_unpack(packed)}
        self.titles: dict[int, int] = dict(_TITLE.iter_unpack(titles))

    def tell_apart(self, entries: Iterable[Entry]) -> None:
        """Note what several of a feed's entries are called by: other titles at one place, or short titles and other
        texts."""
        kinds: dict[int, set[tuple[object, ...]]] = {}
        for entry in entries:
            title = digest(entry.title)
            for called in _calls(entry):
                kinds.setdefault(called, set()).add((title,) if title else (entry.summary, entry.content))
        self.titles |= {called: _SEVERAL for called, each in kinds.items() if len(each) > 1}

    def meet(self, entry: Entry) -> int:
        """The name of an entry: that of the first entry with its title, for a feed may give one story several times."""
        name, calls = _known(entry, self.titles), [*_calls(entry)]
        for called in calls:
            self.titles[called] = self.titles.pop(called, name) and name
        return name

    def count(self, entry: Entry) -> None:
        """Count an entry that was not met before."""
        self._met += 1
        self._labelled += self.is_label(entry.title)

    def add(self, digest: int, name: int, *, is_new: bool) -> None:
        """Note that an entry holds a sentence, and count it if it `is_new`."""
        names = self.sentences.pop(digest, ())
        self.sentences[digest] = names if name in names or len(names) >= _MANY else (*names, name)
        self._held[digest] = self._held.get(digest, 0) + is_new

    def is_common(self, digest: int) -> bool:
        """Whether so many of a feed's entries hold a sentence that it may stand for the text of any."""
        return self._held[digest] * _COMMON >= self._met

    def is_label(self, title: str) -> bool:
        """Whether a title names what a notice is about, without what it says behind that as several others do."""
        name = _BEHIND_NAME.split(title, 1)[0] if self.is_shared(_behind_name(title)) else title
        return 0 < len(name) < (_LABEL_UNSPACED if UNSPACED.search(name) else _LABEL)

    def is_shared(self, digest: int) -> bool:
        """Whether a sentence is the feed's own."""
        return len(self.sentences.get(digest, ())) >= _MANY

    @property
    def are_labels(self) -> bool:
        """Whether most titles of a feed name what its notices are about."""
        return self._labelled * 2 > self._met

    def kept(self) -> bytes:
        """The memory, what is shared by most before what was met last."""
        by_count: tuple[list[bytes], ...] = [], [], []
        for digest, names in self.sentences.items():
            by_count[len(names) - 1].append(_BY_COUNT[len(names) - 1](digest, self._held[digest], *names))
        sentences = [*chain.from_iterable(by_count)][-_SENTENCES:]
        titles = list(self.titles.items())[-_TITLES:]
        counts = _COUNTS.pack(self._met, self._labelled, len(sentences), len(titles))
        return b"".join((_FORMAT, counts, *sentences, *starmap(_TITLE.pack, titles)))


def _split(memory: bytes) -> tuple[int, int, bytes, bytes]:
    """How many entries a memory counts, and how many under labels; its sentences, and its titles each with the entry
    that it names, packed; nothing of what is none."""
    if memory.startswith(_EARLIER[0]):
        return _split(_counted(memory))
    if not memory.startswith(_FORMAT) or len(memory) < _HEAD:
        return 0, 0, b"", b""
    counts: tuple[int, int, int, int] = _COUNTS.unpack_from(memory, len(_FORMAT))
    met, labelled, sentences, titles = counts
    middle = _HEAD + sentences * _SENTENCE.size
    is_whole = len(memory) == middle + titles * _TITLE.size
    return (met, labelled, memory[_HEAD:middle], memory[middle:]) if is_whole else (0, 0, b"", b"")


def _counted(memory: bytes) -> bytes:
    """An earlier memory as one that has counted nothing yet; b"" for what is none."""
    name, counts, sentence = _EARLIER
    start = len(name) + counts.size
    if len(memory) < start:
        return b""
    sentences, titles = counts.unpack_from(memory, len(name))
    middle = start + sentences * sentence.size
    if len(memory) != middle + titles * _TITLE.size:
        return b""
    packed = [_SENTENCE.pack(digest, 0, *names) for digest, *names in sentence.iter_unpack(memory[start:middle])]
    return b"".join((_FORMAT, _COUNTS.pack(0, 0, sentences, titles), *packed, memory[middle:]))


def _name(entry: Entry) -> int:
    return zlib.crc32(entry.key.encode("utf-8", "replace")) or 1


def _units(entry: Entry) -> Iterator[_Unit]:
    for name in FIELDS:
        text: str = getattr(entry, name)
        places = list(_places(text)) if text else []
        if len(places) > 2 * _MOST_UNITS:
            places = places[:_MOST_UNITS] + places[-_MOST_UNITS:]
        for start, end, is_sentence in places:
            known_by = digest(text[start:end])
            if known_by:
                yield _Unit(name, start, end, known_by, is_sentence)


def _places(text: str) -> Iterator[tuple[int, int, bool]]:
    """The sentences of a text; of a line that holds several, the line too."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        # In another entry's list it may be another item; behind a number of a sentence its word goes on small.
        mark = MARK.match(line)
        begins = start + mark.end() if mark and not line[mark.end() : mark.end() + 1].islower() else start
        edges = [begins, *sentence_ends(text, begins, end), end]
        yield from ((one, other, True) for one, other in pairwise(edges))
        if len(edges) > 2:
            yield begins, end, False
        start = end + 1


def _marked(entry: Entry, name: int, units: Iterable[_Unit], known: _Memory) -> Entry:
    own = digest(entry.title)
    repeated, common, titles = list[Dropped](), list[Dropped](), list[Dropped]()
    for unit in units:
        if unit.is_sentence and known.is_shared(unit.digest):
            repeated.append(Dropped(unit.field, unit.start, unit.end, REPEATED))
            if known.is_common(unit.digest):
                common.append(repeated[-1])
        elif unit.digest != own and known.titles.get(unit.digest, name) != name:
            titles.append(Dropped(unit.field, unit.start, unit.end, OTHER_TITLE))
    size = len(entry.summary) + len(entry.content)
    if _size(titles) > _MOST_OF_ENTRY * size:
        titles = []
    is_all = _size(repeated) > _MOST_OF_ENTRY * size
    if is_all and size > _TEASER:
        repeated = []
    elif known.is_label(entry.title) and (is_all or known.are_labels):
        # Several notices of one text, each on a country or a suspect, are that many notices.
        repeated = common
    return _with(entry, repeated + titles) if repeated or titles else entry


def _behind_name(title: str) -> int:
    """What a title says behind a name, by which no sentence of a text is known; 0 where it says nothing there."""
    found = _BEHIND_NAME.search(title)
    return _hash(f"\n{title[found.end() :]}") if found else 0


def _of_titles(places: Iterable[Dropped]) -> list[Dropped]:
    return [place for place in places if place.reason == OTHER_TITLE]


def _size(places: Iterable[Dropped]) -> int:
    return sum(place.end - place.start for place in places)


def _with(entry: Entry, more: Sequence[Dropped]) -> Entry:
    """The entry with more places dropped."""
    dropped: list[Dropped] = []
    for name in FIELDS:
        ranges: list[Range] = [(one.start, one.end, one.reason) for one in (*entry.dropped, *more) if one.field == name]
        dropped += [Dropped(name, *place) for place in merged(getattr(entry, name), ranges)]
    return leave_something(replace(entry, dropped=tuple(dropped)))

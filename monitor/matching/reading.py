"""An entry made ready to be matched: its texts cut into one row of tokens, without what was dropped from them."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate, chain
from typing import NamedTuple

from monitor.matching.fold import UNSPACED, Tokens, adjoining, tokens
from monitor.matching.language import language_of, of_title, primary
from monitor.matching.query_words import ADDRESSES
from monitor.matching.stems import ACCENTED, STEMMED, stems
from monitor.matching.zawgyi import is_zawgyi
from monitor.model import Dropped, Entry, Feed

SHOWN = ("title", "summary", "content")
"""The fields that a watch looks at unless it names others."""
ABOUT = ("author", "category", "url", "site", "feed", "source", "lang")
"""What else is known of an entry."""
RAW = tuple(f"raw {name}" for name in SHOWN)
"""The fields with what was dropped from them."""
PASSAGE_WORDS = 40
"""Evidence adds up within two passages of so many words that follow each other, not over a whole long text."""
LONGEST_LOOK = 200_000
"""Code points of a field that are looked at: a hundred pages."""
_ACCENTED_WORDS = 5
"""One word in so many at least has an accent where a text is written with them; of Vietnamese it is three in four."""
MOST_DOUBLINGS = 3
"""How often a text counts as twice as long at most."""
TITLE_OF_LONG = 0.2
"""What the title of a text that is as long as four passages, or longer, counts for (measured on labelled entries)."""
TITLE, LEAD = -1, 0
"""The title, and the first passage of the body, as numbers of passages."""
_SIGNATURE, _SIGNED = 40, 3
"""Code points, and words, of an outlet that stands behind the title where a feed has no text of its own."""
# A syllable of a script without blanks is about a third of a word. Counted in thirds, for a sum of fractions is off by
# its last bit.
WORD, _SYLLABLE = 3, 1
SYLLABLE_WORDS = _SYLLABLE / WORD
"""What a syllable of a script without blanks is of a word."""
# More lines than a phrase may cross.
_BETWEEN = "\n\n\n"


def looked_at(entry: Entry) -> int:
    """How many code points of an entry are looked at."""
    return sum(min(len(getattr(entry, name)), LONGEST_LOOK) for name in SHOWN)


def begun(entry: Entry) -> Entry:
    """As much of an entry as is looked at: of a text without end no more than anybody reads."""
    if all(len(getattr(entry, name)) <= LONGEST_LOOK for name in SHOWN):
        return entry
    texts = {name: getattr(entry, name)[:LONGEST_LOOK] for name in SHOWN}
    begun_places = (place for place in entry.dropped if place.start < LONGEST_LOOK)
    dropped = tuple(replace(place, end=min(place.end, LONGEST_LOOK)) for place in begun_places)
    return replace(entry, **texts, dropped=dropped)


def telling(entry: Entry) -> str:
    """What tells the language of an entry: its title and its text, without what was dropped from that."""
    return f"{entry.title}\n{_left(entry, 'summary') or _left(entry, 'content')}"


def _left(entry: Entry, name: str) -> str:
    text = str(getattr(entry, name))
    return _without(text, _dropped(name, entry.dropped)).strip() if entry.dropped else text


class Leaf(NamedTuple):
    """A place where one term stands, in tokens."""

    field: int
    """The number of the field, in the reading's order."""
    first: int
    last: int
    """The token after it."""
    term: str
    how: str = ""
    """joined or regex where the term does not stand there word by word; concept:NAME where it speaks for one."""


class Hit(NamedTuple):
    """A place that satisfies a part of a query: from its first to its last leaf."""

    field: int
    first: int
    last: int
    leaves: tuple[Leaf, ...]


class Field(NamedTuple):
    """Where a field stands in the row of tokens."""

    name: str
    """As a span names it."""
    first: int
    last: int
    offset: int
    """Code points in front of it in the reading's text."""


class Reading:
    """An entry of a feed as a row of tokens, field after field."""

    def __init__(self, entry: Entry, feed: Feed, names: Sequence[str] = SHOWN) -> None:
        """`names` are the fields to be read, the shown ones first, of SHOWN, RAW and ABOUT."""
        self.entry, self.feed = entry, feed
        self._names = names
        texts = [getattr(entry, name) for name in SHOWN]
        texts += [getattr(entry, name[4:]) if name in RAW else _ABOUT[name](self) for name in names[len(SHOWN) :]]
        self._texts, self.text = texts, _BETWEEN.join(texts)
        self._stems: dict[str, list[str]] = {}
        self._kept: dict[int, str] = {}
        self._offsets = [0, *accumulate([len(text) + len(_BETWEEN) for text in texts])]

    def of(self, entry: Entry) -> "Reading":
        """The same fields of another entry of the feed."""
        return Reading(entry, self.feed, self._names)

    @cached_property
    def _found(self) -> list[Tokens]:
        """The tokens of each field; a regex alone needs none of them."""
        zawgyi, dropped = is_zawgyi(self.text), self.entry.dropped
        found = [tokens(text, zawgyi=zawgyi) for text in self._texts]
        return [_kept(*each, dropped) for each in zip(found, self._names, strict=True)] if dropped else found

    @cached_property
    def words(self) -> list[str]:
        """What the tokens fold to."""
        return [*chain.from_iterable(each.words for each in self._found)]

    @cached_property
    def starts(self) -> list[int]:
        """Code points of the text in front of each token."""
        each = zip(self._found, self._offsets, strict=False)
        return [offset + start for found, offset in each for start in found.starts]

    @cached_property
    def ends(self) -> list[int]:
        """Code points of the text up to the end of each token."""
        each = zip(self._found, self._offsets, strict=False)
        return [offset + end for found, offset in each for end in found.ends]

    @cached_property
    def language(self) -> str:
        """The language that the entry speaks, as far as it can be told."""
        given = self.entry.lang or self.feed.lang
        return language_of(given, telling(self.entry))

    @cached_property
    def spoken(self) -> str:
        """The language whose words of the packs are looked for; with another and a + in front of it where the title is
        in that: a Chinese headline over a text in English."""
        return "+".join(filter(None, (of_title(self.entry.title, self.language), self.language)))

    @property
    def said_language(self) -> str:
        """The language that the entry or its feed names, where that is the one that it speaks: ms is id by another
        name."""
        given = (self.entry.lang or self.feed.lang).lower()
        return given if primary(given) == self.language else self.language

    @cached_property
    def is_accented(self) -> bool:
        """Whether it is written with the accents that tell its words apart; many people type without them."""
        if self.language not in ACCENTED or self.text.isascii():
            return False
        words = [word for found in self._found[: len(SHOWN)] for word in found.written]
        # One in a text without accents is a foreign name: Café.
        return sum(not word.isascii() for word in words) > len(words) / _ACCENTED_WORDS

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields in their order."""
        bounds = [0, *accumulate([len(each.words) for each in self._found])]
        return tuple(
            Field(name.removeprefix("raw "), bounds[at], bounds[at + 1], self._offsets[at])
            for at, name in enumerate(self._names)
        )

    @cached_property
    def _firsts(self) -> list[int]:
        return [field.first for field in self.fields]

    @cached_property
    def places(self) -> list[int]:
        """How many thirds of words stand before each token; one more than there are tokens, for the end."""
        sizes = [WORD] * len(self.words)
        if not self.text.isascii():
            sizes = [_SYLLABLE if unspaced else WORD for unspaced in map(UNSPACED.__getitem__, self.words)]
        return [0, *accumulate(sizes)]

    def size(self, first: int, last: int) -> float:
        """How many words the tokens from `first` up to `last` come to."""
        return (self.places[last] - self.places[first]) / WORD

    def stems(self, language: str) -> list[str]:
        """The stem of each token as that language cuts it."""
        cut = language if language in STEMMED else ""
        if cut not in self._stems:
            self._stems[cut] = [*chain.from_iterable(stems(found, language) for found in self._found)]
        return self._stems[cut]

    def numbers(self, name: str) -> frozenset[int]:
        """The fields that a name of the watch language stands for."""
        wanted = {"text": SHOWN, "raw": RAW}.get(name, (name,))
        return frozenset(at for at, each in enumerate(self._names) if each in wanted)

    def field_of(self, token: int) -> int:
        """The number of the field in which a token stands."""
        return bisect_right(self._firsts, token) - 1

    def token_at(self, offset: int) -> int:
        """The first token that ends behind `offset` code points of the text."""
        return bisect_right(self.ends, offset)

    def is_row(self, first: int, last: int) -> bool:
        """Whether nothing sets the tokens from `first` up to `last` apart; where it does, `goes_on` tells of each."""
        breaks = self._breaks
        at = bisect_left(breaks, first)
        return at == len(breaks) or breaks[at] >= last - 1

    @cached_property
    def _breaks(self) -> list[int]:
        """The tokens behind which something does, the last ones of the fields among them."""
        fields = zip(self._found, self.fields, strict=True)
        return [field.first + each for found, field in fields for each in found.breaks]

    def goes_on(self, token: int) -> bool:
        """Whether the token behind this one belongs to the same phrase, if the words are its."""
        end, start = self.ends[token], self.starts[token + 1]
        if adjoining(self.text, end, start):
            return True
        is_address = self.fields[self.field_of(token)].name in ADDRESSES
        return is_address and not any(map(str.isspace, self.text[end:start]))

    def written(self, first: int, last: int) -> str:
        """What stands in the text from the token `first` up to `last`."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def gap(self, token: int) -> str:
        """What stands in the text between a token and the next."""
        return self.text[self.ends[token] : self.starts[token + 1]]

    def shown(self, number: int) -> str:
        """A field's text, with what was dropped from it."""
        return self.text[self._offsets[number] : self._offsets[number + 1] - len(_BETWEEN)]

    def kept(self, number: int) -> str:
        """A field's text as it is looked at, line breaks in the place of what was dropped from it."""
        if number not in self._kept:
            places = _dropped(self._names[number], self.entry.dropped)
            self._kept[number] = _without(self.shown(number), places, "\n")
        return self._kept[number]

    def offset(self, number: int) -> int:
        """How many code points of the text stand in front of a field."""
        return self._offsets[number]

    def passage(self, token: int) -> int:
        """The number of the passage in which a token stands."""
        begins, numbers = self._passages
        return numbers[bisect_right(begins, token) - 1]

    def passage_around(self, token: int) -> tuple[int, int, int]:
        """The number of the passage in which a token stands, the first token of it, and that behind the last."""
        begins, numbers = self._passages
        at = bisect_right(begins, token)
        return numbers[at - 1], begins[at - 1], begins[at] if at < len(begins) else len(self.words)

    def body_passages(self) -> Iterator[tuple[int, int]]:
        """The number of each passage of the shown text behind the title, and its tokens as bits."""
        begins, numbers = self._passages
        ends, end = [*begins[1:], len(self.words)], self.fields[2].last
        for number, first, last in zip(numbers, begins, ends, strict=True):
            if number >= LEAD and first < end:
                yield number, (1 << min(last, end)) - (1 << first)

    @cached_property
    def _passages(self) -> tuple[list[int], list[int]]:
        """The token with which each passage begins, field after field, and its number."""
        title, *others = self.fields
        begins, numbers = [title.first], [TITLE]
        for field in others[:2]:
            begins += [field.first, *self._further(field)]
            numbers += range(LEAD, LEAD + len(begins) - len(numbers))
        begins += [field.first for field in others[2:]]
        return begins, numbers + [LEAD] * len(others[2:])

    def _further(self, field: Field) -> Sequence[int]:
        """Where the second passage of a field begins, the third …"""
        if self.text.isascii():
            return range(field.first + PASSAGE_WORDS, field.last, PASSAGE_WORDS)
        start, passage = self.places[field.first], PASSAGE_WORDS * WORD
        return [
            bisect_left(self.places, place, hi=field.last)
            for place in range(start + passage, self.places[field.last], passage)
        ]

    @cached_property
    def is_short(self) -> bool:
        """Whether all of the body is within its first passage."""
        tokens = max(field.last - field.first for field in self.fields[1:3])
        if tokens <= PASSAGE_WORDS or tokens > PASSAGE_WORDS / SYLLABLE_WORDS + 1:
            return tokens <= PASSAGE_WORDS
        return all(
            self.size(field.first, max(field.first, field.last - 1)) < PASSAGE_WORDS for field in self.fields[1:3]
        )

    @cached_property
    def doublings(self) -> float:
        """How many times the body is twice as long as the two passages that are looked at together."""
        if self.is_short:
            return 0.0
        return min(max(math.log2((self.last_passage + 1) / 2), 0.0), MOST_DOUBLINGS)

    @property
    def title_share(self) -> float:
        """What the title counts for: the longer the text, the more it says by itself, and headlines play with words."""
        return 1.0 - (1.0 - TITLE_OF_LONG) * min(self.doublings, 1.0)

    @cached_property
    def is_title_alone(self) -> bool:
        """Whether there is no text behind the title, or one that says the title again and whose it is."""
        title, summary, content = self._found[:3]
        if content.words or not title.words or len(self.kept(1).strip()) > len(self.entry.title) + _SIGNATURE:
            return False
        said, again = {*title.words}, {*summary.words}
        return not again or (len(said) > _SIGNED and len(again - said) <= _SIGNED and 2 * len(said & again) > len(said))

    @property
    def last_passage(self) -> int:
        """The number of the last passage."""
        return max(self._passages[1])

    def passages(self, tokens: Iterable[int]) -> int:
        """The passages in which some tokens stand, as bits."""
        bits = 0
        for token in tokens:
            bits |= self.bits(token)
        return bits

    def bits(self, token: int) -> int:
        """The passage of a token as a bit; the title's is the lowest. A title alone is all the text that there is, and
        stands in its place too."""
        return 1 << self.passage(token) + 1 | self.is_title_alone << 1

    def distance(self, one: Hit, other: Hit) -> float:
        """How many words stand between two places; 0 where they overlap, and no number suffices in two fields."""
        if one.field != other.field:
            return math.inf
        if one.first > other.first:
            one, other = other, one
        return self.size(one.last, other.first) if other.first >= one.last else 0.0


def _kept(found: Tokens, name: str, dropped: Sequence[Dropped]) -> Tokens:
    """The tokens of a field without those that start in a dropped place of it; a field that is read raw keeps all."""
    places = _dropped(name, dropped)
    if not places:
        return found
    starts, kept, at = found.starts, list[slice](), 0
    for start, end in places:  # One may lie in another.
        kept.append(slice(at, bisect_left(starts, start, lo=at)))
        at = bisect_left(starts, end, lo=at)
    return found.only([*kept, slice(at, None)])


def _without(text: str, places: Iterable[tuple[int, int]], filler: str = "") -> str:
    """A text without these places of it; in place of each code point the filler."""
    parts, past = list[str](), 0
    for start, end in places:  # One may lie in another.
        parts += (text[past:start], filler * (end - max(start, past)))
        past = max(past, end)
    return "".join((*parts, text[past:]))


def _dropped(name: str, dropped: Sequence[Dropped]) -> list[tuple[int, int]]:
    """From where to where each of the dropped places of a field reaches, in text order."""
    return sorted((each.start, each.end) for each in dropped if each.field == name)


def _site(address: str) -> str:
    return address.partition("://")[2].partition("/")[0]


_ABOUT: dict[str, Callable[[Reading], str]] = {
    "author": lambda reading: reading.entry.author,
    "category": lambda reading: _BETWEEN.join(reading.entry.categories),
    "url": lambda reading: reading.entry.link,
    "site": lambda reading: _site(reading.entry.link or reading.feed.url),
    "feed": lambda reading: _BETWEEN.join((reading.feed.title, reading.feed.url, *reading.feed.tags)),
    "source": lambda reading: _BETWEEN.join((reading.feed.title, _site(reading.feed.url), reading.entry.author)),
    "lang": lambda reading: _BETWEEN.join(dict.fromkeys((reading.language, reading.said_language))),
}

"""Text as lines of a width: wrapped a piece at a time, so that a text of any length costs no more than what is seen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from monitor import cells
from monitor.model import Place

_WINDOW = 1_000
"""Code points that are wrapped at a time."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line that is drawn in one style."""

    text: str
    styles: tuple[str, ...] = ()
    """Names of styles, the later over the earlier: a component class without its prefix, or a Rich style."""
    link: str = ""
    """The address that a click on it chooses."""
    is_mark: bool = False
    """Whether it is a matched word, or a part of one."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the screen."""

    pieces: tuple[Piece, ...] = ()

    @property
    def plain(self) -> str:
        """Its text alone."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def letters(self) -> int:
        """How many letters and figures stand in it: what is drawn before a line, as of a quotation, is none."""
        return sum(map(str.isalnum, self.plain))

    @property
    def is_marked(self) -> bool:
        """Whether a matched word stands in it."""
        return any(piece.is_mark for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Run:
    """A place in a text that has a style of its own."""

    start: int
    end: int
    styles: tuple[str, ...]
    link: str = ""
    is_mark: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before the lines of a paragraph and how wide they are."""

    width: int
    first: tuple[Piece, ...] = ()
    rest: tuple[Piece, ...] = ()
    """As wide as `first`."""
    wraps: bool = True
    """Whether a line that is too long is continued on the next, and not cut."""

    @property
    def room(self) -> int:
        """Cells for the text of a line."""
        return max(1, self.width - sum(cells.width(piece.text) for piece in self.first))


Ranged = TypeVar("Ranged", bound=Run | Place)


class Sweep(Generic[Ranged]):
    """Places in a text, asked for from its beginning to its end."""

    def __init__(self, places: Iterable[Ranged]) -> None:
        """The places in the order of their starts."""
        self._coming = iter(places)
        self._next = next(self._coming, None)
        self._open: list[Ranged] = []

    def over(self, start: int, end: int) -> list[Ranged]:
        """The places that reach into a part of the text, which begins no sooner than the part asked for before."""
        while self._next is not None and self._next.start < end:
            self._open.append(self._next)
            self._next = next(self._coming, None)
        self._open = [place for place in self._open if place.end > start]
        return [*self._open]


def flow(text: str, start: int, end: int, runs: Sweep[Run], frame: Frame) -> Iterator[Line]:
    """The lines of the paragraph that stands in a text from `start` to `end`; an empty one is an empty line."""
    before = frame.first
    if not frame.wraps:
        yield _unwrapped(text, start, end, runs, frame)
        return
    for begins, ends in _wrapped(text, start, end, frame.room):
        yield Line((*before, *_pieces(text, begins, ends, runs)))
        before = frame.rest


def told(text: str, frame: Frame, *styles: str, runs: Iterable[Run] = ()) -> Iterator[Line]:
    """The lines of a text that is one paragraph, in these styles and over them those of its `runs`."""
    return flow(text, 0, len(text), Sweep([Run(0, len(text), styles), *runs]), frame)


def _unwrapped(text: str, start: int, end: int, runs: Sweep[Run], frame: Frame) -> Line:
    shown = cells.cut(text[start:end], frame.room)
    if shown == text[start:end]:
        return Line((*frame.first, *_pieces(text, start, end, runs)))
    kept = _pieces(text, start, start + len(shown) - 1, runs)
    return Line((*frame.first, *kept, Piece(shown[-1:], ("quiet",))))


def _wrapped(text: str, start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    """Where the lines of a paragraph begin and end."""
    while end - start > _WINDOW:
        # The last line of a window may go on behind it, so the next window begins with that.
        breaks = [start + at for at in cells.breaks(text[start : start + _WINDOW], most)] or [start + _WINDOW]
        yield from pairwise([start, *breaks])
        start = breaks[-1]
    yield from pairwise([start, *(start + at for at in cells.breaks(text[start:end], most)), end])


def _pieces(text: str, start: int, end: int, runs: Sweep[Run]) -> Iterator[Piece]:
    over = runs.over(start, end)
    inside = (at for run in over for at in (run.start, run.end) if start < at < end)
    sweep = Sweep(over)
    for begins, ends in pairwise(sorted({start, end, *inside})):
        yield _piece(text[begins:ends], sweep.over(begins, ends))


def _piece(text: str, runs: Sequence[Run]) -> Piece:
    """A part of a line in the styles of all that it is part of; where matched words overlap, the first is seen."""
    marks = [run for run in runs if run.is_mark][:1]
    styles = tuple(
        style for run in (*(run for run in runs if not run.is_mark), *marks) for style in run.styles if style
    )
    link = next((run.link for run in runs if run.link), "")
    return Piece(text, styles, link, bool(marks))

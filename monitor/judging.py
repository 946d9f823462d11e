"""Judges entries for a transaction, and outside of it where they are many: others wait while the store is held."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, TypeVar

from monitor.config import Config
from monitor.model import Entry, Feed, Found
from monitor.store.writer import Writer

if TYPE_CHECKING:
    from monitor.matching.judge import Judge

_MOST, _MOST_LOOKED_AT = 30, 60_000
"""Entries that are judged while the store is held, and code points of them; they take a fifth of a second."""

Asked = tuple[Entry, Feed]
Find = Callable[[Sequence[Asked]], list[Found]]
"""Judges entries of feeds, in their order."""

_Made = TypeVar("_Made")


async def written(writer: Writer, work: Callable[[Find], _Made], judge: Callable[[], "Judge"]) -> _Made:
    """What `work` comes to, once all that it wrote is on the disk.

    It is handed what judges entries, by what `judge` says at that moment. Where it asks for many, what it wrote is
    taken back, the loop does other work between two of them, and it is begun anew; so it must do nothing but write.
    What it raises is raised here. Raises StoreError where the store cannot be written.
    """
    judging = _Judging(judge)
    while True:
        try:
            return await writer.written(partial(work, judging.found))
        except _Many as many:
            for one in many.asked:
                judging.judge(one)
                await asyncio.sleep(0)


def anew(found: Iterable[Found], feed: Feed, find: Find) -> tuple[Found, ...]:
    """A feed's entries judged now, but for those that the store holds: they are judged there."""
    judged = iter(find([(one.entry, feed) for one in found if not one.known]))
    return tuple(one if one.known else next(judged) for one in found)


def judge_of(config: Config) -> Callable[[], "Judge"]:
    """What gives the judge by a config, compiled when it is asked for first: hardly any poll or page needs it."""

    @cache
    def judge() -> "Judge":
        from monitor.matching.judge import Judge

        return Judge.by(config.watches, config.concepts)

    return judge


class _Many(Exception):
    """These are more than the store is to be held for."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        super().__init__()
        self.asked = asked


class _Judging:
    """What has been judged for one write."""

    def __init__(self, judge: Callable[[], "Judge"]) -> None:
        self._judge = judge
        self._known: dict[object, Found] = {}

    def found(self, asked: Sequence[Asked]) -> list[Found]:
        """These entries, judged. Raises _Many where that would take long."""
        unknown = [one for one in asked if self._key(one) not in self._known]
        if _take_long([entry for entry, _ in unknown]):
            raise _Many(unknown)
        for one in unknown:
            self.judge(one)
        return [self._known[self._key(one)] for one in asked]

    def judge(self, one: Asked) -> None:
        self._known[self._key(one)] = self._judge().found(*one)

    def _key(self, one: Asked) -> object:
        # The watches may be edited between two attempts. Entries are the same whatever their places.
        return self._judge(), one, one[0].places


def _take_long(entries: Sequence[Entry]) -> bool:
    if not entries:
        return False
    # Imported here, for most writes ask for none.
    from monitor.matching.reading import looked_at

    return len(entries) > _MOST or sum(map(looked_at, entries)) > _MOST_LOOKED_AT

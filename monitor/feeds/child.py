"""The parse worker: a process that takes feeds' bytes on stdin and gives entries with their matches on stdout.

It has no network and no store, sets itself limits, and ends when its parent does. Run by `worker.Pool`.
"""

import gc
import math
import os
import resource
import signal
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from monitor import identity
from monitor.feeds import wire
from monitor.feeds.body import FREE, trim, whole
from monitor.model import Entry, Feed, Found, Parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A child that has worked for longer than it may ends by itself, and where it gets no turn its parent kills it; a child
# whose parent is gone ends a little later.
_GRACE_SECONDS = 5.0
_LOOK_SECONDS = 0.01
"""Of its work, after which a child looks how much memory it takes, where nobody else does."""
_LONG_LOOKS = 100_000
"""Code points of a feed's fresh entries for which it may take the time of a whole feed to look through them. With all
concepts they take a second of English in which every sentence is about them, two thirds of one in most other languages,
a tenth where none is (measured on labelled texts); a small computer takes five times as long."""


def _unlimited(size: int) -> None:
    """Take as long as it takes."""


def read(job: wire.Job, find: "Callable[[Entry, Feed], Found]", begin: "Callable[[int], None]" = _unlimited) -> Parsed:
    """Parse a feed's bytes and have `find` look at every entry, in this process and for as long as it takes.

    `begin` is told how many code points it is to look at, once they are parsed. Of a page the one entry comes back that
    it is the page of, with its text.
    """
    if job.page is not None:
        return _page(job, job.page, find)
    return _feed(job, find, begin)


def _feed(
    job: wire.Job, find: "Callable[[Entry, Feed], Found]", begin: "Callable[[int], None]", *, is_again: bool = False
) -> Parsed:
    """A feed; what is known of it is left out, unless the fresh entries tell something of it: that is read again beside
    them and, where they tell of more then, all of it."""
    from monitor.feeds.parse import parse
    from monitor.matching import repetition
    from monitor.matching.reading import looked_at

    parsed = parse(whole(job.body), job.url, job.content_type, job.now, slow=job.slow, known=job.known)
    given, said = [found.entry for found in parsed.found], parsed.lang or job.feed.lang
    is_whole = job.known.isdisjoint(entry.raw for entry in given)
    keyed, rung = identity.keyed(_spoken(given, said, by_all=is_whole), job.rung)
    entries = identity.trusted(keyed, rung)
    fresh = [entry for entry in entries if entry.raw not in job.known]
    told, memory, tells = repetition.marked(fresh, job.memory, entries)
    names = repetition.names(entries, memory)
    if not is_whole:
        if identity.collide(keyed, fresh, rung) or not (said or all(entry.lang for entry in fresh)):
            return _feed(replace(job, known=frozenset()), find, begin)
        if again := {entry.raw for entry, name in zip(entries, names, strict=True) if name in tells} & job.known:
            left = frozenset[str]() if is_again else job.known - again
            return _feed(replace(job, known=left), find, begin, is_again=True)
    feed = job.feed if job.feed.title else replace(job.feed, title=parsed.title)
    begin(sum(map(looked_at, told)))
    marked = {entry.key: find(entry, feed) for entry in told}
    found = tuple(marked.get(entry.key) or Found(entry, known=True) for entry in entries)
    return replace(parsed, found=found, memory=memory, rung=rung, tells=tells.difference(names))


def _page(job: wire.Job, entry: Entry, find: "Callable[[Entry, Feed], Found]") -> Parsed:
    from monitor.feeds import article

    try:
        page = article.text_of(whole(job.body), job.content_type, job.url, entry.title)
    except ImportError:
        return Parsed(error=article.MISSING)
    if not page.text:
        return Parsed(error="no text was found on it")
    told = article.told(entry, page)
    return Parsed(found=(replace(find(told, job.feed), entry=told),))


def _unmatched(entry: Entry, feed: Feed) -> Found:
    return Found(entry)


def _spoken(entries: "list[Entry]", said: str, *, by_all: bool) -> "list[Entry]":
    """The entries of a feed that says no language, or only what programs say by default, each with that which it or,
    `by_all`, most of its neighbours speak."""
    from monitor.matching import language
    from monitor.matching.reading import telling

    if spoken := language.by_titles(said, (entry.title for entry in entries)):
        default = language.primary(said)
        return [
            replace(entry, lang=language.language_of(spoken, telling(entry)) or default)
            if language.primary(entry.lang) in ("", default)
            else entry
            for entry in entries
        ]
    if said or all(entry.lang for entry in entries):
        return entries
    texts = [*map(telling, entries)]
    told = language.told_by_all(texts) if by_all else [language.language_of("", text) for text in texts]
    return [entry if entry.lang else replace(entry, lang=one) for entry, one in zip(entries, told, strict=True)]


def main() -> None:
    """Serve jobs until stdin ends. Arguments: seconds a job, megabytes of memory, entries a feed, letters a field."""
    seconds, (megabytes, entries, characters) = float(sys.argv[1]), map(int, sys.argv[2:5])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The answers own the pipe; what a library prints goes where faults go.
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        # Loaded before memory is limited, so that the limit is the feed's alone; for good, so that it is no garbage.
        gc.disable()
        import monitor.feeds.parse
        import monitor.matching.judge
        import monitor.matching.repetition
        import monitor.matching.word_cache

        gc.freeze()
        gc.enable()
        patience = _Patience(answers, seconds)
        monitor.matching.word_cache.making = patience.making
        # A child that has made words makes room for a fresh one.
        monitor.matching.word_cache.apart = False
        monitor.feeds.parse.limit(entries, characters)
        is_ample = _limit_memory(megabytes)
        try:
            _serve(sys.stdin.buffer, answers, patience)
        except MemoryError:
            os._exit(wire.OUT_OF_MEMORY if is_ample else wire.SHORT_OF_MEMORY)


def _serve(source: BinaryIO, answers: BinaryIO, patience: "_Patience") -> None:
    from monitor.matching import word_cache
    from monitor.matching.judge import Judge

    judge, told, kept = Judge(()), 0, word_cache.kept
    while received := wire.receive(source):
        message, body = received
        is_large = len(body) > FREE
        del received
        if "watches" in message:
            judge, told = Judge.by(wire.watches(message), message["concepts"]), 0
            answer: object = "ready"
        else:
            patience.begin()
            job = wire.job(message, body)
            parsed = read(job, judge.ready if job.matched else _unmatched, patience.look)
            notices = judge.watchlist.patterns.notices()
            # Where they could not be kept, a fresh one would have to make them once more.
            has_made_words = word_cache.kept > kept
            answer = wire.parsed_message(replace(parsed, notices=notices[told:]), is_worn=has_made_words)
            told = len(notices)
            if is_large:
                # While the answer is sent the parent takes room for it, and here it is made of what was read alone.
                del message, body, job, parsed
                trim()
        _alarm(0)
        _answer(answers, answer)


class _Patience:
    """For how long this process may work at an answer, and what the parent is told of it."""

    def __init__(self, answers: BinaryIO, usual: float) -> None:
        self._answers, self._usual, self._seconds = answers, usual, usual

    def begin(self) -> None:
        """A job begins, for which there are the usual seconds."""
        self._seconds = self._usual
        _alarm(self._seconds)

    def look(self, size: int) -> None:
        """A feed has been read, of which so many code points are to be looked at: that its size takes, not a fault."""
        if size > _LONG_LOOKS:
            self._seconds = self._usual * math.ceil(size / _LONG_LOOKS)
            self._ask()

    @contextmanager
    def making(self) -> "Iterator[None]":
        """While words are made, which is not the feed's time."""
        _alarm(0)
        _answer(self._answers, wire.patience_message(wire.START_SECONDS))
        yield
        self._ask()

    def _ask(self) -> None:
        _answer(self._answers, wire.patience_message(self._seconds))
        _alarm(self._seconds)


def _answer(answers: BinaryIO, answer: object) -> None:
    for message in wire.in_lots(answer):
        answers.write(wire.frame(message))
        if isinstance(message, list):
            # The parent takes room for what it was given.
            message.clear()
            trim()
    answers.flush()


def _alarm(seconds: float) -> None:
    """End this process once it has worked for so many seconds, or a little after its parent should have ended it; 0
    calls that off."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds and seconds * wire.BUSY + _GRACE_SECONDS)


def _limit_memory(megabytes: int) -> bool:
    """Let this process grow by no more than so much; where the system cannot say or set that, this process looks after
    it by itself, and where less is allowed (`ulimit -v`), that limits it too. Whether the system does it."""
    more = megabytes * 1024 * 1024
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (OSError, ValueError):
        _watch_memory(more)
        return False
    return True


def _watch_memory(more: int) -> None:
    """End this process soon after it has come to take so many bytes more than now.

    macOS has no /proc and refuses a limit that is below what a process has reserved, hundreds of gigabytes; so may a
    container have none.
    """
    most = _peak() + more

    def look(*_: object) -> None:
        if _peak() > most:
            os._exit(wire.OUT_OF_MEMORY)

    signal.signal(signal.SIGVTALRM, look)
    # By its own work, of which a process that waits does none.
    signal.setitimer(signal.ITIMER_VIRTUAL, _LOOK_SECONDS, _LOOK_SECONDS)


def _peak() -> int:
    """The most bytes of memory that this process has taken: macOS tells bytes, all others kilobytes (getrusage(2))."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    main()

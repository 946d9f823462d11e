"""`monitor poll`: poll what is due, or what is named; with --follow, go on until stopped."""

import argparse
import asyncio
import contextlib
import gc
import os
import signal
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from monitor import key_names, output
from monitor.config import Config, edited
from monitor.config.files import Edits
from monitor.digests import is_due
from monitor.lock import Locked, poller_lock
from monitor.model import Polled
from monitor.poll import Poller
from monitor.processes import fall_asleep
from monitor.records import polled_record
from monitor.store import backup, clock
from monitor.store import feeds as stored_feeds
from monitor.store.feeds import State
from monitor.store.schema import Damaged, StoreError
from monitor.store.writer import Writer
from monitor.text import counted
from monitor.verbs import DONE, FAILED, INTERRUPTED, choosing, setting
from monitor.verbs.awaiting import PATIENCE, awaited

if TYPE_CHECKING:
    from monitor.follow import Tell

_LOCK_PAUSE = 1.0
"""Seconds between tries to take the place of a poller that may have ended."""


def run(args: argparse.Namespace) -> int:
    """Poll; feeds that fail are told, and are no failure of the poll."""
    # Before the store is made: a slip in the config's name makes no file. A follower tells mistakes in its turn.
    config = setting.load(args, complain=False) if args.follow else setting.load_feeds(args, begins=True)
    named = _named(args, config)
    setting.begin(args)
    with setting.writing(args) as db:
        if args.follow:
            return awaited(lambda: _asleep_between_writes(db, _follow(args, config, named, db)), hears=True)
        try:
            with poller_lock(setting.store_path(args)):
                code = awaited(lambda: _asleep_between_writes(db, _once(args, config, named, db)))
                _back_up(args)
                return code
        except Locked as problem:
            asks = "".join(f" with {key_names.shown(each)}" for each in config.keys.of("poll_all")[:1])
            output.complain(f"{problem}. Ask it{asks} on the desk, or stop it.")
            return FAILED


def _back_up(args: argparse.Namespace) -> None:
    """Make the daily backup where it is due. Raises Damaged where it shows that the store is."""
    path, now = setting.store_path(args), int(time.time())
    if backup.is_due(path, now):
        try:
            # Of a store of years it takes a minute, in which a terminal is not to look as if all were done.
            with _progress(args, 1) as advance:
                advance("today’s backup of the store", 0)
                backup.make(path, now)
        except Damaged:
            raise
        except StoreError as problem:
            output.complain(str(problem))


async def _once(args: argparse.Namespace, config: Config, named: set[str], db: sqlite3.Connection) -> int:
    started = time.monotonic()
    sums: Counter[str] = Counter()
    await Writer(db).turn()
    clock.mend(db, int(time.time()), clock.installed())
    async with Poller(db, config) as poller:
        _settle_down()
        states = _chosen(args, named, poller)
        with _progress(args, len(states)) as advance:
            for done, of in _rematch(poller):
                advance(f"matching {done} of {of} entries anew", 0)
                await asyncio.sleep(0)  # A signal is heard between two batches.
                await poller.writer.turn()
            async for polled in poller.run(states):
                sums.update(_numbers(polled))
                _tell(args, polled)
                advance(polled.title, 1)
    total = {key: sums[key] for key in ("feeds", "new", "changed", "matched", "errors", "skipped")}
    if args.json:
        output.record({"total": {**total, "seconds": round(time.monotonic() - started, 3)}})
    else:
        output.line(_summary(total))
    return DONE


def _summary(total: Mapping[str, int]) -> str:
    skipped, feeds = total["skipped"], ("feed", "feeds")
    said = (
        f"{counted(total['feeds'] - skipped, *feeds)} polled: {counted(total['new'], 'new entry', 'new entries')}, "
        f"{total['changed']:,} changed, {total['matched']:,} matched, {counted(total['errors'], *feeds)} failed"
    )
    return said + f", {skipped:,} left alone" * (skipped > 0)


def _settle_down() -> None:
    """Look through what is loaded by now for garbage no more: a tenth of what a quiet poll takes (measured)."""
    gc.freeze()


def _rematch(poller: Poller) -> Iterator[tuple[int, int]]:
    if is_due(poller.db, poller.basis):
        # Imported here, for most polls find nothing to match anew.
        from monitor.rematch import rematch

        config = poller.config
        yield from rematch(poller.db, config.watches, config.feeds, config.concepts)


def _named(args: argparse.Namespace, config: Config) -> set[str]:
    """The addresses of the feeds to poll whether due or not. Raises UsageError where a name is nobody's."""
    if args.feeds:
        return {feed.url for feed in choosing.feeds(args, config, args.feeds)}
    return {feed.url for feed in config.feeds} if args.force else set()


def _chosen(args: argparse.Namespace, named: set[str], poller: Poller) -> list[State]:
    """The feeds to poll: those that are named, or where none is, those that are due."""
    if args.force or args.feeds:
        return [state for state in stored_feeds.states(poller.db) if state.url in named]
    return poller.due()


def _numbers(polled: Polled) -> dict[str, int]:
    errors, skipped = polled.status == "error", polled.status == "skipped"
    counts = {"new": polled.new, "changed": polled.changed, "matched": polled.matched}
    return {"feeds": 1, **counts, "errors": int(errors), "skipped": int(skipped)}


def _tell(args: argparse.Namespace, polled: Polled) -> None:
    if args.json:
        output.record(polled_record(polled))
    else:
        changed = f", {polled.changed} changed" if polled.changed else ""
        matched = f", {output.styled(f'{polled.matched} matched', 'bold')}" if polled.matched else ""
        news = f"{polled.new} new{changed}{matched}" if polled.new or polled.changed else ""
        if said := _together(news, polled.error):
            output.line(f"{polled.title}: {said}")
    for notice in polled.notices:
        output.complain(notice)
    output.flush()


@contextlib.contextmanager
def _progress(args: argparse.Namespace, total: int) -> Iterator[Callable[[str, int], None]]:
    """A bar on stderr while that is a terminal. Not among objects on one, each of which must stay in its line."""
    if not sys.stderr.isatty() or (args.json and sys.stdout.isatty()):
        yield lambda text, step: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[feed]}", markup=False))
    # What is printed meanwhile goes above the bar, through stderr: not where stdout leads elsewhere.
    above = sys.stdout.isatty()
    with (
        Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=above) as progress,
        _seen_asleep(sys.stderr.fileno()),
    ):
        task = progress.add_task("", total=total, feed="")
        yield lambda text, step: progress.update(task, advance=step, feed=text)


@contextlib.contextmanager
def _seen_asleep(terminal: int) -> Iterator[None]:
    """Show a terminal's cursor, which a bar hides, where a shell is about to put the program to sleep (Ctrl+Z)."""
    before = signal.getsignal(signal.SIGTSTP)

    def sleep(*told: Any) -> None:
        os.write(terminal, b"\x1b[?25h")
        if callable(before):
            before(*told)
        else:
            fall_asleep()

    # What is ignored stays so.
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGTSTP, sleep)
    try:
        yield
    finally:
        signal.signal(signal.SIGTSTP, before)


async def _asleep_between_writes(db: sqlite3.Connection, work: Coroutine[Any, Any, int]) -> int:
    """What `work` comes to; a shell that puts the program to sleep (Ctrl+Z) does so when no write is half done, for
    until it woke nobody else could write."""
    loop = asyncio.get_running_loop()

    def sleep(*_: object) -> None:
        if db.in_transaction:
            # None lasts from one turn of the loop to the next.
            loop.call_soon_threadsafe(sleep)
        else:
            fall_asleep()

    before = signal.getsignal(signal.SIGTSTP)
    # What is ignored stays so, as where nobody could wake it.
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGTSTP, sleep)
    try:
        return await work
    finally:
        signal.signal(signal.SIGTSTP, before)


async def _follow(args: argparse.Namespace, config: Config, named: set[str], db: sqlite3.Connection) -> int:
    """Poll until a signal comes, or until the desk that started it is gone; Ctrl+C alone interrupts it."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    came: list[int] = []

    def end(number: int, _: object) -> None:
        came.append(number)
        if not loop.is_closed():  # A second one may come when all is done.
            loop.call_soon_threadsafe(stop.set)
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    # Python's own handlers, which run while the loop is busy too: words are compiled for seconds, once after each
    # change of them. Nobody waits for that, for a poller may be killed at any time.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # As under nohup.
            signal.signal(number, end)
    signal.signal(signal.SIGALRM, lambda *_: os._exit(_ended(came)))
    if args.with_parent:
        threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()

    def without_reader() -> None:
        # That a desk has gone is seen by whoever waits for the end of stdin. The loop may be closed by now.
        if not args.with_parent:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(stop.set)

    # Who holds the output holds up no poll.
    told = output.Unhurried(without_reader)
    work = asyncio.create_task(_take_turn(args, config, named, db, partial(_report, args, told)))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait((work, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not work.done():
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
    told.finish(PATIENCE)
    signal.setitimer(signal.ITIMER_REAL, 0)
    if not work.cancelled():
        work.result()
    if told.problem is not None and not (came or args.with_parent):
        raise told.problem
    return _ended(came)


def _ended(came: list[int]) -> int:
    """The exit code after these signals."""
    return INTERRUPTED if signal.SIGINT in came else DONE


def _end_with_parent() -> None:
    """Wait for the end of stdin, that is of the desk which started this, and end then."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


async def _take_turn(
    args: argparse.Namespace, config: Config, named: set[str], db: sqlite3.Connection, report: "Tell"
) -> None:
    """Wait until no other poller has the store, and nobody writes to it; then follow, the named feeds first. `config`
    is the one from before that."""
    from monitor.follow import Follower

    told = ""
    while True:
        try:
            with poller_lock(setting.store_path(args)):
                await _turn(db, report)
                # Read when the turn comes: it may have been edited while another poller was at work.
                edits = Edits(setting.config_path(args))
                async with Poller(db, _latest(args, config, report)) as poller:
                    _settle_down()
                    await Follower(poller, edits, report, named).run()
        except Locked as problem:
            if told != problem.pid:
                told = problem.pid
                report({"state": "waiting", "pid": told})
            await asyncio.sleep(_LOCK_PAUSE)


def _latest(args: argparse.Namespace, before: Config, report: "Tell") -> Config:
    """The config as it is now, its mistakes told; the one from `before` where an editor is just replacing it, as while
    it is followed."""
    now, problems = edited(setting.config_path(args), before)
    if now is before:
        report({"state": "config", "problems": problems})
    else:
        setting.tell_mistakes(args, now)
    return now


async def _turn(db: sqlite3.Connection, report: "Tell") -> None:
    """Wait while another program writes, however long that takes, and say so."""
    while True:
        try:
            return await Writer(db).turn()
        except StoreError as problem:
            report({"state": "store", "error": str(problem)})


def _together(news: str, error: str | None) -> str:
    """What came of a poll, in a line: of a feed that is read in part both."""
    return "; ".join(filter(None, (news, error)))


def _report(args: argparse.Namespace, told: output.Unhurried, event: Mapping[str, object]) -> None:
    """An event as JSON, or the part of it that a person wants to see scroll by."""
    if args.json:
        told.record(event)
    elif "feed" in event:
        news = f"{event['new']} new, {event['matched']} matched" if event["new"] else ""
        if said := _together(news, cast("str | None", event["error"])):
            told.line(f"{time.strftime('%H:%M')} {event['title']}: {said}")
        for notice in cast(list[str], event.get("notices", ())):
            told.complain(notice)
    elif event.get("state") == "waiting":
        told.complain(f"another monitor (process {event['pid']}) polls this store; waiting for its turn")
    elif event.get("state") == "store":
        told.complain(str(event["error"]))
    elif event.get("state") == "config":
        for problem in cast(list[str], event["problems"]):
            told.complain(f"{setting.config_path(args)}: {problem}")

"""`monitor doctor`: looks over config, store, network and terminal, and says what to do about what it finds."""

import argparse
import asyncio
import locale
import os
import platform
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import __version__, config, folders, output
from monitor.config import PollSettings
from monitor.lock import Locked, is_open, place_of, poller_lock
from monitor.matching import word_cache
from monitor.model import Feed
from monitor.store import access, backup, schema
from monitor.store.restore import Restored, ails, restore
from monitor.text import counted
from monitor.times import DAY, span
from monitor.verbs import DONE, FAILED, setting
from monitor.verbs.awaiting import awaited

if TYPE_CHECKING:
    from monitor.feeds.http import Fetched
    from monitor.hosts import Hosts

_PACKAGES = ("textual", "rich", "feedparser", "aiohttp", "selectolax", "regex")

_ROOM = "the disk needs room for three times the store"
_OLD = 3 * DAY
"""A backup is made once a day on which somebody polls: where one did, one of this age means that none can be made."""

Finding = tuple[bool, str]
"""Whether it is well, and a sentence about it."""


def run(args: argparse.Namespace) -> int:
    """Print a line per finding; exit 1 where something is to be mended. With --restore, mend the store."""
    if args.restore:
        return _restore(args)
    well = True
    for look in (_program, _config, _store, _backup, _cache, _poller, _network, _terminal):
        for good, said in look(args):
            well &= good
            sign = output.styled("ok", "green") if good else output.styled("!!", "red")
            output.line(f"{sign}  {said}")
    return DONE if well else FAILED


def _program(args: argparse.Namespace) -> Iterator[Finding]:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in _PACKAGES)
    yield (
        True,
        f"monitor {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}",
    )


def _config(args: argparse.Namespace) -> Iterator[Finding]:
    path = setting.config_path(args)
    if not _is_there(path):
        if wrong := folders.obstacle(path):
            yield False, f"config: none can be written to {path}: {wrong}, or name another with --config"
        else:
            yield True, f"config: none yet at {path}; the first start writes it"
        return
    try:
        loaded = config.load(path)
    except config.ConfigError as problem:
        yield False, f"config: {problem}"
        return
    watches, feeds = counted(len(loaded.watches), "watch", "watches"), counted(len(loaded.feeds), "feed", "feeds")
    yield not loaded.problems, f"config: {path}, {watches}, {feeds}"
    for mistake in loaded.problems:
        yield False, f"config: {mistake}"


def _store(args: argparse.Namespace) -> Iterator[Finding]:
    path = setting.store_path(args)
    try:
        with setting.reading(args) as db:
            number = db.execute("SELECT count(*) FROM entries").fetchone()[0]
            fault = schema.fault(db, thorough=False)
            wrong = schema.explain_damage(path, fault) if fault else access.obstacle(path)
    except schema.NoStore:
        if wrong := folders.obstacle(path, shared=True):
            yield False, f"store: none can be made at {path}: {wrong}, or name another with --store"
        else:
            yield True, f"store: none yet at {path}; the first poll makes it"
        return
    except schema.StoreError as problem:
        yield False, f"store: {problem}"
        return
    except (sqlite3.Error, UnicodeError) as problem:
        yield False, f"store: {schema.refusal(problem, path)}"
        return
    if not fault:
        held = counted(number, "entry", "entries")
        yield True, f"store: {path}, {held}, {path.stat().st_size / 1e6:.1f} MB, check says ok"
    if wrong:
        yield False, f"store: {wrong}"


def _backup(args: argparse.Namespace) -> Iterator[Finding]:
    store = setting.store_path(args)
    last = schema.backup_of(store)
    if not _is_there(last):
        if _is_there(store) and not backup.has_room(store):
            yield False, f"backup: none yet; {_ROOM}"
        else:
            yield True, "backup: none yet; the poller makes one a day"
        return
    try:
        schema.refuse_other_backup(store)
    except schema.StoreError as problem:
        yield False, f"backup: {problem}"
        return
    made = last.stat().st_mtime
    age = time.time() - made
    if age < -DAY:
        yield False, f"backup: {last} is dated {span(-age)} ahead: is the clock right?"
        return
    said = f"backup: {last}, {span(max(age, 0))} old"
    if age < _OLD:
        yield True, said
    elif _last_poll(args) < made + DAY:
        yield True, f"{said}; no poll has come since that makes another due"
    else:
        yield False, said
        yield False, f"backup: none was made since; {_ROOM}"


def _cache(args: argparse.Namespace) -> Iterator[Finding]:
    anew = "every process makes the words of each language anew, which takes seconds"
    try:
        kept = word_cache.folder()
    except OSError as problem:
        yield False, f"cache: it has no place, for you have no home folder ({problem}): {anew}"
        return
    if wrong := folders.obstacle(kept / "words"):
        yield False, f"cache: nothing can be kept in {kept}: {wrong}. Until then {anew}"
    else:
        yield True, f"cache: {kept}"


def _last_poll(args: argparse.Namespace) -> float:
    """When somebody polled last (seconds since the epoch, UTC); 0, where nobody did; now, where that cannot be read."""
    try:
        with setting.reading(args) as db:
            sql = "SELECT max(last_poll) FROM feeds WHERE typeof(last_poll) = 'integer'"
            return float(db.execute(sql).fetchone()[0] or 0)
    except (schema.StoreError, sqlite3.Error, UnicodeError):
        return time.time()


def _poller(args: argparse.Namespace) -> Iterator[Finding]:
    path = setting.store_path(args)
    if not _is_there(path):
        return
    none = "poller: none is at work; the desk or `monitor poll` starts one"
    # To take its place where nobody ever had it would make a file, be it beside somebody's notes.
    if not os.path.lexists(place_of(path)):
        yield True, none
        return
    try:
        with poller_lock(path):
            yield True, none
    except Locked as problem:
        yield True, f"poller: process {problem.pid} is at work on this store"
    except OSError as problem:
        yield False, f"poller: {problem.filename} cannot be locked: {problem.strerror}"


def _is_there(path: Path) -> bool:
    """Whether a file is there; not where that may not be known, which is told of whoever opens it."""
    try:
        return folders.is_there(path)
    except OSError:
        return False


def _network(args: argparse.Namespace) -> Iterator[Finding]:
    from monitor.hosts import Hosts

    try:
        loaded = config.load(setting.config_path(args))
    except config.ConfigError:
        loaded = config.Config()
    with ExitStack() as opened:
        try:
            hosts = opened.enter_context(setting.hosts(args, loaded.poll))
            feeds = [feed for feed in loaded.feeds if hosts.held(feed.url) is None][:3]
        except (schema.StoreError, sqlite3.Error):
            # What ails the store is another finding.
            hosts, feeds = Hosts(per_host=loaded.poll.per_host), list(loaded.feeds[:3])
        if not feeds:
            yield True, "network: no feed to try it with" + ("; all hosts ask to be left alone" * bool(loaded.feeds))
            return
        try:
            answers = awaited(lambda: _answers(feeds, loaded.poll, hosts))
        except schema.StoreError as problem:
            yield False, f"network: a server asks to be left alone, which cannot be kept: {problem}"
            return
    # Who says when to come back has answered.
    good = sum(answer.error is None or answer.held_until is not None for answer in answers)
    yield good > 0, f"network: {good} of {len(answers)} feeds that were tried answer"
    for feed, answer in zip(feeds, answers, strict=True):
        if answer.error is not None:
            yield good > 0, f"network: {feed.url}: {answer.error}"


async def _answers(feeds: list[Feed], settings: PollSettings, hosts: "Hosts") -> "list[Fetched]":
    from monitor.feeds.fetch import Ask, Fetcher

    async with Fetcher.by(replace(settings, timeout=10)) as fetcher:
        return await asyncio.gather(*(hosts.get(fetcher, Ask(feed.url, feed=feed)) for feed in feeds))


def _terminal(args: argparse.Namespace) -> Iterator[Finding]:
    if not sys.stdout.isatty():
        yield True, "terminal: stdout is no terminal"
        return
    size = os.get_terminal_size()
    # As the desk takes it of a terminal that nobody has told its size.
    size = size if all(size) else shutil.get_terminal_size()
    encoding = locale.getpreferredencoding(False)
    colours = (
        "no colours (NO_COLOR)" if os.environ.get("NO_COLOR") else os.environ.get("COLORTERM", "256 colours or fewer")
    )
    utf8 = encoding.lower().replace("-", "") == "utf8"
    hint = "" if utf8 else "; many scripts need UTF-8: set LANG to a UTF-8 locale"
    yield utf8, f"terminal: {os.environ.get('TERM', '?')}, {size.columns}×{size.lines}, {colours}, {encoding}{hint}"
    if size.columns < 60 or size.lines < 20:
        yield False, "terminal: below 60×20 the desk has no room"


def _restore(args: argparse.Namespace) -> int:
    """Put the last good backup in the place of a damaged store, with all that can be read of that."""
    path = setting.store_path(args)
    try:
        nothing = not folders.is_there(path) and not folders.is_there(schema.backup_of(path))
    except OSError as problem:
        raise schema.refusal(problem, path) from problem
    if nothing:
        output.complain(f"There is neither a store at {path} nor a backup of it.")
        return FAILED
    was_polled = os.path.lexists(place_of(path))
    try:
        with poller_lock(path):
            try:
                return _exchange(path)
            except schema.StoreError:
                # Beside what is no store nothing is left. Where none has polled yet, nobody else waits for the file.
                if not was_polled:
                    place_of(path).unlink(missing_ok=True)
                raise
    except Locked as problem:
        output.complain(f"{problem}. Stop it first.")
        return FAILED


def _exchange(path: Path) -> int:
    """Restore a store that no poller uses; the exit code. Raises StoreError and OSError."""
    if is_open(path):
        output.complain(f"The store {path} is in use: close the desk, and whatever else has it open.")
        return FAILED
    if sys.stderr.isatty():
        # Whoever sees nothing happen ends it, and has nothing.
        output.complain(f"All of {path} is being read, which takes minutes where it is large. Nothing changes before.")
    if path.exists() and not ails(path):
        output.line(f"The store {path} is whole: there is nothing to restore.")
        return DONE
    _tell(path, restore(path, int(time.time())))
    return DONE


def _tell(path: Path, done: Restored) -> None:
    began = (
        "There was no good backup." if done.backup is None else f"The backup of {_day(done.backup)} is in its place."
    )
    saved = done.saved
    output.line(f"{began} The store {path} holds {_count(done.entries)}.")
    if done.aside is not None:
        output.line(f"Saved from the damaged file: {_count(saved.entries)}, and the marks of {saved.marks:,}.")
    if saved.lost:
        output.line(f"Not to be read were {_count(saved.lost)}; what the feeds still have comes with the next poll.")
    if done.aside is not None:
        output.line(f"The damaged file is {done.aside} now; nothing was deleted.")
    output.line("The next poll matches all entries anew.")


def _count(number: int) -> str:
    return counted(number, "entry", "entries")


def _day(seconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))

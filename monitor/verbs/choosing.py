"""From what was typed to what is meant by it: an entry, a watch, a query, a time, feeds."""

import argparse
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from monitor import config, output
from monitor.config import Config, ConfigError, seconds
from monitor.config.addresses import folded, masked
from monitor.config.reading import called
from monitor.folders import is_there
from monitor.model import Feed
from monitor.verbs import UsageError, setting

if TYPE_CHECKING:
    from monitor.find import Search
    from monitor.store.entries import Stored


def since(text: str | None) -> int | None:
    """The time (seconds since the epoch, UTC) that lies this long ago. Raises UsageError where `text` is no length."""
    if text is None:
        return None
    try:
        return int(time.time()) - seconds(text)
    except ConfigError:
        raise UsageError(f"--since {text}: write a number and s, m, h, d or w, such as 24h or 7d.") from None


def known_watch(db: sqlite3.Connection, args: argparse.Namespace) -> str:
    """The watch that --watch means, case aside; "" for none. Raises UsageError that names the nearest."""
    if args.watch is None:
        return ""
    name: str = args.watch
    names: dict[str, str] = {row[0].casefold(): row[0] for row in db.execute("SELECT name FROM watches")}
    if name.casefold() not in names:
        # One that was just written has no matches yet, but it is no mistake.
        names |= {watch.name.casefold(): watch.name for watch in setting.load(args, complain=False).watches}
    return nearest(name, names)


def nearest(name: str, names: dict[str, str]) -> str:
    """The watch of that name, of `names` by their folded ones. Raises UsageError that names the nearest."""
    if name.casefold() in names:
        return names[name.casefold()]
    near = called(name, names.values())
    hint = f" Did you mean “{near}”?" if near else " `monitor watches` lists them."
    raise UsageError(f"there is no watch “{name}”.{hint}")


def feeds(args: argparse.Namespace, loaded: Config, names: Sequence[str]) -> list[Feed]:
    """The config's feeds that these addresses, titles and tags mean. Raises UsageError where one of them means none."""
    by_name: dict[str, list[Feed]] = {}
    for feed in known_feeds(args, loaded):
        for name in (feed.url, feed.title, *feed.tags):
            by_name.setdefault(folded(name), []).append(feed)
    for name in names:
        if folded(name) not in by_name:
            raise UsageError(f"no feed has the address, title or tag “{masked(name)}”: `monitor feeds` lists them.")
    return list(dict.fromkeys(feed for name in names for feed in by_name[folded(name)]))


def known_feeds(args: argparse.Namespace, loaded: Config) -> list[Feed]:
    """The config's feeds; with the title that the store knows where they have none of their own."""
    # Imported here, for `monitor match` has no store.
    from monitor.store.feeds import named
    from monitor.store.schema import NoStore

    with suppress(NoStore), setting.reading(args) as db:
        return named(db, loaded.feeds)
    return [*loaded.feeds]


def entry(db: sqlite3.Connection, number: int) -> "Stored":
    """The entry of that number. Raises UsageError where there is none."""
    # Imported here, for `monitor match` has no store.
    from monitor.store import entries

    stored = entries.get(db, number)
    if stored is None:
        raise UsageError(f"there is no entry {number}: `monitor list` shows the numbers.")
    return stored


def search(args: argparse.Namespace, text: str, *, as_watch: bool = False) -> "Search":
    """What was typed as a query, ready to be asked of the store; what may not be meant by it is told on stderr.

    Raises UsageError.
    """
    from monitor.find import Search
    from monitor.matching.query import doubt

    with refusing():
        found = Search(text, settings(args), as_watch=as_watch)
    if found.concept and not as_watch:
        # Without the number of its languages: to count them costs more than the search.
        output.complain(f"{found.name}; ={text} finds these words alone")
    elif not found.concept and (said := doubt(text)):
        output.complain(said)
    return found


def settings(args: argparse.Namespace) -> Config:
    """The config for what it says of feeds and concepts; where there is none, the store is searched all the same."""
    path = setting.config_path(args)
    return config.load(path) if is_there(path) else Config()


def tell(notices: Iterable[str]) -> None:
    """Tell on stderr what the user should know about his regexes."""
    for notice in notices:
        output.complain(notice)


@contextmanager
def refusing() -> Iterator[None]:
    """A query that cannot be read, or asked, is wrong usage: its text, and below the place what is wrong there. Raises
    UsageError."""
    from monitor.matching.query import QueryError

    try:
        yield
    except QueryError as problem:
        query, caret = problem.caret().split("\n")
        raise UsageError(f"{query}\n{' ' * len(output.PREFIX)}{caret} {problem}") from None

"""`monitor match`: entries in, matches out; no store, no network."""

import argparse
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from monitor import output, text
from monitor.feeds import clean
from monitor.feeds.discover import looks_like_feed
from monitor.matching import boilerplate, furniture
from monitor.matching.packs import with_edits
from monitor.matching.watchlist import Watchlist
from monitor.matching.why import reasons
from monitor.model import Entry, Feed, Found
from monitor.records import match_record
from monitor.verbs import DONE, UsageError, choosing, files, setting


def run(args: argparse.Namespace) -> int:
    """Match each entry against the config's watches and print it; without --json only those that match."""
    config = setting.load(args)
    watchlist = Watchlist(config.watches, with_edits(config.concepts))
    feeds = {name: feed for feed in config.feeds for name in (feed.title, feed.url) if name}
    for path in args.files or [Path("-")]:
        data = files.data(path)
        found = _of_feed(path, data, watchlist) if _is_feed(data) else _of_lines(path, data, watchlist, feeds)
        for name, one in found:
            _tell(args, name, one)
    choosing.tell(watchlist.patterns.notices())
    return DONE


def _is_feed(data: bytes) -> bool:
    """Whether it is a feed; an entry as a JSON line may speak of feeds, even quote one."""
    if not looks_like_feed(data):
        return False
    first = data.lstrip().partition(b"\n")[0]
    try:
        values = json.loads(first) if first.startswith(b"{") else None
    except (ValueError, RecursionError):
        return True
    return values is None or "items" in values


def _of_feed(path: Path, data: bytes, watchlist: Watchlist) -> Iterator[tuple[object, Found]]:
    from monitor.feeds.child import read
    from monitor.feeds.wire import Job

    parsed = read(Job(Feed(path.as_posix()), "", "", int(time.time()), data), watchlist.found)
    if parsed.error:
        output.complain(f"{files.name(path)}: {parsed.error}")
    for one in parsed.found:
        yield one.entry.guid or one.entry.link or one.entry.key, one


def _of_lines(
    path: Path, data: bytes, watchlist: Watchlist, feeds: Mapping[str, Feed]
) -> Iterator[tuple[object, Found]]:
    # Only a line feed ends a line: other breaks may stand within a JSON string.
    for number, line in enumerate(data.decode("utf-8-sig", errors="replace").split("\n"), 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict) or "id" not in values:
            raise UsageError(f"{files.name(path)}, line {number}: this is neither a feed nor a JSON object with an id.")
        if not _is_json(values["id"]):
            raise UsageError(f"{files.name(path)}, line {number}: its id holds what JSON cannot give back.")
        entry = entry_of(values)
        yield values["id"], Found(entry, watchlist.match(entry, _source(values, feeds)))


def _source(values: Mapping[str, object], feeds: Mapping[str, Feed]) -> Feed:
    """The feed that an entry is from, of the config where that has it; `list --json` names it by its address."""
    name = str(values.get("source") or values.get("feed") or "")
    known = feeds.get(name, Feed(name))
    return known if known.title else replace(known, title=text.line(str(values.get("feed_title") or "")))


def _is_json(value: object) -> bool:
    """Whether a value can be given out again: JSON has no words for what Python reads of 1e999 or half a pair."""
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except ValueError:
        return False
    return True


def entry_of(values: dict[str, object]) -> Entry:
    """The entry in a line of `match`; its texts may be HTML."""

    def value(key: str) -> str:
        return str(values.get(key) or "")

    categories = values.get("categories")
    entry = Entry(
        key=str(values["id"]),
        title=text.line(text.html(value("title"))),
        link=text.link(value("link")),
        author=text.line(value("author")),
        lang=clean.language(values.get("lang")),
        categories=tuple(map(text.line, map(str, categories))) if isinstance(categories, list) else (),
    )
    summary, content = (text.page(value(key), furniture.kind_of) for key in ("summary", "content"))
    return boilerplate.cleaned(entry, summary, content)


def _tell(args: argparse.Namespace, name: object, one: Found) -> None:
    if args.json:
        matches = [match_record(match) for match in one.matches]
        dropped = [asdict(place) for place in one.entry.dropped]
        output.record({"id": name, "title": one.entry.title, "matches": matches, "story": None, "dropped": dropped})
    elif one.matches:
        output.line(one.entry.name)
        for match in one.matches:
            output.line(f"    {match.watch} ({match.level}): {reasons(match)}")

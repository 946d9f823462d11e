"""`monitor feeds`: the subscribed feeds and their health; add, remove, check, import and export them."""

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import cells, config, output, text, times
from monitor.config import Config
from monitor.config.addresses import masked
from monitor.links import unmarked
from monitor.model import Feed
from monitor.records import feed_record
from monitor.store.health import Health, of_config, of_feeds
from monitor.store.schema import NoStore
from monitor.verbs import DONE, FAILED, UsageError, choosing, files, setting

if TYPE_CHECKING:
    from monitor.check import Verdict
    from monitor.feeds.packs import Pack
    from monitor.hosts import Hosts
    from monitor.preview import Preview

_PREVIEWED = 5
"""Entries that a preview shows of each feed."""
_OTHER = "; only https:// was tried, write http:// in front for a server without it"
"""What the error of an address goes on with that was typed without a scheme."""
_OTHERS = 3
"""Feeds of a page that are named beside the one that is added, and as many that could not be had."""
_QUOTED = 100
"""Cells that are shown of an address that is passed over, which may be a whole command."""


def run(args: argparse.Namespace) -> int:
    """Do what the word after `feeds` says; without one, list them."""
    doing = {"add": _add, "remove": _remove, "check": _check, "import": _import, "export": _export}
    return doing.get(args.doing, _list)(args)


def _list(args: argparse.Namespace) -> int:
    loaded = setting.load(args)
    feeds = {feed.url: feed for feed in loaded.feeds}
    held: dict[str, Health] = {}
    with suppress(NoStore), setting.reading(args) as db:
        held = {one.state.url: one for one in of_feeds(db)}
    now, names = time.time(), getattr(args, "urls", ())
    chosen = {feed.url for feed in choosing.feeds(args, loaded, names)} if names else feeds.keys()
    for health in of_config([feed for feed in loaded.feeds if feed.url in chosen], held):
        if args.json:
            output.record(_record(health, feeds, now))
        else:
            output.line(_line(health, now))
    return DONE


def _record(health: Health, feeds: Mapping[str, Feed], now: float) -> dict[str, object]:
    return {
        **feed_record(health, feeds),
        "site": health.site or None,
        "weekly": round(health.weekly, 2),
        "weekly_matches": round(health.weekly_matches, 2),
        "usual_gap": health.gap,
        "quiet": health.is_quiet(now),
    }


def _line(health: Health, now: float) -> str:
    state = health.state
    newest = times.age(now - health.newest) if health.newest is not None else "-"
    entries = "entry," if health.entries == 1 else "entries,"
    trouble = state.error or ("not polled yet" if state.status == "never" else health.silence(now))
    mark = output.styled("!", "red") if state.status in ("error", "gone") else " "
    return (
        f"{mark} {cells.fitted(state.title, 32)} {health.entries:>6} {entries:8} newest {newest:>4}  "
        f"{output.styled(state.url, 'dim')}" + (f"\n    {trouble}" if trouble else "")
    )


def _add(args: argparse.Namespace) -> int:
    if not args.urls and not args.pack:
        raise UsageError("name an address or a --pack: `monitor feeds add https://…`, `monitor feeds add --pack laos`.")
    if args.title and len(args.urls) != 1:
        raise UsageError("--title names one feed: give one address with it.")
    if args.preview and (args.pack or len(args.urls) != 1):
        raise UsageError("--preview shows what is at one address: `monitor feeds add --preview https://…`.")
    if args.json and not args.preview:
        raise UsageError("--json is for --preview: `monitor feeds add --preview --json https://…`.")
    packs = [_pack(name) for name in args.pack]
    loaded = setting.load(args, begins=not args.preview)
    if args.preview:
        return _preview(args, loaded)
    title, tags, failed = text.line(args.title), _tags(args), False
    wanted = [replace(feed, tags=(*dict.fromkeys(feed.tags + tags),)) for pack in packs for feed in pack.feeds]
    remarks = {url: remark for pack in packs for url, remark in pack.remarks.items()}
    for url in args.urls:
        found, trouble = _found(args, url, loaded)
        failed |= not found
        if trouble:
            output.complain(f"{masked(url)}: {trouble}")
        wanted += [Feed(one, title, tags) for one in found]
    _subscribe(args, wanted, remarks)
    return FAILED if failed else DONE


def _tags(args: argparse.Namespace) -> tuple[str, ...]:
    """The tags that were given, each once. A script may give an empty one, which the config takes for a mistake."""
    return tuple(dict.fromkeys(filter(None, map(text.line, args.tag))))


def _pack(name: str) -> "Pack":
    from monitor.feeds import packs

    try:
        return packs.load(name)
    except packs.UnknownPack as problem:
        raise UsageError(str(problem)) from None


def _found(args: argparse.Namespace, url: str, loaded: Config) -> tuple[tuple[str, ...], str]:
    """The feeds that an address stands for, and what there is to say about it."""
    from monitor.check import find
    from monitor.verbs.awaiting import awaited

    with suppress(OSError):  # An address may be too long for the name of a file.
        if _is_bare(url) and Path(url).is_file():
            return (), "is a file here: `monitor feeds import` takes a list of feeds; an address begins with https://"
    address, fault = _address(url)
    if fault:
        return (), fault
    with setting.hosts(args, loaded.poll) as hosts:
        discovered = awaited(lambda: find(address, loaded.poll, hosts))
    if discovered.offline and set(".:/").isdisjoint(url):
        # A word by itself, such as a pack's name, is hardly ever a host's; with a port or a path it is one.
        return (), f"{discovered.error}; add the address of a feed or a page, or a pack with --pack"
    if discovered.offline:
        return (address,), f"{discovered.error}; it is added untested"
    if discovered.error:
        return (), discovered.error + (_OTHER if discovered.is_deaf and _is_bare(url) else "")
    have = {config.normal_url(feed.url) for feed in loaded.feeds}
    others = ", ".join([url for url in discovered.urls[1:] if config.normal_url(url) not in have][:_OTHERS])
    failed = [f"{masked(url)} could not be had: {error}" for url, error in discovered.failed.items()][:_OTHERS]
    said = [f"the page has other feeds too: {others}"] * bool(others) + failed
    return discovered.urls[:1], "; ".join(said)


def _address(given: str) -> tuple[str, str]:
    """The address that was typed, with its scheme, and why it cannot be a feed's, as the end of a sentence."""
    given = unmarked(given)
    address = f"https://{given}" if _is_bare(given) else given
    return address, config.url_fault(address)


def _is_bare(given: str) -> bool:
    return "://" not in unmarked(given)


def _preview(args: argparse.Namespace, loaded: Config) -> int:
    """Show the feeds at an address and what the watches find in them; nothing is subscribed to."""
    from monitor.verbs.awaiting import awaited

    given = args.urls[0]
    if given == files.STDIN:
        given = files.data(Path(given)).decode(errors="replace").strip()
    address, fault = _address(given)
    if fault:
        raise UsageError(f"{masked(address)} {fault}.")
    with setting.hosts(args, loaded.poll) as hosts:
        return awaited(lambda: _show_previews(args, given, loaded, hosts))


async def _show_previews(args: argparse.Namespace, given: str, loaded: Config, hosts: "Hosts") -> int:
    from monitor.preview import previews, record

    now, found = int(time.time()), 0
    async for one in previews(_address(given)[0], loaded, now, hosts):
        found += bool(one.entries)
        if one.is_deaf and _is_bare(given):
            one = replace(one, error=one.error + _OTHER)
        if args.json:
            output.record(record(one))
        elif one.error and not one.entries:
            output.complain(f"{masked(one.url)}: {one.error}")
        else:
            for line in _preview_lines(one, now):
                output.line(line)
    return DONE if found else FAILED


def _preview_lines(one: "Preview", now: int) -> Iterator[str]:
    """A feed in a line, its address, and its newest entries with the watches that they match."""
    matched = ", ".join(f"{watch} {count:,}" for watch, count in one.watches.items())
    said = [
        text.counted(one.entries, "entry", "entries"),
        f"{one.matched:,} matched{f' ({matched})' if matched else ''}",
    ]
    said += ["already subscribed to"] * one.is_subscribed + [one.error] * bool(one.error)
    yield f"{output.styled(one.title or masked(one.url), 'bold')}  {', '.join(said)}"
    yield f"    {output.styled(masked(one.url), 'dim')}"
    for found in one.newest[:_PREVIEWED]:
        published = found.entry.published
        age = times.age(now - published) if published is not None else "-"
        watches = ", ".join(match.watch for match in found.matches)
        yield f"    {age:>4}  {found.entry.name}{f'  ({watches})' if watches else ''}"


def _subscribe(args: argparse.Namespace, wanted: Sequence[Feed], remarks: Mapping[str, str] | None = None) -> None:
    """Write new feeds into the config, all in one edit; `remarks` warn of what a feed is known for, by address."""
    if not wanted:
        return
    setting.begin(args)
    path, told, new = setting.config_path(args), list[str](), list[Feed]()
    with config.alone(path):
        source = config.read(path)
        have = {config.normal_url(feed.url) for feed in config.load(path).feeds}
        for feed in wanted:
            shown, known = masked(feed.url), config.normal_url(feed.url)
            if known in have:
                told.append(f"already there: {shown}")
                continue
            new.append(feed)
            have.add(known)
            told.append(f"added {feed.title or shown}  {shown if feed.title else ''}".rstrip())
            if remark := (remarks or {}).get(feed.url):
                told.append(f"    {remark}")
        if new:
            config.save(path, config.add_feeds(source, new))
    for line in told:
        output.line(line)


def _remove(args: argparse.Namespace) -> int:
    if setting.is_first(args):
        # What is none of the feeds that `feeds` lists then is a slip, which leaves nothing behind.
        config.remove_feeds(config.example_text(), args.urls)
        setting.begin(args)
    path = setting.config_path(args)
    with config.alone(path):
        config.save(path, config.remove_feeds(config.read(path), args.urls))
    output.line(f"removed {', '.join(map(masked, args.urls))}; the entries stay in the store")
    return DONE


def _check(args: argparse.Namespace) -> int:
    loaded = setting.load_feeds(args)
    feeds = choosing.feeds(args, loaded, args.urls) if args.urls else choosing.known_feeds(args, loaded)
    if not feeds:
        raise UsageError("there is no feed to check: `monitor feeds add https://…` subscribes to one.")
    from monitor.verbs.awaiting import awaited

    with setting.hosts(args, loaded.poll) as hosts:
        return awaited(lambda: _test(args, feeds, loaded, hosts))


async def _test(args: argparse.Namespace, feeds: list[Feed], loaded: Config, hosts: "Hosts") -> int:
    from shlex import quote

    from monitor.check import check

    now = int(time.time())
    verdicts: list[Verdict] = []
    async with aclosing(check(feeds, loaded.poll, now, hosts)) as tested:
        async for verdict in tested:
            verdicts.append(verdict)
            if args.json:
                output.record(_verdict_record(verdict))
            else:
                output.line(_verdict_line(verdict, now))
    if all(one.offline for one in verdicts):
        # What keeps all feeds away alike, as a package that their proxy needs, is not the network.
        why = {one.error for one in verdicts}
        said = why.pop() if len(why) == 1 else "perhaps there is no network"
        output.complain(f"no feed was reached ({said}), and nothing was learned about the feeds.")
        return FAILED
    drop = [one.feed.url for one in verdicts if one.is_to_drop]
    if drop and not args.json:
        output.line()
        output.line(f"{len(drop)} of {len(verdicts)} feeds failed or are stale. To drop them:")
        output.line("monitor feeds remove " + " ".join(map(quote, sorted(drop))))
    return DONE


def _verdict_record(verdict: "Verdict") -> dict[str, object]:
    from dataclasses import asdict

    values = asdict(verdict)
    values.pop("feed")
    # None where there is nothing to be said, as in the other records.
    said = {name: value if value != "" else None for name, value in values.items()}
    return {"url": verdict.feed.url, **said, "newest": times.iso(verdict.newest), "until": times.iso(verdict.until)}


def _verdict_line(verdict: "Verdict", now: int) -> str:
    styles = {"good": "green", "stale": "yellow", "empty": "yellow", "busy": "yellow", "failed": "red"}
    said = verdict.error
    if verdict.verdict == "stale" and verdict.newest is not None:
        said = f"the newest entry is {times.span(now - verdict.newest)} old"
    elif verdict.verdict == "empty":
        said = "it has no entries"
    elif verdict.verdict == "good":
        said = text.counted(verdict.entries, "entry", "entries") + (f", {said}" if said else "")
    moved = f"; it has moved to {verdict.moved}" if verdict.moved else ""
    word = output.styled(f"{verdict.verdict:6}", styles[verdict.verdict])
    return f"{word} {cells.fitted(verdict.feed.title or verdict.title or verdict.feed.url, 32)} {said}{moved}"


def _import(args: argparse.Namespace) -> int:
    from monitor.feeds import opml

    others: list[str] = []
    try:
        feeds = opml.read(files.data(args.file), others.append)
    except opml.OpmlError as problem:
        raise UsageError(f"{files.name(args.file)}: {problem}") from None
    setting.load(args, begins=True)
    unfit = [feed.url for feed in feeds if config.url_fault(feed.url)]
    feeds = [feed for feed in feeds if feed.url not in unfit]
    _subscribe(args, feeds)
    for other in dict.fromkeys((*others, *unfit)):
        address = cells.cut(masked(other), _QUOTED)
        output.complain(f"left out: {address} {config.url_fault(other) or 'is no address'}")
    if not feeds:
        output.complain(f"{files.name(args.file)}: there is no feed in this list.")
    return DONE if feeds else FAILED


def _export(args: argparse.Namespace) -> int:
    from monitor.feeds import opml

    output.prepare(in_utf_8=True)
    output.line(opml.write(choosing.known_feeds(args, setting.load_feeds(args)), "monitor").rstrip("\n"))
    return DONE

"""Feeds found at an address: `monitor feeds add --preview` as the desk's child, and what it tells of each."""

import asyncio
import json
import re
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor import processes, text
from monitor.model import Match, Span

_LONGEST_LINE = 1 << 26
"""Bytes: the titles of a feed may be as long as the poller's limits let them be."""
_BEHIND = r"(?::\d+)?(?:[/?#]\S*)?"
_BARE = re.compile(
    rf"(?:[^\s./:?#@\"'()]+\.)+[^\W\d_]{{2,}}{_BEHIND}|(?:\d{{1,3}}\.){{3}}\d{{1,3}}{_BEHIND}"
    r"|localhost(?::\d+(?:[/?#]\S*)?|/\S*)",
    re.I,
)
"""A host without a scheme: a name, an IPv4 address; "localhost" alone may well be a word."""


class NothingThere(Exception):
    """A sentence for the reader: why no feed was found."""


@dataclass(frozen=True, slots=True)
class Titled:
    """An entry of a feed that is not subscribed to."""

    title: str
    published: int | None
    matches: tuple[Match, ...]
    """With the places in the title alone."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A feed that may be subscribed to."""

    url: str
    title: str
    entries: int
    matched: int
    watches: Mapping[str, int]
    """How many entries each watch finds, of those that find any."""
    newest: tuple[Titled, ...]
    is_subscribed: bool
    error: str
    """What is wrong with it, as the end of a sentence; empty when all is well."""
    offline: bool
    """The network failed, so that nothing is known about it."""


def is_address(typed: str) -> bool:
    """Whether what was typed is meant for an address, and not for a keyword: it has a scheme, or looks like a host."""
    return not any(map(str.isspace, typed)) and ("://" in typed or _BARE.fullmatch(typed) is not None)


async def offered_at(address: str, config: Path, store: Path) -> AsyncIterator[Offered]:
    """The feeds at an address, best first, each as soon as it has been read, by a process of its own.

    Cancelled, it ends the process. Raises NothingThere.
    """
    command = processes.command_of(config, store, "feeds", "add", "--preview", "--json", "-")
    try:
        process = await processes.start(
            *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=_LONGEST_LINE, start_new_session=True
        )
    except OSError as problem:
        raise NothingThere(f"No process could be started to look for feeds ({problem.strerror}).") from None
    assert process.stdin and process.stdout and process.stderr
    # Not as an argument, which every account of this computer may list: a name and a password may stand in it.
    process.stdin.write(address.encode(errors="replace"))
    process.stdin.close()
    complaints = asyncio.ensure_future(process.stderr.read())
    is_found = False
    try:
        async for line in process.stdout:
            is_found = True
            yield offered(json.loads(line))
        if not is_found:
            said = text.line(processes.last_complaint(await complaints))
            raise NothingThere(said or f"Looking for feeds ended with code {await process.wait()}.")
    except (ValueError, KeyError, TypeError):
        raise NothingThere("What is there cannot be shown: it is too long, or damaged.") from None
    finally:
        complaints.cancel()
        await asyncio.gather(complaints, return_exceptions=True)
        await processes.end(process, group=False)


def offered(record: Mapping[str, Any]) -> Offered:
    """A feed from its JSON record. Raises KeyError, TypeError or ValueError for what is none."""
    return Offered(
        record["url"],
        record["title"],
        record["entries"],
        record["matched"],
        dict(record["watches"]),
        tuple(_titled(each) for each in record["newest_entries"]),
        record["subscribed"],
        record["error"] or "",
        record["offline"],
    )


def _titled(record: Mapping[str, Any]) -> Titled:
    published = record["published"]
    matches = (
        Match(each["watch"], each["level"], tuple(_span(span) for span in each["spans"])) for each in record["matches"]
    )
    return Titled(
        record["name"], int(datetime.fromisoformat(published).timestamp()) if published else None, tuple(matches)
    )


def _span(record: Mapping[str, Any]) -> Span:
    return Span(*(record[name] for name in ("field", "start", "end", "text", "term", "why")))

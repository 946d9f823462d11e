"""The pages of the invented outlets, to which the links of the sample entries lead: whole texts and front pages."""

import html
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from urllib.parse import urlsplit

from monitor.demo.render import TYPES, SampleEntry, SampleFeed, link, load_sample, visible

INVENTED = "All outlets, people and events here are invented. This is a demo; only this computer can see it."


def hosts() -> frozenset[str]:
    """The hosts that the invented outlets have."""
    return frozenset(urlsplit(feed.site).netloc for feed in load_sample())


def page_at(host: str, path: str, now: float, started: float) -> bytes | None:
    """The page that an outlet has at `now` (epoch seconds); None where there is none, or none yet."""
    known = _pages().get((host, path or "/"))
    if known is None:
        return None
    feed, entry = known
    out = visible(feed, now, started)
    if entry is None:
        return _front(feed, out)
    return _whole(feed, entry) if entry in out else None


@cache
def _pages() -> Mapping[tuple[str, str], tuple[SampleFeed, SampleEntry | None]]:
    found: dict[tuple[str, str], tuple[SampleFeed, SampleEntry | None]] = {}
    for feed in load_sample():
        found[urlsplit(feed.site).netloc, "/"] = feed, None
        for entry in feed.entries:
            address = urlsplit(link(feed, entry))
            found[address.netloc, address.path] = feed, entry
    return MappingProxyType(found)


def _whole(feed: SampleFeed, entry: SampleEntry) -> bytes:
    """The page of an entry: what its feed tells, what only the page tells, and that all of it is invented."""
    author = f"<p class='byline'>{html.escape(entry.author)}</p>" if entry.author else ""
    text = entry.content or f"<p>{entry.summary}</p>"
    article = f"<article><h1>{html.escape(entry.title)}</h1>{author}{text}{entry.page}<p>{INVENTED}</p></article>"
    return _page(feed, f"{entry.title} – {feed.title}", article)


def _front(feed: SampleFeed, out: tuple[SampleEntry, ...]) -> bytes:
    titles = "".join(
        f'<li><a href="{html.escape(link(feed, entry))}">{html.escape(entry.title)}</a></li>' for entry in out
    )
    return _page(feed, feed.title, f"<h1>{html.escape(feed.title)}</h1><p>{INVENTED}</p><ul>{titles}</ul>")


def _page(feed: SampleFeed, title: str, body: str) -> bytes:
    own = f'<link rel="alternate" type="{TYPES[feed.format]}" href="{feed.path}">'
    head = f'<head><meta charset="utf-8"><title>{html.escape(title)}</title>{own}</head>'
    return f'<!doctype html>\n<html lang="{feed.lang}">{head}<body>{body}</body></html>\n'.encode()

"""Changes to one feed in the text of a config: its title, tags and pace, and not a byte more."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from monitor import config
from monitor.config.addresses import masked
from monitor.config.edit import (
    Steps,
    add_feed,
    add_pair,
    closed,
    cut_pair,
    feed_settings,
    is_at,
    layout,
    opened,
    put_remark,
    remark,
    remove_feed,
    tables,
    written_duration,
)
from monitor.config.files import ConfigError
from monitor.config.reading import seconds
from monitor.config.watch import change_list
from monitor.model import Feed
from monitor.times import DAY

_LONGEST = 365 * DAY
_NAMES = {"title": "title", "tags": "tags", "every": "pace"}


class Meanwhile(ConfigError):
    """A config says of a feed neither what it said when its edit was begun nor what it is to say."""

    def __init__(self, names: Sequence[str], now: Feed) -> None:
        super().__init__(f"The {' and the '.join(names)} changed in the file meanwhile, and nothing was saved")
        self.now = now
        """What it says by now."""


def edit_feed(text: str, feed: Feed) -> str:
    """`text` with the title, tags and pace of the feed at `feed.url` made those of `feed`.

    What is the same stays as it is written; an address alone in the list `feeds = […]` becomes a [[feed]] where there
    is more to say. ConfigError when there is no such feed, or it cannot be changed.
    """
    source, data = opened(text)
    old = _feed_at(text, feed.url)
    wanted = replace(old, title=feed.title, tags=feed.tags, every=feed.every)
    home = next((way for way, table in tables(data, "feed") if is_at(table.get("url"), feed.url)), None)
    if wanted == old:
        return text
    if home is None:
        changed = _with_table(text, source, data, wanted)
        return closed(text, changed, lambda _: _says(text, changed.decode(), wanted))
    for key, value in feed_settings(wanted).items():
        if value != feed_settings(old)[key]:
            node = layout(source).get(((*home, key), False))
            if node is not None and node.type == "array" and value:
                source = change_list(source, (*home, key), wanted.tags)
            else:
                source = _set(source, home, key, value)
    return closed(text, source, lambda _: _says(text, source.decode(), wanted))


def change_feed(text: str, before: Feed, after: Feed) -> str:
    """`text` with what `after` says otherwise of its feed than `before`, and all else as it is by now.

    ConfigError as in `edit_feed`, and Meanwhile where the text says of the same neither what it was nor what it is to
    be.
    """
    # Of a text that cannot be read that is told, and not that it has no such feed.
    opened(text)
    now = wanted = _feed_at(text, after.url)
    taken: list[str] = []
    for key, name in _NAMES.items():
        was, is_now, value = (getattr(feed, key) for feed in (before, now, after))
        if value == was:
            continue
        if is_now not in (was, value):
            taken.append(name)
        wanted = replace(wanted, **{key: value})
    if taken:
        raise Meanwhile(taken, now)
    return edit_feed(text, wanted)


def pace(text: str) -> int | None:
    """The seconds between polls that a person writes: "30m", "2h"; None for nothing. ConfigError for what is none."""
    if not text.strip():
        return None
    try:
        value = seconds(text)
    except ConfigError:
        raise ConfigError(f"“{text.strip()}” is no length of time: write 30m, 2h or 1d, or leave it empty.") from None
    if not 1 <= value <= _LONGEST:
        raise ConfigError("The time between polls must be between 1s and 365d.")
    return value


def written_pace(every: int | None) -> str:
    """Seconds as `pace` reads them; empty for None."""
    return written_duration(every) if every else ""


def _feed_at(text: str, url: str) -> Feed:
    """The feed as the text has it. Raises ConfigError where it has none."""
    found = next((feed for feed in config.parse(text).feeds if is_at(feed.url, url)), None)
    if found is None:
        raise ConfigError(f"{masked(url)} is not in the config.")
    return found


def _with_table(text: str, source: bytes, data: dict[str, Any], feed: Feed) -> bytes:
    """A text with a [[feed]] in the place of an address in its list; the comment behind that stands there now."""
    listed = data.get("feeds")
    at = next((at for at, each in enumerate(listed if isinstance(listed, list) else ()) if is_at(each, feed.url)), None)
    said = b"" if at is None else remark(source, layout(source)[("feeds", at), False])
    changed, data = opened(add_feed(remove_feed(text, feed.url), feed))
    home = next(way for way, table in tables(data, "feed") if is_at(table.get("url"), feed.url))
    return put_remark(changed, layout(changed)[(*home, "url"), False], said)


def _says(old: str, new: str, wanted: Feed) -> bool:
    """Whether a text says of one feed what is wanted, and of all else what it said."""
    before, after = config.parse(old), config.parse(new)
    kept = {feed.url: feed for feed in before.feeds} | {wanted.url: wanted}
    return {feed.url: feed for feed in after.feeds} == kept and replace(after, feeds=(), problems=()) == replace(
        before, feeds=(), problems=()
    )


def _set(source: bytes, home: Steps, key: str, value: bytes) -> bytes:
    """`source` with a setting of a table made to be `value`, or gone where that is empty."""
    nodes = layout(source)
    node = nodes.get(((*home, key), False))
    if node is not None:
        return source[: node.start_byte] + value + source[node.end_byte :] if value else cut_pair(source, node)
    pair = nodes[(*home, "url"), False].parent
    return add_pair(source, pair, key, value) if pair and value else source

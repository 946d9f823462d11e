"""What a list without rows says: what is so, and what to do."""

import time
from collections.abc import Sequence

from monitor import times
from monitor.config import Config
from monitor.tui.listing import EntriesPane
from monitor.tui.nearest import NearEntry


def sentences(config: Config, listing: EntriesPane, stored: int, poller: str) -> list[str]:
    """The lines to show in place of a list; `stored` is how many entries there are, `poller` what the poller does."""
    place = listing.place
    if place.search is not None:
        return ["", *_of_search(listing)]
    if not config.feeds and not stored:
        return ["", "No feeds yet.", "a adds one by its address; monitor feeds add --pack thailand adds many."]
    if not stored:
        return ["", "Nothing is stored yet.", f"{poller}.", "What the first poll finds stands here by itself."]
    if listing.unread_only:
        return ["", "All read.", "F lists the read ones again; n goes to the next watch with something unread."]
    if place.choice.starred:
        return ["", "Nothing is starred.", "f stars the selected entry."]
    if place.choice.dismissed:
        return [
            "",
            "Nothing is dismissed.",
            "d takes an entry out of the lists of matches, and puts it back.",
        ]
    if place.watch is None:
        return ["", "There is nothing here.", "h and l go from pane to pane, ? lists the keys."]
    if not config.watches:
        return ["", "No watches yet.", "a adds a keyword to watch; “Everything” on the left lists what is stored."]
    return ["", f"0 of {_entries(stored)} matched.", *_near(listing.nearest), *_what_to_do(place.watch)]


def _of_search(listing: EntriesPane) -> list[str]:
    place = listing.place
    if place.choice.ids:
        return ["All read.", "F lists the read ones again."]
    if place.note:
        return ["Nothing found so far."]
    hint = [listing.hint] if listing.hint else []
    return [
        "Nothing that is stored answers this search.",
        *hint,
        "Esc goes back to the matches; ? tells what to write.",
    ]


def _near(found: Sequence[NearEntry]) -> list[str]:
    """The entries that come near, in two lines each: what they have, and their titles."""
    if not found:
        return []
    lines = ["", "Nearest:"]
    for one in found:
        age = times.age(max(0.0, time.time() - one.at))
        lines += [f"has “{one.part}”, not all of “{one.keyword}”:", f"  {age:>4}  {one.title or '(no title)'}"]
    return [*lines, ""]


def _what_to_do(watch: str) -> list[str]:
    edit = ["e edits this watch and shows at once what it would find."] if watch else []
    return [*edit, "“Everything” on the left lists them all."]


def _entries(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"

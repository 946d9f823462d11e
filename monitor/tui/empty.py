"""What a list without rows says: what is so, and what to do."""

import time
from collections.abc import Mapping, Sequence
from functools import partial

from monitor import times
from monitor.actions import Keys
from monitor.config import Config
from monitor.matching.why import weight
from monitor.text import counted
from monitor.tui.keys import first
from monitor.tui.listing import EntriesPane
from monitor.tui.nearest import NearEntry


def sentences(
    config: Config,
    listing: EntriesPane,
    stored: int,
    poller: str,
    counts: Mapping[str, tuple[int, int]],
    failing: int = 0,
) -> list[str]:
    """The lines to show in place of a list; `stored` is how many entries there are, `poller` what the poller does,
    `counts` how much of each watch is unread, and how much there is; `failing` feeds failed in a poll that is over."""
    key = partial(first, config.keys)
    if listing.place.search is not None:
        return ["", *_of_search(listing, config.keys)]
    # What a poll finds does not come to stand among what is starred or dismissed.
    if not (stored or listing.place.choice.starred or listing.place.choice.dismissed):
        return ["", *_of_store(config, poller, failing)]
    if listing.unread_only and listing.holds_any:
        again = f"{key('filter')} lists the read ones again"
        onward = _onward(listing.place.watch, counts.get("", (0, 0))[0], config.keys)
        return ["", "All read.", f"{again};" if onward else f"{again}.", *onward]
    return ["", *_of_place(config, listing, stored)]


def _of_store(config: Config, poller: str, failing: int) -> list[str]:
    """That nothing is stored, and what comes of that."""
    if not config.feeds:
        add = first(config.keys, "add")
        return ["No feeds yet.", f"{add} adds one by its address;", "monitor feeds add --pack thailand adds many."]
    if failing:
        return ["Nothing is stored yet.", *_of_failing(failing, len(config.feeds), poller, config.keys)]
    return ["Nothing is stored yet.", f"{poller}.", *_first_steps(config.keys)]


def _onward(watch: str | None, unread: int, keys: Keys) -> list[str]:
    """Where the next unread match is; `unread` is how many there are in all."""
    if not unread or watch == "":
        return []
    to = "the unread matches" if watch is None else "the next watch with something unread"
    return [f"{first(keys, 'next_unread')} goes to {to}."]


def _first_steps(keys: Keys) -> list[str]:
    """What a person needs to know who sees the desk for the first time."""
    key = partial(first, keys)
    return [
        "The first poll takes longer: its words are made ready.",
        "What it finds stands here by itself. Then",
        f"{key('next_unread')} reads the next unread match,",
        f"{key('why')} tells why it is there,",
        f"{key('help')} lists all keys.",
    ]


def _of_failing(failing: int, feeds: int, poller: str, keys: Keys) -> list[str]:
    """That the first poll is over and what it came to, for a person who waits for it."""
    few = f"{failing:,} of {feeds:,} feeds" if failing < feeds else "No feed" if feeds > 1 else "The only feed"
    verb = "could be read" if few == "No feed" else "could not be read"
    key = partial(first, keys)
    return [f"{few} {verb}:", f"{key('health')} tells why,", f"{key('poll_all')} tries again.", f"{poller}."]


def _of_place(config: Config, listing: EntriesPane, stored: int) -> list[str]:
    key, choice, watch = partial(first, config.keys), listing.place.choice, listing.place.watch
    if choice.starred:
        return ["Nothing is starred.", f"{key('toggle_star')} stars the selected entry."]
    if choice.dismissed:
        taken = f"{key('dismiss')} takes an entry out of the lists of matches,"
        return ["Nothing is dismissed.", taken, "and puts it back."]
    if watch is None:
        back, help = key("back"), key("help")
        return ["There is nothing here.", f"{back} goes back to where you were, {help} lists the keys."]
    if not config.watches:
        everything = f"{key('go_everything')} lists all that is stored."
        return ["No watches yet.", f"{key('add')} adds a keyword to watch; {everything}"]
    return [f"0 of {_entries(stored)} matched.", *_near(listing.nearest), *_what_to_do(watch, config.keys)]


def _of_search(listing: EntriesPane, keys: Keys) -> list[str]:
    place, key = listing.place, partial(first, keys)
    # What is a key elsewhere is a letter in the field.
    is_typing = listing.is_searching
    if place.choice.ids:
        return ["All read.", f"{'Enter, then ' * is_typing}{key('filter')} lists the read ones again."]
    if place.note:
        return ["Nothing found so far."]
    hint = [listing.hint] if listing.hint else []
    then = ", and there" if is_typing else " to where you were;"
    return [
        "Nothing that is stored answers this search.",
        *hint,
        f"{key('back')} goes back{then} {key('help')} tells what to write.",
    ]


def _near(found: Sequence[NearEntry]) -> list[str]:
    """The entries that come near, in two lines each: what they have, and their titles."""
    if not found:
        return []
    lines = ["", "Nearest:"]
    for one in found:
        age = times.age(time.time() - one.at)
        holds, comes = f"has “{one.part}”, not all of “{one.keyword}”:", f"“{one.keyword}” comes to {weight(one.score)}"
        lines += [holds if one.part else f"{comes}, and needs 0:", f"  {age:>4}  {one.title}"]
    return [*lines, ""]


def _what_to_do(watch: str, keys: Keys) -> list[str]:
    edit = [f"{first(keys, 'edit_watch')} edits this watch and shows at once what it would find."] if watch else []
    return [*edit, f"{first(keys, 'go_everything')} lists them all."]


def _entries(number: int) -> str:
    return counted(number, "entry", "entries")

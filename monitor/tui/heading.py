"""What stands above a list: its name, what a watch's keywords are widened to, how far a search looked."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from monitor.actions import Keys
from monitor.config import Config
from monitor.times import local
from monitor.tui.keys import first
from monitor.tui.search_run import Page

if TYPE_CHECKING:
    from monitor.tui.listing import EntriesPane


def of_list(
    listing: "EntriesPane", counts: Mapping[str, tuple[int, int]], keys: Keys, way: str, widened: str
) -> tuple[str, str, str]:
    """What is listed, how much of it there is, and what more there is to say of it; `counts` are those of the watches,
    `way` leads to the list, `widened` is as `widened_to`."""
    place, rows = listing.place, listing.rows
    number = f"  {rows.count:,}" if rows.complete is None else ""
    if place.watch is not None and counts:
        number += f" · {counts.get(place.watch, (0, 0))[0]:,} unread"
    more = []
    if listing.unread_only:
        more.append(f"only unread ones are listed ({first(keys, 'filter')})")
    if listing.strong_first and place.watch is not None:
        more.append("strong ones first")
    return f"{way}{place.name}", number, "".join(f" · {note}" for note in (*more, place.note, widened) if note)


def widened_to(name: str, config: Config) -> str:
    """What the keywords of the watch of that name are widened to: scam hubs → @scam_hubs; empty where to nothing."""
    # Imported here, for the first frame needs it only where the listed place is a watch's.
    from monitor.matching import vocabulary
    from monitor.matching.packs import with_edits
    from monitor.matching.why import widened

    packs = with_edits(config.concepts)
    watches = (watch for watch in config.watches if watch.name == name)
    return ", ".join(widened(*one) for watch in watches for one in vocabulary.widened(watch, packs).items())


def limits(page: Page, keys: Keys) -> str:
    """How far back a search looked that did not come to the end."""
    if not page.is_done:
        return "looking …"
    if page.stopped_at is None:
        return ""
    then = local(page.stopped_at)
    # What to do stands first: the end may be cut.
    return f"{first(keys, 'look_further')} looks further, looked back to {then:%d %b %Y}"

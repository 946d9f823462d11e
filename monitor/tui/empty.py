"""What a list without rows says: what is so, and what to do."""

from monitor.config import Config
from monitor.tui.listing import EntriesPane


def sentences(config: Config, listing: EntriesPane, stored: int, poller: str) -> list[str]:
    """The lines to show in place of a list; `stored` is how many entries there are, `poller` what the poller does."""
    if not config.feeds:
        return ["", "No feeds yet.", "monitor feeds add https://… subscribes to one."]
    if listing.place.search is not None:
        return ["", "Nothing that is stored answers this search.", "Esc goes back to the matches."]
    if listing.place.choice.starred:
        return ["", "Nothing is starred.", "f stars the selected entry."]
    if listing.unread_only:
        return ["", "All read.", "F lists the read ones again."]
    if not stored:
        return ["", "Nothing is stored yet.", f"{poller}."]
    return ["", f"No match among {stored:,} stored entries.", "“Everything” on the left lists them all."]

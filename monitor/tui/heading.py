"""What stands above a list beside its name: what a watch's keywords are widened to, how far a search looked."""

from datetime import datetime

from monitor.actions import Keys
from monitor.config import Config
from monitor.tui.keys import first
from monitor.tui.searching import Page


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
    then = datetime.fromtimestamp(page.stopped_at).astimezone()
    # What to do stands first: the end may be cut.
    return f"{first(keys, 'look_further')} looks further, looked back to {then:%d %b %Y}"

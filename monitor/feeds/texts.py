"""The texts of an entry, as both readers of a feed take them: which may be its summary or title, and which are HTML."""

import re
from html.entities import html5
from typing import Any

from monitor.feeds import dialects

_PLAIN, _HTML = "text/plain", "text/html"
SUMMARIES = {
    "description": _HTML,
    "summary": _PLAIN,
    "dc_description": _HTML,
    "itunes_summary": _PLAIN,
    "media_description": _HTML,
    "itunes_subtitle": _PLAIN,
}
"""The elements that may be an entry's summary, the best first, and of what type a text in them is that does not say."""
TURBO = "turbo_content"
"""The element that has all of an entry's text as a search engine is to show it, with a menu and buttons."""
_MARKED = re.compile(r"</\w+>|&#?\w+;")
_TAG = re.compile(r"</?(\w+)")
_NAMED_ENTITY = re.compile(r"&(\w+);")


def looks_like_html(text: str) -> bool:
    """Whether a text that says it is plain is taken for HTML: as feedparser does, and by all names of HTML."""
    if not ("<" in text or "&" in text) or not _MARKED.search(text):
        return False
    if any(tag.lower() not in dialects.HTML_TAGS for tag in _TAG.findall(text)):
        return False
    return all(f"{name};" in html5 for name in _NAMED_ENTITY.findall(text))


def title_by_itunes(entry: dict[str, Any]) -> None:
    """Give an entry without a title that which it has for a podcast."""
    title = entry.get("itunes_title")
    if not entry.get("title") and isinstance(title, str):
        entry["title"] = title

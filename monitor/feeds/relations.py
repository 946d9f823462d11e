"""What leads to an entry, and from it: a feed's links, guids and media, as both of its readers take them."""

import re
from typing import Any

OWN = " own"
"""What a link has under it that is told as RSS tells it; no attribute can be called so."""
MEDIA = " media"
"""What an entry has its media under, as Media RSS tells them; no element can be called so."""
_PATH = re.compile(r"\s*/[^\s/]\S*\s*")
_RELATIONS = "http://www.iana.org/assignments/relation/"
_PAGE = re.compile(r"(?<!\S)alternate(?!\S)")
_NOWHERE = re.compile(r"\s*(?:javascript|about|data):", re.I)
"""How addresses begin that only a page's own browser could open."""


def link_by_relation(entry: dict[str, Any]) -> None:
    """Give an entry without a page that which it tells, as RSS tells one, by another relation: canonical, bookmark."""
    links = [link for link in entry.get("links") or () if link.get("href")]
    if not entry.get("link") and all(link.get("rel") != "alternate" for link in links):
        told = (link[OWN] for link in links if OWN in link and link.get("rel") != "enclosure")
        entry["link"] = next(told, entry.get("link"))


def leads(link: object) -> bool:
    """Whether an entry has a link by which somebody may come to it."""
    return bool(link) and not (isinstance(link, str) and _NOWHERE.match(link))


def is_address(guid: str) -> bool:
    """Whether a guid is by itself an address on the web; any other that claims to lead somewhere leads nowhere."""
    return guid.strip()[:8].lower().startswith(("http://", "https://"))


def is_path(guid: str, attributes: dict[str, str]) -> bool:
    """Whether a guid is a place on its site that it says it leads to; without its saying so it may be any name."""
    return "ispermalink" in attributes and _PATH.fullmatch(guid) is not None


def is_permanent(attributes: dict[str, str]) -> bool:
    """Whether a guid leads to its entry too; some programs say so by another word than RSS has for it."""
    return attributes.get("ispermalink", "true").strip().lower() in ("true", "1", "yes", "")


def shorten_relation(attributes: dict[str, str]) -> None:
    """Name a link's relation by its short name where it is named by its address, which means the same; and one of
    several, as HTML has them, by that of the entry's own page where it is among them."""
    if "rel" in attributes:
        relation = attributes["rel"].strip().removeprefix(_RELATIONS)
        # In HTML a style sheet may be an alternate too: of another one.
        is_page = _PAGE.search(relation) and "stylesheet" not in relation
        attributes["rel"] = "alternate" if is_page else relation


def leave_untyped(attributes: dict[str, str]) -> None:
    """Let a file whose link says no type have none; any other link leads to a page by default."""
    if attributes.get("rel") == "enclosure":
        attributes.setdefault("type", "")


def spare_address(attributes: dict[str, str]) -> str:
    """Take from a link what it has for its address beside `href`, which is none where its text is one."""
    url, uri = attributes.pop("url", ""), attributes.pop("uri", "")
    return url or uri

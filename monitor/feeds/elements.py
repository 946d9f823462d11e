"""The elements of feeds by their local names, and what stands in them, where a document does not tell it by itself."""

import re

IS_XML = re.compile(r"<(?:\?xml|(?:\w{1,40}:)?(?:rss|feed|rdf))\b", re.I)
"""How a feed begins that is none of JSON, whatever it writes of it: a log before one may begin as JSON does."""
FAR = 10_000
"""Code points in which a feed begins, whatever stands before it."""
ENTRIES = frozenset(("item", "entry"))
ENTRY_NAME = r"(?:\w+:)?(?:item|entry)(?=[\s/>])"
"""The name in an entry's tag, under any prefix; for patterns, like the next one."""
ROOTS = frozenset(("rss", "rdf", "feed", "channel"))
ROOT_END = r"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>"
TEXTS = frozenset("title rights copyright subtitle tagline description summary content encoded abstract info".split())
"""Elements whose text may be markup."""
_OF_PERSON = frozenset("name email uri url".split())
VALUES = _OF_PERSON | frozenset(
    "link guid id pubdate published updated modified issued created date creator author category source".split()
)
"""Elements in which, where words stand in them, no other one does."""
FIELDS = ENTRIES | TEXTS | VALUES | {"enclosure", "contributor"}
_OF_SOURCE = _OF_PERSON | frozenset("title link id updated author contributor category rights subtitle".split())
_OF_IMAGE = frozenset("title link url description name width height".split())
HOLDS = {
    "author": _OF_PERSON,
    "contributor": _OF_PERSON,
    "source": _OF_SOURCE,
    "image": _OF_IMAGE,
    "textinput": _OF_IMAGE,
}
"""The fields that elements may hold which hold no others."""
ONCE = frozenset("title id updated name description".split())
"""Those that one holds once."""

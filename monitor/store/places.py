"""Places in an entry's texts as the store holds them: headings, quotes and the like, and links with their addresses."""

import json

from monitor.model import Entry, Place

NONE = "[]"


def written(entry: Entry) -> str:
    """The places of an entry for the column `texts.places`."""
    if not entry.places:
        return NONE
    rows = [(one.field, one.start, one.end, one.kind, *filter(None, (one.address,))) for one in entry.places]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def read(column: str) -> tuple[Place, ...]:
    """The places in a column that `written` filled."""
    return () if column == NONE else tuple(Place(*one) for one in json.loads(column))

"""All hostile cases, the categories one after the other."""

from functools import cache

from tests.hostile import (
    dates,
    encodings,
    entities,
    html,
    http,
    huge,
    identity,
    links,
    malformed,
    manners,
    redirects,
    slow,
    terminal,
)
from tests.hostile.case import Case

_FILES = (
    malformed, encodings, entities, huge, slow, http, redirects, manners, identity, dates, terminal, links, html
)  # fmt: skip


@cache
def cases() -> tuple[Case, ...]:
    """All cases; those of a category stand together."""
    return tuple(case for file in _FILES for case in file.cases())

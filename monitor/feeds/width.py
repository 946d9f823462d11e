"""How much room a document takes: for one letter beyond the first plane, as of an emoji, Python takes four bytes for
each letter of all."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from itertools import cycle

from monitor.feeds.elements import FAR, IS_XML
from monitor.feeds.sections import CDATA, END_OF_CDATA, has_whole_sections

_WIDE = re.compile("[\U00010000-\U0010ffff]+")
_ROOMY = 10_000_000
"""Code points of a document that may take four bytes each."""
_COST = 24
"""Code points at most that stand for a letter where it is spelled."""
_PIECE = 500_000
"""Code points that are spelled at a time."""


def narrow(document: str) -> str:
    """A large document that says the same in letters of the first plane alone, where it has few others; else as it
    is."""
    if len(document) < _ROOMY or sys.getsizeof(document) < 4 * len(document):
        return document
    spelled = sum(len(row[0]) for row in _WIDE.finditer(document)) + document.count(CDATA)
    if _COST * spelled > len(document):
        return document
    if document[0] in "{[":
        # A log that stands before a feed in XML begins so too.
        is_json = not IS_XML.search(document, 0, FAR)
        return "".join(_pieces(_in_json, document, 0, len(document))) if is_json else document
    return "".join(_of_xml(document)) if has_whole_sections(document) else document


def _of_xml(document: str) -> Iterator[str]:
    """The pieces of a document: what stands before a CDATA section, and what is in it, in turn."""
    at = 0
    for mark, spell in cycle(((CDATA, _in_xml), (END_OF_CDATA, _in_cdata))):
        if at == len(document):
            return
        end = document.find(mark, at)
        end = end + len(mark) if end >= 0 else len(document)
        yield from _pieces(spell, document, at, end)
        at = end


def _pieces(spell: Callable[[re.Match[str]], str], document: str, start: int, end: int) -> Iterator[str]:
    for at in range(start, end, _PIECE):
        yield _WIDE.sub(spell, document[at : min(at + _PIECE, end)])


def _in_xml(row: re.Match[str]) -> str:
    return "".join(f"&#{ord(letter)};" for letter in row[0])


def _in_cdata(row: re.Match[str]) -> str:
    return f"{END_OF_CDATA}{_in_xml(row)}{CDATA}"


def _in_json(row: re.Match[str]) -> str:
    return json.dumps(row[0])[1:-1]

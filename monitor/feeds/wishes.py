"""How often a feed wants to be asked, by the elements that RSS and its modules have for that."""

import re

from monitor.model import Wishes
from monitor.times import DAY, HOUR, MINUTE

_HEAD = 20_000
"""Code points at a document's beginning that are looked through as they are, up to the first entry."""
_NAMES = ("<ttl", "<skipHours", "<skipDays", "updatePeriod", "updateFrequency")
"""What is looked for in the rest, between the entries."""
_TRIES = 3
"""So many times in a document may one of these stand in an entry, where it means nothing, before it is given up."""
_PIECE, _LONGEST_NAME, _LONGEST_ENTRY = 2_500, 60, 1_000_000
_OPEN = r"\b[^<>]{0,200}>\s{0,99}(?:<!\[CDATA\[\s{0,99})?"
_CLOSE = r"\s{0,99}(?:\]\]>\s{0,99})?</"
_TTL = re.compile(rf"<ttl(?![^<>]*\bxmlns\b){_OPEN}([0-9]{{1,99}}){_CLOSE}ttl>", re.I)
_PERIOD, _FREQUENCY = (
    re.compile(rf"<(?:([\w.-]{{1,40}}):)?{name}{_OPEN}({value}){_CLOSE}(?:[\w.-]{{1,40}}:)?{name}>", re.I)
    for name, value in (("updatePeriod", "hourly|daily|weekly|monthly|yearly"), ("updateFrequency", "[0-9]{1,99}"))
)
_SKIP_HOURS = re.compile(r"<skipHours>(.{0,2000}?)</skipHours>", re.I | re.S)
_SKIP_DAYS = re.compile(r"<skipDays>(.{0,1000}?)</skipDays>", re.I | re.S)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.I)
_DAY = re.compile(r"<day>\s*([a-z]+)\s*</day>", re.I)
_PERIODS = {"hourly": HOUR, "daily": DAY, "weekly": 7 * DAY, "monthly": 30 * DAY, "yearly": 365 * DAY}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ENTRY = re.compile(r"<(?:item|entry)\b", re.I)
_LONGEST_IMAGE = 2_000
_EMPTY = r"[^<>]{0,1000}/>"
_IMAGE = re.compile(rf"<image\b(?!{_EMPTY}).{{0,{_LONGEST_IMAGE}}}?</image>", re.I | re.S)
"""What has elements of its own, which say nothing of the feed; in RDF one that is empty names it."""
_EMPTY_IMAGE = re.compile(f"<image{_EMPTY}")
_COMMENT = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))|<!--.*?(?:-->|\Z)", re.S)
"""A comment; or what holds none, whatever a text that was cut off has in it."""
_CLOSED = re.compile(r"<!--.*?-->", re.S)
_SPACE = re.compile(r"xmlns:([\w.-]{1,40})\s{0,9}=\s{0,9}[\"'](?![^\"'<>]{0,200}/syndication/?[\"'])")
"""A prefix that is one of anything but the syndication module."""


def wishes(document: str) -> Wishes:
    """What a feed's document wishes: `ttl`, `skipHours` and `skipDays` of RSS 2.0, `sy:*` of the syndication module.

    A feed that forbids every hour or every day means something else, and is not listened to.
    """
    about = _about(document)
    # Some count them from 1 to 24.
    hours = {int(hour) % 24 for block in _SKIP_HOURS.findall(about) for hour in _HOUR.findall(block) if int(hour) <= 24}
    named = (day.lower() for block in _SKIP_DAYS.findall(about) for day in _DAY.findall(block))
    days = {_DAYS.index(day) for day in named if day in _DAYS}
    return Wishes(
        min(max(_ttl(about), _syndication(about)), DAY),
        tuple(sorted(hours)) if len(hours) < 24 else (),
        tuple(sorted(days)) if len(days) < 7 else (),
    )


def _about(document: str) -> str:
    """What a document says before its entries, and what between and behind them seems to be a wish."""
    head = document[:_HEAD]
    pieces, stop = [_before_entries(head)], len(_ended(head))
    for name in _NAMES:
        at = stop - 1
        for _ in range(_TRIES):
            at = document.find(name, at + 1)
            if at < 0:
                break
            if not (_is_in_image(document, at) or _is_in_comment(document, at) or _is_in_entry(document, at)):
                begin = document.rfind("<", max(at - _LONGEST_NAME, 0), at + 1)
                pieces.append(_before_entries(document[begin : begin + _PIECE]) if begin >= 0 else "")
                break
    return _IMAGE.sub("", "".join(pieces))


def _before_entries(passage: str) -> str:
    # What a text quotes as a comment is none of the feed's wishes either.
    if "<!--" in passage:
        passage = _COMMENT.sub(lambda found: _CLOSED.sub("", found[1] or ""), passage)
    return _ended(passage)


def _ended(passage: str) -> str:
    """What stands before a tag that looks like an entry's."""
    first = _ENTRY.search(passage)
    return passage[: first.start()] if first else passage


def _is_in_image(document: str, at: int) -> bool:
    begin = max(at - _LONGEST_IMAGE, 0)
    opened, closed = document.rfind("<image", begin, at), document.rfind("</image>", begin, at)
    return opened > closed and not _EMPTY_IMAGE.match(document, opened)


def _is_in_comment(document: str, at: int) -> bool:
    begin = max(at - _LONGEST_ENTRY, 0)
    opened, closed = document.rfind("<!--", begin, at), document.rfind("-->", begin, at)
    while opened > closed:
        section = document.rfind("<![CDATA[", begin, opened)
        if section < 0 or document.find("]]>", section, opened) >= 0:
            return True
        opened = document.rfind("<!--", begin, section)
    return False


def _is_in_entry(document: str, at: int) -> bool:
    begin = max(at - _LONGEST_ENTRY, 0)
    closed = max(document.rfind(end, begin, at) for end in ("</item>", "</entry>"))
    return _ENTRY.search(document, max(closed, begin), at) is not None


def _ttl(about: str) -> int:
    found = _TTL.search(about)
    return int(found[1]) * MINUTE if found else 0


def _syndication(about: str) -> int:
    period, frequency = _of_syndication(_PERIOD, about), _of_syndication(_FREQUENCY, about)
    return _PERIODS[period.lower()] // max(int(frequency or 1), 1) if period else 0


def _of_syndication(element: re.Pattern[str], about: str) -> str:
    """What the first such element of the syndication module says, or nothing."""
    others = {*_SPACE.findall(about)}
    return next((said for prefix, said in element.findall(about) if prefix not in others), "")

"""What the headers of an answer say: when to come back, how long it stays as it is, and by what it is known again."""

import math
import re
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multidict import MultiMapping

MAX_RETRY_AFTER = 24 * 3600.0
_DIRECTIVE = re.compile(r"([a-z-]+)(?:\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^\s,\"]*))?")
_NUMBERS = re.compile(r"[0-9.,\s]*")
_WAIT = re.compile(r"([0-9]+)(?:\.([0-9]+))?\s*(?:([smh])(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?)?)?")
_UNITS = {"s": 1, "m": 60, "h": 3600}
"""Seconds; beside none RFC 9110 means them."""
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff]")
_FIRST_STAND_IN = 0x10FF00
"""From here on there is a letter for each byte: the store and a request's headers hold UTF-8, the store no bidi."""
_STANDS_FOR = {byte: _FIRST_STAND_IN + byte for byte in range(0x80, 0x100)}
_STAND_INS = re.compile(rb"\xf4\x8f[\xbe\xbf][\x80-\xbf]")
"""The letters that stand for the bytes from 0x80 on, in UTF-8."""


def retry_after(value: str, date: str = "") -> float | None:
    """Seconds from now, from a number of seconds or an HTTP date; between 0 and 24 h; None where it says nothing.

    A number is a whole one by RFC 9110, and some servers give parts of a second, which count as one, or name a unit;
    some write the date as ISO 8601 has it.
    A date is the server's, whose clock may be wrong: it counts from that of the answer, its Date header, if there is
    one.
    """
    value = value.strip()
    if wait := _WAIT.fullmatch(value.lower()):
        number = _number(wait[1]) + float(f"0.{wait[2] or 0}")
        return min(float(math.ceil(number * _UNITS[wait[3] or "s"])), MAX_RETRY_AFTER)
    moment = _moment(value, datetime.fromisoformat) or _moment(value)
    if moment is None:
        return None
    said = _moment(date)
    # Whole seconds, for they are added to a time in whole seconds, and must not end before the date.
    return min(max(math.ceil(moment - (time.time() if said is None else said)), 0.0), MAX_RETRY_AFTER)


def held_for(headers: "MultiMapping[str]") -> float | None:
    """Seconds for which a server wants to be left alone, 0 to 24 h: the longest, where a cache on the way has added a
    Retry-After of its own, be it to the same header; None where none says anything."""
    values = headers.getall("Retry-After", ())
    # There is a comma in each date.
    said = [each for value in values for each in (value.split(",") if _NUMBERS.fullmatch(value) else [value])]
    waits = [retry_after(each, headers.get("Date", "")) for each in said]
    return max((wait for wait in waits if wait is not None), default=None)


def _number(digits: str) -> int:
    """A number of seconds of any length, or one that is at least as much beyond all that is taken."""
    return int(digits.lstrip("0")[:9] or 0)


def fresh_for(headers: "MultiMapping[str]") -> int | None:
    """Seconds for which an answer is said to stay as it is, 0 to 24 h: by its Cache-Control, else by Expires; None
    where it has neither.

    RFC 9111, 4.2: that, less what the answer has already aged in other caches; `no-cache`, `no-store` and what cannot
    be read mean none. Both dates of Expires are the server's, so that its clock may be wrong; where it tells no date of
    its own, it is that of the receipt, by which the answer has aged.
    """
    if "Cache-Control" not in headers and "Expires" not in headers:
        return None
    said = _directives(headers)
    if any(name in ("no-cache", "no-store") for name, _ in said):
        return 0
    ages = [_whole(value) for name, value in said if name == "max-age"]
    seconds = _number(next(filter(None, ages), "")) - _age(headers) if ages else _until_expiry(headers)
    return int(min(max(seconds, 0), MAX_RETRY_AFTER))


def is_dated(headers: "MultiMapping[str]") -> bool:
    """Whether it is a date until which an answer is said to stay as it is, and not a time from each answer on."""
    return "Expires" in headers and all(name != "max-age" for name, _ in _directives(headers))


def _directives(headers: "MultiMapping[str]") -> list[tuple[str, str]]:
    """What Cache-Control says, by names in small letters."""
    return _DIRECTIVE.findall(",".join(headers.getall("Cache-Control", ())).lower())


def _whole(value: str) -> str:
    """The number at the beginning of a directive's value, which may be quoted."""
    found = re.match(r"\"?([0-9]*)", value, re.ASCII)
    return found[1] if found else ""


def _age(headers: Mapping[str, str]) -> int:
    value = headers.get("Age", "").strip()
    return _number(value) if value.isascii() and value.isdigit() else 0


def _until_expiry(headers: Mapping[str, str]) -> float:
    expires, date = (_moment(headers.get(name, "")) for name in ("Expires", "Date"))
    return 0.0 if expires is None else expires - (time.time() if date is None else date + _age(headers))


def _moment(value: str, read: Callable[[str], datetime] = parsedate_to_datetime) -> float | None:
    """Seconds since the epoch of an HTTP date, or of one as something else reads it; None where it is none."""
    try:
        date = read(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def validator(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """A header to be sent back later byte by byte (see `exact`); "" for one that holds control characters."""
    for key, value in headers:
        if key.lower() == name:
            said = value.decode("utf-8", "replace")
            if CONTROL.search(said):
                return ""
            plain = said.encode() == value and said.isprintable()
            return said if plain else value.decode("latin-1").translate(_STANDS_FOR)
    return ""


def exact(request: bytes) -> bytes:
    """The head of a request with the bytes that `validator` had letters stand in for."""
    return _STAND_INS.sub(lambda found: bytes([ord(found[0].decode()) - _FIRST_STAND_IN]), request)

"""What HTTP says, without the wire: addresses and redirects checked, statuses in words, waiting times in seconds."""

import re
import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import quote, urljoin

from yarl import URL

MAX_RETRY_AFTER = 24 * 3600.0
SCHEMES = ("http", "https")
_DIRECTIVE = re.compile(r"([a-z-]+)(?:\s*=\s*\"?([0-9]*)\"?)?")
_STATUS_MEANING = {
    400: "it did not understand the request",
    401: "it wants a name and a password",
    403: "it does not let us read the feed",
    404: "the feed is not there",
    406: "it has nothing that we accept",
    410: "the feed is gone for good",
    429: "it wants us to ask less often",
    451: "it may not show the feed here, by law",
    500: "it is out of order",
    502: "it is out of order",
    503: "it is overloaded or down for now",
    504: "it is out of order",
}


class Fault(Exception):
    """A reason, as a sentence for the reader, why there is no feed."""

    def __init__(self, sentence: str, *, offline: bool = False) -> None:
        super().__init__(sentence)
        self.offline = offline


class _NoAddress(Fault):
    """What stands for an address is none."""


def checked(address: str) -> URL:
    """An address as it will be sent. Raises Fault where it is none, or not http or https.

    One that is already plain ASCII goes out untouched: servers sign their queries.
    """
    try:
        url = URL(address, encoded=re.fullmatch(r"[!#-;=?-\[\]_a-z~%|]+", address) is not None)
        if url.scheme not in SCHEMES or not url.raw_host:
            raise Fault("its address does not begin with http:// or https://")
        if url.port is None:
            raise ValueError("no port")
    except ValueError:
        raise _NoAddress("its address is not a valid one") from None
    return url


def redirected(base: str, location: str) -> str:
    """The address that a Location header means. Raises Fault where it is none, or not http or https."""
    # What is not UTF-8 arrives as lone surrogates, which stand for single bytes.
    if not location.isascii():
        location = quote(location.encode("utf-8", "surrogateescape"), safe="!#$%&'()*+,/:;=?@[]~")
    try:
        aim = urljoin(base, location.strip()).partition("#")[0]
        url = checked(aim)
        same = url.origin() == checked(base).origin()
    except (ValueError, _NoAddress):
        raise Fault("it redirects to something that is no address") from None
    except Fault:
        raise Fault("it redirects to something that is not http or https, which is refused") from None
    # A name and password go to the server they were meant for, and none may be put in our mouth.
    return aim if same or url.raw_user is None else str(url.with_user(None))


def retry_after(value: str) -> float | None:
    """Seconds from now, from a number of seconds or an HTTP date; between 0 and 24 h; None where it says nothing."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), MAX_RETRY_AFTER)
    try:
        date = parsedate_to_datetime(value)
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER)


def fresh_for(headers: Mapping[str, str]) -> int:
    """Seconds for which an answer is said to stay as it is, 0 to 24 h: by its Cache-Control, else by Expires.

    RFC 9111, 4.2: `max-age` less what the answer has already aged in other caches; `no-cache`, `no-store` and what
    cannot be read mean none. Both dates of Expires are the server's, so that its clock may be wrong.
    """
    said = _DIRECTIVE.findall(headers.get("Cache-Control", "").lower())
    if any(name in ("no-cache", "no-store") for name, _ in said):
        return 0
    ages = [int(value[:9]) for name, value in said if name == "max-age" and value]
    seconds = ages[0] - _age(headers) if ages else 0 if said and "max-age" in dict(said) else _until_expiry(headers)
    return int(min(max(seconds, 0), MAX_RETRY_AFTER))


def _age(headers: Mapping[str, str]) -> int:
    value = headers.get("Age", "").strip()
    return int(value[:9]) if value.isascii() and value.isdigit() else 0


def _until_expiry(headers: Mapping[str, str]) -> float:
    try:
        expires, date = (parsedate_to_datetime(headers.get(name, "")) for name in ("Expires", "Date"))
        return (expires.replace(tzinfo=expires.tzinfo or UTC) - date.replace(tzinfo=date.tzinfo or UTC)).total_seconds()
    except (ValueError, OverflowError):
        return 0.0


def meaning(status: int) -> str:
    """The sentence for a status that brings no feed. The server's own phrase for it is not repeated."""
    try:
        phrase = f" {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = ""
    return f"the server answered {status}{phrase}: {_STATUS_MEANING.get(status, 'that is no feed')}"

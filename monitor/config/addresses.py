"""The addresses and names of feeds in a config: which are none, which are the same, and how they are shown."""

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

_NOT_ASKED = "must begin with http:// or https://: nothing else is fetched"


def url_fault(url: str) -> str:
    """Why `url` cannot be a feed's address, as the end of a sentence; empty when it can."""
    if re.match(r"(?!https?:)[a-z]+:", url, re.I):
        # Said of a whole command too, as other readers have them: its blanks are not what is wrong with it.
        return _NOT_ASKED
    if " " in url or not url.isprintable():
        return "holds a space or a control character"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "is no address: its host or port cannot be read"
    if parts.scheme not in ("http", "https"):
        bare = re.match(r"[\w-]+(\.[\w-]+)+(:\d+)?(/|$)", url)
        return "needs https:// in front" if bare else _NOT_ASKED
    if parts.hostname in ("http", "https"):
        return "has https:// twice in front, or once without its colon"
    return "" if parts.hostname and port != 0 else "has no host to ask"


@lru_cache(maxsize=10_000)
def normal_url(url: str) -> str:
    """The address in the form in which spellings of it compare equal: small host, no default port, no fragment, and no
    name and password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    host = parts.netloc.rpartition("@")[2]
    if port is None or (parts.scheme, port) in (("http", 80), ("https", 443)):
        host = re.sub(r":\d*$", "", host)
    return urlunsplit((parts.scheme, host.lower(), parts.path, parts.query, ""))


def folded(name: str) -> str:
    """What a watch may call a feed, in the form in which spellings of it compare equal."""
    return normal_url(name) if "://" in name else name.casefold()


def masked(url: str) -> str:
    """An address, or what was meant for one, as it can be shown: without name and password, and on one line."""
    # A slash in a password ends the host early, which then seems to have a port of letters.
    told = re.sub(r"(?s)//(?:[^/?#]*|[^/?#:]*:(?!\d*(?:[/?#]|$)).*)@", "//…@", url)
    if told.isprintable():
        return told
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in told)

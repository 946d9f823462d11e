"""Reads an address with the faults that browsers forgive, as a feed or a page has it, and makes an absolute one of it;
for `text`, which is asked for it."""

from urllib.parse import quote, urljoin, urlsplit

import regex

from monitor.text import HOSTILE, has_flood

_SPACE = regex.compile(r"\s+")
_TWICE = regex.compile("&(?:amp|#(?:0{0,5}38|x0{0,4}26));", regex.IGNORECASE)
"""What stands for an ampersand in an address that was escaped twice, as by WordPress (&#038;): by itself it would end
what is asked for, or be part of a name in it."""
_BREAKS_IN_ADDRESS = regex.compile(r"[\t\n\r]")  # As the URL standard has it.
_WRAPPING = " \"'“”„‘’″′«»<>\u200b\u200c\u200d"
"""What may stand around an address: quotation marks, which editors make of plain ones, and what nobody sees."""
_SCHEME, _SCHEME_TWICE = (
    regex.compile(rf"\Ahttps?://{then}", regex.IGNORECASE) for then in ("", r"[^/?#]*?(?=https?://[^/])")
)
_HOST_TWICE = regex.compile(
    r"\Ahttps?://(?:www\.)?+([^/?#]{1,255}+)/++(?=https?://(?:www\.)?+\1(?:[/?#]|\Z))", regex.IGNORECASE
)
"""What some programs put in front of an address that has its host already."""
_SLASHES = regex.compile(
    r"\A(https?)(?::/*+|//)\s*+(?!v?\d++(?:\.\d++){1,2}+/)"
    r"(?=[\w-]++(?:\.[\w-]++)++(?<!\.(?:php|html?|aspx?|xml))(?::\d++)?+/)",
    regex.IGNORECASE,
)
"""What stands before the host of an address: programs that join paths leave one slash of two (https:/example.org/a),
and who types one leaves out the colon, or puts a blank behind it all. A program, a file (https:/index.php/a) or a
version (https:/v1.0/a) is no host: its own is missing there."""
_PATH = regex.compile(r"[^?#]*")
_QUOTING = str.maketrans({sign: quote(sign) for sign in '"<>`'})
# An address that is a link of HTML, as some programs fill in by mistake. What `regex` is to repeat as little as it can
# it looks for up to the end of the text, from each tag anew.
_HREF = regex.compile(
    r"<a\s(?:(?!href\s*+=\s*+[\"']?[^\"'<>\s])[^<>])*+href\s*+=\s*+[\"']?([^\"'<>\s]+)", regex.IGNORECASE
)


def absolute(value: str, base: str) -> str:
    """An absolute http or https address made from `value`, as `text.link` has it."""
    if found := _HREF.search(value):
        value = found[1]
    address = HOSTILE.sub("", _BREAKS_IN_ADDRESS.sub("", _TWICE.sub("&", value))).strip()
    if not address:
        return ""
    if address[0] in _WRAPPING and _SCHEME.match(bare := address.strip(_WRAPPING)):
        address = bare
    address = _SCHEME_TWICE.sub("", address, count=1)
    # As browsers read it, up to where what is asked for begins.
    address = _PATH.sub(lambda path: path[0].replace("\\", "/"), address, count=1)
    address = with_slashes(address)
    try:
        address = _HOST_TWICE.sub("", urljoin(base, _with_host(address, base)), count=1)
        parts = urlsplit(address)
        if "@" in parts.netloc:
            # A name before the host is made to be taken for one; where it is a password, it is nobody's to read.
            address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
            parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    # In small letters, as whoever makes an address has to write it (RFC 3986, 3.1), whatever it stands under.
    address = parts.scheme + address[len(parts.scheme) :]
    # Elsewhere a flood of marks is dammed; an address may lose no letter, so there it is spelled out.
    if has_flood(address):
        address = quote(address, safe="/:?#[]@!$&'()*+,;=%~")
    # What would end the address where it is quoted, or be a tag there, as browsers spell it.
    return _SPACE.sub("%20", address).translate(_QUOTING)


def with_slashes(address: str) -> str:
    """An address with "://" between its scheme and its host, whatever of it is there; one that has no host there as it
    is."""
    return _SLASHES.sub(r"\1://", address, count=1)


def _with_host(address: str, base: str) -> str:
    """An address that begins with the host of the one that it stands under, its scheme forgotten, made one."""
    host = urlsplit(base).netloc.lower().removeprefix("www.")
    begins = address.lower().removeprefix("www.").partition("/")[0]
    return f"//{address}" if host and begins == host else address

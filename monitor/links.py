"""Which addresses lead to the same place: one spelling of each, and what two of one place may differ in."""

import functools
import re
from urllib.parse import SplitResult, parse_qs, unquote_to_bytes, urlsplit, urlunsplit

# Who sent the reader, in the words of mailing lists, advertisers and broadcasters, and the session with the server;
# never what is read.
_TRACKING = re.compile(
    # A separator that was escaped once too often leaves its name on the parameter behind it.
    r"(?:amp;)*(?:(?:utm|mtm|piwik|hsa|vero|oly|ns)_\w+|pk_(?:campaign|cpn|cid|content|keyword|kwd|medium|source|vid)"
    r"|(?:itm|hmb)_(?:campaign|medium|source)|campaign_(?:content|medium|name|source|term)"
    r"|fbclid|fb_(?:action_(?:ids|types)|ref|source)|__(?:xts|cft)__(?:\[|%5b)0(?:\]|%5d)|__tn__|mibextid"
    r"|[gdy]clid|gclsrc|ysclid|[gw]braid"
    r"|gad_(?:source|campaignid)|srsltid|_gl|_ga"
    r"|msclkid|twclid|__twitter_impression|ref_src|ttclid|igsh|igshid|li_fat_id|rdt_cid|epik|rb_clickid|dicbo|sr_share"
    r"|mc_(?:[ce]id|tc)|_hs(?:enc|mi)|__hs(?:tc|sc|fp)|hsctatracking|mkt_tok|_bhlid|ml_subscriber(?:_hash)?|_kx"
    r"|trk_contact|sfmc_id|elqtrack(?:id)?|_branch_(?:match_id|referrer)|wickedid|__readwiselocation"
    r"|guccounter|guce_referrer(?:_sig)?|matomo_\w+"
    r"|s_kwcid|s_cid|sc_cid|smid|ncid|spm|_openstat|traffic_source"
    r"|at_(?:medium|campaign|custom\w*|link\w*|ptr\w*|format|bbc_team)|cmpid|cmp|xtor|wt[._]mc(?:_id)?"
    r"|phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|session_?id)="
    # Names that are others' too, by what they say: a newspaper's, and sessions of forums.
    r"|(?:amp;)*(?:(?:partner|emc)=rss|source=rss-[\w-]+|(?:s|sid)=[0-9a-f]{32}|ff=20[0-9]{6,12})\Z",
    re.I,
)
_SESSION = re.compile(r";jsessionid=[^/;]*|/\((?:[AFSX]\([\w-]+\))+\)(?=/)", re.I)
"""A session as servers in Java write it into the path; and with who is at its other end, as those of ASP.NET do."""
_USUAL = re.compile(r"https?://[a-z0-9.-]+(?:/|(?:/[\w.~!$&'*+,:@-]+)+)(?:#[\w-]*)?", re.ASCII)
"""Addresses that have one spelling."""
_SEARCH = re.compile(r"(?:www\.)?(?:google(?:\.[a-z]{2,3}){1,2}/url|bing\.com/news/apiclick\.aspx)", re.I)
"""Where a search engine leads on from: the host and the path."""
_LETTERS = re.compile(r"(?:%[89a-fA-F][0-9a-fA-F])+")
_PORTS = {"http": ":80", "https": ":443"}
_FRONT = re.compile(r"https?://(?:www\.)?", re.I)
"""What stands in front of an address, of which sites change the scheme and the "www.": their entries stay the same."""
_PARTS = re.compile(r"([^/?#]*)([^?#]*)(.*)", re.DOTALL)
"""The host of an address without its scheme, its path, and what is asked of it."""
_FEED_SCHEME = re.compile(r"\Afeed:(?:(?=(https?:))|//)", re.I)
"""How readers and pages mark an address as a feed's: before all of it, or in the place of http."""


@functools.lru_cache(maxsize=4_000)  # Of an entry it is asked several times.
def plain(address: str) -> str:
    """An address without what only tells who sent the reader, and in which session, in one of the spellings that lead
    to the same place."""
    if "://" not in address or _USUAL.fullmatch(address):
        return address
    try:
        parts = _led_on(urlsplit(address))
    except ValueError:
        return address
    query = "&".join(each for each in parts.query.split("&") if not _TRACKING.match(each))
    fragment = "" if _TRACKING.match(parts.fragment) else parts.fragment
    host = parts.netloc.lower().removesuffix(_PORTS.get(parts.scheme, " "))
    path = _LETTERS.sub(_letters, _SESSION.sub("", parts.path)).rstrip("/")
    return urlunsplit((parts.scheme, host, path or "/", query, fragment))


def _led_on(parts: SplitResult) -> SplitResult:
    """The address to which one of a search engine's leads, which is signed anew each time; any other as it is.

    Raises ValueError where that is none.
    """
    if not _SEARCH.fullmatch(parts.netloc + parts.path):
        return parts
    asked = parse_qs(parts.query)
    return next((urlsplit(aim) for name in ("url", "q") for aim in asked.get(name, ()) if "://" in aim), parts)


def _letters(escaped: re.Match[str]) -> str:
    """Letters beyond ASCII that are spelled out by their bytes; bytes that are none stay."""
    try:
        return unquote_to_bytes(escaped[0]).decode("utf-8")
    except UnicodeDecodeError:
        return escaped[0].upper()


def secure(address: str) -> str:
    """An address by the secure scheme and without "www."."""
    return _FRONT.sub("https://", address, count=1) if _FRONT.match(address) else address


def front(address: str) -> str:
    """The scheme of an address on the web, with a "www." behind it; empty for anything else."""
    found = _FRONT.match(address)
    return found[0].lower() if found else ""


def are_of_one_place(address: str, other: str) -> bool:
    """Whether two addresses, as they are given, lead to the same place: they differ alone in their scheme, in a "www.",
    in the folders in front, as when a site moves within its host or relative links are taken to start elsewhere than
    before, and in what `plain` leaves out."""
    plainly = (plain(each).partition("://")[2].removeprefix("www.") for each in (address, other))
    (host, path, asked), (other_host, other_path, other_asked) = (_PARTS.findall(each)[0] for each in plainly)
    longer, shorter = sorted((path, other_path), key=len, reverse=True)
    # A site's first page is another place than each of its stories, but where what is asked of a folder tells which.
    of_folders = asked and all(re.split("[?#]", each)[0].endswith("/") for each in (address, other))
    ending = "" if of_folders and shorter == "/" else shorter
    return (host, asked) == (other_host, other_asked) and longer.endswith(ending)


def unmarked(address: str) -> str:
    """An address without the `feed:` that marks it as a feed's."""
    return _FEED_SCHEME.sub(lambda scheme: "" if scheme[1] else "http://", address)

"""Subscription lists in OPML, in and out: the way to bring feeds from another reader and to take them along."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlsplit
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from monitor.feeds import charset, repair
from monitor.links import unmarked
from monitor.matching.language import is_code, primary
from monitor.model import Feed
from monitor.references import FORBIDDEN
from monitor.text import line, link

_DEEPEST = 32
"""Folders within folders; people use two or three, and each level is copied to every feed below it."""
_ADD = "if it is a feed, add its address instead"
_CUT_SHORT = "the file is empty or cut short, so export it again"
_NO_XML = "it does not begin as OPML does, with a <; let the program that it comes from export it as OPML"
_ADVICE = {
    "not well-formed (invalid token)": "look there for a < or a quotation mark too many, or one too few",
    "no element found": _CUT_SHORT,
    "unclosed token": _CUT_SHORT,
}
"""What helps, by what expat says."""
_NOT_XML = re.compile(f"[{FORBIDDEN}]")
_IN_NAMES = "%:!$&'()*+,;=@"


class OpmlError(ValueError):
    """The bytes are no subscription list; the text is a sentence for the reader."""

    def __init__(self, reason: str, line: int) -> None:
        """Lines are counted from 1."""
        super().__init__(f"This subscription list cannot be read at line {line}: {reason}.")


def read(data: bytes, passed_over: Callable[[str], object] = lambda address: None) -> list[Feed]:
    """The feeds of an OPML file, in its order.

    Folders become tags, outermost first, followed by the `category` attribute. A feed that stands in several places
    comes out once, where it stood first, with the tags of all. Of an address its name and password stay, and `feed:` is
    http, or what stands behind it. Outlines without an http(s) `xmlUrl` are passed over; where they have another, as
    other readers have for programs and searches, `passed_over` is told it. Stray ampersands, and characters that XML
    forbids, are forgiven as in feeds.
    Raises OpmlError for what is not well-formed XML, not OPML, nested too deep, or declares entities.
    """
    text = _NOT_XML.sub("", charset.decode(data))
    body = text.lstrip("\ufeff \t\r\n")
    above = text[: len(text) - len(body)].count("\n")
    if body and not body.startswith("<"):
        raise OpmlError(_NO_XML, above + 1)
    parser = expat.ParserCreate("utf-8")
    outlines = _Outlines(parser, above, passed_over)
    try:
        parser.Parse(repair.with_legal_references(body), True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        reason = f"it is not well-formed XML ({what}); {_ADVICE.get(what, 'export it again')}"
        raise OpmlError(reason, error.lineno + above) from None
    return list(outlines.feeds.values())


def write(feeds: Iterable[Feed], title: str) -> str:
    """An OPML 2.0 document of the feeds, under the title.

    The first tag becomes the folder, where every reader looks; the others the `category` attribute. `read` gives back
    address, title, tags and language; `every` is this program's own and stays behind.
    """
    top = _Folder()
    for feed in feeds:
        top.put(feed)
    body = "\n".join(top.lines("    "))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head>\n    <title>{escape(_clean(title))}</title>\n  </head>\n"
        f"  <body>\n{body}\n  </body>\n</opml>\n"
    )


class _Outlines:
    """What has been read so far: the feeds, and the folders that stand open."""

    def __init__(self, parser: expat.XMLParserType, above: int, passed_over: Callable[[str], object]) -> None:
        self.feeds: dict[str, Feed] = {}
        self._passed_over = passed_over
        self._folders: list[str] = []
        """One for each open element; empty for those that name nothing."""
        self._parser = parser
        self._above = above
        """Lines that stand before what the parser sees."""
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._refuse_entities

    def _fault(self, reason: str) -> OpmlError:
        return OpmlError(reason, self._parser.CurrentLineNumber + self._above)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.lower()
        if not self._folders and name != "opml":
            raise self._fault(f"its outermost element is <{line(name)[:40]}>, not <opml>; {_ADD}")
        if len(self._folders) > _DEEPEST + 2:
            raise self._fault(f"its folders stand more than {_DEEPEST} deep in each other")
        known = {key.lower(): value for key, value in attributes.items()}
        self._folders.append(self._outline(known) if name == "outline" else "")

    def _end(self, _: str) -> None:
        self._folders.pop()

    def _outline(self, attributes: Mapping[str, str]) -> str:
        """Keeps the outline if it is a feed; the name of the folder that it opens if it is none."""
        title = line(attributes.get("text")) or line(attributes.get("title"))
        # Some programs write the attribute for folders too, with nothing in it.
        if not (written := attributes.get("xmlurl", "")).strip():
            return title
        url = _address(written)
        if url:
            title = "" if title in (url, line(written), link(written)) else title
            tags = (*filter(None, self._folders), *_categories(attributes.get("category", "")))
            found = Feed(url, title, _once(tags), lang=_language(line(attributes.get("language"))))
            self.feeds[url] = _merge(self.feeds.get(url), found)
        elif other := line(written):
            self._passed_over(other)
        return ""

    def _refuse_entities(self, *_: object) -> None:
        # A few nested entities unfold to gigabytes, and external ones read other files; no subscription list needs any.
        raise self._fault("it declares XML entities, which can hide an attack; export it again without them")


def _language(written: str) -> str:
    """The language as a config has it, which refuses the name or the country that some programs write there."""
    return primary(written) if is_code(written) else ""


def _address(written: str) -> str:
    """The http(s) address of a feed, with the name and password that open it; "" where it is none."""
    written = unmarked(written.strip())
    url = link(written)
    try:
        opens = urlsplit(written).netloc.rpartition("@")[0] if url else ""
    except ValueError:
        return url
    return url.replace("://", f"://{quote(line(opens), safe=_IN_NAMES)}@", 1) if opens else url


def _merge(first: Feed | None, again: Feed) -> Feed:
    if first is None:
        return again
    return replace(
        first, title=first.title or again.title, tags=_once((*first.tags, *again.tags)), lang=first.lang or again.lang
    )


def _once(tags: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tags))


def _categories(value: str) -> Iterator[str]:
    """Tags of a `category` attribute: comma-separated, each perhaps a path with a slash in front."""
    return filter(None, (line(line(part).strip("/")) for part in value.split(",")))


@dataclass(slots=True)
class _Folder:
    """A folder to be written: its feeds with the tags that it does not say itself, then the folders in it."""

    feeds: list[tuple[Feed, tuple[str, ...]]] = field(default_factory=list)
    folders: dict[str, "_Folder"] = field(default_factory=dict)

    def put(self, feed: Feed) -> None:
        tags = _once(filter(None, map(_clean, feed.tags)))
        # A tag that `category` cannot carry becomes a folder, and so do those before it, to keep the order.
        unfit = [at for at, tag in enumerate(tags) if "," in tag or tag != line(tag.strip("/"))]
        depth = max([0, *unfit]) + 1
        folder = self
        for tag in tags[:depth]:
            folder = folder.folders.setdefault(tag, _Folder())
        folder.feeds.append((feed, tags[depth:]))

    def lines(self, indent: str) -> Iterator[str]:
        yield from (f"{indent}{_outline(feed, categories)}" for feed, categories in self.feeds)
        for name, folder in self.folders.items():
            yield f"{indent}<outline text={quoteattr(name)} title={quoteattr(name)}>"
            yield from folder.lines(indent + "  ")
            yield f"{indent}</outline>"


def _outline(feed: Feed, categories: tuple[str, ...]) -> str:
    url = _clean(feed.url)
    name = _clean(feed.title) or url
    attributes = {"type": "rss", "text": name, "title": name, "xmlUrl": url}
    if categories:
        attributes["category"] = ",".join(categories)
    if lang := _clean(feed.lang):
        attributes["language"] = lang
    return f"<outline {' '.join(f'{key}={quoteattr(value)}' for key, value in attributes.items())}/>"


def _clean(value: str) -> str:
    """One line that XML can hold; twice through the gate, as what it takes out may leave two blanks side by side."""
    return line(_NOT_XML.sub("", line(value)))

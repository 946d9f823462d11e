"""What feedparser's parser of feeds that are not well-formed reads otherwise than the same feed when it is: mended."""

import html
import re
from collections import Counter
from typing import Any, NamedTuple

_ESCAPE = re.compile("&(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_IN_MARKUP = frozenset(
    "abstract body content content_encoded copyright dc_description description fullitem info itunes_subtitle"
    " itunes_summary media_description prodlink rights subtitle summary tagline title xhtml_body".split()
)
"""Elements whose text may be HTML, of which feedparser knows how it is escaped."""
_LOWERED = ("rel", "type")
_BLANKS = str.maketrans("\t\r\n", "   ")
_PLACES = ("insource", "inimage", "intextinput", "inauthor", "incontributor", "inpublisher")
"""What of feedparser's says that it is in an element that is in none of the feed's own."""
_PROGRAMS = ("script", "style")
_ENTRIES = ("item", "entry")
_OPENED = re.compile(r"<([a-z_][\w.-]*:[\w.-]+)(?=[\s>])(?![^<>]*/>)")
_ENDED = re.compile(r"</([a-z_][\w.-]*:[\w.-]+)")


def mend(mixin: Any, parser: Any) -> None:
    """Mend feedparser's class of handlers, and that of its parser of what is not well-formed."""
    _read_entities(mixin, parser)
    _name_attributes(mixin)
    _close_places(mixin)
    _leave_strays(mixin)


def _is_loose(self: Any) -> bool:
    return not hasattr(self, "startElementNS")


def _read_entities(mixin: Any, parser: Any) -> None:
    """Let what stands escaped be what it stands for: an id, a link, a name, an attribute.

    feedparser decodes there what may be HTML alone, and of attributes the ampersand.
    """
    decode, pop = parser.decode_entities, mixin.pop

    def popped(self: Any, element: str, *how: Any) -> Any:
        name, is_text, _ = self.elementstack[-1] if self.elementstack else ("", 1, [])
        value = pop(self, element, *how)
        # The parts of an author are asked for as they stand.
        is_raw = name == element and not is_text and isinstance(value, str) and _is_loose(self)
        return _of_xml(value) if is_raw else value

    def decoded(self: Any, element: str, data: str) -> str:
        return decode(self, element, data) if element in _IN_MARKUP else _of_xml(data)

    def normalized(pair: tuple[str, str]) -> tuple[str, str]:
        # As XML has it of blanks in attributes (3.3.3).
        name, value = pair[0].lower(), _of_xml(pair[1].translate(_BLANKS))
        return name, value.lower() if name in _LOWERED else value

    mixin.pop, parser.decode_entities = popped, decoded
    parser._normalize_attributes = staticmethod(normalized)


def _of_xml(text: str) -> str:
    """A text without the escapes that XML has by itself."""
    return _ESCAPE.sub(lambda found: html.unescape(found[0]), text)


def _name_attributes(mixin: Any) -> None:
    """Let an attribute of RDF be known under any prefix of its namespace."""
    start = mixin.unknown_starttag

    def started(self: Any, tag: str, attributes: list[tuple[str, str]]) -> None:
        def named(name: str) -> str:
            prefix, colon, local = name.partition(":")
            return f"rdf:{local}" if colon and self.namespacemap.get(prefix.lower()) == "rdf" else name

        start(self, tag, [(named(name), value) for name, value in attributes] if _is_loose(self) else attributes)

    mixin.unknown_starttag = started


def _close_places(mixin: Any) -> None:
    """Let a new entry be in none of the elements that the one before it has left open: a source, an author."""
    start = mixin._start_item

    def started(self: Any, attributes: Any) -> None:
        if _is_loose(self):
            vars(self).update(dict.fromkeys(_PLACES, 0))
        start(self, attributes)

    mixin._start_item = mixin._start_entry = started


def is_closed(parser: Any, tag: str) -> bool:
    """Whether an element under a prefix is closed wherever it is opened in the document, but for where that breaks off:
    where one is not, nobody knows what stands in it."""
    if ":" not in tag:
        return False
    if "closed" not in vars(parser):
        document = parser.rawdata.lower()
        opened, ended = (Counter(found.findall(document)) for found in (_OPENED, _ENDED))
        # What breaks off leaves one of them open in its last entry.
        last = document[max(document.rfind(f"</{name}>") for name in _ENTRIES) + 1 :]
        parser.closed = {name for name in opened if opened[name] - ended[name] in (0, f"<{name}" in last)}
    return tag in parser.closed


def _leave_strays(mixin: Any) -> None:
    """Let an end tag that closes nothing do nothing, and one that does close all that is open in its element.

    feedparser takes each for the end of whatever is innermost: the language and the base of the feed are gone then;
    and a text goes on behind the end of all that it stands in.
    """
    start, end = mixin.unknown_starttag, mixin.unknown_endtag

    def started(self: Any, tag: str, attributes: list[tuple[str, str]]) -> None:
        if not _is_loose(self):
            start(self, tag, attributes)
            return
        opened, counts = vars(self).setdefault("opened", ([], Counter()))
        sizes = (len(self.basestack), len(self.langstack), len(vars(self).setdefault("places", [""])))
        outside, texts = _Outside(*sizes, self.depth, self.baseuri, self.lang), self.incontent
        if tag.rpartition(":")[2] != "div":
            _decode_before_markup(self)
        start(self, tag, attributes)
        opened.append((tag, self.incontent > texts, outside))
        counts[tag] += 1

    def ended(self: Any, tag: str) -> None:
        if not _is_loose(self):
            end(self, tag)
            return
        opened, counts = vars(self).setdefault("opened", ([], Counter()))
        if not counts[tag]:
            _end_in_text(self, tag)
            return
        name = None
        while name != tag:
            name, is_text, outside = opened.pop()
            counts[name] -= 1
            del self.places[outside.places + 1 :]
            if is_text or name == tag:
                end(self, name)
        del self.basestack[outside.bases :], self.langstack[outside.languages :]
        self.depth, self.baseuri, self.lang = outside.depth, outside.base, outside.language

    mixin.unknown_starttag, mixin.unknown_endtag = started, ended


class _Outside(NamedTuple):
    """What holds where an element begins, and again behind its end."""

    bases: int
    languages: int
    places: int
    depth: int
    base: str
    language: str | None


def _is_html(parser: Any) -> bool:
    """Whether what comes now is HTML, the signs of its tags escaped."""
    return bool(parser.incontent and parser.elementstack) and parser.contentparams.get("type") == "text/html"


def _decode_before_markup(parser: Any) -> None:
    """Of a text that begins with escaped tags and goes on with others, which makes it XML to feedparser, let the former
    be tags too."""
    if _is_html(parser):
        element, _, pieces = parser.elementstack[-1]
        pieces[:] = [parser.decode_entities(element, "".join(pieces))]


def _end_in_text(parser: Any, tag: str) -> None:
    """Let the end tag of a program close one whose start tag is escaped: what stands behind it would not be seen."""
    if tag in _PROGRAMS and _is_html(parser):
        parser.handle_data(f"&lt;/{tag}&gt;", escape=0)

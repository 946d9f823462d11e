"""What of a feed is not its own: elements of extensions and what stands in them, what is said of people and pictures,
the markup of texts."""

from typing import Any

from monitor.feeds.dialects import ASKED_FOR, DATES
from monitor.markup import KNOWN, MATHS

_ASIDE, _FOREIGN, _VALUE, _MEDIA, _LIST = "_", "foreign", "value", "media", "list"
"""What stands in a foreign element, under a name that nobody asks for; such an element; one that holds no others; one
for a picture's own; one around an entry's categories."""
_MARKUP, _AGAIN, _BARE = "markup", "again", "bare"
"""The markup of a text; and in it an element of the text's own name, and one of none that HTML knows."""
_CHILDLESS = frozenset(("link", "guid", "id", "category", "enclosure", *" ".join(DATES.values()).split()))
_OF_PERSON = frozenset("name email uri url homepage itunes_name itunes_email".split())
_OF_PICTURE = frozenset("image url width height description".split())
_TAGLESS = {_AGAIN: " ", _BARE: ""}
"""What stands for the tags of such."""


def leave(mixin: Any) -> None:
    """Let what stands in an element of somebody else's say nothing of the entry or the feed around it, of which
    feedparser, by `mixin` with its handlers, takes it for its own: a link, a category, a whole entry, in an extension,
    in content that is XML of its own, or in what is said of a picture or a person.

    Nor is the end of an element of a text's own markup that of the text: of the summary of details, of a title.
    """
    start, end = mixin.unknown_starttag, mixin.unknown_endtag

    def started(self: Any, tag: str, attributes: list[tuple[str, str]]) -> None:
        places = self.__dict__.setdefault("places", [""])
        prefix, _, name = tag.rpartition(":")
        prefix = self.namespacemap.get(prefix, prefix)
        if _is_markup(self):
            # A title in a title is that title, and what is no element of HTML would stand in the text as it is written.
            is_own = name in (self.elementstack[-1][0], self.contentparams.get("element"))
            places.append(_AGAIN if is_own else _MARKUP if name.lower() in KNOWN | MATHS else _BARE)
        else:
            places.append(_place(self, places[-1], f"{prefix}_{name}" if prefix else name))
        if places[-1] in _TAGLESS:
            self.handle_data(_TAGLESS[places[-1]], escape=0)
        else:
            start(self, _named(tag, places[-1]), attributes)

    def ended(self: Any, tag: str) -> None:
        place = self.places.pop()
        if place in _TAGLESS:
            self.handle_data(_TAGLESS[place], escape=0)
        else:
            end(self, _named(tag, place))
        if place == _MARKUP and self.elementstack and self.elementstack[-1][2][-1:] == ["</br>"]:
            self.elementstack[-1][2].pop()  # HTML would read another break.

    mixin.unknown_starttag, mixin.unknown_endtag = started, ended


def _named(tag: str, place: str) -> str:
    """The name that feedparser is to know an element by: markup under a prefix of nobody's, which it leaves out of the
    text, for it would take it for an element of the feed, or leave out a division; all foreign elements under one, for
    it keeps a text of each."""
    if place == _FOREIGN:
        return f"{_FOREIGN}:{_ASIDE}"
    if place == _MARKUP:
        return f"{_MARKUP}:{tag.rpartition(':')[2]}"
    return f"{tag}{_ASIDE}" if place == _ASIDE else tag


def _is_markup(parser: Any) -> bool:
    """Whether an element that begins now is one of a text's own markup."""
    kind = parser.contentparams.get("type", "xml") if parser.incontent else "xml"
    return not kind.endswith("xml") or kind == "application/xhtml+xml"


def _place(parser: Any, outer: str, name: str) -> str:
    """What an element is to its feed that stands in a place; "" for one of its own."""
    if name in ("item", "entry") and not parser.inentry:
        return ""
    if outer in (_ASIDE, _FOREIGN, _VALUE) or parser.incontent or (outer == _MEDIA and not name.startswith("media_")):
        return _ASIDE
    if name in ("media_content", "media_group"):
        return _MEDIA
    if outer == _LIST:
        return _VALUE if name == "category" else _ASIDE
    if parser.inentry and name == "categories":
        return _LIST
    if parser.inentry and name.lower() == "textinput":
        # That of a channel is for its readers; an entry has none, and feedparser would look for what is in it there.
        return _ASIDE
    is_foreign = (parser.infeed or parser.inentry) and not hasattr(parser, f"_start_{name}")
    if parser.inauthor or parser.incontributor or parser.inpublisher:
        # A person's own page, picture or title is none of the entry.
        is_known = hasattr(parser, f"_start_{name}") or name in ASKED_FOR
        return _ASIDE if is_known and name not in _OF_PERSON else ""
    if parser.inimage and parser.inentry and name not in _OF_PICTURE:
        return _ASIDE
    if is_foreign and not hasattr(parser, f"_end_{name}") and name not in ASKED_FOR:
        return _FOREIGN
    return _VALUE if is_foreign or name in _CHILDLESS else ""

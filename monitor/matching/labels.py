"""The wordings of boilerplate.toml: labels of other stories, ad words and buttons, found by their first letters."""

import functools
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from pathlib import Path

from monitor.matching import word_cache

# Signs that are typed for one another, each for one, so that places hold.
_TWINS = (
    *((twin, ":") for twin in "：﹕៖፦"),
    *((twin, "|") for twin in "｜│"),
    *((twin, "'") for twin in "’‘"),
    *((twin, '"') for twin in "“”„"),
    *((twin, "-") for twin in "–—―−‐‑"),
    *((twin, ">") for twin in "＞»›"),
    *zip("（）【】", "()[]", strict=True),
    *((twin, "ا") for twin in "أإآٱ"),
    ("İ", "i"),
)
OPTIONAL = re.compile("[\u200b-\u200d\u0640\u064b-\u065f\u0670\ufe0f]")
"""Signs that writers put inside labels or leave out: breaks in words, Arabic vowels, what makes an arrow coloured."""
# Letters with an accent that is no sign of its own.
_BARRED = str.maketrans("đĐıłŁøØ", "dDilLoO")
# Signs of scripts above this one are letters rather than accents.
_LAST_ACCENTED = 0x6FF
_LONG, _SHORT, _SHORTEST = 4, 2, 1
"""Letters by which wordings are found: the first, as many as they have of these numbers, or so many of the last."""
_TAIL = 4
KINDS = (
    "reference", "leading", "marked", "heading", "pointer", "appeared", "advertisement", "share", "promotion",
    "navigation", "closing",
)  # fmt: skip
REFERENCES = frozenset(("reference", "leading", "marked"))
"""Kinds of labels that take the headline behind them with them."""
ARROWS = "►▶▸▷‣→➔➜➡➤➢⇒⟶⮕↪⬇⏩"
DECORATION = f" •·*-=~_#>{ARROWS}■□●○◆◇★☆✦▪◾⬛☞✅👉👇🔴🔵🔶🔷🔸🔹📌📍🔗📎📰🗞+|<([〈《「\"'"
ENDING = DECORATION + ".…!:)]〉》」0123456789"
"""What stands before a label, and behind one, and is no part of it."""
_COMPILED = 1
"""Raised when wordings are compiled to another form."""
_WORDS = ("sharing", "networks", "buttons")
WORD = re.compile(r"[^\s,;:|/()\[\].!…>]+")


@dataclass(frozen=True, slots=True)
class Label:
    """A wording that begins furniture."""

    text: str
    """As `lowered` makes it."""
    kind: str
    """One of KINDS."""
    middle: str = ""
    """What must follow in the same line."""
    is_open: bool = False
    """Whether some words of a name belong to it."""

    @property
    def is_telling(self) -> bool:
        """Whether it is more than one common word."""
        return " " in self.text or not self.text.isascii()


@dataclass(slots=True)
class Labels:
    """All wordings."""

    heads: dict[str, tuple[Label, ...]] = field(default_factory=dict)
    """By their first letters, the longest first."""
    tails: dict[str, tuple[Label, ...]] = field(default_factory=dict)
    """Those that lead to other stories, by their last letters, the longest first."""
    lines: dict[str, str] = field(default_factory=dict)
    """The kind of label that a line without decoration is."""
    sharing: set[str] = field(default_factory=set)
    """Words that a row of share buttons begins with."""
    networks: set[str] = field(default_factory=set)
    buttons: set[str] = field(default_factory=set)
    """Words that stand in a row of share buttons, networks among them."""

    def enter(self, label: Label) -> None:
        """Take a wording in."""
        size = next(size for size in (_LONG, _SHORT, _SHORTEST) if size <= len(label.text))
        heads = self.heads.get(label.text[:size], ())
        if label in heads:
            return
        self.heads[label.text[:size]] = _longest_first(*heads, label)
        if label.kind != "closing" and not label.middle and not label.is_open:
            self.lines.setdefault(label.text.strip(ENDING), label.kind)
        tail = label.text[-_TAIL:]
        if label.kind in REFERENCES and label.is_telling and not label.is_open and len(tail) == _TAIL:
            self.tails[tail] = _longest_first(*self.tails.get(tail, ()), label)
        if label.kind == "share":
            first, *words = WORD.findall(label.text)
            self.sharing.update({first} - self.buttons)
            self.buttons.update((first, *words))

    def beginning(self, low: str, at: int) -> Sequence[Label]:
        """The wordings that may begin at a place of a lowered text, the longest first."""
        found = self.heads.get
        return found(low[at : at + _LONG], ()) + found(low[at : at + _SHORT], ()) + found(low[at : at + _SHORTEST], ())

    def ending(self, low: str, end: int) -> Sequence[Label]:
        """The wordings that may end at a place of a lowered text, the longest first."""
        return self.tails.get(low[end - _TAIL : end], ())


def _longest_first(*several: Label) -> tuple[Label, ...]:
    return tuple(sorted(several, key=lambda label: -len(label.text)))


def lowered(text: str) -> str:
    """A text in lower case and with one sign for each kind of dash, quote, colon and bracket, all in their places."""
    if not text.isascii():
        for twin, sign in _TWINS:
            text = text.replace(twin, sign)
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@functools.cache
def labels() -> Labels:
    """The wordings of all languages."""
    source = Path(__file__).with_name("boilerplate.toml").read_bytes()
    digest = hashlib.sha256(repr((_COMPILED, unicodedata.unidata_version)).encode() + source).hexdigest()
    kept = word_cache.read("labels", digest)
    if kept is not None:
        # What another release has written is no more than work to be done again.
        with suppress(ValueError, TypeError, KeyError):
            return _opened(bytes(kept))
    with word_cache.making():
        found = _compiled(source.decode("utf-8"))
        word_cache.write("labels", digest, _written(found))
    return found


def _compiled(source: str) -> Labels:
    # Imported here, for most starts find what was made of the file before.
    import tomllib

    languages = tomllib.loads(source)
    found = Labels()
    networks = languages.pop("networks")
    found.networks.update(networks["names"])
    found.buttons.update(networks["names"], networks["between"])
    for language in languages.values():
        for words in (language, language.get("unchecked", {})):
            for kind in KINDS:
                for wording in words.get(kind, ()):
                    for label in _variants(kind, wording):
                        found.enter(label)
    return found


def _written(made: Labels) -> bytes:
    """Wordings as bytes (measured: to read them takes 5 ms, to compile them 50)."""

    def rows(by_letters: Mapping[str, Sequence[Label]]) -> dict[str, list[tuple[str | bool, ...]]]:
        return {letters: [astuple(label) for label in several] for letters, several in by_letters.items()}

    words = {name: sorted(getattr(made, name)) for name in _WORDS}
    whole = {"heads": rows(made.heads), "tails": rows(made.tails), "lines": made.lines, **words}
    return json.dumps(whole, ensure_ascii=False).encode()


def _opened(kept: bytes) -> Labels:
    """The wordings in bytes. Raises ValueError, TypeError or KeyError for others."""
    whole = json.loads(kept)
    heads, tails = (
        {letters: tuple(Label(*row) for row in rows) for letters, rows in whole[name].items()}
        for name in ("heads", "tails")
    )
    return Labels(heads, tails, whole["lines"], *(set(whole[name]) for name in _WORDS))


def _variants(kind: str, wording: str | Sequence[str]) -> Iterator[Label]:
    """A label in the ways in which it is written: its letters whole and in parts, with their accents and without."""
    start, middle = (wording, "") if isinstance(wording, str) else wording
    for spell in (_composed, _decomposed, _unaccented):
        text, behind = (lowered(OPTIONAL.sub("", spell(part))) for part in (start, middle))
        text = text.strip(DECORATION)
        yield Label(text.removesuffix("…"), kind, behind, text.endswith(" …"))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _unaccented(text: str) -> str:
    plain = (c for c in _decomposed(text) if not unicodedata.combining(c) or ord(c) > _LAST_ACCENTED)
    return _composed("".join(plain).translate(_BARRED))

"""What an edit changed in an entry, told in sentences."""

from monitor import cells
from monitor.store.entries import Stored

_LOOKED_AT = 20_000
"""Code points of a text in which a change is looked for."""
_TOLD = 100
"""Code points of a change that are told."""
_TITLE = 500
"""Cells of a title that is told."""


def changes(stored: Stored) -> list[str]:
    """What the last edit changed, a sentence each; of a text that is its web page's only the title is compared."""
    before, entry = stored.before, stored.entry
    if before is None:
        return []
    said = [f"title was: {cells.cut(before.title, _TITLE) or '(none)'}"] if before.title != entry.title else []
    if not stored.whole:
        told = (_change(*each) for each in ((before.summary, entry.summary), (before.content, entry.content)))
        said += filter(None, told)
    return said


def _change(old: str, new: str) -> str:
    """The first place in which two texts differ, up to the last one."""
    if old == new:
        return ""
    gone, come = _differing(old[:_LOOKED_AT], new[:_LOOKED_AT])
    if gone and come:
        return f"text was: {_quoted(gone)}, is now: {_quoted(come)}"
    if gone or come:
        return f"taken out: {_quoted(gone)}" if gone else f"added: {_quoted(come)}"
    return "the end of the text was edited"


def _differing(old: str, new: str) -> tuple[str, str]:
    """Two texts without the words with which both begin and both end."""
    head = _shared(old, new)
    old, new = old[head:], new[head:]
    tail = _shared(old[::-1], new[::-1])
    return old[: len(old) - tail].strip(), new[: len(new) - tail].strip()


def _shared(one: str, other: str) -> int:
    """How many code points two texts begin with alike, without the word in which they part, where a blank ends one."""
    pairs = enumerate(zip(one, other, strict=False))
    count = next((at for at, (here, there) in pairs if here != there), min(len(one), len(other)))
    if all(text[count : count + 1] in ("", " ", "\n") for text in (one, other)):
        return count
    return max(one.rfind(" ", 0, count), one.rfind("\n", 0, count)) + 1 or count


def _quoted(text: str) -> str:
    one_line = " ".join(text.split())
    return f"“{one_line[:_TOLD]}{'…' if len(one_line) > _TOLD else ''}”"

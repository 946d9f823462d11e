"""What is wrong with a query, said in a sentence and shown by a caret under the place."""

_MOST_QUOTED = 40
_NARROW = 76
"""Cells of a line on a narrow terminal."""
# Invisible, but part of how Thai, Hindi, Persian or Khmer is typed; no terminal obeys them.
_HARMLESS = "\u200b\u200c\u200d"


class QueryError(ValueError):
    """What was written cannot be searched for; the message is a sentence for the person who wrote it."""

    def __init__(self, message: str, position: int = 0, query: str = "") -> None:
        """The place is counted in code points from the start of the query as it was typed."""
        super().__init__(message, position, query)
        self.message = message
        self.position = min(max(position, 0), len(query))
        self.query = query

    def __str__(self) -> str:
        return f"{self.message.removesuffix('.')} ({self._place()})."

    def _place(self) -> str:
        if not self.position:
            return "at the start"
        return "at the end" if self.position == len(self.query) else f"at character {self.position + 1}"

    def caret(self, wide: int = _NARROW) -> str:
        """Two lines of `wide` cells: as much of the query as fits, and below it a ^ under the place."""
        from monitor.cells import cut, width

        before, after = tame(self.query[: self.position]), tame(self.query[self.position :])
        most = max(1, wide * 2 // 3)
        if width(before) > most:
            # Some signs take no cell of their own.
            before = before[-2 * most :]
            while before and width(before) >= most:
                before = before[1:]
            before = "…" + before
        return f"{cut(before + after, wide)}\n{' ' * width(before)}^"


def shown(text: str) -> str:
    """A part of a query as it can be quoted in a sentence: short, on one line, nothing in it that a terminal obeys."""
    return tame(text if len(text) <= _MOST_QUOTED else text[: _MOST_QUOTED - 1] + "…")


def tame(text: str) -> str:
    """`text` with line breaks and tabs as blanks, and all else that a terminal might obey spelled out."""
    return "".join(c if c.isprintable() or c in _HARMLESS else _spelled(c) for c in text)


def _spelled(character: str) -> str:
    return " " if character.isspace() else character.encode("unicode_escape").decode("ascii")

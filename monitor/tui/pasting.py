"""What a terminal hands over as pasted, taken as one text: nothing in it is a key, whatever it looks like."""

from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Generator, Iterable
from functools import partial

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END as END
from textual._xterm_parser import BRACKETED_PASTE_START as START
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

_MOST = 100_000
"""Code points of a pasted text that are taken: more than anybody has use for in a field, and drawn while one waits."""


class TerminalInput(XTermParser):
    """Reads what a terminal sends: keys, clicks and pasted texts.

    Textual's own takes an escape within a pasted text for the beginning of keys, so that what stands on a clipboard
    could press any of ours, up to those that run a program.
    """

    def __init__(self, debug: bool = False) -> None:
        """Nothing is pasted yet."""
        self._before = ""
        """What was read last, as much as may be the beginning of a mark."""
        self._pasted: str | None = None
        """What is being pasted, as far as it has come."""
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        """Read some more; the end is an empty text."""
        if not data:
            yield from super().feed("")
        while data:
            data = yield from (self._typed(data) if self._pasted is None else self._within(data))

    def _typed(self, data: str) -> Generator[Message, None, str]:
        """Read on to where something is pasted; what is left to be read is returned."""
        begins = (self._before + data).find(START)
        if begins < 0:
            self._before = (self._before + data)[1 - len(START) :]
            yield from super().feed(data)
            return ""
        ends = begins + len(START) - len(self._before)
        self._before, self._pasted = "", ""
        # It may have some of the mark already: it gets the rest, and that this is over.
        told = super().feed(data[:ends] + END)
        yield from (message for message in told if not isinstance(message, events.Paste))
        return data[ends:]

    def _within(self, data: str) -> Generator[Message, None, str]:
        """Read on to where it ends; what is left to be read is returned."""
        held = self._pasted or ""
        ends = (held + data).find(END, max(0, len(held) - len(END)))
        if ends < 0:
            # Of what is too long the end is kept too, for it may be the beginning of the mark.
            self._pasted = held + data if len(held) < 2 * _MOST else held[:_MOST] + (held[_MOST:] + data)[-_MOST:]
            return ""
        rest = (held + data)[ends + len(END) :]
        self._pasted = None
        yield events.Paste((held + data)[:ends].replace("\x00", "")[:_MOST])
        return rest


def install() -> None:
    """Have the terminal read so, and what is no UTF-8 as signs that stand for nothing: it must not end the desk."""
    # Textual makes its reader and its decoder itself and lets nobody name others for them.
    linux_driver.XTermParser = TerminalInput  # type: ignore[attr-defined]
    linux_driver.getincrementaldecoder = _lenient  # type: ignore[attr-defined,assignment]


def _lenient(name: str) -> "partial[IncrementalDecoder]":
    return partial(getincrementaldecoder(name), "replace")

"""What a terminal hands over as pasted, taken as one text: nothing in it is a key, whatever it looks like."""

import os
import signal
import time
from codecs import getincrementaldecoder
from collections.abc import Generator, Iterable

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END as END
from textual._xterm_parser import BRACKETED_PASTE_START as START
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

_MOST = 100_000
"""Code points of a pasted text that are taken: more than anybody has use for in a field, and drawn while one waits."""

_GONE_SECONDS = 0.2
"""Between looks at a terminal that has gone, until the desk has gone too."""


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
    linux_driver.getincrementaldecoder = lambda _: _Decoder  # type: ignore[attr-defined,assignment]


class _Decoder(getincrementaldecoder("utf-8")):  # type: ignore[misc]
    """Gives text for what a terminal sends; what is no UTF-8 becomes signs that stand for nothing."""

    def __init__(self) -> None:
        super().__init__("replace")

    def decode(self, data: bytes, final: bool = False) -> str:
        """The text; nothing at all is what a terminal sends that is gone, and the desk goes with it."""
        if not data and not final:
            # Where it was not the terminal of this program's session, no signal tells of its end.
            os.kill(os.getpid(), signal.SIGHUP)
            time.sleep(_GONE_SECONDS)
        return str(super().decode(data, final))

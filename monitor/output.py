"""What the verbs print: data on stdout, the one place that writes there; errors and progress on stderr."""

import io
import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TextIO

_STYLES = {"bold": "1", "dim": "2", "underline": "4", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}

PREFIX = "monitor: "
"""What a line on stderr begins with."""
_USUAL_WIDTH = 80
_UNREAD = 20_000
"""Lines: some megabytes of what a poller tells, of a day and more with most sets of feeds."""


_encoded = json.JSONEncoder(ensure_ascii=False).encode


def open_the_closed() -> None:
    """Open the null device in place of each of stdin, stdout and stderr that the caller closed (`>&-`).

    Else the next file that is opened, the store for one, takes its number; and print writes to stdout for no stderr.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(number, True)
            setattr(sys, name, open(number, mode))  # noqa: SIM115, PTH123 - it stays open to the end


def prepare(*, in_utf_8: bool) -> None:
    """What programs read is UTF-8 whatever the terminal speaks; what either cannot hold, as half a pair of code units,
    is a question mark."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if in_utf_8 else None, errors="replace")


def give_up() -> None:
    """Write nothing more: the reader has gone, or nothing fits; Python must not complain about it when it ends."""
    _silence(sys.stdout)


def _silence(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def record(values: Mapping[str, object]) -> None:
    """One JSON object on a line of its own."""
    print(_encoded(values), flush=True)


def recorder() -> Callable[[Mapping[str, object]], None]:
    """A `record` that never waits for its reader, which may be asleep, as a desk that a shell has stopped.

    Of what is not read the last _UNREAD lines are kept, and those that are in the pipe.
    """
    # Imported here, for most verbs have no thread.
    from queue import Empty, Full, Queue
    from threading import Thread

    kept: Queue[bytes] = Queue(_UNREAD)

    def record(values: Mapping[str, object]) -> None:
        while True:
            try:
                return kept.put_nowait(f"{_encoded(values)}\n".encode(errors="replace"))
            except Full:
                with suppress(Empty):
                    kept.get_nowait()

    def hand_over() -> None:
        # Not by stdout: who waits in that has its lock, without which no program ends. What happens where the reader
        # has gone is decided by whoever waits for its end.
        with suppress(OSError):
            while left := kept.get():
                while left:
                    left = left[os.write(sys.stdout.fileno(), left) :]

    Thread(target=hand_over, name="records", daemon=True).start()
    return record


def line(text: str = "") -> None:
    """One line of text for a person."""
    print(text)


def flush() -> None:
    """Hand over what was printed, for a reader who waits for it."""
    sys.stdout.flush()


def complain(text: str) -> None:
    """A line on stderr; of a mistake in a query, the place in it below."""
    # Where nobody takes it, the exit code tells what is left to tell; the next one may be taken again.
    with suppress(OSError):
        print(f"{PREFIX}{harmless(text)}", file=sys.stderr, flush=True)


def flush_complaints() -> None:
    """Hand over what argparse and others wrote to stderr; where nobody takes it, Python must not make that the exit
    code when it ends."""
    try:
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def harmless(told: str) -> str:
    """What is told of an argument, without what acts on a terminal: it may have been pasted from anywhere."""
    if told.replace("\n", "").isprintable():
        return told
    # Imported here, for most starts tell nothing of the kind.
    from monitor.text import written_out

    return written_out(told)


def styled(text: str, *styles: str) -> str:
    """The text in these styles where stdout is a terminal that shows colours; elsewhere just the text."""
    if not text or not is_colourful():
        return text
    return f"\x1b[{';'.join(_STYLES[style] for style in styles)}m{text}\x1b[0m"


def is_colourful() -> bool:
    """Whether stdout is a terminal and the user did not ask for no colour."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns() -> int:
    """The width of the terminal in cells; into a pipe nothing is cut."""
    if not sys.stdout.isatty():
        return 10_000
    # A terminal that nobody has told its size says 0.
    return os.get_terminal_size(sys.stdout.fileno()).columns or _USUAL_WIDTH

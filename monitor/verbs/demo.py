"""`monitor demo`: the desk on bundled sample feeds, served on loopback, in a store that goes when it ends."""

import argparse
import signal
import tempfile
from pathlib import Path
from queue import SimpleQueue

from monitor import config, output
from monitor.demo import server
from monitor.verbs import DONE, INTERRUPTED
from monitor.verbs.desk import finish, loaded, need_room, need_terminal

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


def run(args: argparse.Namespace) -> int:
    """Open the desk on the sample feeds, or only serve them."""
    if not args.serve:
        need_terminal()
        need_room()
    serving = server.start()
    text = server.config_text(serving, config.example_text())
    try:
        if args.serve:
            return _serve(text)
        _end_in_order()
        with tempfile.TemporaryDirectory(prefix="monitor-demo-") as folder:
            try:
                path = Path(folder) / "config.toml"
                config.save(path, text)
                return finish(loaded()(path, Path(folder) / "store.db", demo=True))
            finally:
                _hear_no_more()
    finally:
        serving.stop()


def _end_in_order() -> None:
    """Let signals that come before the desk hears them end the program as it does, and not at once: its folder would
    stay."""

    def end(*_: object) -> None:
        raise SystemExit(DONE)

    for number in _ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:  # Not as under nohup.
            signal.signal(number, end)


def _hear_no_more() -> None:
    """Let no further signal, of which a terminal that goes brings two, end the program before its folder is gone."""
    for number in (signal.SIGINT, *_ENDING):
        signal.signal(number, signal.SIG_IGN)


def _serve(text: str) -> int:
    """Print the config for other verbs and serve until a signal comes; Ctrl+C alone interrupts it."""
    # Not an event: a signal that comes as it begins to wait by one, and has its lock, would wait for that for ever.
    came = SimpleQueue[int]()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # As under nohup.
            signal.signal(number, lambda number, _: came.put(number))
    output.line(text)
    output.flush()
    return INTERRUPTED if came.get() == signal.SIGINT else DONE

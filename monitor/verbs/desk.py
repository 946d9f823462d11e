"""No verb: the desk."""

import argparse
import gc
import sys
from typing import TYPE_CHECKING

from monitor import config, output
from monitor.store.access import connect_to_show
from monitor.verbs import DONE, FAILED, UsageError, setting

if TYPE_CHECKING:
    from monitor.tui.app import DeskApp


def run(args: argparse.Namespace) -> int:
    """Open the desk on the config and the store, both made where there are none."""
    need_terminal()
    path = setting.config_path(args)
    written = config.write_first(path)
    store = setting.store_path(args)
    # A store that cannot be opened is told here, in a line, before the screen is taken.
    connect_to_show(store)[0].close()
    return finish(loaded()(path, store, first_start=written))


def need_terminal() -> None:
    """Raises UsageError where the desk would have no keys or no screen, which goes to stderr."""
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError("the desk needs a terminal; for scripts there are verbs: `monitor --help` lists them.")


def loaded() -> "type[DeskApp]":
    """The desk, which takes a moment to load; it looks for garbage again when its first frame stands."""
    gc.disable()
    from monitor.tui.app import DeskApp

    return DeskApp


def finish(desk: "DeskApp") -> int:
    """Run the desk to its end, and say what went wrong there, if anything did."""
    code = desk.run()
    if desk.trouble:
        output.complain(desk.trouble)
    return code or desk.return_code or (FAILED if desk.trouble else DONE)

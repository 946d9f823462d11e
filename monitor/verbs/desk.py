"""No verb: the desk."""

import argparse
import sys

from monitor import config
from monitor.verbs import DONE, UsageError, setting


def run(args: argparse.Namespace) -> int:
    """Open the desk on the config and the store, both made where there are none."""
    if not sys.stdout.isatty():
        raise UsageError("the desk needs a terminal; for scripts there are verbs: `monitor --help` lists them.")
    path = setting.config_path(args)
    written = config.write_first(path)
    with setting.writing(args):
        pass  # a store that cannot be opened is told here, in a line, before the screen is taken
    from monitor.tui.app import DeskApp

    return DeskApp(path, setting.store_path(args), first_start=written).run() or DONE

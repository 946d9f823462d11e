"""No verb: the desk."""

import argparse
import errno
import gc
import os
import resource
import sys
from typing import TYPE_CHECKING

from monitor import config, output
from monitor.feeds.descriptors import allowed
from monitor.store.access import connect_to_show
from monitor.verbs import DONE, FAILED, UsageError, setting

if TYPE_CHECKING:
    from monitor.tui.app import DeskApp


_FILES = 32
"""That the desk is to be allowed to have open: it has 15, and 5 more while it starts a poller (measured)."""
_MEGABYTES = 512
"""Of address space that it is to be allowed: it takes up to 495, most of it for threads and never used (measured)."""


def run(args: argparse.Namespace) -> int:
    """Open the desk on the config and the store, both made where there are none."""
    need_terminal()
    need_room()
    path = setting.config_path(args)
    written = config.write_first(path)
    store = setting.store_path(args)
    setting.tell_of_migration(store)
    # A store that cannot be opened is told here, in a line, before the screen is taken.
    connect_to_show(store)[0].close()
    return finish(loaded()(path, store, first_start=written))


def need_terminal() -> None:
    """Raises UsageError where the desk would have no keys or no screen, which goes to stderr."""
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError("the desk needs a terminal; for scripts there are verbs: `monitor --help` lists them.")


def need_room() -> None:
    """Raises OSError where the desk may have too little of what it needs: with less it opens, and breaks later."""
    if allowed() < _FILES:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    space = resource.getrlimit(resource.RLIMIT_AS)[0]
    if space != resource.RLIM_INFINITY and space < _MEGABYTES * 1_000_000:
        said = (
            f"the desk needs {_MEGABYTES} MB of memory, and may have {space // 1_000_000}: allow it more (`ulimit -v`)"
        )
        raise OSError(errno.ENOMEM, said)


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

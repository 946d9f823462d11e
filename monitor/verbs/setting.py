"""Where the config and the store of this call are, read and opened as the verbs need them."""

import argparse
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import config, output
from monitor.config import Config, PollSettings
from monitor.config.files import expanded
from monitor.folders import is_there
from monitor.store import schema

if TYPE_CHECKING:
    from monitor.hosts import Hosts


def config_path(args: argparse.Namespace) -> Path:
    """The config file that this call is about."""
    return expanded(args.config, "--config") if args.config else config.default_path()


def store_path(args: argparse.Namespace) -> Path:
    """The store that this call is about: the file itself, where its name is a link to it."""
    path = expanded(args.store, "--store") if args.store else config.default_store_path()
    if str(path).startswith(("file:", ":memory:")):
        # Many a SQLite takes such a name for an address, or for a store in memory alone.
        path = path.absolute()
    # What may not be looked at is refused, with its path, by whoever opens it.
    with suppress(OSError):
        if path.is_symlink():
            # Beside that SQLite keeps the log, so all else that belongs to a store is looked for there too.
            return Path(os.path.realpath(path))
    return path


def load(args: argparse.Namespace, *, complain: bool = True, begins: bool = False) -> Config:
    """The config, its problems told on stderr, one a line; where there is none at the usual place, the one to begin
    with, which stands there once whoever `begins` has called `begin`.

    Raises ConfigError, also where --config names a file that is not there: more likely a slip than a wish.
    """
    path = config_path(args)
    if is_first(args):
        if complain and not begins:
            output.complain(f"there is no config at {path} yet: what `monitor config init` writes is used.")
        return config.parse(config.example_text(), path.parent)
    loaded = config.load(path)
    if complain:
        tell_mistakes(args, loaded)
    return loaded


def is_first(args: argparse.Namespace) -> bool:
    """Whether there is no config at the usual place yet, where `begin` writes one."""
    path = config_path(args)
    return args.config is None and not (is_there(path) or path.is_symlink())


def begin(args: argparse.Namespace) -> None:
    """Write the config to begin with where there is none at the usual place, and say so: for what leaves something
    behind, once it is sure that nothing is wrong with what was typed. Raises ConfigError where it cannot be written."""
    path = config_path(args)
    if args.config is None and config.write_first(path):
        output.complain(f"wrote a config to begin with: {path}")


def tell_mistakes(args: argparse.Namespace, loaded: Config) -> None:
    """Tell on stderr what is wrong in the config that was read, one mistake a line."""
    for problem in loaded.problems:
        output.complain(f"{config_path(args)}: {problem}")


def load_feeds(args: argparse.Namespace, *, begins: bool = False) -> Config:
    """As `load`, for what is done with all its feeds. Raises ConfigError too where mistakes have left none of them."""
    loaded = load(args, begins=begins)
    if loaded.is_spoiled:
        path = config_path(args)
        raise config.ConfigError(f"No feed can be read in {path}: mend the mistakes in it (`monitor config check`).")
    return loaded


def reading(args: argparse.Namespace) -> "closing[sqlite3.Connection]":
    """The store, to read from, closed when the block ends. Raises StoreError."""
    return closing(schema.connect(_awaited(args), readonly=True))


def writing(args: argparse.Namespace) -> "closing[sqlite3.Connection]":
    """The store, to read and write, made where there is none. Raises StoreError."""
    return closing(schema.connect(_awaited(args)))


def changing(args: argparse.Namespace) -> "closing[sqlite3.Connection]":
    """Likewise, but only where there is a store. Raises StoreError, NoStore for one."""
    return closing(schema.connect(_awaited(args), make=False))


def tell_of_migration(store: Path) -> None:
    """Tell whoever waits at a terminal why a store that is about to be opened takes long, where it will."""
    if sys.stderr.isatty() and schema.is_to_be_migrated(store):
        output.complain(f"{store} is of an older version: it is copied and brought to this one, which takes a while.")


def _awaited(args: argparse.Namespace) -> Path:
    path = store_path(args)
    tell_of_migration(path)
    return path


@contextmanager
def hosts(args: argparse.Namespace, settings: PollSettings) -> Iterator["Hosts"]:
    """Whose turn it is by these settings, and whom the store says to leave alone; nobody where there is no store.
    Raises StoreError."""
    from monitor.hosts import Hosts

    with ExitStack() as opened:
        known = Hosts(per_host=settings.per_host)
        with suppress(schema.NoStore):
            known.db = opened.enter_context(reading(args))
        yield known

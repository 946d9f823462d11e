"""`monitor config`: where the config is; write, check or edit it."""

import argparse
import os
import shlex
import subprocess
import sys

from monitor import config, output
from monitor.config import Config
from monitor.text import counted
from monitor.verbs import DONE, FAILED, USAGE, UsageError, setting


def run(args: argparse.Namespace) -> int:
    """Do what the word after `config` says."""
    return {"path": _path, "init": _init, "check": _check, "edit": _edit}[args.doing](args)


def _path(args: argparse.Namespace) -> int:
    path = str(setting.config_path(args))
    if sys.stdout.isatty():
        output.line(path)
    else:
        output.path(path)
    return DONE


def _init(args: argparse.Namespace) -> int:
    path = setting.config_path(args)
    written = config.write_first(path)
    # Only now: what may not be looked at is told by whoever would write it.
    if not written and path.is_dir():
        output.complain(f"{path} is a folder and no config.")
        return FAILED
    output.line(f"wrote {path}" if written else f"there is a config already, which stays as it is: {path}")
    return DONE


def _check(args: argparse.Namespace) -> int:
    path = setting.config_path(args)
    loaded = config.load(path)
    setting.tell_mistakes(args, loaded)
    if loaded.problems:
        return USAGE
    watches, feeds = counted(len(loaded.watches), "watch", "watches"), counted(len(loaded.feeds), "feed", "feeds")
    output.line(f"{path}: {watches} and {feeds}, no mistakes")
    _tell_readings(loaded)
    return DONE


def _tell_readings(loaded: Config) -> None:
    """What the keywords are taken for that may be meant otherwise."""
    from monitor.matching import vocabulary
    from monitor.matching.packs import with_edits
    from monitor.matching.query import doubt

    packs = with_edits(loaded.concepts)
    for watch in loaded.watches:
        wider = vocabulary.widened(watch, packs)
        for keyword, concept in wider.items():
            output.line(f"{watch.name}: {vocabulary.widening(packs, keyword, concept)}")
        for keyword in (*watch.keywords, *watch.exclude):
            if keyword not in wider and (said := doubt(keyword)):
                output.complain(f"{watch.name}: {said}")


def _edit(args: argparse.Namespace) -> int:
    # Imported here, for no other of these words hands the terminal on.
    from monitor.pipe import left_as_it_was, uninterrupted

    path = setting.config_path(args)
    config.write_first(path)
    wanted = os.environ.get("VISUAL", "").strip() or os.environ.get("EDITOR", "").strip() or "vi"
    try:
        # Ctrl+C is the editor's own: one that is killed for it loses what was typed.
        with left_as_it_was(), uninterrupted():
            code = subprocess.run([*shlex.split(wanted), str(path)], check=False).returncode
    except (OSError, ValueError) as problem:
        said = problem.strerror if isinstance(problem, OSError) else problem
        raise UsageError(f"the editor “{wanted}” could not be started ({said}): set EDITOR to your editor.") from None
    if code:
        ended = f"ended with code {code}" if code > 0 else f"was ended by signal {-code}"
        output.complain(f"the editor “{wanted}” {ended}; the config was not checked: `monitor config check` does it.")
        return FAILED
    return _check(args)

"""The command line: verbs and their flags, which module does each, and what an error looks like to who typed it."""

import argparse
import gc
import importlib
import re
import signal
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from monitor import __version__, output
from monitor.feeds.descriptors import NO_MORE, SHORT
from monitor.verbs import FAILED, INTERRUPTED, USAGE, UsageError

if TYPE_CHECKING:
    _Words = argparse._SubParsersAction["_Parser"]

_EPILOG = """\
Without a verb the desk opens. `monitor demo` shows everything without the internet.
Exit codes: 0 done, 1 it could not be done, 2 wrong usage or config, 130 interrupted.
"""


_LONGEST = 20
"""Digits of a number that is more than SQLite counts."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code comes back."""
    try:
        args = _read(_parser(), argv)
    except SystemExit as end:
        raise SystemExit(_flushed() or end.code) from None
    output.prepare(in_utf_8=getattr(args, "json", False))
    module = importlib.import_module(f"monitor.verbs.{args.verb or 'desk'}")
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    code = _outcome(module, args)
    # After what went wrong too: what is left for Python to hand over at its end, it complains about by itself.
    refused = _flushed()
    return code or refused


def _read(parser: argparse.ArgumentParser, argv: Sequence[str] | None) -> argparse.Namespace:
    """What was typed. Of several names argparse takes only those that stand before the first flag, or all behind it."""
    words = list(sys.argv[1:] if argv is None else argv)
    args, left = parser.parse_known_args(words)
    dashes = _dashes(left)
    name, kind = _MANY.get(args.verb, ("", str))
    if name in args and not any(word.startswith("-") and word != "-" and " " not in word for word in left[:dashes]):
        try:
            getattr(args, name).extend(map(kind, left[:dashes] + left[dashes + 1 :]))
        except argparse.ArgumentTypeError as problem:
            args.parser.error(str(problem))
    elif left:
        # What stands before the verb is told by the usage of all, and the flags of a verb by its own.
        ours = words[: words.index(args.verb)] if args.verb in words else ()
        is_ours = any(word in ours for word in left)
        tip = _tip(args, [word for word in left if word[:1] == "-" != word[1:2]])
        (parser if is_ours else args.parser).error(f"unrecognized arguments: {' '.join(left)}{tip}")
    return args


def _tip(args: argparse.Namespace, odd: Sequence[str]) -> str:
    """What may have been meant by words that begin with a single dash."""
    flags = args.parser.format_usage()
    for word in odd:
        if (flag := f"-{word.partition('=')[0]}") in re.findall(r"--\w+", flags):
            return f"; did you mean {flag}?"
    if args.verb == "feeds" and args.doing == "export":
        return "; it writes to stdout, `monitor feeds export > feeds.opml`"
    if odd and _MANY.get(args.verb, ("", str))[0] in ("query", "what"):
        return "; what a query excludes goes in quotes with the rest of it, 'raid -football'"
    return ""


def _dashes(words: Sequence[str]) -> int:
    """The place of the --, behind which no word is a flag."""
    return words.index("--") if "--" in words else len(words)


def _outcome(module: ModuleType, args: argparse.Namespace) -> int:
    """What the verb comes to; what keeps it from its work is told."""
    from monitor.config import ConfigError
    from monitor.config.files import NotWritten
    from monitor.store.schema import StoreError, explain
    from monitor.verbs.setting import store_path

    try:
        return int(module.run(args))
    except (NotWritten, StoreError) as problem:
        output.complain(str(problem))
        return FAILED
    except (ConfigError, UsageError) as problem:
        output.complain(str(problem))
        return USAGE
    except sqlite3.Error as problem:
        output.complain(explain(problem, store_path(args)))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as problem:
        return _refused(problem)
    except MemoryError:
        raise  # It is told by who starts the program: there is none to look for another cause.
    except Exception as problem:
        # Whatever of it has worked for longer than a moment has loaded this before.
        from monitor.installed import CHANGED, Changed, has_changed

        if isinstance(problem, Changed) or has_changed():
            output.complain(CHANGED)
            return FAILED
        # What a damaged store holds may be anything, and whoever reads it may fail in any way.
        from monitor.store.restore import ails_after_all

        said = ails_after_all(store_path(args))
        if not said:
            raise
        output.complain(said)
        return FAILED


def _flushed() -> int:
    """Hand over what was printed; the exit code where nobody takes it, else 0."""
    output.flush_complaints()
    try:
        output.flush()
    except OSError as problem:
        return _refused(problem)
    except KeyboardInterrupt:
        output.give_up()
        return INTERRUPTED
    return 0


def _refused(problem: OSError) -> int:
    """The exit code for what the system refused, which is told."""
    # Python must not complain about it too when it ends.
    output.give_up()
    if isinstance(problem, BrokenPipeError):
        return 128 + signal.SIGPIPE  # The reader of the pipe went away, as `head` does.
    why = NO_MORE if problem.errno in SHORT else problem.strerror or problem
    if problem.filename == output.STDOUT:  # A mark may be set by then, a feed added.
        output.complain(f"what it has to say cannot be written to its output: {why}.")
    else:
        named = f"{problem.filename}: " if isinstance(problem.filename, str | Path) else ""
        output.complain(f"it could not be done: {named}{why}.")
    return FAILED


class _Parser(argparse.ArgumentParser):
    """One that tells what is wrong in a line, as all verbs do, and repeats nothing to the terminal that acts on it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # The innermost that was chosen is the one that stays.
        self.set_defaults(parser=self)

    def _get_option_tuples(self, option_string: str) -> list[Any]:
        # Of -hockey it takes the -h, and the rest for a mistake in it. Only what begins with two may be shortened.
        return super()._get_option_tuples(option_string) if option_string.startswith("--") else []

    def error(self, message: str) -> NoReturn:
        # Python 3.14 colours it where stdout is a terminal, whatever stderr is.
        self.color = False
        usage = " ".join(self.format_usage().split())
        told = message.replace("\n", "\\n")
        # Not by `exit`: that of Python 3.11.2 fails where nobody takes what is said, that of 3.11.7 does not.
        output.complain(f"{told} ({usage})")
        self.exit(USAGE)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="monitor",
        description="Watches news feeds for your keywords, in a terminal.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"monitor {__version__}")
    parser.add_argument("--config", type=Path, metavar="FILE", help="the config file, else $MONITOR_CONFIG or your own")
    parser.add_argument("--store", type=Path, metavar="FILE", help="the store, else $MONITOR_STORE or your own")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    _add_desk_verbs(verbs)
    _add_entry_verbs(verbs)
    _add_setup_verbs(verbs)
    return parser


def _word(words: "_Words", name: str, does: str) -> "_Parser":
    """One more of the words, be it a verb or what stands behind one; the help of all and its own tell what it does."""
    parser = words.add_parser(name, help=does, description=f"{does[0].upper()}{does[1:]}.")
    # The help of all tells of them; without a default here, which would take back what stands in front of the word.
    for flag in ("--config", "--store"):
        parser.add_argument(flag, type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return parser


def _add_id(parser: "_Parser", nargs: Literal["?"] | None = None) -> None:
    parser.add_argument("id", nargs=nargs, type=_id, metavar="ID", help="its number, which `monitor list` shows")


def _add_desk_verbs(verbs: "_Words") -> None:
    demo = _word(verbs, "demo", "the desk on bundled sample feeds and a store that goes when it ends")
    demo.add_argument("--serve", action="store_true", help="only serve the feeds, and print a config for other verbs")
    poll = _word(verbs, "poll", "poll what is due, match, store")
    poll.add_argument(
        "feeds", nargs="*", type=_name, metavar="FEED", help="only these: addresses, titles or tags; due or not"
    )
    poll.add_argument("--force", action="store_true", help="everything, due or not; Retry-After is still kept")
    poll.add_argument("--follow", action="store_true", help="go on until stopped")
    poll.add_argument("--json", action="store_true", help="a JSON line per feed")
    poll.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    match = _word(verbs, "match", "match entries or feed files without a store or a network")
    match.add_argument("files", nargs="*", type=Path, metavar="FILE", help="JSON lines or feed files; stdin without")
    match.add_argument("--json", action="store_true", help="JSON lines")


def _add_entry_verbs(verbs: "_Words") -> None:
    listing = _word(verbs, "list", "matched entries, newest first")
    listing.add_argument("query", nargs="*", metavar="QUERY", help="only entries that satisfy this, as a search does")
    listing.add_argument("--watch", metavar="W", help="only this watch's")
    listing.add_argument("--unread", action="store_true", help="only unread ones")
    listing.add_argument("--starred", action="store_true", help="only starred ones")
    listing.add_argument("--all", action="store_true", help="the unmatched too")
    listing.add_argument("--since", metavar="TIME", help="only as new as this: 24h, 7d, 90m")
    listing.add_argument("--limit", type=_count, metavar="N", help="at most so many")
    listing.add_argument("--json", action="store_true", help="JSON lines")
    show = _word(verbs, "show", "one entry with its text and why it matches")
    _add_id(show)
    show.add_argument("--json", action="store_true", help="as JSON")
    opening = _word(verbs, "open", "an entry's link in the browser")
    _add_id(opening)
    article = _word(verbs, "article", "get the full text of an entry from its own page, match and store it")
    _add_id(article)
    article.add_argument("--json", action="store_true", help="as JSON")
    mark = _word(verbs, "mark", "mark entries read, starred, dismissed or not; give them tags")
    marks = "read unread star unstar dismiss undismiss tag untag".split()
    mark.add_argument("mark", nargs="?", choices=marks, help="what becomes of them")
    mark.add_argument(
        "what", nargs="*", metavar="ID|QUERY", help="entry numbers, or a search for them; before them a tag's name"
    )
    mark.add_argument("--watch", metavar="W", help="all matches of this watch")
    mark.add_argument(
        "--undo",
        action="store_true",
        help="take the last change back, whoever made it; after other words only if it is this one",
    )
    _add_matching_verbs(verbs)


def _add_matching_verbs(verbs: "_Words") -> None:
    explain = _word(verbs, "explain", "why an entry matches each watch, or why it does not")
    _add_id(explain, "?")
    explain.add_argument("--text", metavar="T", help="explain this text; its first line is the title")
    explain.add_argument("--watch", metavar="W", help="only this watch")
    explain.add_argument("--json", action="store_true", help="JSON lines")
    watches = _word(verbs, "watches", "the watches, what they are widened to, and their counts")
    watches.add_argument("--json", action="store_true", help="JSON lines")
    watch = _word(verbs, "watch", "test what a keyword would have found in the store")
    doing = watch.add_subparsers(dest="doing", metavar="DO", required=True)
    test = _word(doing, "test", "what a watch with this keyword would have found in the store")
    test.add_argument("query", nargs="+", metavar="QUERY", help="the keyword, as a watch has it")
    test.add_argument("--since", metavar="TIME", help="only as new as this: 24h, 30d")
    test.add_argument("--json", action="store_true", help="JSON lines")
    concepts = _word(verbs, "concepts", "what is known by many words, and what keywords are widened to")
    concepts.add_argument("name", nargs="?", metavar="NAME", help="all about this one")
    concepts.add_argument("--json", action="store_true", help="JSON lines")


def _id(text: str) -> int:
    # Python refuses to read thousands of digits; no entry has so many.
    if not text.isdecimal() or len(text) > _LONGEST:
        raise argparse.ArgumentTypeError(f"{text} is no number of an entry: `monitor list` shows the numbers")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is no number of entries")
    # More than SQLite counts is as good as all; Python refuses to read thousands of digits.
    return min(int(text.lstrip("0")[:_LONGEST] or 0), sys.maxsize)


def _name(text: str) -> str:
    """An address, title or tag without the blanks around it. Feeds that have no title would go by an empty one."""
    if not (name := text.strip()):
        raise argparse.ArgumentTypeError("a name is empty")
    return name


_MANY: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "feeds": ("urls", _name),
    "list": ("query", str),
    "mark": ("what", str),
    "match": ("files", Path),
    "poll": ("feeds", _name),
    "watch": ("query", str),
}
"""Of each verb that takes several names, or a query of several words, where these go, and what each is read as."""


def _add_setup_verbs(verbs: "_Words") -> None:
    feeds = _word(verbs, "feeds", "list the feeds and their health; add, remove, check, import, export")
    feeds.add_argument("--json", action="store_true", help="JSON lines")
    doing = feeds.add_subparsers(dest="doing", metavar="DO")
    listing = _word(doing, "list", "the feeds and their health, as without a word; or some of them")
    listing.add_argument("urls", nargs="*", type=_name, metavar="FEED", help="only these: addresses, titles or tags")
    listing.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON lines")
    add = _word(doing, "add", "subscribe to feeds; a page's own feeds are found")
    add.add_argument("urls", nargs="*", type=_name, metavar="URL", help="of feeds, or of pages that name theirs")
    add.add_argument("--title", help="your own name for it")
    add.add_argument("--tag", action="append", default=[], help="a tag; may be given again")
    add.add_argument("--pack", action="append", default=[], metavar="PACK", help="a bundled list, such as thailand")
    add.add_argument(
        "--preview",
        action="store_true",
        help="only show what is there, and what the watches find in it; URL may be - for stdin, for an address with a "
        "password, which others can read among the processes",
    )
    # Without a default of their own, which would take back what stands before the word, as in `feeds --json check`.
    add.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="with --preview: a JSON line per feed"
    )
    remove = _word(doing, "remove", "unsubscribe; entries stay in the store")
    remove.add_argument("urls", nargs="+", type=_name, metavar="URL", help="as `monitor feeds` shows it")
    check = _word(doing, "check", "test every feed and say what to drop")
    check.add_argument("urls", nargs="*", type=_name, metavar="FEED", help="only these: addresses, titles or tags")
    check.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON lines")
    importing = _word(doing, "import", "subscribe to an OPML file's feeds")
    importing.add_argument("file", type=Path, metavar="F.opml", help="the file; - for stdin")
    _word(doing, "export", "write the feeds as OPML to stdout")
    config = _word(verbs, "config", "where the config is; write, check or edit it")
    config.add_argument(
        "doing",
        nargs="?",
        default="path",
        choices=("path", "init", "check", "edit"),
        help="say where it is, as without a word; write one to begin with; find the mistakes in it; open it in $VISUAL "
        "or $EDITOR",
    )
    doctor = _word(verbs, "doctor", "look over config, store, network and terminal; mend a damaged store")
    doctor.add_argument("--restore", action="store_true", help="put the last backup in a damaged store's place")

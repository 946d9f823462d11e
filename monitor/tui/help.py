"""The help: every key and what it does, for the pane one comes from first, narrowed to the words that are typed."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from monitor import cells
from monitor.actions import ACTIONS, BY_ID, ENTRIES, PANES, READER, WATCHES, Action, Keys
from monitor.tui.keys import bindings, first, keys_of, offered, own, says, shown
from monitor.tui.line import Line
from monitor.tui.narrowing import Narrowing
from monitor.tui.plain import Plain
from monitor.tui.signs import spelled

Told = tuple[str, str, str]
"""A key or sign, what it says, and the name that the config has for it."""
_LINES = 3
_WIDE = 80
"""Columns from which on there is room for the names that the config has for the actions."""
_IN_PANE = {ENTRIES: "In the list of entries", READER: "In the reader", WATCHES: "Among the watches"}
_LEGEND: tuple[Told, ...] = (
    ("●", "unread", ""),
    ("★", "starred", ""),
    ("×", "dismissed", ""),
    ("S s", "a watch's mark: bold, a capital where the match is strong (in the title, early, or twice)", ""),
    ("+", "more watches match than have room", ""),
    ("‹ ›", "what no watch looks at: related links, advertisements, what a feed repeats", ""),
    ("underlined", "the words that match, in their watch's colour", ""),
    ("a → @b", "a keyword is widened to a concept: all words for it in all languages; =a finds the words alone", ""),
    ("a +2.1", "what a piece of evidence counts for a concept; −1.9 counts against it", ""),
)
_SEARCHES: tuple[Told, ...] = (
    ("scam hub", "the phrase in all its forms; a concept by that name too", ""),
    ("a AND b OR c", "capitals join; -a or NOT a excludes; ( ) group", ""),
    ("a NEAR/8 b", "within eight words; ONEAR in this order; a NOT NEAR/6 b", ""),
    ("traffick*", "the beginning of a word; =word just so; ==Word with its case", ""),
    ("title:a", "in one field: title summary content text author category url site feed source lang raw", ""),
    ("@repatriation", "a concept; monitor concepts lists them", ""),
    ("/regex/i", "a regular expression", ""),
    ("unread:", "what is unread; starred: dismissed: tag:NAME watch:NAME since:24h before:2026-05-01", ""),
)


class HelpScreen(Narrowing):
    """All keys on one page."""

    BINDINGS = bindings("help", "down", "up", "page_down", "page_up", "last", "first", "search")
    DEFAULT_CSS = """
    #help-page { height: 1fr; scrollbar-size-vertical: 1; scrollbar-color: $line; scrollbar-background: $surface;
                 scrollbar-color-hover: $primary; scrollbar-color-active: $primary;
                 scrollbar-background-hover: $surface; scrollbar-background-active: $surface; }
    #help-text { height: auto; }
    """
    LETTERS_ARE_KEYS = True

    def compose(self) -> ComposeResult:
        """A box with the field and the keys by section."""
        with Vertical(id="help-box", classes="narrowing-box"):
            yield Plain("Keys", id="help-title", classes="title")
            yield Line(placeholder="type a word, such as unread, link or undo", id="help-field", select_on_focus=False)
            with VerticalScroll(id="help-page") as page:
                page.can_focus = False
                yield Static(id="help-text", markup=False)

    def on_mount(self) -> None:
        """Fill it for the screen that lies beneath."""
        beneath = self.app.screen_stack[-2]
        self._keys = keys_of(self.app)
        self._says = {id: says(type(node), id) for id, node in offered(beneath).items()}
        owned = own(map(type, (beneath, *beneath.walk_children())))
        self._own = [(spelled(self.app, keys), said, "") for keys, said in owned]
        self._pane: str = getattr(beneath, "pane", "")
        down, back = (spelled(self.app, shown(BY_ID[id], self._keys)) for id in ("down", "back"))
        self.query_one("#help-title", Plain).show(f"Keys: {down} scrolls, {back} closes, a word finds")
        self.narrow("")

    def narrow(self, words: str) -> None:
        """Show what all of the words stand in."""
        found = narrowed(sections(self._says, self._keys, self._pane, self._own), words)
        nothing = f"Nothing here has all of these words. {first(self._keys, 'back')} takes them away."
        found = [(heading, [self._spelled(line) for line in lines]) for heading, lines in found]
        page = _drawn(found, self.size.width >= _WIDE) if found else Text(nothing)
        self.query_one("#help-text", Static).update(page)
        self._page.scroll_to(y=0, animate=False, immediate=True)

    def _spelled(self, line: Told) -> Told:
        """A line as this terminal can draw it: where it tells keys, it has the name of an action."""
        keys, said, name = line
        return spelled(self.app, keys) if name else keys, said, name

    @property
    def _page(self) -> VerticalScroll:
        return self.query_one("#help-page", VerticalScroll)

    def action_help(self) -> None:
        """Close."""
        self.dismiss()

    def action_search(self) -> None:
        """Type into the field."""
        self.set_focus(self.field)

    def action_down(self) -> None:
        """Move the page."""
        self._page.scroll_relative(y=_LINES, animate=False, immediate=True)

    def action_up(self) -> None:
        """Move the page."""
        self._page.scroll_relative(y=-_LINES, animate=False, immediate=True)

    def action_page_down(self) -> None:
        """A page further."""
        self._page.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """A page back."""
        self._page.scroll_page_up(animate=False)

    def action_first(self) -> None:
        """To the top."""
        self._page.scroll_home(animate=False, immediate=True)

    def action_last(self) -> None:
        """To the end."""
        self._page.scroll_end(animate=False, immediate=True)


def sections(
    known: Mapping[str, str], keys: Keys, pane: str, own: Sequence[Told] = ()
) -> Iterator[tuple[str, list[Told]]]:
    """Headings with their lines: the actions that are `known`, each with what it does; the `own` keys of a screen.

    The actions of the pane come first and those of the other panes last; on a screen without panes, its own keys do.
    """
    left = [action for action in ACTIONS if action.id in known]
    beside = [("On this screen", [*own])] if own else []
    yield from _by_pane(left, known, keys, pane) if pane else (*beside, *_grouped(left, known, keys))
    yield from beside if pane else ()
    yield "Signs", list(_LEGEND)
    yield "What a search, and a keyword, can say", list(_SEARCHES)


def _by_pane(
    left: Sequence[Action], known: Mapping[str, str], keys: Keys, pane: str
) -> Iterator[tuple[str, list[Told]]]:
    order = sorted(PANES, key=lambda each: each != pane)
    for number, each in enumerate(order):
        here = [action for action in left if each in action.panes and action.panes != PANES]
        if number == 1:
            yield from _grouped([action for action in left if action.panes in (PANES, ())], known, keys)
        if here:
            yield _IN_PANE[each], [_line(action, known, keys) for action in here]
        left = [action for action in left if action not in here]


def _group(action: Action) -> int:
    return [each.group for each in ACTIONS].index(action.group)


def _grouped(actions: Sequence[Action], known: Mapping[str, str], keys: Keys) -> Iterator[tuple[str, list[Told]]]:
    for group, members in groupby(sorted(actions, key=_group), key=lambda action: action.group):
        yield group, [_line(action, known, keys) for action in members]


def _line(action: Action, known: Mapping[str, str], keys: Keys) -> Told:
    return shown(action, keys) or "–", known[action.id], action.id


def narrowed(all: Iterator[tuple[str, list[Told]]], words: str) -> list[tuple[str, list[Told]]]:
    """The lines in which all of the words stand, they themselves or their heading; a lone sign is a key."""
    wanted = words.casefold().split()
    found = []
    for heading, lines in all:
        kept = [line for line in lines if _has(wanted, heading, line)]
        if kept:
            found.append((heading, kept))
    return found


def _has(wanted: list[str], heading: str, line: Told) -> bool:
    keys, said = line[0].split(), " ".join((heading, *line)).casefold()
    return all(word in said if len(word) > 1 else word in map(str.casefold, keys) for word in wanted)


def _drawn(found: list[tuple[str, list[Told]]], with_names: bool) -> Group:
    wide = max(cells.width(sign) for _, lines in found for sign, _, _ in lines)
    parts: list[Text | Table] = []
    for heading, lines in found:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, width=wide + 2)
        table.add_column()
        for sign, words, name in lines:
            said = Text(words).append(f"  {name}", "dim") if name and with_names else Text(words)
            table.add_row(Text(f"  {sign}", "bold"), said)
        parts += [Text(heading, "bold underline"), table]
    return Group(*parts)

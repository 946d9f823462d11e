"""Every action of the desk, once: its id, its keys, what it does and where; and the keys that users give it instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

WATCHES, ENTRIES, READER = PANES = ("watches", "entries", "reader")
_LISTS, _ENTRY = (WATCHES, ENTRIES), (ENTRIES, READER)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a key does."""

    id: str
    """What the config and the help call it; also the name of the method, `action_ID`."""
    keys: tuple[str, ...]
    """The event names of its keys; those of a sequence are parted by blanks."""
    says: str
    group: str
    """The heading in the help."""
    panes: tuple[str, ...] = PANES
    """Where it belongs; none for a screen of its own. Alone on a key it works everywhere; two that share no pane may
    share a key."""
    short: str = ""
    """What it does, for a line that has little room."""
    counts: bool = False
    """A number typed before its key says how often, or to which line."""
    is_numbered: bool = False
    """A digit from 1 to 9 follows its key; the method takes it."""

    @property
    def label(self) -> str:
        """What it does, in few words."""
        return self.short or self.says


ACTIONS = (
    Action("down", ("j", "down"), "next line", "Move", counts=True),
    Action("up", ("k", "up"), "line before", "Move", counts=True),
    Action("first", ("g g", "home"), "first line, or that of a number typed before", "Move", PANES, "first", True),
    Action("last", ("G", "end"), "last line, or that of a number typed before", "Move", PANES, "last", True),
    Action("page_down", ("ctrl+d", "pagedown", "space"), "a page down", "Move", counts=True),
    Action("page_up", ("ctrl+u", "pageup"), "a page up", "Move", counts=True),
    Action("next_unread", ("n",), "read the next unread match, here or in the next watch", "Read", PANES, "next"),
    Action("previous_unread", ("p",), "read the unread match before", "Read", PANES, "previous"),
    Action("open", ("enter",), "read the selected entry, choose the selected watch", "Read", _LISTS, "open"),
    Action("scroll_down", ("J",), "scroll the reader down from the list", "Read", counts=True),
    Action("scroll_up", ("K",), "scroll the reader up from the list", "Read", counts=True),
    Action("next_marked", ("right_square_bracket",), "the reader to the next matched word", "Read", counts=True),
    Action("previous_marked", ("left_square_bracket",), "the reader to the matched word before", "Read", counts=True),
    Action("zen", ("z",), "the reader alone, or the other panes again", "Read", PANES, "reader alone"),
    Action("browse", ("o",), "open the entry's page in the browser", "Hand on", _ENTRY, "page"),
    Action("browse_unread", ("O",), "open the page and leave the entry unread", "Hand on", _ENTRY, "page unread"),
    Action("open_link", ("u",), "open a link of the text by its number", "Hand on", _ENTRY, "link", is_numbered=True),
    Action("copy_link", ("y",), "copy the entry's link", "Hand on", _ENTRY),
    Action("copy_citation", ("Y",), "copy title, outlet, date and link, to cite the entry", "Hand on", _ENTRY),
    Action("pipe", ("vertical_line",), "hand the entry to a program", "Hand on", _ENTRY),
    Action("toggle_read", ("m",), "mark read or unread", "Mark", _ENTRY, "read"),
    Action("mark_all", ("A",), "mark all that is listed read", "Mark", _LISTS),
    Action("toggle_star", ("f",), "star, or take the star away", "Mark", _ENTRY, "star"),
    Action("dismiss", ("d",), "dismiss: read, and out of the lists of matches", "Mark", _ENTRY, "dismiss"),
    Action("tag", ("t",), "tag the entry", "Mark", _ENTRY),
    Action("undo", ("U",), "undo the last change", "Mark"),
    Action("why", ("w",), "why the entry matches, and why not", "Watch", _ENTRY, "why"),
    Action("mute", ("M",), "mute what is like this entry: an exclusion, its effect shown first", "Watch", _ENTRY,
           short="mute"),
    Action("edit_watch", ("e",), "edit the watch, its effect shown as you type", "Watch", PANES, "edit"),
    Action("add", ("a",), "add a feed or a watch", "Watch"),
    Action("remove", ("D",), "remove the watch from the config", "Watch", (WATCHES,)),
    Action("save", ("ctrl+s",), "save the watch that is edited", "Watch", ()),
    Action("turn", ("ctrl+t",), "from the fields of the watch to what it finds, and back", "Watch", ()),
    Action("search", ("slash",), "search everything that is stored", "Find", PANES, "search"),
    Action("look_further", ("plus",), "let a search that stopped look farther back", "Find", (ENTRIES,)),
    Action("filter", ("F",), "list only unread entries, or all again", "Find", _LISTS),
    Action("sort", ("s",), "newest first, or strong matches first", "Find", _LISTS),
    Action("full_text", ("x",), "fetch the whole text of the entry's page", "Read", _ENTRY),
    Action("poll_feed", ("r",), "poll the feed of the selected entry now", "Poll", _ENTRY),
    Action("poll_all", ("R",), "poll all feeds now", "Poll"),
    Action("health", ("v",), "the feeds and their health", "Poll"),
    Action("go_unread", ("g u",), "go to all that is unread", "Go", PANES, "unread"),
    Action("go_starred", ("g s",), "go to what is starred", "Go", PANES, "starred"),
    Action("go_everything", ("g a",), "go to all that is stored", "Go", PANES, "everything"),
    Action("go_watches", ("g w",), "go to the watches", "Go", PANES, "watches"),
    Action("go_feeds", ("g f",), "go to the feeds", "Go", PANES, "feeds"),
    Action("go_tags", ("g t",), "go to the tags", "Go", PANES, "tags"),
    Action("next_pane", ("tab", "l", "right"), "the pane to the right", "Go", PANES, "right"),
    Action("previous_pane", ("shift+tab", "h", "left"), "the pane to the left", "Go", PANES, "left"),
    Action("back", ("escape",), "back to the list, out of a search or a screen", "Go", PANES, "back"),
    Action("leave", ("q",), "back likewise; from the list, end the program", "Go", PANES, "quit"),
    Action("grow", ("greater_than_sign",), "make the pane larger", "Look", PANES, "larger"),
    Action("shrink", ("less_than_sign",), "make the pane smaller", "Look", PANES, "smaller"),
    Action("theme", ("T",), "the next theme", "Look"),
    Action("palette", ("ctrl+p", "colon"), "find an action, a watch or a theme by its name", "Help"),
    Action("help", ("question_mark",), "all keys and what they do", "Help", PANES, "help"),
    Action("suspend", ("ctrl+z",), "sleep, until `fg` in the shell wakes the program", "Help", PANES, "sleep"),
    Action("quit", ("ctrl+q", "ctrl+c"), "end the program", "Help"),
)  # fmt: skip
BY_ID = {action.id: action for action in ACTIONS}
MOVES = frozenset(action.id for action in ACTIONS if action.group == "Move")

PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "default": {},
    # As far as vim has a key for it: `dd` deletes, `u` undoes, `gx` opens what is linked, ^w goes before what panes do.
    "vim": {
        "down": ("j", "down", "ctrl+n"),
        "page_down": ("ctrl+f", "ctrl+d", "pagedown", "space"),
        "page_up": ("ctrl+b", "ctrl+u", "pageup"),
        "scroll_down": ("ctrl+e", "J"),
        "scroll_up": ("ctrl+y", "K"),
        "previous_unread": ("N", "p"),
        "browse": ("g x", "o"),
        "browse_unread": ("g X", "O"),
        "open_link": ("L",),
        "copy_link": ("y y",),
        "pipe": ("exclamation_mark", "vertical_line"),
        "dismiss": ("d d",),
        "undo": ("u", "U"),
        "next_pane": ("ctrl+w l", "ctrl+w w", "tab", "l", "right"),
        "previous_pane": ("ctrl+w h", "ctrl+w W", "shift+tab", "h", "left"),
        "grow": ("ctrl+w greater_than_sign", "greater_than_sign"),
        "shrink": ("ctrl+w less_than_sign", "less_than_sign"),
        "zen": ("ctrl+w o", "z"),
        "quit": ("Z Z", "Z Q", "ctrl+q", "ctrl+c"),
    },
    # What newsboat's own table has; what it has not is where newsboat does nothing, or behind the key of its macros.
    "newsboat": {
        "down": ("J", "j", "down"),
        "up": ("K", "k", "up"),
        "first": ("home",),
        "last": ("end",),
        "page_down": ("pagedown", "space"),
        "page_up": ("pageup", "b"),
        "scroll_down": ("shift+down",),
        "scroll_up": ("shift+up",),
        "browse": ("O",),
        "browse_unread": ("o",),
        "open_link": ("u", "number_sign"),
        "toggle_read": ("N",),
        "mark_all": ("A", "C"),
        "toggle_star": ("ctrl+b",),
        "dismiss": ("D",),
        "tag": ("ctrl+e",),
        "edit_watch": ("E",),
        "filter": ("l", "F"),
        "sort": ("g", "G"),
        "go_unread": ("comma u",),
        "go_starred": ("comma s",),
        "go_everything": ("comma a",),
        "go_watches": ("comma w",),
        "go_feeds": ("comma f",),
        "go_tags": ("t",),
        "next_pane": ("tab", "right"),
        "previous_pane": ("shift+tab", "left"),
        "palette": ("colon",),
        "quit": ("Q", "ctrl+q", "ctrl+c"),
    },
}  # fmt: skip
"""For each preset, the keys of the actions in which it differs from the table."""


@dataclass(frozen=True)
class Keys:
    """The keys of every action, as the user has them."""

    preset: str = "default"
    changed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The keys of the actions in which they differ from the preset's, by their ids."""

    def of(self, id: str) -> tuple[str, ...]:
        """The keys of an action; what it is done by when it takes a number is in front of that."""
        return self._all[id]

    @cached_property
    def _all(self) -> dict[str, tuple[str, ...]]:
        table = {action.id: action.keys for action in ACTIONS}
        return {**table, **PRESETS[self.preset], **dict(self.changed)}

    @cached_property
    def pressed(self) -> dict[str, tuple[tuple[Action, int], ...]]:
        """What each key, and each sequence of keys, is for: actions, each with the number that it is given, or 0."""
        found: dict[str, tuple[tuple[Action, int], ...]] = {}
        for action in ACTIONS:
            for keys, number in spelled_out(action, self.of(action.id)):
                found[keys] = (*found.get(keys, ()), (action, number))
        return found


def spelled_out(action: Action, keys: tuple[str, ...]) -> list[tuple[str, int]]:
    """All that may be pressed for an action with these keys, each with its number: "u 1" to "u 9" of "u"."""
    if not action.is_numbered:
        return [(each, 0) for each in keys]
    return [(f"{each} {number}", number) for each in keys for number in range(1, 10)]


def clash(one: Action, keys: tuple[str, ...], other: Action, others: tuple[str, ...]) -> tuple[str, str] | None:
    """A key of `one` and a key of `other` of which the desk could not tell which is meant, or None.

    They are the same, where both belong to a pane; or one is the beginning of the other, wherever they belong.
    """
    shares = set(one.panes) & set(other.panes)
    for mine, _ in spelled_out(one, keys):
        for theirs, _ in spelled_out(other, others):
            if (mine == theirs and shares) or begins(mine, theirs) or begins(theirs, mine):
                return mine, theirs
    return None


def begins(start: str, keys: str) -> bool:
    """Whether a sequence begins with other keys, and goes on."""
    return keys.startswith(start + " ")

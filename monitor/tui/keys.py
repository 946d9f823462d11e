"""Every action of the desk, once: its id, its keys, what it does. Bindings and help are made from this table."""

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a key does."""

    id: str
    """What the config and the help call it; also the name of the method, `action_ID`."""
    keys: str
    """Textual's names of keys, parted by commas."""
    says: str
    group: str
    """The heading in the help, and which part of the screen it belongs to."""


ACTIONS = (
    Action("down", "j,down", "next line", "Move"),
    Action("up", "k,up", "line before", "Move"),
    Action("first", "g,home", "first line", "Move"),
    Action("last", "G,end", "last line", "Move"),
    Action("page_down", "ctrl+d,pagedown,space", "a page down", "Move"),
    Action("page_up", "ctrl+u,pageup", "a page up", "Move"),
    Action("next_unread", "n", "read the next unread match, in this watch or the next that has one", "Read"),
    Action("previous_unread", "p", "read the unread match before", "Read"),
    Action("open", "enter", "read the selected entry, choose the selected watch", "Read"),
    Action("scroll_down", "J", "scroll the reader down from the list", "Read"),
    Action("scroll_up", "K", "scroll the reader up from the list", "Read"),
    Action("next_marked", "right_square_bracket", "scroll the reader to the next matched word", "Read"),
    Action("previous_marked", "left_square_bracket", "scroll the reader to the matched word before", "Read"),
    Action("zen", "z", "the reader alone, or the other panes again", "Read"),
    Action("browse", "o", "open the entry's page in the browser", "Read"),
    Action("copy_link", "y", "copy the entry's link", "Read"),
    Action("copy_citation", "Y", "copy title, outlet, date and link, to cite the entry", "Read"),
    Action("toggle_read", "m", "mark read or unread", "Mark"),
    Action("mark_all", "A", "mark all that is listed read", "Mark"),
    Action("toggle_star", "f", "star, or take the star away", "Mark"),
    Action("undo", "U", "undo the last change of marks", "Mark"),
    Action("search", "slash", "search everything that is stored", "Find"),
    Action("filter", "F", "list only unread entries, or all again", "Find"),
    Action("poll_feed", "r", "poll the feed of the selected entry now", "Poll"),
    Action("poll_all", "R", "poll all feeds now", "Poll"),
    Action("health", "v", "the feeds and their health", "Poll"),
    Action("next_pane", "tab,l,right", "the pane to the right", "Go"),
    Action("previous_pane", "shift+tab,h,left", "the pane to the left", "Go"),
    Action("back", "escape", "back to the list, out of a search or a screen", "Go"),
    Action("leave", "q", "back likewise; from the list, end the program", "Go"),
    Action("help", "question_mark", "this help", "Go"),
    Action("quit", "ctrl+q,ctrl+c", "end the program", "Go"),
)

MOVES = frozenset(action.id for action in ACTIONS if action.group == "Move")
_SIGNS = {
    "slash": "/",
    "question_mark": "?",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "escape": "Esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "shift+tab": "⇧Tab",
}


def bindings(*ids: str) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """The bindings of these actions, for a widget or screen that has their methods."""
    wanted = set(ids)
    return [
        # The key that opens a field goes first: letters typed right behind it are for the field, and no commands.
        Binding(action.keys, action.id, action.says, show=False, priority=action.id == "search", id=action.id)
        for action in ACTIONS
        if action.id in wanted
    ]


def shown(action: Action) -> str:
    """An action's keys as a person reads them: "j ↓"."""
    return " ".join(_shown(key) for key in action.keys.split(","))


def _shown(key: str) -> str:
    if key in _SIGNS:
        return _SIGNS[key]
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+")
    return key if len(key) == 1 else key.title()

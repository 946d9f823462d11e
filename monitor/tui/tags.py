"""Tags on the screen: give one to an entry or take it away, and choose one whose entries are to be listed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from monitor import text
from monitor.store import tags
from monitor.store.tags import BadTag, Tag
from monitor.tui.keys import first, keys_of
from monitor.tui.line import Line
from monitor.tui.overlay import Overlay
from monitor.tui.plain import Plain
from monitor.tui.rows import Items, Piece, Rows
from monitor.tui.store import DeskStore


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of the list."""

    name: str
    entries: int | None
    """How many entries have the tag; None for one that is still to be made."""
    is_held: bool = False
    """Whether the entry that it is about has it."""


def offers(known: Sequence[Tag], typed: str, held: Collection[str]) -> list[Offer]:
    """The tags that may be meant: those with what is typed in their names, one of just that name and those that begin
    so first."""
    part = text.line(typed).casefold()
    found = [tag for tag in known if part in tag.name.casefold()]
    found.sort(key=lambda tag: (tag.name.casefold() != part, not tag.name.casefold().startswith(part)))
    return [Offer(tag.name, tag.entries, tag.name in held) for tag in found]


class TagRows(Items[Offer], can_focus=False):
    """The offers, a row each."""

    DEFAULT_CSS = """
    TagRows { margin-top: 1; }
    TagRows > .rows--cursor { background: $cursor; }
    """

    def pieces(self, index: int, width: int) -> list[Piece]:
        """Whether it is set, how many entries have it, and its name last."""
        offer = self.items[index]
        number = "new" if offer.entries is None else f"{offer.entries:,}"
        return [(" ✓ " if offer.is_held else "   ", "good"), (f"{number:>7}  ", "quiet"), (offer.name, "strong")]


class TagChoice(Overlay[Offer]):
    """Asks for a tag whose entries are to be listed: a field to type in, and below it the tags that may be meant."""

    # As wide as the screen, without a frame: nothing stands to the right of a name, which terminals may draw wider.
    DEFAULT_CSS = """
    TagChoice { background: $surface; padding: 0 1; }
    TagChoice Plain { color: $quiet; padding: 0 1; }
    TagChoice #tag-title { color: $unread; text-style: bold; margin-bottom: 1; }
    TagChoice #tag-told { color: $warning; }
    TagChoice #tag-hint { margin-top: 1; }
    """
    BINDINGS = [
        ("down", "move('down')"),
        ("up", "move('up')"),
        ("pagedown", "move('page_down')"),
        ("pageup", "move('page_up')"),
        ("tab", "complete"),
    ]
    title_of_it = "List the entries with a tag"
    hint = "Enter lists its entries · Tab completes"

    def __init__(self, store: DeskStore) -> None:
        """Offer the tags of this store."""
        super().__init__()
        self.known = tags.known(store.db)

    def compose(self) -> ComposeResult:
        """The field, what is to be said of what is typed there, the list."""
        yield Plain(self.title_of_it, id="tag-title")
        yield Line(placeholder="a tag’s name, or a part of it")
        yield Plain(id="tag-told", classes="folds")
        yield TagRows()
        yield Plain(f"{self.hint} · {first(keys_of(self.app), 'back')} closes", id="tag-hint")

    def on_mount(self) -> None:
        """Show all tags."""
        self._fill()

    @on(Input.Changed)
    def _fill(self) -> None:
        typed = self.query_one(Input).value
        found, said = self.found(typed)
        rows = self.query_one(TagRows)
        rows.empty = self._why_none(typed)
        rows.show(found)
        rows.show_cursor()
        self.query_one("#tag-told", Plain).show(said)

    @on(Input.Submitted)
    @on(Rows.Opened)
    def _choose(self) -> None:
        offer = self.query_one(TagRows).selected
        if offer is not None:
            self.dismiss(offer)

    def found(self, typed: str) -> tuple[list[Offer], str]:
        """What to offer for what is typed, and what is to be said of it."""
        return offers(self.known, typed, ()), ""

    def _why_none(self, typed: str) -> list[str]:
        if not self.known:
            return [f"No tags yet: {first(keys_of(self.app), 'tag')} gives the selected entry one."]
        return [f"No tag has “{text.line(typed)}” in its name."]

    async def action_move(self, way: str) -> None:
        """Another row, as a list goes to it that has the focus: here the field has it."""
        await self.query_one(TagRows).run_action(way)

    def action_complete(self) -> None:
        """Type the name under the cursor to its end."""
        offer, field = self.query_one(TagRows).selected, self.query_one(Input)
        if offer is not None:
            # A field shows all that a terminal obeys, and any program may have written into the store.
            field.value = text.line(offer.name)
            field.cursor_position = len(field.value)


class TagScreen(TagChoice):
    """Asks for a tag to give to an entry, or to take away where it has it."""

    title_of_it = "Tag this entry"
    hint = "Enter gives or takes away · Tab completes"

    def __init__(self, store: DeskStore, entry_id: int) -> None:
        """Ask for a tag for this entry."""
        super().__init__(store)
        self._held = tags.of(store.db, entry_id)

    def found(self, typed: str) -> tuple[list[Offer], str]:
        """As above, and last the tag that is typed, where there is none of its name."""
        found = offers(self.known, typed, self._held)
        try:
            name = tags.name(typed)
        except BadTag as problem:
            return found, str(problem) if typed.strip() else ""
        is_known = any(offer.name.casefold() == name.casefold() for offer in found)
        return found if is_known else [*found, Offer(name, None)], ""

    def _why_none(self, typed: str) -> list[str]:
        return [] if typed.strip() else ["No tags yet: type a name and press Enter."]

"""A screen that is left by a change of the config: one at a time, and nothing else while it is being written."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import cast

from textual import work
from textual.widget import Widget

from monitor.config import ConfigError
from monitor.store.schema import StoreError
from monitor.tui import toasts
from monitor.tui.keys import first, keys_of
from monitor.tui.overlay import Edited, Overlay, Result
from monitor.tui.store import DeskStore

_PATIENCE = 0.3
"""Seconds after which a change that is not written yet is told to wait."""
_LONGEST = 60.0
"""Seconds for which that stands there, more than any change waits."""


class Saving(Overlay[Result]):
    """What the screens have in common that change the config; `Edited` is among what they are left with."""

    is_writing = False
    """Whether a change is on its way: it may wait for whoever else writes to the store."""
    _is_ending = False
    """Whether the program is to end as soon as it has been written."""
    _focused_before: Widget | None = None
    """What had the focus when it was begun."""
    _told = ""
    """That it waits, once that has been told."""

    def __init__(self, store: DeskStore, config_path: Path) -> None:
        """Write this config, the undo of it into this store."""
        super().__init__()
        self._store, self._config_path = store, config_path

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a change is on its way no other key does anything: the screen would be left, and not say what came of
        it."""
        return not self.is_writing or action == "quit"

    def action_quit(self) -> None:
        """End the program, once what is on its way is written: what cannot be saved is not to be lost.

        Where that takes its time it ends all the same, and says what was not saved, as ever.
        """
        if self.is_writing and not self._told:
            self._is_ending = True
        else:
            super().action_quit()

    def write(self, change: Callable[[str], str], said: str, renamed: tuple[str, str] | None = None) -> None:
        """Change the text of the config beside the desk, and leave with what was done; nothing if one is on its way.

        `change` may raise ConfigError, which is told like a store that cannot be written.
        """
        if not self.is_writing:
            self.is_writing = True
            # What is typed from now on would be lost with the screen.
            self._focused_before = self.focused
            self.set_focus(None)
            self.disabled = True
            # In line at once, and not when the worker comes to it.
            self._await(self._store.edit_config(self._config_path, change, said), Edited(said, renamed))

    @work
    async def _await(self, writing: Awaitable[object], done: Edited) -> None:
        waiting = self.set_timer(_PATIENCE, self._tell_that_it_waits)
        try:
            await writing
        except (ConfigError, StoreError) as problem:
            self._end_writing()
            self._is_ending = False
            self.disabled = False
            # As after a look at another window: else a field selects all that is in it, for the next key to replace.
            self.set_focus(self._focused_before, from_app_focus=True)
            self.tell_trouble(str(problem))
            return
        finally:
            waiting.stop()
        self._end_writing()
        self.dismiss(cast(Result, done))
        if self._is_ending:
            self.app.exit()

    def _end_writing(self) -> None:
        self.is_writing = False
        toasts.take_down(self.app, self._told)
        self._told = ""

    def _tell_that_it_waits(self) -> None:
        leave = first(keys_of(self.app), "quit")
        self._told = f"Not saved yet: another program is writing, or the disk is slow. {leave} leaves without it."
        self.notify(self._told, severity="warning", timeout=_LONGEST, markup=False)

    def tell_trouble(self, said: str) -> None:
        """Say in a sentence why nothing was written."""
        self.notify(said, severity="error", markup=False)

"""A screen that is left by a change of the config: one at a time, and nothing else while it is being written."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

from textual import work

from monitor.config import ConfigError
from monitor.store.schema import StoreError
from monitor.tui.overlay import Edited, Overlay, Result
from monitor.tui.store import DeskStore


class Saving(Overlay[Result]):
    """What the screens have in common that change the config; `Edited` is among what they are left with."""

    is_writing = False
    """Whether a change is on its way: it may wait for whoever else writes to the store."""
    _is_ending = False
    """Whether the program is to end as soon as it has been written."""

    def __init__(self, store: DeskStore, config_path: Path) -> None:
        """Write this config, the undo of it into this store."""
        super().__init__()
        self._store, self._config_path = store, config_path

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a change is on its way no key does anything: the screen would be left, and not say what came of it."""
        return not self.is_writing or action == "quit"

    def action_quit(self) -> None:
        """End the program, once what is on its way is written: what cannot be saved is not to be lost."""
        if self.is_writing:
            self._is_ending = True
        else:
            super().action_quit()

    def write(self, change: Callable[[str], str], said: str) -> None:
        """Change the text of the config beside the desk, and leave with what was done; nothing if one is on its way.

        `change` may raise ConfigError, which is told like a store that cannot be written.
        """
        if not self.is_writing:
            self.is_writing = True
            self._write(change, said)

    @work
    async def _write(self, change: Callable[[str], str], said: str) -> None:
        try:
            await self._store.edit_config(self._config_path, change, said)
        except (ConfigError, StoreError) as problem:
            self.is_writing = self._is_ending = False
            self.tell_trouble(str(problem))
            return
        self.is_writing = False
        self.dismiss(cast(Result, Edited(said)))
        if self._is_ending:
            self.app.exit()

    def tell_trouble(self, said: str) -> None:
        """Say in a sentence why nothing was written."""
        self.notify(said, severity="error", markup=False)

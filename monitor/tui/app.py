"""The desk as a program: config, store, theme and poller; what is seen is in the screens."""

import asyncio
import contextlib
import gc
import signal
import sqlite3
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App, SuspendNotSupported
from textual.css.query import NoMatches
from textual.geometry import Offset
from textual.message import Message
from textual.worker import WorkerCancelled, WorkerFailed

from monitor import config, installed
from monitor.actions import Keys
from monitor.config import Config, ConfigError
from monitor.config.files import Edits
from monitor.processes import OF_KEYBOARD, fall_asleep
from monitor.store.schema import StoreError, explain
from monitor.tui import clipboard, drawings, palette, pasting, stalls, toasts
from monitor.tui.keys import bindings, keymap
from monitor.tui.main import MainScreen
from monitor.tui.overlay import Overlay
from monitor.tui.poller import Event, PollerChild
from monitor.tui.saving import Saving
from monitor.tui.sequence import Keyboard
from monitor.tui.store import DeskStore
from monitor.tui.terminal import WAKING_SECONDS, Terminal

_CONFIG_SECONDS = 1.0
_NEWEST_SECONDS = 10.0
"""Between looks whether the list shows the newest to whoever may be back."""
_UNATTENDED_SECONDS = 300.0
"""Without a key or the mouse after which nobody works at the desk, as far as it can tell: a long text takes minutes."""
_HELLO_SECONDS = 20.0
_LAYOUT_SECONDS = 10.0
"""For so long a letter that is no key is not told of again: whoever typed one types several."""
LENT = "lent"
"""The group of the work that lends the terminal to a program."""


class DeskApp(App[int]):
    """Opens the desk on a config and a store."""

    CSS_PATH = "app.tcss"
    # What stands in front takes no room from what lies behind.
    CSS = "Screen { layers: default above; }"
    TITLE = "monitor"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings("theme", "palette", "suspend", "quit")

    def __init__(
        self, config_path: Path, store_path: Path, *, first_start: bool = False, demo: bool = False, poll: bool = True
    ) -> None:
        """Nothing is opened yet; with `poll` False no poller is started, the store is shown as it is."""
        super().__init__(driver_class=Terminal)
        self._config_path = config_path
        self._store_path = store_path
        self._first_start = first_start
        self._demo = demo
        self._polls = poll
        self._edits = Edits(config_path)
        self._config = Config()
        self._keyboard = Keyboard(self)
        self.trouble = ""
        """Why the desk ended before its time, or what it could not save at its end, as a sentence; empty when all was
        well."""
        self._polling: asyncio.Task[None] | None = None
        self._store: DeskStore | None = None
        self._is_ready = self._is_stopped = False
        self._code = 0
        self._writing: asyncio.Task[None] | None = None
        """What it waits for before it sleeps."""
        self._told = -_LAYOUT_SECONDS
        """When it was said last that a letter is no key, as messages tell the time."""
        self._woken = 0.0
        """When it was woken last, as messages tell the time: what was typed before that was for the shell."""
        self._attended = time.monotonic()
        """When somebody pressed a key, or moved the mouse, last."""
        self._outside: dict[signal.Signals, Any] = {}
        """What the signals of the keyboard do outside the desk."""

    def on_load(self) -> None:
        """The theme is there before anything is drawn, and the way out before the screen is taken."""
        # Until the first frame there is little but what stays for good (see `__main__`).
        gc.disable()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop)
        # Not the loop's, which would hear them too while they are meant for a program that has the terminal.
        self._outside = {number: signal.signal(number, partial(self._interrupted, loop)) for number in OF_KEYBOARD}
        drawings.install()
        toasts.install()
        pasting.install()
        stalls.install(partial(self.refresh, layout=True))
        self._take_config(self._load())

    async def on_mount(self) -> None:
        """Open the store, show the main screen, start the poller."""
        self._store = DeskStore(self._store_path)
        title = "Demo: invented news" if self._demo else "Watches"
        self.main = MainScreen(self._store, self._config, self._config_path, title)
        await self.push_screen(self.main)
        if self._first_start:
            self.notify(f"Wrote a config to begin with: {self._config_path}", timeout=_HELLO_SECONDS, markup=False)
        self._start_poller()
        self.set_interval(_CONFIG_SECONDS, self._look_at_config)
        self.set_interval(_NEWEST_SECONDS, self._look_after_list)
        self.call_after_refresh(self._begin_collecting)
        self._is_ready = True
        if self._is_stopped:
            self.exit(self._code)

    @staticmethod
    def _begin_collecting() -> None:
        """Look for garbage from now on, but not in what is there already: keys would wait for that."""
        gc.freeze()
        gc.enable()

    async def on_unmount(self) -> None:
        """End whoever has the terminal and the poller, and finish what is being written."""
        gc.unfreeze()
        gc.enable()
        # Side by side: each of them may take its time, and together they are to be done within two seconds.
        await asyncio.gather(self._end_lent(), self._end_poller(), self._leave_store())
        if self._store is not None:
            self._store.close()
        for number, handler in self._outside.items():
            signal.signal(number, handler)

    def copy_to_clipboard(self, text: str) -> None:
        """Have the terminal put a text on the clipboard, and who can where that does not get to one."""
        if self._driver is not None:
            self._driver.write(clipboard.past_screen(text))
        super().copy_to_clipboard(text)
        if (command := clipboard.command()) is not None:
            self.run_worker(self._put(text, command))

    async def _put(self, text: str, command: Sequence[str]) -> None:
        if problem := await clipboard.put(text, command):
            self.notify(f"{command[0]} did not put it on the clipboard: {problem}.", severity="warning", markup=False)

    async def _end_lent(self) -> None:
        """Wait for whoever has the terminal: the shell finds it as it was."""
        if lent := [worker for worker in self.workers if worker.group == LENT]:
            with contextlib.suppress(WorkerCancelled):
                await self.workers.wait_for_complete(lent)

    def _start_poller(self) -> None:
        if self._polls:
            self._polling = asyncio.create_task(PollerChild(self._config_path, self._store_path, self._heard).run())

    async def _end_poller(self) -> None:
        if self._polling is not None:
            self._polling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._polling

    async def _leave_store(self) -> None:
        if self._store is not None:
            left = {"left": self.main.left()} if self._is_ready and not self.trouble else {}
            unsaved = await self._store.leave(left)
            self.trouble = self.trouble or unsaved

    async def on_event(self, event: events.Event) -> None:
        """Keys are for the keyboard first; what it has no use for goes its way."""
        # Behind the key that ended the desk nothing is meant for it, and it may be down in part by then.
        if isinstance(event, events.Key) and (event.time < self._woken or self._exit):
            return
        if isinstance(event, events.InputEvent):
            self._attended = time.monotonic()
        if isinstance(event, events.MouseDown):
            self._keyboard.forget()
        key = event if isinstance(event, events.Key) and not event.is_forwarded and self._is_ready else None
        if key is not None and await self._keyboard.take(key):
            return
        await super().on_event(event)
        if key is not None and await self._keyboard.came_back(key):
            await super().on_event(key)

    def on_key(self, event: events.Key) -> None:
        """Say why nothing comes of a letter that is no key: whoever writes in two scripts has the other one on."""
        letter = event.character or ""
        if letter.isascii() or not letter.isprintable() or event.time < self._told + _LAYOUT_SECONDS:
            return
        self._told = event.time
        said = f"{letter} is no key here: is your keyboard, or an input method, set to another language?"
        self.notify(said, severity="warning", markup=False)

    def post_message(self, message: Message) -> bool:
        """Take in a message, in its turn."""
        return self._keyboard.holds(message) or super().post_message(message)

    @property
    def is_over(self) -> bool:
        """Whether it is to end, be it before all of it is there."""
        return self._exit or self._is_stopped

    @property
    def cursor_position(self) -> Offset:
        """Where on the screen the terminal's own cursor stands, unseen: in the field that is typed into, for there an
        input method draws what is no word yet."""
        offset: Offset = getattr(self.focused, "cursor_screen_offset", Offset())
        return offset

    @cursor_position.setter
    def cursor_position(self, offset: Offset) -> None:
        # A field tells it when it has the focus and when its text changes: before it has its place, and not when that
        # becomes another.
        pass

    @property
    def keys(self) -> Keys:
        """The keys of the actions, as the config has them."""
        return self._config.keys

    def action_palette(self) -> None:
        """Find an action, a watch or a theme by its name."""
        from monitor.tui.commands import PaletteScreen

        self.push_screen(PaletteScreen(self.main))

    def action_theme(self) -> None:
        """Show the next theme, until the desk ends."""
        name = palette.next_theme(self, self._config.look)
        lasting = "" if name == self._config.look.theme else f'. To keep it: theme = "{name}" in [look] of the config'
        self.notify(f"Theme: {name}{lasting}", markup=False)

    async def action_suspend(self) -> None:
        """Sleep until the shell wakes the program, with no hand on the store: another desk's poller has its turn."""
        await self._end_poller()
        if self._store is not None and not self.is_over:
            # Another program may have locked the store, and who is told to end meanwhile waits but a moment for that.
            self._writing = asyncio.create_task(self._store.finish())
            await asyncio.wait({self._writing})
        if self.is_over:
            return
        try:
            with self.batch_update(), self.suspend():
                fall_asleep()
                await asyncio.sleep(WAKING_SECONDS)
        except SuspendNotSupported:
            self.notify("This terminal cannot be left for a while.", severity="warning")
        if self.is_over:
            return
        self._woken = time.monotonic()
        if self._polls:
            # What its poller said before holds no more.
            self._heard({"state": "starting"})
        self._start_poller()

    async def action_quit(self) -> None:
        """End the program."""
        self._stop()

    def _interrupted(self, loop: asyncio.AbstractEventLoop, number: int, *_: object) -> None:
        loop.call_soon_threadsafe(self._stop, 128 + number if number == signal.SIGINT else 0)

    def _stop(self, code: int = 0) -> None:
        """Leave with an exit code, as soon as all is there that leaving takes down again."""
        self._is_stopped, self._code = True, code
        if self._writing is not None:
            self._writing.cancel()
        if self._is_ready:
            self.exit(code)

    def _handle_exception(self, error: Exception) -> None:
        """A store that fails ends the desk with a sentence, and so does what no longer fits after an upgrade; anything
        else is a fault of ours and is shown whole."""
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error = error.error
        if self._exit and isinstance(error, NoMatches):
            return  # Once it is left Textual mounts nothing more: a screen that was opened just before has no parts.
        if said := self._cause(error):
            self.trouble = said
            self.exit(1)
        else:
            super()._handle_exception(error)

    def _cause(self, error: Exception) -> str:
        """What lies behind an error that is no fault of ours, as a sentence; else empty."""
        if isinstance(error, sqlite3.Error):
            return explain(error, self._store_path)
        if isinstance(error, StoreError):
            return str(error)
        # Before anything more is loaded.
        if installed.has_changed():
            return installed.CHANGED
        from monitor.store.restore import ails_after_all

        # What a damaged store holds may be anything, and whoever reads it may fail in any way.
        return ails_after_all(self._store_path)

    def _load(self) -> Config:
        try:
            return config.load(self._config_path)
        except ConfigError as problem:
            return Config(problems=(config.Problem(1, 1, str(problem)),))

    def _take_config(self, read: Config) -> None:
        """Have the keys and the look of a config."""
        was, self._config = self._config, read
        self._edits.include(read.packs)
        self._keyboard.keys = read.keys
        if read.keys != was.keys:
            self._keyboard.forget()
            self.set_keymap(keymap(read.keys))
        if read.look != was.look or not self._is_ready:
            palette.register(self, read.look)

    def _heard(self, event: Event) -> None:
        """Take in a line of the poller's, unless the desk is closing: its parts go before the poller does."""
        if self.main.query("#status"):
            self.main.take_event(event)

    def _look_at_config(self) -> None:
        # Who saves it here tells what was renamed as soon as it is written to the end: without that its list is lost.
        is_writing = any(isinstance(screen, Saving) and screen.is_writing for screen in self.screen_stack)
        if not is_writing and self._edits.are_done():
            self.on_frame_config_edited()

    def _look_after_list(self) -> None:
        """Where nobody has been at the desk for a while, the list shows what has come since: it keeps the cursor in
        sight for whoever works in it, and after some hours of news all that is new would be above the screen."""
        if time.monotonic() - self._attended >= _UNATTENDED_SECONDS and self.main.query("#entry-rows"):
            self.main.listing.rows.show_newest()

    def on_frame_config_edited(self) -> None:
        """Take in what the config says now, unless the desk is closing."""
        if not self.main.query("#banner"):
            return
        read, problems = config.edited(self._config_path, self._config)
        if read is self._config:
            self.main.warn(problems)
        else:
            self._take_config(read)
            self.main.take_config(read)
            for screen in self.screen_stack:
                if isinstance(screen, Overlay):
                    screen.take_config(read)

"""The terminal of the desk, which others may stop and wake at any time, also where a shell has the terminal by then."""

import os
import signal
from typing import TYPE_CHECKING, Any, cast

from textual.drivers.linux_driver import LinuxDriver

from monitor.processes import fall_asleep
from monitor.tui.stalls import Output

if TYPE_CHECKING:
    from monitor.tui.app import DeskApp

WAKING_SECONDS = 0.05
"""After which whoever was woken does something: what else was sent to it while it slept is heard first, for it may be
to end."""


class Terminal(LinuxDriver):
    """Takes the terminal and gives it back, each once.

    Textual's own takes it once more at each SIGCONT, and has two threads then that read the keys, of which one stays
    for good, and the program with it. And one that is to end while a shell has the terminal is stopped by the system
    when it touches the terminal's modes.
    """

    _app: "DeskApp"
    _is_taken = False

    def __init__(self, app: "DeskApp", **options: Any) -> None:
        """Nothing is taken yet, but the size is known, or the first drawing would have that of the environment."""
        super().__init__(app, **options)
        self._size = self._get_terminal_size()

    def start_application_mode(self) -> None:
        """Take the terminal, unless a shell has it, which stops the program: then later, when it is woken."""
        # Who has been told to end while asleep has no more to show.
        if self._app.is_over:
            return
        before = self._writer_thread
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._is_taken = self._writer_thread is not before
        # Heard, so that the modes of a terminal that a shell has by then are left as they are, and nobody is stopped.
        signal.signal(signal.SIGTTOU, lambda *_: None)

    def write(self, data: str) -> None:
        """Have a text written, unless a shell has had the terminal from the start: all is drawn once it is taken."""
        if self._writer_thread is not None:
            super().write(data)

    def _get_terminal_size(self) -> tuple[int, int]:
        """Columns and rows as the terminal has them. COLUMNS and LINES, which Textual believes, may be those of another
        terminal, or of this one before it got another size."""
        try:
            size = os.get_terminal_size(self.fileno)
        except OSError:
            return super()._get_terminal_size()
        return size if all(size) else super()._get_terminal_size()

    def _disable_mouse_support(self) -> None:
        """Have no more told of the mouse, nor its place in pixels from then on, which Textual asks for and leaves."""
        super()._disable_mouse_support()
        if self._mouse_pixels:
            self.write("\x1b[?1016l")

    def disable_input(self) -> None:
        """Read no more keys."""
        if self._is_taken:
            super().disable_input()

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        if self._is_taken:
            # What gives it back may be written while it takes nothing, and is not to be made up for by a new drawing.
            cast(Output, self._writer_thread).leave()
            super().stop_application_mode()
            self._is_taken = False

    def _sigtstp_application(self, *_: Any) -> None:
        """Fall asleep. While others have the terminal Ctrl+Z is theirs, and the desk's beside them: where no shell
        could wake it, it goes on, as they do."""
        if self._is_taken:
            super()._sigtstp_application()
        else:
            fall_asleep()

    def _sigcont_application(self, *_: Any) -> None:
        if self._auto_restart and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._loop.call_later, WAKING_SECONDS, self._wake)

    def _wake(self) -> None:
        # It may have been lent to a program meanwhile, whose Enter was typed while the desk slept.
        if self._app.is_over or not self._auto_restart:
            return
        # Stopped without being asked, it still has all that it took; the terminal has been another's since.
        self.suspend_application_mode()
        self.resume_application_mode()
        self._app.refresh(layout=True)

"""Where the program starts: `monitor`, or `python -m monitor`."""

import _thread
import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING

from monitor.feeds.descriptors import NO_MORE, NO_THREAD, SHORT

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_FAILED, _INTERRUPTED = 1, 130
"""As `monitor.verbs` has them, which may not be loaded yet."""
_NO_MEMORY = "there is not memory enough: end other programs, or allow it more (`ulimit -v`)"
_THREADLESS = "can't start new thread"
"""All that Python says where the system has no memory, or no number, left for one."""
_NO_NAME = "cannot import name"
_OF_LIBRARIES = (".so", ".dylib")
_MOMENT = 0.2
"""Seconds for which a thread is waited for that has not ended yet."""


def start() -> int:
    """Do what the command line says; the exit code comes back."""
    # What is loaded stays for good: to look through it for garbage while it grows takes a tenth of a short poll.
    gc.disable()
    sys.unraisablehook = _hear_again
    # To load what is needed takes longer than most verbs: Ctrl+C comes then too.
    try:
        from monitor import output
        from monitor.cli import main

        output.open_the_closed()
        output.wait_for_others()
        return _left(main())
    except KeyboardInterrupt:
        return _INTERRUPTED
    except (MemoryError, ImportError, OSError, RuntimeError) as problem:
        said = _lacks(problem)
        if not said:
            raise
        # Not by what usually prints, which may be what could not be loaded. Where nobody takes it, the code tells.
        with contextlib.suppress(OSError):
            os.write(2, f"monitor: {said}.\n".encode(errors="replace"))
        return _FAILED


def _hear_again(lost: "UnraisableHookArgs") -> None:
    """Have Ctrl+C come once more that came where nothing can be raised, while an object goes for one: Python would show
    a traceback and go on as if nothing were. Where the program is ending there is nothing more to interrupt."""
    if lost.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(lost)
    elif not sys.is_finalizing():
        from signal import SIGINT

        # From a thread, which has its turn later: in here it would be lost again.
        _thread.start_new_thread(os.kill, (os.getpid(), SIGINT))


def _left(code: int) -> int:
    """The exit code, when all is done. A thread that is still at work ends with the program, which Python would have
    wait for it: where a desk is left while it searches, words may be made for seconds that nobody asks for any more.
    """
    if (threads := sys.modules.get("threading")) is None:
        return code
    for thread in threads.enumerate():
        if not thread.daemon and thread is not threads.main_thread():
            thread.join(_MOMENT)
            if thread.is_alive():
                for stream in (sys.stdout, sys.stderr):
                    with contextlib.suppress(OSError, ValueError):
                        stream.flush()
                os._exit(code)
    return code


def _lacks(problem: Exception) -> str:
    """What the computer has too little of for the program to be loaded, or to go on; empty for any other failure."""
    if isinstance(problem, MemoryError):
        return _NO_MEMORY
    if isinstance(problem, OSError):
        return NO_MORE if problem.errno in SHORT else ""
    if isinstance(problem, RuntimeError) and _THREADLESS in str(problem):
        return NO_THREAD
    # What lies in Python's own files is a fault of the program's or of its installation, and is shown whole; so is that
    # a library which is loaded has not what is asked of it.
    is_library = isinstance(problem, ImportError) and (problem.path or "").endswith(_OF_LIBRARIES)
    if is_library and _NO_NAME not in str(problem):
        return f"a part of it cannot be loaded ({problem}): there may not be memory enough (`ulimit -v`)"
    return ""


if __name__ == "__main__":
    sys.exit(start())

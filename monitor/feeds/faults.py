"""Where in the sources a fault of ours arose, in the few words that an error has room for."""

from pathlib import Path
from traceback import walk_tb


def place(fault: BaseException) -> str:
    """What kind a fault that was raised is of, and where: "KeyError in parse.py, line 7"; nothing of what it quotes."""
    *_, (frame, line) = walk_tb(fault.__traceback__)
    return f"{type(fault).__name__} in {Path(frame.f_code.co_filename).name}, line {line}"

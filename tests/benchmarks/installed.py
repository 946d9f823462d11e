"""Makes the program that is timed what an installation makes it: its bytecode is written beforehand.

Where Python is told to write none, as PYTHONDONTWRITEBYTECODE does, a program that runs from its sources would be
compiled anew at every start, and in each of its workers: a quarter of a second altogether for a poll.
"""

import subprocess
import sys

_COMPILE = "import compileall, monitor; compileall.compile_dir(monitor.__path__[0], quiet=1)"


def compiled() -> None:
    """Compile what `python -m monitor` would run from here, as pip does; what is compiled already stays."""
    subprocess.run([sys.executable, "-c", _COMPILE], check=True)

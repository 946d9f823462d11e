"""How much processor time a start costs, of `monitor list` and of the desk up to its first rows.

    python tests/benchmarks/start.py

Every figure is of a whole process, user and system together, the median of seven runs, on a store that holds the
demo's entries; the program is compiled as an installation is. The desk runs in a real pseudo-terminal of 120 by 36
cells. A bare Textual app that lists 40 rows from SQLite is measured beside it, for machines differ.
"""

import fcntl
import os
import pty
import select
import signal
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import installed

from monitor import config
from monitor.demo import server

RUNS = 7
BARE = """
import sqlite3, sys
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        rows = sqlite3.connect(sys.argv[1]).execute("SELECT title FROM entries ORDER BY at DESC LIMIT 40").fetchall()
        yield Static("\\n".join(row[0] for row in rows), markup=False)
Bare().run()
"""


def main() -> None:
    """Print the table."""
    installed.compiled()
    with tempfile.TemporaryDirectory() as folder:
        settings, store = Path(folder) / "config.toml", Path(folder) / "store.db"
        running = server.start()
        settings.write_text(server.config_text(running, config.example_text()))
        monitor = [sys.executable, "-m", "monitor", "--config", str(settings), "--store", str(store)]
        subprocess.run([*monitor, "poll"], check=True, stdout=subprocess.DEVNULL)
        running.stop()
        title = (
            sqlite3.connect(store).execute("SELECT title FROM entries WHERE matched = 1 ORDER BY at DESC").fetchone()[0]
        )
        word = title.split()[0].encode()
        print(f"{'case':42} {'cpu s':>7} {'wall s':>7}   goal")
        show("monitor list", [listed(monitor) for _ in range(RUNS)], "0.15")
        show("monitor, first frame with rows", [framed(monitor, word) for _ in range(RUNS)], "0.45")
        bare = [sys.executable, "-c", BARE, str(store)]
        show("a bare Textual app with 40 rows, as a measure", [framed(bare, word) for _ in range(RUNS)], "-")


def show(case: str, figures: list[tuple[float, float]], goal: str) -> None:
    """One row: the medians."""
    cpu, wall = (statistics.median(column) for column in zip(*figures, strict=True))
    print(f"{case:42} {cpu:7.2f} {wall:7.2f}   {goal}")


def listed(monitor: list[str]) -> tuple[float, float]:
    """Processor and wall seconds of `monitor list`."""
    began = time.perf_counter()
    child = subprocess.Popen([*monitor, "list"], stdout=subprocess.DEVNULL)
    _, _, used = os.wait4(child.pid, 0)
    child.returncode = 0
    return used.ru_utime + used.ru_stime, time.perf_counter() - began


def framed(command: list[str], word: bytes) -> tuple[float, float]:
    """Processor and wall seconds until `word` stands on the screen; children do not count."""
    began = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", COLUMNS="120", LINES="36")
        os.execv(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    seen = b""
    while word not in seen and time.perf_counter() - began < 20:
        if select.select([terminal], [], [], 0.02)[0]:
            seen += os.read(terminal, 65536)
    wall = time.perf_counter() - began
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(terminal)
    return cpu, wall


if __name__ == "__main__":
    main()

"""Programs that open a store at one moment, each with a Python of its own: a copy of a process that has threads may
wait for ever for what one of them held."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from select import select

ROOT = Path(__file__).parents[2]
_LOADS = """
import sys
from contextlib import closing
from pathlib import Path
from monitor.store.schema import connect
"""
_OPENS = """
print("up", flush=True)
input()
with closing(connect(Path(sys.argv[1]))) as db:
"""
_PATIENCE = 60
"""Seconds, of a busy computer too, within which each of them is up, and has come to its end."""


def at_once(count: int, loads: str, does: str, store: Path) -> list[str]:
    """What each of so many programs prints, its errors too, that have all loaded something before one of them opens
    the store, and does something with its `db`."""
    command = [sys.executable, "-c", f"{_LOADS}{loads}{_OPENS}    {does}", str(store)]
    pipe = subprocess.PIPE
    programs = [
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
        for _ in range(count)
    ]
    try:
        for program in programs:
            assert program.stdout and select([program.stdout], [], [], _PATIENCE)[0], "it does not come up"
            assert (said := program.stdout.readline()) == "up\n", said + program.communicate("", _PATIENCE)[0]
        for program in programs:
            assert program.stdin
            program.stdin.write("\n")
            program.stdin.flush()
        return [program.communicate(timeout=_PATIENCE)[0] for program in programs]
    finally:
        for program in programs:
            program.kill()
            with suppress(ValueError):  # Its pipes were read to their ends.
                program.communicate()

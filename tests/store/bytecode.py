"""What SQLite's own program for a statement reads: its plan says less, and each version says it in other words."""

import sqlite3
from collections.abc import Sequence


def read_from(db: sqlite3.Connection, sql: str, values: Sequence[object] = ()) -> set[str]:
    """The tables and indexes whose columns or numbers are read."""
    names = dict[int, str](db.execute("SELECT rootpage, name FROM sqlite_schema WHERE rootpage > 0"))
    steps: list[sqlite3.Row] = db.execute(f"EXPLAIN {sql}", values).fetchall()
    opened = {step["p1"]: names[step["p2"]] for step in steps if step["opcode"] in ("OpenRead", "ReopenIdx")}
    reading = ("Column", "Rowid", "IdxRowid", "SeekRowid", "NotExists")
    return {opened[step["p1"]] for step in steps if step["opcode"] in reading and step["p1"] in opened}

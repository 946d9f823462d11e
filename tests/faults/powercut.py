"""Replays power cuts: of what was written to a store, an image holds what was synced and any part of what was not."""

import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from monitor.store import schema
from tests.faults.bureau import ROOT, Bureau
from tests.faults.kills import CALLS
from tests.home import PATIENCE, first_line

SECTOR = 512
READ = """
import sys
from contextlib import closing
from pathlib import Path
from monitor.store.schema import connect
with closing(connect(Path(sys.argv[1]))) as db:
    db.execute("SELECT count(*) FROM entries").fetchone()
    print("open", flush=True)
    sys.stdin.read()
"""
_CALL = re.compile(r"^(?:\d+ +)?(pwrite64|ftruncate|fsync|fdatasync|unlink)\((.*)\) += (-?\d+)")
_FILE = re.compile(r"^\d+<(?P<path>[^>]*)>")
_WRITE = re.compile(r'^\d+<[^>]*>, "(?P<data>[^"]*)", (?P<size>\d+), (?P<at>\d+)$')


@dataclass(frozen=True)
class Op:
    """A call that changes a file, or lets its changes last."""

    kind: str
    """write, truncate, sync or unlink."""
    name: str
    at: int = 0
    data: bytes = b""


@dataclass(frozen=True)
class Promise:
    """What had been acknowledged once so many calls were done."""

    calls: int
    entries: frozenset[str]
    """Titles."""
    read: frozenset[int]
    starred: frozenset[int]


@dataclass
class Recording:
    """All calls of several programs on one store, one program after the other, and what each of them acknowledged."""

    ops: list[Op] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)


def record(bureau: Bureau) -> Recording:
    """Let polls and marks work on a store, first beside a reader that keeps its log open, then alone."""
    made = Recording()
    bureau.poll(_traced(bureau))
    _take(bureau, made)
    with _reader(bureau):
        _work(bureau, made, "read")
    _take(bureau, made)
    _work(bureau, made, "starred")
    return made


@contextmanager
def _reader(bureau: Bureau) -> Iterator[None]:
    """A program that has the store open, and is the last to close it."""
    command = [*_traced(bureau, "reader"), sys.executable, "-c", READ, str(bureau.store)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT, text=True) as reader:
        try:
            assert first_line(reader) == "open\n"
            yield
            reader.communicate("", PATIENCE)
        finally:
            reader.kill()
    # What it did, it did when it closed.
    (bureau.folder / "reader").rename(bureau.folder / "trace")


def _work(bureau: Bureau, made: Recording, what: str) -> None:
    bureau.mark(what, bureau.unmarked(what, 2), _traced(bureau))
    _take(bureau, made)
    bureau.publish(2, feeds=2)
    bureau.poll(_traced(bureau))
    _take(bureau, made)


def _traced(bureau: Bureau, name: str = "trace") -> tuple[str, ...]:
    return ("strace", "-y", "-xx", "-s", "1000000", "-o", str(bureau.folder / name), "-e", f"trace={CALLS}")


def _take(bureau: Bureau, made: Recording) -> None:
    names = {bureau.store.name + suffix for suffix in ("", "-wal", "-journal")} | {bureau.folder.name}
    with (bureau.folder / "trace").open() as lines:
        made.ops += [op for line in lines if (op := _op(line)) is not None and op.name in names]
    titles = frozenset(
        f"A raid {url.rpartition('/')[2]}-{each}"
        for url, held in bureau.published.items()
        for each in range(1, held + 1)
    )
    made.promises.append(
        Promise(len(made.ops), titles, frozenset(bureau.marked["read"]), frozenset(bureau.marked["starred"]))
    )


def _op(line: str) -> Op | None:
    call = _CALL.match(line)
    if call is None or int(call[3]) < 0:
        return None
    kind, words = call[1], call[2]
    if kind == "unlink":
        return Op("unlink", Path(_unhexed(words).decode()).name)
    file = _FILE.match(words)
    assert file is not None, line[:200]
    name = Path(_plain(file["path"])).name
    if kind == "ftruncate":
        return Op("truncate", name, int(words.rpartition(",")[2]))
    if kind == "pwrite64":
        write = _WRITE.match(words)
        assert write is not None, line[:200]
        return Op("write", name, int(write["at"]), _unhexed(f'"{write["data"]}"'))
    return Op("sync", name)


def _unhexed(quoted: str) -> bytes:
    return bytes.fromhex(quoted.strip('"').replace("\\x", ""))


def _plain(path: str) -> str:
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path


@dataclass
class _File:
    """A file under one name: what of it is sure, and what may be."""

    sure: bytearray | None = None
    """None where it is not even sure that it is there."""
    pending: list[Op] = field(default_factory=list)
    older: "_File | None" = None
    """What had this name before, which may still have it."""
    is_there: bool = True
    """Whether programs see it."""


def image(ops: list[Op], chance: random.Random) -> dict[str, bytes]:
    """What may be on the disk when the power goes after these calls: the files' names and contents."""
    files: dict[str, _File] = {}
    for op in ops:
        if op.kind == "sync" and op.name not in files:
            # Of the folder: what is there has its name for sure, and what is not has none.
            files = {name: file for name, file in files.items() if file.is_there}
            for file in files.values():
                file.sure, file.older = file.sure or bytearray(), None
            continue
        file = files.setdefault(op.name, _File())
        if op.kind == "unlink":
            files[op.name] = _File(older=file, is_there=False)
        elif op.kind == "sync":
            file.sure, file.pending, file.older = _applied(file.sure, file.pending), [], None
        else:
            file.pending.append(op)
            file.is_there = True
    found = {name: _left(file, chance) for name, file in files.items()}
    return {name: bytes(data) for name, data in found.items() if data is not None}


def _left(file: _File, chance: random.Random) -> bytearray | None:
    if file.older is not None and chance.random() < 0.5:
        return _left(file.older, chance)
    if not file.is_there or (file.sure is None and chance.random() < 0.2):
        return None
    return _applied(file.sure, list(_some(file.pending, chance)))


def _some(pending: list[Op], chance: random.Random) -> Iterator[Op]:
    """All, none, the first, or any of some calls, their writes whole or in sectors."""
    way, first = chance.randrange(4), chance.randint(0, len(pending))
    for number, op in enumerate(pending):
        is_in = way == 0 or (way == 1 and number < first) or (way >= 2 and chance.random() < 0.6)
        if way == 3 and op.kind == "write":
            yield from (part for part in _sectors(op) if chance.random() < 0.7)
        elif is_in:
            yield op
        elif number == first and op.kind == "write":
            yield from (part for part in _sectors(op) if chance.random() < 0.5)


def _sectors(op: Op) -> Iterator[Op]:
    at, end = op.at, op.at + len(op.data)
    while at < end:
        edge = min(end, at - at % SECTOR + SECTOR)
        yield Op("write", op.name, at, op.data[at - op.at : edge - op.at])
        at = edge


def _applied(sure: bytearray | None, ops: list[Op]) -> bytearray:
    data = bytearray(sure or b"")
    for op in ops:
        if op.kind == "truncate":
            data = data[: op.at] + bytes(max(0, op.at - len(data)))
        else:
            data += bytes(max(0, op.at - len(data)))
            data[op.at : op.at + len(op.data)] = op.data
    return data


def losses(made: Recording, calls: int, folder: Path, chance: random.Random) -> list[str]:
    """What the store of an image after so many calls has lost of what had been promised then, in words."""
    for path in folder.iterdir():
        path.unlink()
    for name, data in image(made.ops[:calls], chance).items():
        (folder / name).write_bytes(data)
    if chance.random() < 0.3:
        # Nobody syncs this one: it may hold anything.
        (folder / "store.db-shm").write_bytes(chance.randbytes(32_768))
    try:
        with closing(schema.connect(folder / "store.db")) as db:
            return _broken(db, [promise for promise in made.promises if promise.calls <= calls])
    except (schema.StoreError, sqlite3.Error) as problem:
        return [f"cannot be opened: {problem} {problem.__cause__!r}"]


def _broken(db: sqlite3.Connection, promises: list[Promise]) -> list[str]:
    said = str(db.execute("PRAGMA integrity_check").fetchone()[0])
    lost = [] if said == "ok" else [f"broken: {said}"]
    if promises:
        titles = {row[0] for row in db.execute("SELECT title FROM entries")}
        lost += [f"entry “{title}”" for title in promises[-1].entries - titles]
        for what in ("read", "starred"):
            held = {row[0] for row in db.execute(f"SELECT id FROM entries WHERE {what} = 1")}
            lost += [f"{what} mark of {number}" for number in getattr(promises[-1], what) - held]
    return lost

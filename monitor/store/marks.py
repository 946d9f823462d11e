"""Marks on entries, tags among them: each change remembered so that it can be undone, and the config's changes too."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, cast, get_args

from monitor import config
from monitor.config import ConfigError
from monitor.store import tags
from monitor.store.schema import StoreError, transaction

Mark = Literal["read", "starred", "dismissed"]
UNDO_DEPTH = 50
_AT_ONCE = 1_000
"""Entries that a statement changes at most: until its end SQLite keeps in memory what it writes over, 300 MB where a
million entries are marked."""
_COLUMNS: dict[Mark, str] = {one: one for one in get_args(Mark)}
"""The column of each mark: what is none is in here under no name, and so comes into no statement."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A change that was taken back, or could not be."""

    mark: Mark | Literal["tag", "config"]
    ids: tuple[int, ...]
    """The entries that are as they were before."""
    says: str
    """What is so again, or of the config what was undone, in a sentence; or why it was not."""
    is_done: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it is remembered."""

    mark: str
    value: bool
    ids: tuple[int, ...]
    detail: str
    """Of a tag its name; as JSON, of a dismissal the entries that it marked read, of the config what it takes."""


def mark(db: sqlite3.Connection, ids: Sequence[int], what: Mark, value: bool, now: int) -> int:
    """Set a mark on entries, at `now` (seconds since the epoch, UTC); how many it changed comes back. What is dismissed
    is read too.

    Raises StoreError when it cannot be written.
    """
    with transaction(db):
        changed = _those(db, f"SELECT id FROM entries WHERE id IN {_LISTED} AND {_COLUMNS[what]} <> ?", ids, value)
        if not changed:
            return 0
        detail = ""
        if what == "dismissed" and value:
            unread = _those(db, f"SELECT id FROM entries WHERE id IN {_LISTED} AND read = ?", changed, False)
            _set(db, unread, "read", True)
            detail = json.dumps(unread)
        _set(db, changed, what, value)
        _remember(db, Change(what, value, changed, detail), now)
        return len(changed)


def tag(db: sqlite3.Connection, ids: Sequence[int], typed: str, value: bool, now: int) -> int:
    """Give entries a tag, or take it away, at `now` (seconds since the epoch, UTC); how many it changed comes back.

    A tag that differs from a known one by its capitals alone is that one. Raises BadTag, and StoreError when it cannot
    be written.
    """
    with transaction(db):
        name = tags.spelled(db, typed)
        has = "id IN (SELECT entry_id FROM tags WHERE tag = ?)"
        sql = f"SELECT id FROM entries WHERE id IN {_LISTED} AND {'NOT ' * value}{has}"
        changed = _those(db, sql, ids, name)
        if changed:
            _tag(db, changed, name, value)
            _remember(db, Change("tag", value, changed, name), now)
        return len(changed)


def edit_config(
    db: sqlite3.Connection,
    path: Path,
    change: Callable[[str], str],
    said: str,
    now: int,
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    """Put what `change` makes of the text of the config at `path` in its place, if it makes another of it.

    `said` tells what was changed at `now` (seconds since the epoch, UTC): "mute x in Raids". The file is read anew, for
    a person may have edited it meanwhile. Another change of it is waited for until `is_over`, see `config.alone`.
    Raises ConfigError, as may `change`, and StoreError; the config is as it was then.
    """
    with config.alone(path, is_over):
        before = config.read(path)
        after = change(before)
        if after == before:
            return
        edit = {"path": str(path.absolute()), "before": before, "after": _digest(after), "said": said}
        # Noted before it is done: an undo of what never came to be harms nobody, an edit that cannot be undone might.
        with transaction(db):
            number = _remember(db, Change("config", True, (), json.dumps(edit)), now)
        try:
            config.save(path, after)
        except ConfigError:
            # Where it can never be written, to take it back would fail as often, and no change before it come to that.
            with transaction(db):
                db.execute("DELETE FROM changes WHERE id = ?", (number,))
            raise


def undo(
    db: sqlite3.Connection,
    is_meant: Callable[[Change], bool] = lambda _: True,
    is_over: Callable[[], bool] = lambda: False,
) -> Undone | None:
    """Take the last change back, whoever made it, if it is meant; None where nothing is left to undo.

    An edit of the config is taken back only if the file is as it was left: what was typed into it since would be lost.
    Else it is forgotten, so that it does not stand in the way of the changes before it, and the answer says so.
    Another change of the config is waited for until `is_over`, see `config.alone`.
    Raises StoreError when anything cannot be written, the config too; the change can be undone later then.
    """
    # In the order in which `edit_config` takes the two locks: neither waits for what the other holds.
    with _config_held(db, is_over), transaction(db):
        row = db.execute("SELECT id, mark, value, entries, detail FROM changes ORDER BY id DESC LIMIT 1").fetchone()
        if row is None:
            return None
        number, what, value, ids, detail = row
        change = Change(what, bool(value), tuple(json.loads(ids)), detail)
        if not is_meant(change):
            told = "The last change was another one, which stays: `monitor mark --undo` takes it back."
            return Undone(what, (), told, is_done=False)
        undone = _UNDO[what](db, change)
        db.execute("DELETE FROM changes WHERE id = ?", (number,))
        return undone


@contextmanager
def _config_held(db: sqlite3.Connection, is_over: Callable[[], bool]) -> Iterator[None]:
    """Hold off other changes of the config that was changed last, if one was. Raises StoreError."""
    row = db.execute("SELECT detail FROM changes WHERE mark = 'config' ORDER BY id DESC LIMIT 1").fetchone()
    if row is None:
        yield
        return
    try:
        with config.alone(Path(json.loads(row[0])["path"]), is_over):
            yield
    except ConfigError as problem:
        raise StoreError(str(problem)) from problem


def _undo_mark(db: sqlite3.Connection, change: Change) -> Undone:
    what = cast(Mark, change.mark)
    _set(db, change.ids, what, not change.value)
    if change.detail:
        _set(db, json.loads(change.detail), "read", False)
    word = "unread again" if change.value else "read again"
    if what != "read":
        word = f"no longer {what}" if change.value else f"{what} again"
    verb = "is" if len(change.ids) == 1 else "are"
    return Undone(what, change.ids, f"{_number(change.ids)} {verb} {word}.")


def _undo_tag(db: sqlite3.Connection, change: Change) -> Undone:
    _tag(db, change.ids, change.detail, not change.value)
    verb = "has" if len(change.ids) == 1 else "have"
    said = f"{_number(change.ids)} {verb} the tag “{change.detail}” {'no longer' if change.value else 'again'}."
    return Undone("tag", change.ids, said)


def _undo_config(db: sqlite3.Connection, change: Change) -> Undone:
    edit = json.loads(change.detail)
    path, said = Path(edit["path"]), edit["said"]
    try:
        if not _is_at(path, edit):
            told = f"{path} was edited since, so this stays as it is: {said}. Undo goes on with the change before it."
            return Undone("config", (), told, is_done=False)
        config.save(path, edit["before"])
    except ConfigError as problem:
        raise StoreError(str(problem)) from problem
    return Undone("config", (), f"Undone: “{said}”, the config is as it was before.")


def _is_at(path: Path, edit: dict[str, Any]) -> bool:
    """Whether a config is as an edit left it; or as before it, where an undo has come half its way."""
    try:
        now = config.read(path)
    except ConfigError:
        return False
    return bool(now == edit["before"] or _digest(now) == edit["after"])


_UNDO: dict[str, Callable[[sqlite3.Connection, Change], Undone]] = {
    **dict.fromkeys(_COLUMNS, _undo_mark),
    "tag": _undo_tag,
    "config": _undo_config,
}
_LISTED = "(SELECT value FROM json_each(?))"


def _those(db: sqlite3.Connection, sql: str, ids: Sequence[int], value: str | bool) -> tuple[int, ...]:
    return tuple(row[0] for row in db.execute(sql, (json.dumps(list(ids)), value)))


def _set(db: sqlite3.Connection, ids: Sequence[int], what: Mark, value: bool) -> None:
    sql = f"UPDATE entries SET {_COLUMNS[what]} = ? WHERE id IN {_LISTED}"
    db.executemany(sql, ((value, json.dumps(ids[at : at + _AT_ONCE])) for at in range(0, len(ids), _AT_ONCE)))


def _tag(db: sqlite3.Connection, ids: Sequence[int], name: str, value: bool) -> None:
    sql = "INSERT OR IGNORE INTO tags (tag, entry_id) VALUES (?, ?)"
    db.executemany(sql if value else "DELETE FROM tags WHERE tag = ? AND entry_id = ?", ((name, one) for one in ids))


def _remember(db: sqlite3.Connection, change: Change, now: int) -> int | None:
    """Put a change in front of those that can be undone; the number that it is known by there comes back."""
    noted = db.execute(
        "INSERT INTO changes (at, mark, value, entries, detail) VALUES (?, ?, ?, ?, ?)",
        (now, change.mark, change.value, json.dumps(change.ids), change.detail),
    )
    db.execute("DELETE FROM changes WHERE id <= (SELECT max(id) FROM changes) - ?", (UNDO_DEPTH,))
    return noted.lastrowid


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def _number(ids: Sequence[int]) -> str:
    return "1 entry" if len(ids) == 1 else f"{len(ids):,} entries"

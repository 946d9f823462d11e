"""Where the desk was left and how it looks, kept in the store from one start to the next."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from monitor.store.schema import transaction


def get(db: sqlite3.Connection, key: str) -> Any:
    """What was put under a key, as JSON holds it; None for nothing, and for what cannot be read."""
    held = _held(db, key)
    try:
        return None if held is None else json.loads(held)
    except (ValueError, RecursionError):
        return None


def put(db: sqlite3.Connection, values: Mapping[str, Any]) -> bool:
    """Keep values that JSON can hold under their keys, others as they are; whether any was another than before.

    Where all is as it was nothing is written, so that no other desk looks at the store anew. Raises StoreError.
    """
    written = {key: json.dumps(value) for key, value in values.items()}
    news = [(key, value) for key, value in written.items() if _held(db, key) != value]
    if news:
        with transaction(db):
            db.executemany("INSERT OR REPLACE INTO desk (key, value) VALUES (?, ?)", news)
    return bool(news)


def _held(db: sqlite3.Connection, key: str) -> str | None:
    try:
        row = db.execute("SELECT value FROM desk WHERE key = ?", (key,)).fetchone()
    except sqlite3.Error:
        return None  # damaged: the desk begins from the top, and what else is damaged tells itself
    return None if row is None else row[0]

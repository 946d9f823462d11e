"""Keeps the packs' words as they were compiled, a file a language, for compiling them all takes a second."""

import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any


def folder() -> Path:
    """Where the files are."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("monitor", False))


def read(language: str, digest: str) -> dict[str, Any] | None:
    """What was kept of a language's words, made from what has that digest; None where there is nothing of the kind."""
    try:
        kept = json.loads(_path(language, digest).read_bytes())
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) and kept.get("complete") is True else None


def write(language: str, digest: str, made: dict[str, Any]) -> None:
    """Keep a language's words, and drop what was kept of them before.

    Where the folder cannot be written, every start compiles them anew: slower, and with the same result.
    """
    path = _path(language, digest)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="words-", dir=path.parent) as own:
            file = Path(own) / path.name
            file.write_text(json.dumps(made | {"complete": True}, ensure_ascii=False), "utf-8")
            file.replace(path)
        for old in path.parent.glob(f"words-{language}-*.json"):
            if old != path:
                old.unlink(missing_ok=True)


def _path(language: str, digest: str) -> Path:
    return folder() / f"words-{language}-{digest[:16]}.json"

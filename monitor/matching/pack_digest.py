"""A hash of all concepts with their words: what was judged by others is judged anew."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


def of(edits: Mapping[str, Mapping[str, Any]]) -> str:
    """The hash of what ships and of a user's changes to it."""
    changes = json.dumps(edits, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{_shipped()} {changes}".encode("utf-8", "replace")).hexdigest()[:32]


@cache
def _shipped() -> str:
    found = hashlib.sha256()
    folder = files(__package__) / "packs"
    for each in (folder, folder / "words"):
        for file in sorted(
            (file for file in each.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
        ):
            found.update(file.read_bytes())
    return found.hexdigest()

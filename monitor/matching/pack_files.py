"""The files of the packs: which concepts they have, what stands in them, and a hash of it all."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_FOLDER = files(__package__) / "packs"
_END, _TABLE = ".toml", ".tsv"
_PARTS = "parts"


def digest(edits: Mapping[str, Mapping[str, Any]]) -> str:
    """The hash of what ships and of a user's changes to it: what was judged by other concepts is judged anew."""
    changes = json.dumps(edits, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{_shipped()} {changes}".encode("utf-8", "replace")).hexdigest()[:32]


@cache
def _shipped() -> str:
    found = hashlib.sha256()
    for folder in (_FOLDER, _FOLDER / "words", _FOLDER / "wording"):
        for name in sorted(each.name for each in folder.iterdir() if each.name.endswith((_END, _TABLE))):
            found.update((folder / name).read_bytes())
    return found.hexdigest()


@cache
def names() -> frozenset[str]:
    """What the shipped concepts are called."""
    return frozenset((*_judged(), *_parts()))


def tables() -> dict[str, dict[str, Any]]:
    """The shipped concepts as their files have them, those that are judged by evidence first."""
    return {name: _table(name) for name in _judged()} | _parts()


@cache
def languages() -> tuple[str, ...]:
    """The languages that ship with words."""
    return tuple(sorted(each.name.removesuffix(_END) for each in (_FOLDER / "words").iterdir()))


def words(language: str) -> bytes:
    """The file of a language's words; nothing where none ships."""
    return (_FOLDER / "words" / f"{language}{_END}").read_bytes() if language in languages() else b""


def wording(language: str) -> bytes:
    """The table of how a language's labelled entries are worded; nothing where none ships."""
    return (_FOLDER / "wording" / f"{language}{_TABLE}").read_bytes() if language in _worded() else b""


@cache
def _worded() -> frozenset[str]:
    return frozenset(each.name.removesuffix(_TABLE) for each in (_FOLDER / "wording").iterdir())


def _judged() -> list[str]:
    """The concepts that have a file of their own."""
    return sorted(
        each.name.removesuffix(_END)
        for each in _FOLDER.iterdir()
        if each.name.endswith(_END) and each.name != _PARTS + _END
    )


@cache
def _parts() -> dict[str, Any]:
    """The tables of all others, which are told by their words alone."""
    return _table(_PARTS)


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}{_END}").read_text("utf-8"))

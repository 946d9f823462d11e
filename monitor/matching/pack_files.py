"""The files of the packs: which concepts they have, what stands in them, and a hash of it all."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, cast

from monitor.matching import word_cache
from monitor.model import ConceptEdits

_FOLDER = Path(__file__).with_name("packs")
_END, _TABLE = ".toml", ".tsv"
_PARTS = "parts"


def digest(edits: ConceptEdits) -> str:
    """The hash of what ships, of a user's changes to it, and of how words are folded and stemmed: what was judged by
    other concepts, or read otherwise, is judged anew."""
    # Imported here, for who reads a config asks for names alone.
    from monitor.matching.stems import fingerprint

    changes = json.dumps(edits, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{_shipped()} {fingerprint()} {changes}".encode("utf-8", "replace")).hexdigest()[:32]


@cache
def _shipped() -> str:
    """The hash of all that ships."""
    files: list[Path] = []
    for folder in (_FOLDER, _FOLDER / "words", _FOLDER / "wording"):
        files += sorted(each for each in folder.iterdir() if each.name.endswith((_END, _TABLE)))
    # Measured: to read and hash them all takes 10 ms, and each start asks. So it is kept for as long as nobody has
    # touched them.
    untouched = hashlib.sha256(repr([*map(_state, files)]).encode("utf-8", "replace")).hexdigest()
    kept = word_cache.read("packs", untouched)
    if kept is not None:
        return bytes(kept).decode()
    found = hashlib.sha256()
    for file in files:
        found.update(file.read_bytes())
    word_cache.write("packs", untouched, found.hexdigest().encode())
    return found.hexdigest()


def _state(file: Path) -> tuple[str, int, int, int]:
    """What is another one once a file was written."""
    # Whoever makes images of systems sets all times of writing to one; when that was done nobody can set.
    state = file.stat()
    return str(file), state.st_size, state.st_mtime_ns, state.st_ctime_ns


@cache
def names() -> frozenset[str]:
    """What the shipped concepts are called."""
    return frozenset(tables())


@cache
def tables() -> dict[str, dict[str, Any]]:
    """The shipped concepts as their files have them, those that are judged by evidence first; not to be changed."""
    sources = [(_FOLDER / f"{name}{_END}").read_bytes() for name in (*_judged(), _PARTS)]
    made_of = hashlib.sha256(b"".join(sources)).hexdigest()
    kept = word_cache.read("concepts", made_of)
    if kept is not None:
        return cast(dict[str, dict[str, Any]], json.loads(bytes(kept)))
    found = _read(sources)
    # Measured: to read them from there takes a tenth of the 14 ms that their files take.
    word_cache.write("concepts", made_of, json.dumps(found, ensure_ascii=False).encode())
    return found


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


def _read(sources: list[bytes]) -> dict[str, dict[str, Any]]:
    """The tables of the concepts that have a file of their own, and of all others, which are told by their words alone
    and share the last file."""
    import tomllib

    *judged, parts = (tomllib.loads(source.decode("utf-8")) for source in sources)
    return dict(zip(_judged(), judged, strict=True)) | parts

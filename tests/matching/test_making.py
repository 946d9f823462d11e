"""Words that are made in a process of their own: the same words, whatever becomes of that process."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.matching import lexicon, making, word_cache
from monitor.matching.packs import Packs, shipped, with_edits
from tests.matching.scene import entry, found

LANG = "tr"
"""A language of few words."""
TEXT = "Port Nowhere, Ferrytown, harbours"
FOUND = ["Port Nowhere", "Ferrytown", "harbours"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of the test's own, for what a process of its own makes."""
    shipped()  # What it was read from is kept too, once in a process.
    monkeypatch.setattr(word_cache, "folder", lambda: tmp_path / "kept")
    monkeypatch.setattr(word_cache, "apart", True)
    yield tmp_path / "kept"


def packs() -> Packs:
    """Words and a phrase of a user's own, of which no other process knows by itself."""
    evidence = [{"name": "own", "query": '"ferrytown" OR harbour', "weight": [9.0, 9.0]}]
    return with_edits({"places": {LANG: {"terms": ["Port Nowhere"]}}, "mine": {"evidence": evidence}})


def told() -> list[str]:
    return found(packs(), entry(TEXT, lang=LANG), "@places OR @mine")


def kept(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.glob("words-*")] if folder.is_dir() else []


def test_they_are_made_and_kept_by_another_process_and_read_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    before = word_cache.kept
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(lexicon, "_compiled", lambda *_: pytest.fail("made here"))
        assert told() == FOUND
    assert word_cache.kept == before
    made = kept(folder)
    monkeypatch.setattr(word_cache, "apart", False)
    [file] = folder.glob("words-*")
    file.unlink()
    assert told() == FOUND and kept(folder) == made


@pytest.mark.parametrize("python", ["nowhere", "false", "true"])
def test_where_that_process_is_not_to_be_had_they_are_made_here(
    python: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", f"/bin/{python}")
    assert told() == FOUND
    assert len(kept(folder)) == 1


def test_where_nothing_can_be_kept_they_are_made_once_and_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write_text("a file where the folder should be")
    assert told() == FOUND
    with monkeypatch.context() as never:
        never.setattr(lexicon, "_compiled", lambda *_: pytest.fail("made all the same"))
        never.setattr(sys, "stdin", (folder.parent / "asked").open("w+"))
        sys.stdin.write(f'["{folder}", "{LANG}", {{}}, []]')
        sys.stdin.seek(0)
        making.main()
    assert word_cache.apart, "as it was"


def test_one_that_comes_to_no_end_is_not_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = folder.parent / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 600\n")
    slow.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(slow))
    monkeypatch.setattr(making, "_SECONDS", 0.2)
    assert told() == FOUND

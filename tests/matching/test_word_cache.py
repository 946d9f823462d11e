"""The cache of compiled words: it saves the work, is never wrong, and may be missing, broken or read-only."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from monitor.matching import lexicon, word_cache
from monitor.matching.packs import Packs, shipped, with_edits
from tests.home import PATIENCE
from tests.matching.scene import entry, found

ROOT = Path(__file__).parents[2]
MADE = b"what was made of the words"
_FOLDER = word_cache.folder
"""As the program has it, and not the tests, which have a place of their own."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of the test's own."""
    shipped()  # What it was read from is kept too, once in a process.
    kept = tmp_path / "deep" / "cache"
    monkeypatch.setattr(word_cache, "folder", lambda: kept)
    monkeypatch.setattr(word_cache, "VARIANTS", 2)
    yield kept


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def test_a_user_without_a_home_has_no_cache_and_is_not_stopped_by_that(
    homeless: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_cache, "folder", _FOLDER)
    monkeypatch.chdir(tmp_path)
    word_cache.write("zh", "a" * 64, MADE)
    assert word_cache.read("zh", "a" * 64) is None
    # Older releases of what tells the place say no more than that.
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_: "~/.cache/monitor")
    word_cache.write("zh", "a" * 64, MADE)
    assert word_cache.read("zh", "a" * 64) is None and names(tmp_path) == []


def test_what_was_written_is_read_again(folder: Path) -> None:
    assert word_cache.read("zh", "a" * 64) is None
    word_cache.write("zh", "a" * 64, MADE)
    assert word_cache.read("zh", "a" * 64) == MADE


def test_what_was_made_from_other_words_is_not_read_and_goes_when_there_are_newer_ones(folder: Path) -> None:
    for number, digest in enumerate("abc"):
        assert word_cache.read("zh", digest * 64) is None
        word_cache.write("zh", digest * 64, MADE)
        os.utime(folder / f"words-zh-{digest * 16}.bin", (number, number))
    assert [word_cache.read("zh", digest * 64) for digest in "abc"] == [None, MADE, MADE]


def test_what_has_just_been_written_is_kept_whatever_the_clock_says(folder: Path) -> None:
    for digest in "ab":
        word_cache.write("zh", digest * 64, MADE)
        os.utime(folder / f"words-zh-{digest * 16}.bin", (2**40, 2**40))
    word_cache.write("zh", "c" * 64, MADE)
    assert word_cache.read("zh", "c" * 64) == MADE and len(names(folder)) == 2


def test_languages_leave_each_others_files_alone(folder: Path) -> None:
    for language in ("zh", "th", "fil", "fi"):
        word_cache.write(language, "a" * 64, MADE)
    word_cache.write("fi", "b" * 64, MADE)
    assert all(word_cache.read(language, "a" * 64) for language in ("zh", "th", "fil"))


@pytest.mark.parametrize("damage", [b"", b"{}", bytes(4), bytes(5000), b"\xff\xfe", MADE])
def test_a_damaged_file_is_no_file(folder: Path, damage: bytes) -> None:
    word_cache.write("zh", "a" * 64, MADE)
    [name] = names(folder)
    (folder / name).write_bytes(damage)
    assert word_cache.read("zh", "a" * 64) is None
    word_cache.write("zh", "a" * 64, MADE)
    assert word_cache.read("zh", "a" * 64) is not None


def test_a_cut_file_is_no_file(folder: Path) -> None:
    word_cache.write("zh", "a" * 64, MADE)
    [name] = names(folder)
    whole = (folder / name).read_bytes()
    for size in range(len(whole)):
        (folder / name).write_bytes(whole[:size])
        assert word_cache.read("zh", "a" * 64) is None


def test_a_folder_that_cannot_be_made_breaks_nothing(folder: Path) -> None:
    folder.parent.parent.mkdir(exist_ok=True)
    folder.parent.write_text("a file where the folder should be")
    word_cache.write("zh", "a" * 64, MADE)
    assert word_cache.read("zh", "a" * 64) is None


def test_a_full_disk_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word_cache.write("zh", "a" * 64, MADE)
    before = names(folder)

    def full(self: Path, *_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr(Path, "replace", full)
    word_cache.write("zh", "b" * 64, MADE)
    assert names(folder) == before
    assert word_cache.read("zh", "a" * 64) is not None


WRITER = """
import sys
from pathlib import Path
from monitor.matching import word_cache
word_cache.folder = lambda: Path(sys.argv[1])
input()
for _ in range(10):
    word_cache.write("zh", "a" * 64, sys.argv[2].encode() * 100_000)
"""


def test_two_programs_that_write_at_once_leave_one_whole_file(folder: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(folder), made], stdin=subprocess.PIPE, cwd=ROOT)
        for made in "xy"
    ]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write(b"\n")
        writer.stdin.close()
    until = time.monotonic() + PATIENCE
    while any(writer.poll() is None for writer in writers):
        made = word_cache.read("zh", "a" * 64)
        assert made is None or (len(made) == 100_000 and len(set(made)) == 1)
        assert time.monotonic() < until, "they come to no end"
    assert [writer.returncode for writer in writers] == [0, 0]
    assert len(names(folder)) == 1


LANG = "tr"
"""A language of few words: those of English take eight times as long to be compiled."""


def packs() -> Packs:
    return with_edits({"places": {LANG: {"terms": ["Port Nowhere", "=Nowhere Ports", "==PORT", "harbou*"]}}})


TEXT = "Port Nowhere, Nowhere Ports, PORT, harbours"


def test_words_are_compiled_once_and_mean_the_same_out_of_the_cache(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = found(packs(), entry(TEXT, lang=LANG), "@places")
    assert fresh == ["Port Nowhere", "Nowhere Ports", "PORT", "harbours"]
    assert len(names(folder)) == 1
    monkeypatch.setattr(lexicon, "_compiled", lambda *_: pytest.fail("compiled once more"))
    assert found(packs(), entry(TEXT, lang=LANG), "@places") == fresh


def test_words_that_somebody_has_given_himself_are_for_him_alone(folder: Path) -> None:
    before = os.umask(0)
    try:
        assert found(packs(), entry(TEXT, lang=LANG), "@places")
    finally:
        os.umask(before)
    (kept,) = folder.iterdir()
    assert b"Port Nowhere" in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


def test_changed_words_are_compiled_anew(folder: Path) -> None:
    assert found(shipped(), entry(TEXT, lang=LANG), "@places") == []
    assert found(packs(), entry(TEXT, lang=LANG), "@places")
    assert len(names(folder)) == 2


def test_phrases_of_a_concept_itself_are_compiled_with_every_language(folder: Path) -> None:
    def told(phrase: str) -> list[str]:
        evidence = [{"name": "own", "query": phrase, "weight": [9.0, 9.0]}]
        return found(with_edits({"mine": {"evidence": evidence}}), entry(TEXT, lang=LANG), "@mine")

    assert told('"port nowhere"') == ["Port Nowhere"]
    assert told("harbour") == ["harbours"]
    assert told('"port nowhere"') == ["Port Nowhere"]


def test_a_damaged_cache_is_mended(folder: Path) -> None:
    fresh = found(packs(), entry(TEXT, lang=LANG), "@places")
    [name] = names(folder)
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[:1000])
    assert found(packs(), entry(TEXT, lang=LANG), "@places") == fresh
    assert (folder / name).read_bytes() == whole


def test_languages_that_nobody_has_words_for_fill_no_disk(folder: Path) -> None:
    for language in ("xx", "xyz", "qq"):
        found(shipped(), entry("something", lang=language), "@places")
    assert names(folder) == []

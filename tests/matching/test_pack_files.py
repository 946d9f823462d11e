"""The files of the packs: what is kept of them on the disk, tables and a hash, is what they are."""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.matching import pack_files, word_cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of the test's own, and nothing in memory before and behind it."""
    monkeypatch.setattr(word_cache, "folder", lambda: tmp_path)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    pack_files.tables.cache_clear()
    pack_files._shipped.cache_clear()


def anew() -> dict[str, dict[str, Any]]:
    pack_files.tables.cache_clear()
    return pack_files.tables()


def test_tables_are_the_same_in_the_same_order_out_of_the_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = anew()
    monkeypatch.setattr(tomllib, "loads", lambda source: pytest.fail("they were read from their files again"))
    again = anew()
    assert again == first and [*again] == [*first] and {"scam_hubs", "places"} <= again.keys()


def test_tables_are_read_from_their_files_where_what_was_kept_is_damaged(folder: Path) -> None:
    first = anew()
    (kept,) = folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:-100])
    assert anew() == first


def test_tables_are_read_from_their_files_where_those_have_changed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew()
    packs = tmp_path_factory.mktemp("packs")
    (packs / "tides.toml").write_text('title = "tides"\n', "utf-8")
    (packs / "parts.toml").write_text('[harbours]\ntitle = "harbours"\n', "utf-8")
    monkeypatch.setattr(pack_files, "_FOLDER", packs)
    assert anew() == {"tides": {"title": "tides"}, "harbours": {"title": "harbours"}}
    (packs / "tides.toml").write_text('title = "ebb and flow"\n', "utf-8")
    assert anew()["tides"] == {"title": "ebb and flow"}


@pytest.fixture
def packs(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packs in the place of the shipped ones, with one file in each of its folders."""
    packs = tmp_path_factory.mktemp("packs")
    for name in ("tides.toml", "words/en.toml", "wording/en.tsv"):
        (packs / name).parent.mkdir(exist_ok=True)
        (packs / name).write_text("ebb", "utf-8")
    monkeypatch.setattr(pack_files, "_FOLDER", packs)
    return packs


def digest_anew() -> str:
    forget()
    return pack_files.digest({})


def test_the_hash_of_files_that_nobody_has_touched_is_read_and_not_made(
    folder: Path, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, read = digest_anew(), []
    given = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda file: read.append(file.parent) or given(file))
    assert digest_anew() == first and read == [folder]


def test_the_hash_is_made_where_what_was_kept_of_it_is_damaged(folder: Path, packs: Path) -> None:
    first = digest_anew()
    (kept,) = folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:-1] + b"!")
    assert digest_anew() == first


@pytest.mark.parametrize("name", ["tides.toml", "words/en.toml", "wording/en.tsv"])
def test_a_file_of_the_same_length_and_time_is_another_one_where_it_was_written(
    name: str, folder: Path, packs: Path
) -> None:
    first, before = digest_anew(), (packs / name).stat()
    # Some systems count that time, which nobody sets, in steps of milliseconds.
    while (packs / name).stat().st_ctime_ns == before.st_ctime_ns:
        (packs / name).write_text("sea", "utf-8")
    os.utime(packs / name, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert digest_anew() != first


def test_so_is_one_that_was_added_or_went(folder: Path, packs: Path) -> None:
    first = digest_anew()
    (packs / "words" / "th.toml").write_text("", "utf-8")
    (packs / "words" / "en.toml").write_text("other", "utf-8")
    second = digest_anew()
    (packs / "words" / "en.toml").unlink()
    assert len({first, second, digest_anew()}) == 3

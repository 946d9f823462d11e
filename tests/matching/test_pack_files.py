"""The files of the packs: what is kept of their tables on the disk is what they are."""

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
    pack_files.tables.cache_clear()
    yield tmp_path
    pack_files.tables.cache_clear()


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

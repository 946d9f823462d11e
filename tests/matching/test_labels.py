"""The wordings of furniture: what is kept of them on the disk is what they are, and may be missing or of no use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.matching import word_cache
from monitor.matching.labels import Labels, labels


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of the test's own, and nothing in memory before and behind it."""
    monkeypatch.setattr(word_cache, "folder", lambda: tmp_path)
    labels.cache_clear()
    yield tmp_path
    labels.cache_clear()


def anew() -> Labels:
    labels.cache_clear()
    return labels()


def test_wordings_are_the_same_out_of_the_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = anew()
    monkeypatch.setattr("monitor.matching.labels._compiled", lambda source: pytest.fail("they were compiled again"))
    again = anew()
    assert again == first and len(again.heads) > 100
    assert first.beginning("read more: prices", 0) == again.beginning("read more: prices", 0) != ()


@pytest.mark.parametrize("kept", [b"", b"{}", b"[1]", b'{"heads": {"a": [[1, 2, 3, 4, 5]]}}', b"\xff"])
def test_what_was_kept_otherwise_is_compiled_anew(folder: Path, kept: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    first = anew()
    monkeypatch.setattr(word_cache, "read", lambda name, digest: kept)
    assert anew() == first

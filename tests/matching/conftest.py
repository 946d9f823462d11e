"""Keeps the words of the tests' small packs out of the cache, where they would take the place of those that ship."""

from collections.abc import Iterator

import pytest

from monitor.matching import word_cache
from tests.matching.scene import SMALL


@pytest.fixture(autouse=True, scope="session")
def small_packs_kept_nowhere() -> Iterator[None]:
    """No file is written for a small pack."""
    write = word_cache.write

    def write_others(language: str, digest: str, made: bytes) -> None:
        if not digest.startswith(SMALL):
            write(language, digest, made)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_cache, "write", write_others)
        yield

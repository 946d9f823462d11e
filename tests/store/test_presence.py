"""Whether a store in use is still where it was: what became of it is a sentence, whatever the disk says."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.store.presence import Presence
from monitor.store.schema import StoreError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file in a folder of its own."""
    path = tmp_path / "data" / "store.db"
    path.parent.mkdir()
    path.touch()
    return path


def replace_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("away"))
    path.parent.write_text("a file by now")


def replace_file(path: Path) -> None:
    other = path.with_name("other")
    other.touch()
    other.rename(path)


GONE: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "moved with its folder": lambda path: path.parent.rename(path.parent.with_name("away")),
    "in a folder that is a file": replace_folder,
    "replaced": replace_file,
}


def test_a_store_that_is_there_is_no_trouble(path: Path) -> None:
    presence = Presence(path)
    path.write_text("more")
    presence.check()


@pytest.mark.parametrize("how", GONE)
def test_a_store_that_is_gone_is_told_by_its_name(how: str, path: Path) -> None:
    presence = Presence(path)
    GONE[how](path)
    with pytest.raises(StoreError, match=f"{path} was deleted, moved or replaced"):
        presence.check()


def test_one_that_is_gone_from_the_start_is_told_likewise(path: Path) -> None:
    path.unlink()
    presence = Presence(path)
    with pytest.raises(StoreError, match="was deleted"):
        presence.check()
    path.touch()
    with pytest.raises(StoreError, match="replaced"):
        presence.check()


@pytest.mark.parametrize("number", [errno.ESTALE, errno.EIO, errno.EACCES])
def test_a_disk_that_does_not_say_is_told_with_the_name_too(
    number: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stat(self: Path, **_: object) -> os.stat_result:
        raise OSError(number, os.strerror(number), str(self))

    presence = Presence(path)
    monkeypatch.setattr(Path, "stat", stat)
    with pytest.raises(StoreError, match=f"The store {path} cannot be"):
        presence.check()

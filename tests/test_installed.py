"""An upgrade is seen by the files, whatever times an installer gives them; what is lacking is put beside them."""

import os
import sys
import time
from pathlib import Path

import pytest

from monitor import installed

_TICK = 0.02
"""Seconds after which a file has another time."""


@pytest.mark.parametrize("change", ["replaced", "come", "gone", "all gone", None])
def test_each_kind_of_change_is_seen_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str | None
) -> None:
    package = tmp_path / "package"
    (package / "part").mkdir(parents=True)
    for name in ("one.py", "part/two.py"):
        (package / name).touch()
    monkeypatch.setattr(installed, "_HERE", package)
    monkeypatch.setattr(installed, "_BEFORE", installed._state(package))
    time.sleep(_TICK)
    (package / "part" / "two.cpython.pyc").touch()
    if change == "replaced":
        new = tmp_path / "new"
        new.touch()
        os.utime(new, (1, 1))
        new.rename(package / "one.py")
    elif change == "come":
        (package / "part" / "three.py").touch()
    elif change == "gone":
        (package / "part" / "two.py").unlink()
    elif change == "all gone":
        package.rename(tmp_path / "elsewhere")
    assert installed.has_changed() == bool(change)


@pytest.mark.parametrize(
    ("python", "written"), [("/srv/my news/bin/python3", "'/srv/my news/bin/python3'"), ("", "python")]
)
def test_what_is_lacking_is_installed_by_a_command_to_be_pasted_anywhere(
    monkeypatch: pytest.MonkeyPatch, python: str, written: str
) -> None:
    monkeypatch.setattr(sys, "executable", python)
    said = installed.lacks("a page", "pages", "cleaner")
    assert said == f"a page needs the package pages beside monitor: {written} -m pip install pages cleaner"

"""An upgrade is seen by the program's files, whatever times an installer gives them."""

import os
import time
from pathlib import Path

import pytest

from monitor import installed

_TICK = 0.02
"""Seconds after which files have another time."""


def test_each_kind_of_change_is_seen_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "_HERE", tmp_path)
    (tmp_path / "part").mkdir()
    for name in ("one.py", "part/two.py"):
        (tmp_path / name).touch()
    states = [installed.state()]
    time.sleep(_TICK)
    (tmp_path / "part" / "two.cpython.pyc").touch()
    assert installed.state() == states[0], "what Python itself keeps of a module"

    (tmp_path / "new").touch()
    os.utime(tmp_path / "new", (1, 1))
    (tmp_path / "new").rename(tmp_path / "one.py")
    states.append(installed.state())
    (tmp_path / "part" / "three.py").touch()
    states.append(installed.state())
    (tmp_path / "part" / "two.py").unlink()
    (tmp_path / "part" / "three.py").unlink()
    states.append(installed.state())
    assert len({*states}) == len(states)
    monkeypatch.setattr(installed, "_HERE", tmp_path / "gone")
    assert installed.state() not in states

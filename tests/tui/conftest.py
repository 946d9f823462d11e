"""What the tests of the desk share."""

from pathlib import Path

import pytest

from tests.tui.desk import MIXED, Office, aged


@pytest.fixture
def bare(tmp_path: Path) -> Office:
    """A config with two watches and two feeds, and no store yet."""
    office = Office(tmp_path / "config.toml", tmp_path / "store.db")
    office.configure()
    return office


@pytest.fixture
def office(bare: Office) -> Office:
    """The same with six entries: five matches and one that matches nothing."""
    bare.publish(aged(MIXED))
    return bare

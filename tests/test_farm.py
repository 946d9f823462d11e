"""The feed farm of the benchmarks, small: that what is timed there is right."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.home import PATIENCE

BENCHMARKS = Path(__file__).parent / "benchmarks"


@pytest.mark.skipif(sys.platform != "linux", reason="All of 127.0.0.0/8 is loopback on Linux alone.")
def test_every_entry_of_the_farm_is_stored_once_and_a_change_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import farm
    import poll

    with poll.growing(20, 3, 0.0) as (port, process):
        monitor = poll.Monitor(tmp_path / "monitor", farm.urls(20, port))
        counts = []
        for _ in range(2):
            subprocess.run(monitor.command(), check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)
            counts.append(monitor.count())
        poll.change(process)
        subprocess.run(monitor.command(), check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)
    assert [*counts, monitor.count()] == [60, 60, 62]

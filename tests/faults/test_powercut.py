"""A power cut at any moment loses nothing that was acknowledged, whatever of the rest has reached the disk."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults import powercut
from tests.faults.bureau import Bureau
from tests.faults.kills import HAS_STRACE
from tests.faults.powercut import Op, Recording

pytestmark = pytest.mark.skipif(not HAS_STRACE, reason="strace tells what programs write and sync")


def replay(made: Recording, folder: Path, calls: list[int]) -> Iterator[str]:
    folder.mkdir(exist_ok=True)
    for seed, number in enumerate(calls):
        yield from powercut.losses(made, number, folder, random.Random(seed))


def test_a_power_cut_breaks_no_store_and_loses_nothing_that_was_promised(office: Bureau, tmp_path: Path) -> None:
    made = powercut.record(office)
    assert len(made.promises) == 6
    chance = random.Random(4)
    anywhere = [chance.randint(1, len(made.ops)) for _ in range(14)]
    at_once = [promise.calls for promise in made.promises]
    assert list(replay(made, tmp_path / "cut", anywhere + at_once)) == []
    # That such a replay sees something: without the syncs of the log, a promise is an empty word.
    unsynced = [replace(op, kind="write") if op.kind == "sync" and op.name.endswith("-wal") else op for op in made.ops]
    assert list(replay(replace(made, ops=unsynced), tmp_path / "cut", at_once * 4)) != []


def test_of_what_was_not_synced_any_sector_may_be_there() -> None:
    ops = [Op("write", "a", 0, b"x" * 1024), Op("sync", "a"), Op("write", "a", 512, b"y" * 1024)]
    seen = {powercut.image(ops, random.Random(seed))["a"] for seed in range(50)}
    assert {found[:512] for found in seen} == {b"x" * 512}
    assert {found[512:1024] for found in seen} == {b"x" * 512, b"y" * 512}
    assert {len(found) for found in seen} == {1024, 1536}


def test_a_file_that_was_removed_may_be_back_until_its_folder_was_synced() -> None:
    ops = [Op("write", "a", 0, b"x"), Op("sync", "a"), Op("unlink", "a")]
    assert {len(powercut.image(ops, random.Random(seed))) for seed in range(20)} == {0, 1}
    assert powercut.image([*ops, Op("sync", "folder")], random.Random(1)) == {}

"""A damaged store is told in a sentence by every verb, and `doctor --restore` mends it without deleting anything."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from monitor import cli
from monitor.store import schema
from tests.faults.bureau import Bureau
from tests.faults.damage import KINDS, VERBS
from tests.newsroom import Answer


def run(office: Bureau, words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Call a verb in this process: a traceback would be a failure of the test."""
    capsys.readouterr()
    files = ("--config", str(office.folder / "config.toml"), "--store", str(office.store))
    code = cli.main([*files, *words.split()])
    return code, *capsys.readouterr()


@pytest.mark.parametrize("kind", KINDS)
def test_every_verb_says_it_in_a_sentence_and_the_doctor_mends_it(
    kind: str, filled: Bureau, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = KINDS[kind](filled.store.read_bytes())
    filled.store.write_bytes(damaged)
    told = 0
    for words in VERBS:
        code, out, err = run(filled, words, capsys)
        if code:
            assert code == 1 and err.count("\n") == 1 and "doctor --restore" in err, (words, err)
            told += 1
    left = filled.store.read_bytes()
    code, out, err = run(filled, "doctor --restore", capsys)
    assert (code, err) == (0, ""), err
    if "is whole" in out:
        assert not told and kind.endswith("bytes")
        return
    (aside,) = [path for path in filled.folder.glob("*.damaged-*") if not path.name.endswith(("-wal", "-shm"))]
    assert aside.read_bytes() == left and aside.name in out
    for words in VERBS:
        assert run(filled, words, capsys)[0] == 0, words
    # The marks were made before the backup, and all entries.
    with closing(schema.connect(filled.store)) as db:
        assert db.execute("SELECT count(*) FROM entries").fetchone()[0] == sum(filled.published.values())
    filled.marked["read"].clear()
    assert filled.losses() == []


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_damaged_log_costs_nothing_that_the_feeds_do_not_send_again(filled: Bureau, share: float) -> None:
    filled.publish(2)
    with closing(schema.connect(filled.store)) as reader:
        # Whoever reads keeps the log from being moved into the store when the poll ends.
        reader.execute("SELECT count(*) FROM entries").fetchone()
        assert filled.poll().code == 0
        log, left = Path(f"{filled.store}-wal"), filled.store.read_bytes()
        logged = bytearray(log.read_bytes())
    at = int(share * len(logged))
    logged[at : at + 20] = b"not what stood there"
    filled.store.write_bytes(left)
    log.write_bytes(logged)
    assert filled.losses() == []
    assert filled.poll().code == 0


def test_a_poll_after_a_restoration_finds_all_that_the_feeds_have(filled: Bureau) -> None:
    filled.publish(2)
    filled.store.write_bytes(KINDS["no byte"](b""))
    refused = filled.call("poll", "--force")
    assert refused.code == 1 and "it is empty" in refused.err and "doctor --restore" in refused.err
    assert filled.call("doctor", "--restore").code == 0
    assert filled.poll().code == 0
    assert filled.call("list", "--json").out.count("\n") == sum(filled.published.values())


def test_a_store_that_is_damaged_in_the_middle_of_a_poll_ends_it_with_a_sentence(filled: Bureau) -> None:
    answer = filled.newsroom.answers["/3"]

    def damaging(headers: Mapping[str, str]) -> Answer:
        with closing(schema.connect(filled.store)) as other:
            other.execute("UPDATE entries SET read = 1")
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        filled.store.write_bytes(b"\xa5" * filled.store.stat().st_size)
        return answer if isinstance(answer, Answer) else answer(headers)

    filled.newsroom.answers["/3"] = damaging
    # Of this feed alone: what another left in the log meanwhile would stand for the pages that are gone.
    said = filled.call("poll", "--force", filled.newsroom.url("/3"))
    assert said.code == 1 and said.err.count("\n") == 1 and "doctor --restore" in said.err

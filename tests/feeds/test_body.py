"""A feed's bytes come out as they came in, wherever they were kept, and many of them are not kept in memory."""

import tracemalloc
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds import body
from monitor.feeds.body import Body, DiskFault
from tests.feeds import disks


@given(st.lists(st.binary(max_size=40), max_size=8), st.lists(st.binary(max_size=40), max_size=4))
def test_what_came_comes_out_and_goes_when_it_is_let_go(first: list[bytes], second: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(body, "FREE", 60)
        kept = Body()
        for several in (first, second):
            for piece in several:
                kept.add(piece)
            whole = b"".join(several)
            assert (kept.whole(), len(kept), kept.is_large) == (whole, len(whole), len(whole) > 60)
            # Read once more, and gone on with.
            kept.add(b"end")
            assert b"".join(kept.pieces()) == b"".join(body.pieces(kept)) == body.whole(kept) == whole + b"end"
            kept.clear()
            assert (kept.whole(), len(kept), kept.is_large) == (b"", 0, False)


def test_many_bytes_take_no_memory() -> None:
    tracemalloc.start()
    try:
        kept = Body()
        for _ in range(300):
            kept.add(b"x" * 65_536)
        assert sum(map(len, kept.pieces())) == len(kept) == 300 * 65_536
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
        kept.close()


@given(st.lists(st.binary(min_size=1, max_size=9_000), min_size=3, max_size=9), st.integers(1, 9_000))
def test_a_disk_that_is_full_is_told_when_it_is_and_never_again(pieces: list[bytes], room: int) -> None:
    with pytest.MonkeyPatch.context() as patch, disks.full(room):
        patch.setattr(body, "FREE", 60)
        kept, whole = Body(), b"".join(pieces)
        if len(whole) <= max(room, 60):
            for piece in pieces:
                kept.add(piece)
            assert kept.whole() == whole
        else:
            with pytest.raises(DiskFault, match="it is large, and cannot be put aside on the disk: "):
                for piece in pieces:
                    kept.add(piece)
        kept.clear()
        kept.add(b"small")
        assert kept.whole() == b"small"
        kept.close()


def test_what_a_disk_does_not_give_back_is_told_and_can_be_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "FREE", 60)
    disks.spoil(monkeypatch)
    with closing(Body()) as kept:
        kept.add(b"x" * 99)
        for read in (kept.whole, lambda: list(body.pieces(kept))):
            with pytest.raises(DiskFault, match="it is large, and cannot be read back from the disk: Input/output"):
                read()


def test_pieces_of_bytes_are_small_and_all_of_them() -> None:
    whole = bytes(range(256)) * 4_000
    assert b"".join(body.pieces(whole)) == whole == body.whole(whole)
    assert max(map(len, body.pieces(whole))) < 300_000

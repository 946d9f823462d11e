"""Unpacking: what was packed comes out however it is cut, and never more than the limit."""

import gzip
import random
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import closing

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds import unpack
from monitor.feeds.body import Body
from monitor.feeds.unpack import Damaged, Unpackable, Unpacker

PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    # As servers pack what they have just made; the best takes seventy times as long for a tenth less.
    "br": lambda data: brotli.compress(data, quality=9),
    "zstd": zstandard.compress,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data), quality=9),
    "zstd, gzip": lambda data: gzip.compress(zstandard.compress(data)),
    "ZSTD": lambda data: zstandard.compress(data[:9]) + zstandard.compress(data[9:]),
}
LIMIT = 1_000_000
MAGIC = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
"""How what was packed begins by gzip and zstd, whatever is said of it."""


def some(least: int, most: int) -> st.SearchStrategy[bytes]:
    """So many bytes that are none of these."""
    return st.binary(min_size=least, max_size=most).filter(lambda data: not data.startswith(MAGIC))


def unpacked(encoding: str, data: bytes, size: int = 1 << 16, limit: int = LIMIT) -> bytes:
    body = Body()
    with closing(Unpacker(encoding, limit, body)) as unpacker:
        feed(unpacker, data, size)
        unpacker.end()
    return body.whole()


def feed(unpacker: Unpacker, data: bytes, size: int = 1 << 16) -> int:
    """All of some bytes, cut in pieces; in how many steps they were taken."""
    return sum(1 for start in range(0, len(data), size) for _ in unpacker.feed(data[start : start + size]))


@pytest.mark.parametrize("encoding", PACKED)
@given(data=some(0, 3000), size=st.integers(1, 4000))
def test_what_was_packed_comes_out_however_it_is_cut(encoding: str, data: bytes, size: int) -> None:
    assert unpacked(encoding, PACKED[encoding](data), size) == data


@pytest.mark.parametrize("encoding", [*PACKED, "raw deflate"])
@given(words=st.lists(some(1, 30), min_size=2, max_size=20), size=st.integers(1, 1 << 16))
@settings(max_examples=20)
def test_what_unpacks_to_far_more_than_it_is_comes_out_whole(encoding: str, words: list[bytes], size: int) -> None:
    chance = random.Random(size)
    data = b" ".join(chance.choices(words, k=30_000))[: LIMIT - 1]
    packed = zlib.compress(data, wbits=-15) if encoding == "raw deflate" else PACKED[encoding](data)
    # A server sends its pieces as they come: a few bytes, or all at once.
    size = max(size, len(packed) // 50)
    assert unpacked(encoding.removeprefix("raw "), packed, size) == data


@pytest.mark.parametrize("encoding", PACKED)
def test_a_bomb_stops_at_the_limit(encoding: str) -> None:
    with pytest.raises(Unpackable, match="it unpacks to more than 1 MB"):
        unpacked(encoding, PACKED[encoding](bytes(50_000_000)))


@pytest.mark.parametrize(("encoding", "name"), [("br", "Brotli"), ("zstd", "Zstandard"), ("gzip", "gzip")])
def test_damage_is_told(encoding: str, name: str) -> None:
    packed = PACKED[encoding](bytes(range(256)) * 50)
    with pytest.raises(Unpackable, match=f"damaged {name} data"):
        unpacked(encoding, packed[:20] + b"\xff" * 200 + packed[20:])


def wrong_sum(data: bytes) -> bytes:
    packed = gzip.compress(data)
    return packed[:-8] + bytes(byte ^ 255 for byte in packed[-8:-4]) + packed[-4:]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", wrong_sum),
        ("br", lambda data: brotli.compress(data) + b"rubbish"),
        ("zstd", lambda data: zstandard.compress(data) + b"rubbish"),
        ("br, gzip", lambda data: wrong_sum(brotli.compress(data))),
        ("br, gzip", lambda data: gzip.compress(brotli.compress(data) + b"rubbish")),
    ],
)
@given(data=some(1, 3000), size=st.integers(1, 4000))
def test_what_stands_in_front_of_damage_comes_out_once(
    encoding: str, pack: Callable[[bytes], bytes], data: bytes, size: int
) -> None:
    body = Body()
    with closing(Unpacker(encoding, LIMIT, body)) as unpacker:
        with pytest.raises(Damaged):
            feed(unpacker, pack(data), size)
        unpacker.end()
    assert body.whole() == data


def test_a_damaged_bomb_stops_at_the_limit_too() -> None:
    with pytest.raises(Unpackable, match="it unpacks to more than 1 MB"):
        unpacked("gzip", wrong_sum(bytes(50_000_000)))


def test_a_bomb_of_which_nothing_reaches_the_body_stops_at_the_limit() -> None:
    endless_name = b"\x1f\x8b\x08\x08\0\0\0\0\0\x03" + b"a" * 30_000_000
    with pytest.raises(Unpackable, match="it unpacks to more than 1 MB"):
        unpacked("gzip, br", brotli.compress(endless_name, quality=1))


@pytest.mark.parametrize("pack", [lambda data: brotli.compress(data, quality=0), bytes])
def test_what_is_long_when_packed_is_not_kept_in_memory(pack: Callable[[bytes], bytes]) -> None:
    data = random.Random(1).randbytes(6_000_000)
    packed, body = pack(data), Body()
    tracemalloc.start()
    try:
        with closing(body), closing(Unpacker("br" if pack is not bytes else "", 20_000_000, body)) as unpacker:
            feed(unpacker, packed)
            assert len(body) == len(data)
            assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


@given(size=st.integers(1, 600_000))
@settings(max_examples=5)
def test_damage_behind_much_loses_nothing_of_it(size: int) -> None:
    data, body = random.Random(size).randbytes(size), Body()
    with closing(body), closing(Unpacker("br", LIMIT, body)) as unpacker:
        with pytest.raises(Damaged):
            feed(unpacker, brotli.compress(data, quality=0) + b"rubbish")
        assert body.whole() == data


@pytest.mark.parametrize("encoding", ["gzip, br", "br", "deflate"])
def test_what_takes_long_is_taken_in_steps(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_TURN", 0)
    with closing(Body()) as body, closing(Unpacker(encoding, LIMIT, body)) as unpacker:
        assert feed(unpacker, PACKED[encoding](bytes(LIMIT))) > 5
        assert len(body) == LIMIT


def test_what_is_damaged_is_looked_through_in_steps_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_TURN", 0)
    with closing(Body()) as body, closing(Unpacker("gzip", LIMIT, body)) as unpacker:
        steps = enumerate(unpacker.feed(wrong_sum(bytes(LIMIT))))
        taken = 0
        with pytest.raises(Damaged):
            for taken, _ in steps:  # noqa: B007 - the last of them counts
                pass
        assert taken > 25 and len(body) == LIMIT


@pytest.mark.parametrize(
    ("encoding", "data"), [("compress", b"\x1f\x9d\x90abc"), ("rot13", b"abc"), ("br, gzip, gzip", b"")]
)
def test_what_nobody_asked_for_is_refused(encoding: str, data: bytes) -> None:
    with pytest.raises(Unpackable, match="in a way that was not asked for"):
        unpacked(encoding, data)


FEED = b"<rss>" + b"x" * 500


@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("data", [b"", b"[]", b"<p>"])
def test_what_is_too_short_to_tell_how_it_is_packed_is_what_it_is(encoding: str, data: bytes) -> None:
    assert unpacked(encoding, data) == data


@pytest.mark.parametrize("size", [1, 7, 4000])
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_fills_up_the_space_behind_what_is_packed_is_no_part_of_it(encoding: str, size: int) -> None:
    assert unpacked(encoding, PACKED[encoding](FEED) + bytes(3000), size) == FEED


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "compress", "utf8", "8bit", "gzip, br"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\n", b" \r\n\r\n\t"])
def test_a_feed_that_is_said_to_be_packed_and_is_not_is_read_as_it_stands(encoding: str, start: bytes) -> None:
    for size in (1, 3, 1000):
        assert unpacked(encoding, start + FEED, size) == start + FEED


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_so_is_one_of_wide_letters(encoding: str, charset: str) -> None:
    feed = f"\ufeff{FEED.decode()}".encode(charset)
    assert unpacked(encoding, feed) == feed


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate", "br", "zstd", "identity", "odd", '"gzip"', "gzip;q=1.0"])
@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_the_first_bytes_tell_how_it_is_packed_where_the_label_does_not(
    encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    assert unpacked(encoding, pack(FEED)) == FEED


def test_deflate_that_calls_itself_gzip_is_unpacked() -> None:
    assert unpacked("gzip", zlib.compress(FEED)) == FEED


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate", ""])
def test_a_packed_file_that_a_server_packs_once_more_is_unpacked_too(encoding: str, size: int) -> None:
    feed = b"<rss>" + bytes(range(256)) * 9
    for pack in (gzip.compress, zstandard.compress):
        sent = PACKED[encoding](pack(feed)) if encoding else pack(feed)
        assert unpacked(encoding, sent, size) == feed
    if encoding:
        with pytest.raises(Unpackable):
            unpacked(encoding, PACKED[encoding](gzip.compress(bytes(2 * LIMIT))), size)

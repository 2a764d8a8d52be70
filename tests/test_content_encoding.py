"""Content encodings come off whole, within their bound, or not at all."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from newsspider.content_encoding import BodyCutOffError, BodyTooLargeError, gzip_members, undone

if TYPE_CHECKING:
    from collections.abc import Callable

MAX = 1 << 20
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
TEXT = b"<p>A page of some length, and no two of its lines are the same.</p>" + bytes(range(32, 127)) * 50


@pytest.mark.parametrize("name", PACK)
def test_each_encoding_comes_off(name: str) -> None:
    assert undone(PACK[name](TEXT), [name.upper()], MAX) == (TEXT, [])


def test_deflate_without_its_header_gzip_of_two_members_and_zstd_of_two_frames_are_whole() -> None:
    raw = zlib.compressobj(wbits=-15)
    assert undone(raw.compress(TEXT) + raw.flush(), ["deflate"], MAX)[0] == TEXT
    assert undone(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 9, ["gzip"], MAX)[0] == b"one two"
    assert undone(zstd.compress(b"one ") + zstd.compress(b"two"), ["zstd"], MAX)[0] == b"one two"


def test_members_and_frames_that_hold_nothing_end_no_body() -> None:
    one, none = gzip.compress(TEXT), gzip.compress(b"")
    for body in (none + one, one + none, none + none + one + none):
        assert undone(body, ["gzip"], MAX)[0] == TEXT
        assert undone(body + b"\0" * 512, ["gzip"], MAX)[0] == TEXT
    assert undone(one + b"\0" * 512 + one, ["gzip"], MAX)[0] == TEXT * 2
    assert undone(none, ["gzip"], MAX)[0] == b""
    skipped = bytes.fromhex("502a4d18 04000000") + b"abcd"
    for body in (zstd.compress(b"") + zstd.compress(TEXT), skipped + zstd.compress(TEXT)):
        assert undone(body, ["zstd"], MAX)[0] == TEXT


def test_what_stands_behind_the_last_member_of_gzip_is_nobodys() -> None:
    assert undone(gzip.compress(TEXT) + b"<!-- from a cache -->", ["gzip"], MAX)[0] == TEXT


@pytest.mark.parametrize("first", [b"", TEXT])
def test_half_a_second_member_is_half_a_body(first: bytes) -> None:
    whole, second = gzip.compress(first), gzip.compress(TEXT)
    for end in (1, 2, 10, len(second) - 1):
        with pytest.raises(BodyCutOffError, match="cut off"):
            undone(whole + second[:end], ["gzip"], MAX)


@pytest.mark.parametrize(("name", "pack"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_members_without_end_are_left(name: str, pack: Callable[[bytes], bytes]) -> None:
    assert undone(pack(b"x") * 2000, [name], MAX)[0] == b"x" * 2000
    with pytest.raises(BodyCutOffError, match="20,000 members"):
        undone(pack(b"") * 40_000, [name], MAX)


@given(st.lists(st.binary(max_size=2000), min_size=1, max_size=5), st.integers(1, 5000))
def test_members_come_off_whatever_is_read_at_once(members: list[bytes], size: int) -> None:
    read = gzip_members(b"".join(map(gzip.compress, members))).read
    assert b"".join(iter(lambda: read(size), b"")) == b"".join(members)


def test_they_come_off_in_their_order_and_unknown_ones_stay() -> None:
    assert undone(brotli.compress(gzip.compress(TEXT)), ["gzip", " br"], MAX) == (TEXT, [])
    assert undone(gzip.compress(TEXT), ["utf-8", "gzip"], MAX) == (TEXT, ["utf-8"])
    assert undone(TEXT, ["identity", ""], MAX) == (TEXT, [])


@pytest.mark.parametrize("name", PACK)
def test_a_bomb_is_left_at_the_bound(name: str) -> None:
    with pytest.raises(BodyTooLargeError):
        undone(PACK[name](b"\0" * (MAX + 1)), [name], MAX)
    assert len(undone(PACK[name](b"\0" * MAX), [name], MAX)[0]) == MAX


@pytest.mark.parametrize("name", PACK)
def test_half_a_body_is_no_body(name: str) -> None:
    packed = PACK[name](TEXT)
    for end in (len(packed) // 3, len(packed) // 2, len(packed) - 1):
        with pytest.raises(BodyCutOffError):
            undone(packed[:end], [name], MAX)


def test_a_wrong_check_sum_is_told() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 0xFF
    with pytest.raises(BodyCutOffError, match="damaged"):
        undone(bytes(packed), ["gzip"], MAX)


def test_a_plain_page_that_says_gzip_is_a_plain_page() -> None:
    assert undone(TEXT, ["gzip"], MAX) == (TEXT, [])


def test_a_body_packed_again_and_again_is_refused_unread() -> None:
    with pytest.raises(BodyCutOffError, match="1000 times"):
        undone(b"\x1f\x8b", ["gzip"] * 1000, MAX)


def test_a_zstd_frame_that_asks_for_a_gigabyte_gets_none() -> None:
    wide = zstd.compress(b"x" * 100, options={zstd.CompressionParameter.window_log: 30})
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 30})
    streamed = packer.compress(b"x" * 100) + packer.flush()
    assert undone(wide, ["zstd"], MAX)[0] == b"x" * 100  # a frame that tells its size needs no window
    with pytest.raises(BodyCutOffError):
        undone(streamed, ["zstd"], MAX)


@given(st.binary(max_size=400), st.lists(st.sampled_from([*PACK, "identity", "utf-8", "\xff"]), max_size=4))
def test_no_bytes_raise_anything_else(body: bytes, names: list[str]) -> None:
    try:
        found, _ = undone(body, names, 10_000)
    except (BodyCutOffError, BodyTooLargeError):
        return
    assert len(found) <= max(10_000, len(body))

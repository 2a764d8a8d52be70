"""Bodies in chunks come out as Twisted's own decoder has them, and chunks without measure are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.web.http import _ChunkedTransferDecoder

from newsspider.middlewares.chunks import LEAST_CHUNK_BYTES, MOST_CHUNKS, Chunks, TooManyChunksError

Decoder = Callable[[Callable[[bytes], None], Callable[[bytes], None]], _ChunkedTransferDecoder]

PIECES = st.lists(st.binary(min_size=1, max_size=40), max_size=8)
EXTENSIONS = st.sampled_from([b"", b";a", b";a=b;c"])
ENDS = st.sampled_from([b"0\r\n\r\n", b"000\r\nX-More: more\r\n\r\n", b"0;last\r\n\r\nHTTP/1.1 200", b""])
DAMAGE = st.sampled_from([b"", b"+5\r\nabcde\r\n", b"-1\r\n", b"0x3\r\nabc\r\n", b"3\r\nabcd\r\n", b" 3\r\nabc\r\n"])


def told_by(decoder: Decoder, wire: bytes, reads: int) -> tuple[bytes, list[bytes], str]:
    """The body, what came behind it, and the name of what was raised."""
    body: list[bytes] = []
    behind: list[bytes] = []
    one = decoder(body.append, behind.append)
    try:
        for start in range(0, len(wire), reads):
            if not behind:
                one.dataReceived(wire[start : start + reads])
        one.noMoreData()
    except Exception as error:  # noqa: BLE001 - whatever it is
        return b"" if "Malformed" in type(error).__name__ else b"".join(body), behind, type(error).__name__
    return b"".join(body), behind, ""


@given(pieces=PIECES, extension=EXTENSIONS, end=ENDS, damage=DAMAGE, reads=st.integers(1, 300), upper=st.booleans())
def test_bodies_are_those_of_twisted(
    pieces: list[bytes], extension: bytes, end: bytes, damage: bytes, reads: int, upper: bool
) -> None:
    sizes = [b"%X" % len(piece) if upper else b"%04x" % len(piece) for piece in pieces]
    whole = [size + extension + b"\r\n" + piece + b"\r\n" for size, piece in zip(sizes, pieces, strict=True)]
    wire = b"".join(whole) + damage + end
    assert told_by(Chunks, wire, reads) == told_by(_ChunkedTransferDecoder, wire, reads)


def test_what_comes_at_once_is_handed_on_at_once() -> None:
    told: list[bytes] = []
    Chunks(told.append, told.append).dataReceived(b"1\r\nx\r\n" * 1_000)
    assert told == [b"x" * 1_000]


def test_chunks_without_measure_are_refused_and_many_of_some_length_are_not() -> None:
    one = b"1\r\nx\r\n"
    told: list[bytes] = []
    Chunks(told.append, told.append).dataReceived(one * MOST_CHUNKS)
    with pytest.raises(TooManyChunksError, match="101000 bytes in 101000 chunks"):
        Chunks(told.append, told.append).dataReceived(one * (MOST_CHUNKS + 1_000))
    piece = b"%x\r\n%s\r\n" % (LEAST_CHUNK_BYTES, b"x" * LEAST_CHUNK_BYTES)
    Chunks(told.append, told.append).dataReceived(piece * MOST_CHUNKS * 2)

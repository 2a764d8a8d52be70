"""How the keys of postings that were put away are coded, in plain Python; ``_frozen.pyx`` does the same faster.

In: the lower sixteen bits of the keys of a block, in order. Out: their bytes, and where a key stands among them.
Refused: nothing.

The lower eight bits of each key stand as they are. The upper eight are told by a row of bits: for each of 256 buckets
as many ones as it has keys, then a zero; where every 32nd bucket begins is written before them. That is Elias's and
Fano's code of a rising sequence, its split fixed: ten bits a key where a block holds some hundreds of them.
"""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BUCKETS, _PER_START = 256, 32


def coded(rests: Sequence[int]) -> bytes:
    """The bytes of a block's keys, 65,000 at most: eight starts, the row of bits in words of 64, the lower halves."""
    bits, at, starts = 0, 0, []
    counts = [0] * _BUCKETS
    for rest in rests:
        counts[rest >> 8] += 1
    for bucket, count in enumerate(counts):
        if bucket % _PER_START == 0:
            starts.append(at)
        bits |= ((1 << count) - 1) << at
        at += count + 1
    row = bits.to_bytes(_row_bytes(len(rests)), "little")
    return struct.pack(f"<{len(starts)}H", *starts) + row + bytes(rest & 0xFF for rest in rests)


def decoded(held: bytes, count: int) -> list[int]:
    """The keys in a block's bytes."""
    ends = _ends(held, count)
    lows = held[len(held) - count :]
    return [bucket << 8 | low for bucket, (start, end) in enumerate(pairwise([0, *ends])) for low in lows[start:end]]


def found(held: bytes, count: int, rest: int) -> tuple[int, int]:
    """The places of a key among all of the block: the first, and the one behind the last."""
    rests = decoded(held, count)
    first = sum(one < rest for one in rests)
    return first, first + rests.count(rest)


def _row_bytes(count: int) -> int:
    return (count + _BUCKETS + 63) // 64 * 8


def _ends(held: bytes, count: int) -> list[int]:
    """How many keys stand in the buckets up to each."""
    starts = struct.calcsize(f"<{_BUCKETS // _PER_START}H")
    bits = int.from_bytes(held[starts : starts + _row_bytes(count)], "little")
    ends: list[int] = []
    seen = 0
    while len(ends) < _BUCKETS:
        if bits & 1:
            seen += 1
        else:
            ends.append(seen)
        bits >>= 1
    return ends

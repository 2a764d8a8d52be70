"""A table from keys to numbers of items, in memory, in plain Python; ``_keys.pyx`` does the same faster.

Some 20 bytes a key, and no long pause when it grows.

In: keys, each hashed to 64 bits by ``key_of``. Out: the number entered first under a key. Refused: nothing;
two keys of one hash are taken for one, once in some billion billions.
"""

from __future__ import annotations

from array import array

import xxhash

_SHARD_BITS = 10
_FIRST_SLOTS = 16
_FREE = 0xFFFFFFFF
_SIGN = 1 << 63


def key_of(text: str) -> int:
    """The hash of an id or an address: a signed 64-bit number, as SQLite keeps them."""
    hashed = xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass"))
    return hashed if hashed < _SIGN else hashed - 2 * _SIGN


class KeyTable:
    """Open addressing in many small tables, each of which grows on its own."""

    def __init__(self) -> None:
        self._shards = [_Shard() for _ in range(1 << _SHARD_BITS)]

    def get(self, key: int) -> int | None:
        """The number of a key, or None."""
        shard = self._shards[key & ((1 << _SHARD_BITS) - 1)]
        number = shard.numbers[shard.slot(key)]
        return None if number == _FREE else number

    def add(self, key: int, number: int) -> None:
        """Enter a number under a key; one that is taken stays as it is."""
        self._shards[key & ((1 << _SHARD_BITS) - 1)].add(key, number)


class _Shard:
    __slots__ = ("keys", "numbers", "used")

    def __init__(self, slots: int = _FIRST_SLOTS) -> None:
        self.keys = array("q", bytes(8 * slots))
        self.numbers = array("I", [_FREE]) * slots
        self.used = 0

    def slot(self, key: int) -> int:
        """Where a key stands, or would."""
        mask = len(self.keys) - 1
        slot = (key >> _SHARD_BITS) & mask
        while self.numbers[slot] != _FREE and self.keys[slot] != key:
            slot = (slot + 1) & mask
        return slot

    def add(self, key: int, number: int) -> None:
        slot = self.slot(key)
        if self.numbers[slot] != _FREE:
            return
        self.keys[slot], self.numbers[slot] = key, number
        self.used += 1
        if 4 * self.used > 3 * len(self.keys):
            self._grow()

    def _grow(self) -> None:
        larger = _Shard(2 * len(self.keys))
        for key, number in zip(self.keys, self.numbers, strict=True):
            if number != _FREE:
                slot = larger.slot(key)
                larger.keys[slot], larger.numbers[slot] = key, number
        self.keys, self.numbers = larger.keys, larger.numbers

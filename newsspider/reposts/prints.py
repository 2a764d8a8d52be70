"""The packed fingerprints of all items, in an unnamed file, in plain Python; ``_links.pyx`` does the same faster.

In: what later items are held against, packed, in order of arrival. Out: the same by number. Refused: nothing.

The system keeps the file in memory as far as there is room and gives it up with the process: the store holds the same,
safe from kills. The newest items, which are asked for most, are read from memory.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# So much of the file's end stands in memory, at least; it is written when there is twice as much.
TAIL_BYTES = 1 << 20


class Prints:
    """Packed fingerprints by number.

    Args:
        folder: Where the unnamed file is made; None: where the system keeps such files.

    Raises:
        OSError: The file can't be made or written.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed by ``close``
        self._ends = array("Q", [0])
        self._tail = bytearray()
        self._tail_at = 0

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, packed: bytes) -> None:
        """Enter the next item's."""
        self._tail += packed
        self._ends.append(self._ends[-1] + len(packed))
        if len(self._tail) >= 2 * TAIL_BYTES:
            written = self._file.write(self._tail[:TAIL_BYTES])
            del self._tail[:written]
            self._tail_at += written

    def get(self, number: int) -> bytes:
        """The one of a number."""
        start, end = self._ends[number], self._ends[number + 1]
        if start >= self._tail_at:
            return bytes(self._tail[start - self._tail_at : end - self._tail_at])
        head = os.pread(self._file.fileno(), min(end, self._tail_at) - start, start)
        return head + bytes(self._tail[: max(0, end - self._tail_at)])

    def close(self) -> None:
        """Give the file up."""
        self._file.close()

"""What new items are held against: the inverted index and the fingerprints of all items.

In: entries, in order of arrival. Out: candidates for a new fingerprint, best first, with what is known of each.
Refused: nothing.

The index stands in memory (see ``postings``). The fingerprints stand in an unnamed file, which the system keeps in
memory as far as there is room and gives up with the process: the store holds the same, safe from kills.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from typing import TYPE_CHECKING

from newsspider.reposts.compiled import Postings
from newsspider.reposts.entry import Known, pack_known, unpack_known
from newsspider.reposts.fingerprint import Fingerprint, settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class ItemIndex:
    """All items that new ones are held against.

    Args:
        folder: Where the unnamed file is made.
        items: Of each item that is known already: what is kept of it, packed, and the number of its story.

    Raises:
        OSError: The file can't be made or written.
    """

    def __init__(self, folder: Path, items: Iterable[tuple[bytes, int]] = ()) -> None:
        self._postings = Postings(settings()["candidates"])
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed by ``close``
        self._ends = array("Q", [0])
        for packed, story in items:
            self._enter(packed, unpack_known(packed), story)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, known: Known, story: int) -> None:
        """Enter the next item, whose story is known by now."""
        self._enter(pack_known(known), known, story)

    def _enter(self, packed: bytes, known: Known, story: int) -> None:
        self._file.write(packed)
        self._postings.enter(story, known.site)
        self._postings.add(len(self), known.print_.stems, known.print_.stride)
        self._ends.append(self._ends[-1] + len(packed))

    def assign(self, number: int, story: int) -> None:
        """The item belongs to this story now."""
        self._postings.assign(number, story)

    def known(self, number: int) -> Known:
        """What is known of an item."""
        start = self._ends[number]
        return unpack_known(os.pread(self._file.fileno(), self._ends[number + 1] - start, start))

    def candidates(self, print_: Fingerprint) -> list[int]:
        """Numbers of the items worth a comparison, best first."""
        return self._postings.candidates(print_.stems, print_.stride)

    def marks(self, known: Known) -> bytes:
        """Which pairs are boilerplate, or stand in other stories of its own site (``Postings.marks``)."""
        return self._postings.marks(known.print_.stems, known.print_.stride, known.site)

    def close(self) -> None:
        """Give the file up."""
        self._file.close()

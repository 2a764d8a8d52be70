"""What new items are held against: the inverted index and the fingerprints of all items.

In: what is known of items, in order of arrival. Out: of a new one, the earlier items that tell its story. Refused:
nothing.

The index stands in memory (see ``postings``), the fingerprints in an unnamed file (see ``prints``).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from newsspider.reposts.compiled import CompiledLinks, Postings, Prints
from newsspider.reposts.decide import scorer
from newsspider.reposts.entry import Known, unpack_known
from newsspider.reposts.fingerprint import settings
from newsspider.reposts.links import Links

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from newsspider.reposts.links import Held, Link


class ItemIndex:
    """All items that new ones are held against.

    Args:
        folder: Where the unnamed file is made; None: where the system keeps such files.
        items: Of each item that is known already: what is kept of it, packed, and the number of its story.
        all_in_memory: Whether old postings stay in memory; else they are put away in unnamed files.

    Raises:
        OSError: The file can't be made or written.
    """

    def __init__(
        self, folder: Path | None, items: Iterable[tuple[bytes, int]] = (), *, all_in_memory: bool = False
    ) -> None:
        limits = settings()
        loose = {"least_loose": sys.maxsize} if all_in_memory else {}
        self._postings = Postings(limits["candidates"], folder, **loose)
        self._prints = Prints(folder)
        self._links = Links(self._postings, self._prints)
        fast = self._links
        if CompiledLinks is not None:
            fast = CompiledLinks(self._postings, self._prints, scorer(), limits["match"], limits["link"])
        self._find, self._enter = fast.find, fast.enter
        for packed, story in items:
            self._enter(packed, story)

    def __len__(self) -> int:
        return len(self._prints)

    def add(self, packed: bytes, story: int) -> None:
        """Enter the next item, packed by ``entry.pack_known``, whose story is known by now."""
        self._enter(packed, story)

    def assign(self, number: int, story: int) -> None:
        """The item belongs to this story now."""
        self._postings.assign(number, story)

    def packed(self, number: int) -> bytes:
        """What is known of an item, packed."""
        return self._prints.get(number)

    def known(self, number: int) -> Known:
        """What is known of an item."""
        return unpack_known(self.packed(number))

    def links(self, packed: bytes, credited: Collection[int]) -> list[Link]:
        """The earlier items that tell a new one's story, surest first.

        Args:
            packed: The new item, as ``entry.pack_known`` packs it.
            credited: Items that a credit ties to it.
        """
        return self._find(packed, credited)

    def pairs(self, known: Known, credited: Collection[int]) -> list[Held]:
        """The new item held against each earlier one that is worth it, before any is judged."""
        return self._links.pairs(known, credited)

    def marks(self, known: Known) -> bytes:
        """Which pairs are boilerplate, or stand in other stories of its own site (``Postings.marks``)."""
        return self._postings.marks(known.print_.stems, known.print_.stride, known.site)

    def close(self) -> None:
        """Give the file up."""
        self._prints.close()

"""What the walk saw of a page: its blocks and containers, as plain lists.

Blocks are runs of text that a browser would put on lines of their own; containers are the block-level elements, in
preorder, each with the range of blocks that it holds. No I/O, nothing decided.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import compress, count
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

    from newsspider.clutter import Rule


def _numbers() -> array[int]:
    return array("q")


@dataclass(slots=True)
class Layout:
    """What the walk saw. Lists that begin with ``c_`` have an entry a container, the others an entry a block."""

    texts: list[str] = field(default_factory=list)
    containers: array[int] = field(default_factory=_numbers)  # the innermost container of each block
    link_chars: array[int] = field(default_factory=_numbers)
    bold_chars: array[int] = field(default_factory=_numbers)
    slanted_chars: array[int] = field(default_factory=_numbers)  # in italics or small print
    c_parent: array[int] = field(default_factory=_numbers)
    c_tag: list[str] = field(default_factory=list)
    c_bits: array[int] = field(default_factory=_numbers)  # see class_words; the container's own
    c_start: array[int] = field(default_factory=_numbers)  # first block inside
    c_end: array[int] = field(default_factory=_numbers)  # one past the last block inside
    c_signature: array[int] = field(default_factory=_numbers)  # equal for equal paths of tags and names
    c_rules: dict[int, Rule] = field(default_factory=dict)  # containers that a clutter rule matches
    links: list[tuple[int, str, str]] = field(default_factory=list)  # block, address and first words of each link
    times: list[tuple[int, str]] = field(default_factory=list)  # block index and datetime of each <time>

    def tag_of(self, block: int) -> str:
        """The tag of a block's innermost container."""
        return self.c_tag[self.containers[block]]

    def tags(self) -> list[str]:
        """``tag_of`` for every block."""
        return [*map(self.c_tag.__getitem__, self.containers)]

    def blocks_of(self, tag: str) -> list[int]:
        """The blocks whose innermost container has this tag."""
        found: list[int] = []
        box = -1
        for _ in range(self.c_tag.count(tag)):
            box = self.c_tag.index(tag, box + 1)
            found += [block for block in range(self.c_start[box], self.c_end[box]) if self.containers[block] == box]
        return sorted(found)

    def boxes_of(self, tags: Container[str]) -> list[int]:
        """The containers with one of these tags."""
        return [*compress(count(), map(tags.__contains__, self.c_tag))]

    def links_in(self, block: int) -> list[tuple[int, str, str]]:
        """The entries of ``links`` that stand in a block."""
        return self.links_between(block, block)

    def links_between(self, first: int, last: int) -> list[tuple[int, str, str]]:
        """The entries of ``links`` that stand in these blocks and in those between them."""
        start = bisect_left(self.links, first, key=itemgetter(0))
        return self.links[start : bisect_right(self.links, last, start, key=itemgetter(0))]

    def places(self) -> list[int]:
        """For every block the signature of its innermost container."""
        return [*map(self.c_signature.__getitem__, self.containers)]

"""Which items belong together: each item's story and each story's items, twelve bytes an item.

In: numbers of items, in order of arrival. Out: the number of an item's story, the members of a story. Refused:
nothing.

A story's number is that of the item that founded it; it names the story even when that item has left it.
Members form a ring (each knows the next), so that a story of one costs no more than its own place.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Families:
    """The stories of items 0, 1, 2 ...

    Args:
        stories: The story of each item that is known already.
    """

    def __init__(self, stories: Iterable[int] = ()) -> None:
        #: Told of each item (its number, its new story) that goes over to another story.
        self.on_move: Callable[[int, int], None] | None = None
        self._story = array("I", stories)
        self._next = array("I", range(len(self._story)))
        # Of each story its newest member, at the story's own number: the newest's next is the oldest.
        self._newest = array("I", range(len(self._story)))
        seen: set[int] = set()
        for number, story in enumerate(self._story):
            if story in seen:
                self._link(story, number)
            else:
                seen.add(story)
                self._newest[story] = number

    def __len__(self) -> int:
        return len(self._story)

    def story_of(self, number: int) -> int:
        """The story of an item."""
        return self._story[number]

    def all_stories(self) -> Sequence[int]:
        """The story of every item, in order of arrival."""
        return self._story

    def members(self, story: int, most: int | None = None) -> list[int]:
        """The items of a story in order of arrival, the first ``most`` of them."""
        newest = self._newest[story]
        if self._story[newest] != story:
            return []
        here = self._next[newest]
        found = [here]
        while here != newest and len(found) != most:
            here = self._next[here]
            found.append(here)
        return found

    def add(self, story: int | None) -> int:
        """Enter the next item, in a story or (None) as the first of its own; returns its number."""
        number = len(self._story)
        self._story.append(number if story is None else story)
        self._next.append(number)
        self._newest.append(number)
        if story is not None:
            self._link(story, number)
        return number

    def merge(self, story: int, others: Sequence[int]) -> None:
        """Make the items of other stories members of ``story``."""
        numbers = sorted([*self.members(story), *(n for other in others for n in self.members(other))])
        self._ring(story, numbers)

    def move(self, number: int, story: int) -> None:
        """Take an item out of its story into another."""
        old = self._story[number]
        self._ring(old, [n for n in self.members(old) if n != number])
        self._ring(story, sorted([*self.members(story), number]))

    def _link(self, story: int, number: int) -> None:
        newest = self._newest[story]
        if self._story[newest] != story:  # all have left it
            self._ring(story, [number])
            return
        self._next[number], self._next[newest] = self._next[newest], number
        self._newest[story] = number

    def _ring(self, story: int, numbers: Sequence[int]) -> None:
        for here, there in zip(numbers, [*numbers[1:], *numbers[:1]], strict=True):
            if self.on_move is not None and self._story[here] != story:
                self.on_move(here, story)
            self._story[here] = story
            self._next[here] = there
        if numbers:
            self._newest[story] = numbers[-1]

"""The inverted index: from a content bigram to the items that hold it, in memory.

In: fingerprints, each with its item's number and story. Out: candidates for a new fingerprint, best first,
and which of its words are boilerplate. Refused: nothing.

A bigram's vote is worth one over the number of *stories* that hold it: fifty copies of one story weigh no
less than a single one, while the form of a weather report, or a site's footer, soon stands in more stories
than a handful and then counts for nothing. Such a bigram's list is dropped, so boilerplate costs a few
bytes and no time.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from newsspider.reposts.fingerprint import Fingerprint, Flags, settings

if TYPE_CHECKING:
    from collections.abc import Callable

# Stands in place of the list of items for a bigram that is boilerplate.
_BOILERPLATE: tuple[int, ...] = ()


class ShingleIndex:
    """Postings of sampled content bigrams.

    Args:
        story_of: Gives the story of an item number, as it is now.
    """

    def __init__(self, story_of: Callable[[int], int]) -> None:
        self._story_of = story_of
        self._postings: dict[int, int | list[int] | tuple[int, ...]] = {}
        limits = settings()["candidates"]
        self._most_stories: int = limits["boilerplate_stories"]
        self._per_story: int = limits["postings_per_story"]
        self._verified: int = limits["verified"]
        self._verified_per_story: int = limits["verified_per_story"]
        self._least_votes: float = limits["least_votes"]
        self._least_share: float = limits["least_vote_share"]

    def __len__(self) -> int:
        return len(self._postings)

    def add(self, number: int, print_: Fingerprint) -> None:
        """Enter an item whose story is known by now."""
        postings = self._postings
        for key in set(print_.shingles[print_.sampled].tolist()):
            held = postings.get(key)
            if held is None:
                postings[key] = number
            elif isinstance(held, int):
                postings[key] = [held, number]
            elif held is not _BOILERPLATE and isinstance(held, list):
                self._extend(key, held, number)

    def _extend(self, key: int, held: list[int], number: int) -> None:
        story = self._story_of(number)
        stories = [self._story_of(n) for n in held]
        if stories.count(story) >= self._per_story:
            return
        held.append(number)
        if len({*stories, story}) > self._most_stories:
            self._postings[key] = _BOILERPLATE

    def candidates(self, print_: Fingerprint) -> list[int]:
        """Numbers of the items worth a comparison, best first."""
        votes: defaultdict[int, float] = defaultdict(float)
        keys = set(print_.shingles[print_.sampled].tolist())
        for key in keys:
            held = self._postings.get(key)
            if held is None or held is _BOILERPLATE:
                continue
            if isinstance(held, int):
                votes[held] += 1.0
                continue
            weight = 1.0 / len({self._story_of(n) for n in held})
            for number in held:
                votes[number] += weight
        least = min(self._least_votes, 0.5 * len(keys))
        least = max(least, self._least_share * len(keys))
        best = sorted((-vote, number) for number, vote in votes.items() if vote >= least)
        return self._spread([number for _, number in best])

    def _spread(self, numbers: list[int]) -> list[int]:
        chosen: list[int] = []
        seen: defaultdict[int, int] = defaultdict(int)
        for number in numbers:
            story = self._story_of(number)
            if seen[story] < self._verified_per_story:
                seen[story] += 1
                chosen.append(number)
                if len(chosen) == self._verified:
                    break
        return chosen

    def boilerplate(self, print_: Fingerprint) -> Flags:
        """Which content words are boilerplate: both sampled bigrams around them are. Numbers never are."""
        none: Flags = np.zeros(len(print_), bool)
        if not len(print_.sampled):
            return none
        keys = print_.shingles[print_.sampled].tolist()
        flags = np.array([self._postings.get(key) is _BOILERPLATE for key in keys], bool)
        if not flags.any():
            return none
        before = np.searchsorted(print_.sampled, np.arange(len(print_)), side="right") - 1
        after = np.minimum(before + 1, len(keys) - 1)
        common: Flags = flags[np.maximum(before, 0)] & flags[after]
        return common & ~print_.numbers

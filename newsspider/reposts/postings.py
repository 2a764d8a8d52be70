"""The inverted index in plain Python; ``_postings.pyx`` does the same faster, at less than two bytes a posting.

In: stems of items, each with its story and site. Out: candidates for new stems, best first, and which pairs are
boilerplate or the site's own furniture. Refused: nothing.

A pair's vote is worth one over the number of *stories* that hold it: fifty copies of one story weigh no less than a
single one, while the form of a weather report, or a site's footer, soon stands in more stories than a handful and then
counts for nothing. Such a pair's list is dropped, so boilerplate costs a few bytes and no time; and it is forgotten
when no item has held it for long, so that last year's costs nothing.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from newsspider.reposts.lexicon import pair_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# Divided by the number of stories, six at most, without a rest.
_VOTE = 60
_ALL = 0xFFFFFFFF
# So often a pair's last sight is taken down before it is forgotten.
_EPOCHS, _LAST_EPOCH = 32, 0xFFF0
# What ``marks`` says of a pair; from ``SITE`` on, the story of the same site that has it.
UNKNOWN, OWN, BOILERPLATE, SITE = 0, 1, 2, 3


def pairs_of(stems: bytes, stride: int) -> list[int]:
    """The hashes of all pairs of neighbouring stems."""
    held = array("I", stems)
    return [pair_hash(a, b) for a, b in zip(held, held[stride:], strict=False)]


class Postings:
    """Which items hold a sampled pair of content words.

    Args:
        limits: The table ``candidates`` of ``decision.toml``.
        folder: Where the compiled twin makes its unnamed files; here all stands in memory.
        least_loose: So many postings the compiled twin leaves in memory.
    """

    def __init__(
        self,
        limits: Mapping[str, Any],
        folder: Path | None = None,  # noqa: ARG002 - see above
        *,
        least_loose: int = 0,  # noqa: ARG002 - see above
    ) -> None:
        self._limits = limits
        # Of a pair that is boilerplate, the epoch in which an item last held it.
        self._held: dict[int, list[int] | int] = {}
        self._span: int = max(1, limits["forgotten_items"] // _EPOCHS)
        self._stories = array("I")
        self._sites = array("I")
        self.postings = 0

    def __len__(self) -> int:
        return self.postings

    @property
    def items(self) -> int:
        """How many items were entered."""
        return len(self._stories)

    def enter(self, story: int, site: int) -> None:
        """The next item: its story and its site (0: none known)."""
        self._stories.append(story)
        self._sites.append(site)

    def assign(self, number: int, story: int) -> None:
        """The item belongs to this story now."""
        self._stories[number] = story

    def story_of(self, number: int) -> int:
        """The story of an item."""
        return self._stories[number]

    def add(self, number: int, stems: bytes, stride: int) -> None:
        """Enter the pairs of an item whose story is known by now."""
        for pair in self._sampled(stems, stride, "stored"):
            held = self._held.get(pair)
            if isinstance(held, int):
                if not self._is_fresh(held):
                    self._held[pair] = [number]
                elif self._epoch - held <= 1:  # still held again and again
                    self._held[pair] = self._epoch
                continue
            if held is None:
                held = self._held[pair] = []
            if number in held:
                continue
            stories = [self._stories[n] for n in held]
            same = stories.count(self._stories[number])
            if same >= self._limits["postings_per_story"]:
                continue
            most = self._limits["boilerplate_stories"]
            if not same and len(set(stories)) + 1 > most:
                recent = [n for n in held if n + self._limits["boilerplate_items"] > number]
                if len({self._stories[n] for n in recent}) + 1 > most:
                    self._held[pair] = self._epoch
                    self.postings -= len(held) - 1
                    continue
                self.postings -= len(held) - len(recent)
                held[:] = recent
            held.append(number)
            self.postings += 1

    @property
    def _epoch(self) -> int:
        return min(_LAST_EPOCH, self.items // self._span)

    def _is_fresh(self, epoch: int) -> bool:
        return self._epoch - epoch <= _EPOCHS

    def candidates(self, stems: bytes, stride: int) -> list[int]:
        """Numbers of the items worth a comparison, best first."""
        votes: defaultdict[int, int] = defaultdict(int)
        asked = common = 0
        for pair in self._sampled(stems, stride, "asked"):
            asked += 1
            held = self._held.get(pair)
            common += isinstance(held, int) and self._is_fresh(held)
            if isinstance(held, list) and held:
                weight = _VOTE // len({self._stories[n] for n in held})
                for number in held:
                    votes[number] += weight
        own = (asked - common) / (self._limits["own_share"] * asked) if asked else 1.0
        least = min(self._limits["least_votes"] * min(1.0, own * own), 0.5 * asked)
        least = max(least, self._limits["least_vote_share"] * asked)
        best = sorted((-vote, number) for number, vote in votes.items() if vote >= _VOTE * least)
        return self._spread([number for _, number in best])

    def _spread(self, numbers: list[int]) -> list[int]:
        """The first of these, of one story a few at most; the last place of a story is its earliest item's.

        That is the original, mostly. Short pieces of it have more votes: a larger share of their pairs is kept.
        """
        chosen: list[int] = []
        seen: defaultdict[int, int] = defaultdict(int)
        earliest: dict[int, int] = {}
        for number in sorted(numbers):
            earliest.setdefault(self._stories[number], number)
        for number in numbers:
            story = self._stories[number]
            kept = 0 if number == earliest[story] or earliest[story] in chosen else 1
            if seen[story] < self._limits["verified_per_story"] - kept:
                seen[story] += 1
                chosen.append(number)
                if len(chosen) == self._limits["verified"]:
                    break
        return chosen

    def marks(self, stems: bytes, stride: int, site: int) -> bytes:
        """Of each pair four bytes: ``UNKNOWN``, ``OWN``, ``BOILERPLATE``, or ``SITE`` and the number of a story."""
        pairs = pairs_of(stems, stride)
        bound, sure = self._bound("stored", len(pairs)), int(self._limits["stored_rate"] * 4294967295.0)
        told = array("I", bytes(4 * len(pairs)))
        for at, pair in enumerate(pairs):
            if pair > bound:
                continue
            held = self._held.get(pair, [])
            if isinstance(held, int):
                if self._is_fresh(held):
                    told[at] = BOILERPLATE
                    continue
                held = []
            if pair <= sure:
                told[at] = OWN
            if site and (same := min((n for n in held if self._sites[n] == site), default=None)) is not None:
                told[at] = SITE + self._stories[same]
        return told.tobytes()

    def _sampled(self, stems: bytes, stride: int, name: str) -> Iterator[int]:
        pairs = pairs_of(stems, stride)
        bound = self._bound(name, len(pairs))
        return (pair for pair in pairs if pair <= bound)

    def _bound(self, name: str, count: int) -> int:
        """A threshold on the hash, higher for a short text: what a long one keeps of a passage, a short one keeps."""
        least, rate = self._limits[f"{name}_least"], self._limits[f"{name}_rate"]
        share = max(rate, least / count if count else 1.0)
        return _ALL if share >= 1.0 else int(share * 4294967295.0)

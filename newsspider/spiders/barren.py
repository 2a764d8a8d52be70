"""Patterns of addresses under which no story was found: calendars without end, facets, searches.

In: what became of each page. Out: whether a pattern's budget is used up. Refused: nothing. Patterns are those of
``newsspider.discovery.shape_of``, each site's own.
"""

from __future__ import annotations

from collections import Counter

from newsspider.discovery import shape_of

_MOST_PATTERNS = 20_000
_STORY_SHARE = 0.02  # with fewer stories than that among its pages, a pattern isn't worth its budget


class BarrenPatterns:
    """The patterns of a run.

    Args:
        budget: So many pages without a story; 0: no end.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._barren: Counter[str] = Counter()
        self._stories: Counter[str] = Counter()

    def note(self, source: str, url: str, *, is_story: bool) -> None:
        """A page was a story, or none."""
        pattern = f"{source} {shape_of(url)}"
        counts = self._stories if is_story else self._barren
        if pattern in counts or len(counts) < _MOST_PATTERNS:
            counts[pattern] += 1

    def is_over(self, source: str, url: str) -> bool:
        """Whether no more pages of this address's pattern are to be asked for."""
        pattern = f"{source} {shape_of(url)}"
        barren = self._barren.get(pattern, 0)
        return 0 < self._budget <= barren and self._stories.get(pattern, 0) < barren * _STORY_SHARE

"""Learning from a corpus that lies there whole: a look ahead at each site's first pages, then page by page.

In: the pages of many sites in any order, twice. Out: their lines without what their site repeats. The first time
only so many pages of each site are noted; the second time each page is noted and cleaned as it comes, so that a site is
known when its first page is written, and followed as it changes. Refused: what ``SiteMemory`` refuses.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.clutter.clean import CleanLines
    from newsspider.clutter.learned.memory import SiteMemory

LOOK_AHEAD: Final = 60  # pages of each site
_PAGES_A_COMMIT: Final = 500


class Ahead:
    """Two passes over one corpus, with one memory."""

    def __init__(self, memory: SiteMemory) -> None:
        self._memory = memory
        self._seen: Counter[str] = Counter()
        self._noted = 0

    def wants(self, site: str) -> bool:
        """Whether the look ahead wants more pages of a site."""
        return self._seen[site] < LOOK_AHEAD

    def look(self, site: str, page: str, lines: Sequence[str]) -> None:
        """The first pass: note a page, without what the rules strike."""
        self._seen[site] += 1
        self._note(site, page, lines)

    def clean(self, site: str, page: str, lines: Sequence[str]) -> CleanLines:
        """The second pass: note the page, and strike what its site repeats."""
        self._note(site, page, lines)
        return self._memory.clean(site, lines)

    def _note(self, site: str, page: str, lines: Sequence[str]) -> None:
        self._memory.note(site, page, lines)
        self._noted += 1
        if self._noted % _PAGES_A_COMMIT == 0:
            self._memory.commit()

"""A site's window: what stood on its latest pages, counted by story.

In: the marks of pages as they come. Out: on how many stories a fingerprint stands, and where. Copies of one story, by
the caller's word or because most of their words are the same, count once. Refused: nothing. The cost of a page is
bounded by the window's size, which is bounded by ``limits.toml``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsspider.clutter.learned.limits import LIMITS
from newsspider.clutter.learned.rows import MOST_NUMBERS, Known, Rows, Stand
from newsspider.native import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NATIVE: Final = compiled("newsspider.clutter.learned._rows")


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page in the window: its id, its story's, the day (days since 1970) and its marks."""

    page: str
    story: str
    day: int
    marks: bytes


class Window:
    """The pages of one site that are remembered.

    Attributes:
        pages: Oldest first.
    """

    def __init__(self, pages: Sequence[SeenPage] = ()) -> None:
        self.pages: list[SeenPage] = []
        self._day = 0  # on which it was last looked for pages that are too old
        self._page_numbers = _Numbers()
        self._story_numbers = _Numbers()
        self._stories: Counter[str] = Counter()
        self._rows: Rows = _NATIVE.Rows(LIMITS.stories, Stand, Known) if _NATIVE else Rows(LIMITS.stories)
        self._enter(pages)

    @property
    def stories(self) -> int:
        """How many different stories it holds."""
        return len(self._stories)

    def add(self, page: str, marks: bytes, day: int, story: str | None = None) -> SeenPage:
        """Note a page; one that is known takes its new place. What falls out of the window is forgotten."""
        if page in self._page_numbers:
            self._forget(next(seen for seen in self.pages if seen.page == page))
        known = story if story in self._stories else None
        chosen = known or self._same_story(marks) or story or page
        seen = SeenPage(page, chosen, day, marks)
        self._enter([seen])
        if day != self._day:
            self._day = day
            for old in [old for old in self.pages if old.day <= day - LIMITS.days]:
                self._forget(old)
        for old in self.pages[: -LIMITS.pages]:
            self._forget(old)
        return seen

    def known(self, pieces: bytes) -> list[Known]:
        """Those of the pieces' fingerprints that stand on enough stories to matter."""
        return self._rows.known(pieces)

    def _enter(self, pages: Iterable[SeenPage]) -> None:
        rows = []
        for seen in pages:
            self.pages.append(seen)
            self._stories[seen.story] += 1
            rows.append((seen.marks, self._page_numbers.of(seen.page), self._story_numbers.of(seen.story)))
        self._rows.add(rows)

    def _forget(self, seen: SeenPage) -> None:
        self.pages.remove(seen)
        self._rows.remove(self._page_numbers.free(seen.page))
        self._stories[seen.story] -= 1
        if not self._stories[seen.story]:
            del self._stories[seen.story]
            self._story_numbers.free(seen.story)

    def _same_story(self, marks: bytes) -> str | None:
        """The story of an earlier page that has most of its words in common with this one."""
        own, shared = self._rows.kin(marks)
        if not shared:
            return None
        most = max(shared.values())
        best = next(seen for seen in self.pages if shared.get(self._page_numbers.of(seen.page)) == most)
        shorter, longer = sorted((own, self._rows.kin(best.marks)[0]))
        enough = max(LIMITS.same_as_shorter * shorter, LIMITS.same_as_longer * longer)
        return best.story if shorter >= LIMITS.story_words and most >= enough else None


class _Numbers:
    """Small numbers for names; one that is free is given again."""

    def __init__(self) -> None:
        self._of: dict[str, int] = {}
        self._free = list(range(MOST_NUMBERS))[::-1]

    def __contains__(self, name: str) -> bool:
        return name in self._of

    def of(self, name: str) -> int:
        """The name's number."""
        found = self._of.get(name)
        if found is None:
            found = self._of[name] = self._free.pop()
        return found

    def free(self, name: str) -> int:
        """The number that the name had."""
        number = self._of.pop(name)
        self._free.append(number)
        return number

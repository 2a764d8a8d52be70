"""A site's window: what stood on its latest pages, counted by story.

In: the marks of pages as they come. Out: on how many stories a fingerprint stands, and where. Copies of one story, by
the caller's word or because most of their words are the same, count once. Refused: nothing. The cost of a page is
bounded by the window's size, which is bounded by ``limits.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from newsspider.clutter.learned.limits import LIMITS
from newsspider.clutter.learned.marks import MARK
from newsspider.clutter.learned.pieces import EDGE, GLUED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from newsspider.clutter.learned.marks import Marks

    Ints = NDArray[np.int64]
    Prints = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page in the window: its id, its story's, the day (days since 1970) and its marks."""

    page: str
    story: str
    day: int
    marks: Marks


@dataclass(frozen=True, slots=True)
class Counts:
    """For each fingerprint that was asked about: on how many stories it stands, and mostly at what place."""

    stories: Ints
    edge: NDArray[np.bool_]
    glued: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Index:
    """All rows of the window, by fingerprint: which page each is of, and each page's story as a number."""

    prints: Prints
    pages: Ints
    flags: NDArray[np.uint8]
    stories: Ints


class Window:
    """The pages of one site that are remembered.

    Attributes:
        pages: Oldest first.
    """

    def __init__(self, pages: Sequence[SeenPage] = ()) -> None:
        self.pages = list(pages)
        self._index: _Index | None = None

    @property
    def stories(self) -> int:
        """How many different stories it holds."""
        return len({page.story for page in self.pages})

    def add(self, page: str, marks: Marks, day: int, story: str | None = None) -> SeenPage:
        """Note a page; one that is known takes its new place. What falls out of the window is forgotten."""
        if any(seen.page == page for seen in self.pages):
            self.pages = [seen for seen in self.pages if seen.page != page]
            self._index = None
        known = {seen.story for seen in self.pages}
        seen = SeenPage(page, story if story in known else self._same_story(marks) or story or page, day, marks)
        self.pages.append(seen)
        self.pages = [seen for seen in self.pages[-LIMITS.pages :] if seen.day > day - LIMITS.days]
        self._index = None
        return seen

    def count(self, prints: Prints) -> Counts:
        """On how many stories each of these fingerprints stands; 0 where that is too few to matter."""
        index = self._indexed()
        left, right = np.searchsorted(index.prints, prints, "left"), np.searchsorted(index.prints, prints, "right")
        stories, edge, glued = np.zeros(len(prints), np.int64), np.zeros(len(prints), bool), np.zeros(len(prints), bool)
        for at in np.flatnonzero(right - left >= LIMITS.stories).tolist():
            rows = slice(left[at], right[at])
            stories[at] = len(np.unique(index.stories[index.pages[rows]]))
            edge[at] = np.mean(index.flags[rows] & EDGE > 0) > 0.5
            glued[at] = np.mean(index.flags[rows] & GLUED > 0) > 0.5
        return Counts(stories, edge, glued)

    def _same_story(self, marks: Marks) -> str | None:
        """The story of an earlier page that has most of its words in common with this one."""
        own = self._own(marks)
        if not self.pages or not own:
            return None
        index = self._indexed()
        prints = np.fromiter(own, np.uint32, len(own))
        left, right = np.searchsorted(index.prints, prints, "left"), np.searchsorted(index.prints, prints, "right")
        shared = np.zeros(len(self.pages))
        for start, end, words in zip(left.tolist(), right.tolist(), own.values(), strict=True):
            shared[np.unique(index.pages[start:end])] += words
        best = int(shared.argmax())
        shorter, longer = sorted((sum(own.values()), sum(self._own(self.pages[best].marks).values())))
        enough = max(LIMITS.same_as_shorter * shorter, LIMITS.same_as_longer * longer)
        return self.pages[best].story if shorter >= LIMITS.story_words and shared[best] >= enough else None

    def _own(self, marks: Marks) -> dict[int, int]:
        """The words of a page's own sentences, by fingerprint: not what stands on many stories."""
        marks = marks[marks["words"] > 0]
        marks = marks[self.count(marks["print"]).stories < LIMITS.stories]
        return dict(zip(marks["print"].tolist(), marks["words"].tolist(), strict=True))

    def _indexed(self) -> _Index:
        if self._index is None:
            rows = np.concatenate([seen.marks for seen in self.pages]) if self.pages else np.array([], MARK)
            pages = np.repeat(np.arange(len(self.pages)), [len(seen.marks) for seen in self.pages])
            order = np.argsort(rows["print"], kind="stable")
            number: dict[str, int] = {}
            stories = [number.setdefault(seen.story, len(number)) for seen in self.pages]
            self._index = _Index(
                np.ascontiguousarray(rows["print"][order]),
                pages[order].astype(np.int64),
                np.ascontiguousarray(rows["flags"][order]),
                np.array(stories, np.int64),
            )
        return self._index

"""What the containers say: how much good text each holds, and how clean it is.

In: a ``Layout`` and its ``TextFigures``. Out: columns with an entry a block, and the container that a simple climb
holds for the story's. Everything is a prefix sum over preorder ranges, so that a container's figure costs two
look-ups. ``_tree_figures.pyx`` is the compiled twin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newsspider.extraction.class_words import bits
from newsspider.extraction.own_links import own_links

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    from newsspider.extraction.columns import Columns
    from newsspider.extraction.layout import Layout
    from newsspider.extraction.text_figures import TextFigures

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_LEVELS: Final = 5  # ancestor levels that are looked at
_WINDOWS: Final = (2, 5, 12)
_ALL_LINK: Final = 0.9
_HEADING: Final = bits("HEADING")
_LEAST_TEASERS: Final = 3  # of one kind
_LONGEST_TEASER: Final = 800  # letters
_LEAST_HEADING: Final = 15
_NO_TITLE: Final = 3.0  # "after_h1" on a page without an h1
_MOST_LOG: Final = 20_000  # blocks; further away makes no difference
_LOG: Final = np.log1p(np.arange(_MOST_LOG + 1))
_NEIGHBOURS: Final = tuple(f"{what}_{side}" for side in ("previous", "next") for what in ("good", "link", "short"))
_HOLDERS: Final = (
    *(f"{what}_{name}" for name in ("best", "half", "most") for what in ("in", "away", "before")),
    *("after_last_good", "before_first_good"),
)
_ANCESTORS: Final = tuple(
    f"{what}_{level}"
    for level in range(_LEVELS)
    for what in ("good_share", "link_share", "page_share", "blocks")[: 4 if level else 3]
)
_NEAR: Final = (
    *(f"{what}_near_{size}" for size in _WINDOWS for what in ("good", "link")),
    *("good_before", "good_after", "good_here"),
)
_TITLES: Final = ("has_h1", "before_h1", "after_h1")
_PATHS: Final = ("path_count", "path_good", "path_share", "parent_path_count", "parent_path_share")
COLUMNS: Final = (*_HOLDERS, *_ANCESTORS, *_NEAR, *_NEIGHBOURS, *_TITLES, *_PATHS, "teaser")
# A block under one of these is no witness for where the story is, however long it is.
_NO_WITNESS: Final = bits("COMMENT", "FORM", "HIDDEN", "FIGCAPTION", "NAV", "FOOT", "POPUP", "ASIDE")


class TreeFigures:
    """The figures of a page's containers."""

    def __init__(self, layout: Layout, text: TextFigures) -> None:
        self.layout, self.text = layout, text
        self.linked: Floats = text.chars * text.link_density
        self.good, self.witness = self._good_text()
        self.start = np.array(layout.c_start)
        self.end = np.maximum(np.array(layout.c_end), self.start)
        self.parent = np.array(layout.c_parent)
        self.block_of = np.array(layout.containers)
        self.c_good = self.sums(self.witness)
        self.c_chars = self.sums(text.chars)
        self.c_link = self.sums(self.linked)
        self.c_blocks = (self.end - self.start).astype(float)

    def _good_text(self) -> tuple[Floats, Floats]:
        """The good text of each block in letters, and how much of it tells where the story is."""
        text = self.text
        sentence_like = (((text.chars >= 40) & (text.sentences > 0)) | (text.chars >= 120)) & (text.link_density < 0.5)
        good = np.where(sentence_like, text.chars * (1 - text.link_density), 0.0)
        # A sentence said twice on a page (a mobile copy, a teaser) is good once.
        good /= 1 + text.repeats
        return good, good * np.where((text.bits & _NO_WITNESS) == 0, 1.0, 0.1)

    def sums(self, column: Floats) -> Floats:
        """The sum of a column over every container."""
        prefix = np.concatenate(([0.0], np.cumsum(column)))
        total: Floats = prefix[self.end] - prefix[self.start]
        return total

    def local_scores(self) -> Floats:
        """Readability's idea: a paragraph speaks for its parent, and half for its grandparent."""
        score: Floats = np.zeros(len(self.parent))
        # The innermost container is the paragraph itself, when it holds this block alone.
        alone = self.c_blocks[self.block_of] <= 1
        above = self.parent[self.block_of]
        first = np.where(alone & (above >= 0), above, self.block_of)
        np.add.at(score, first, self.witness)
        second = np.where(self.parent[first] >= 0, self.parent[first], first)
        np.add.at(score, second, self.witness / 2)
        return score

    def climb(self) -> int:
        """From the best container up, as long as the parents add good text more than they add noise."""
        score = self.local_scores()
        density = 1 - self.c_link / np.maximum(self.c_chars, 1)
        best = int(np.argmax(score * density))
        current = best
        node = int(self.parent[current])
        while node >= 0:
            more_good = self.c_good[node] - self.c_good[current]
            more_all = self.c_chars[node] - self.c_chars[current]
            if more_good > 0.05 * self.c_good[current] and more_good > 0.5 * more_all:
                current = node
            node = int(self.parent[node])
        return current

    def holder(self, share: float) -> int:
        """The innermost container that holds this share of the page's good text."""
        enough = np.flatnonzero(self.c_good >= share * self.c_good[0])
        sizes = self.c_chars[enough]
        return int(enough[len(sizes) - 1 - int(np.argmin(sizes[::-1]))])

    def fill(self, out: Columns, best: int) -> None:
        """Add the columns."""
        index = np.arange(len(self.good))
        total = max(float(np.cumsum(self.good)[-1]), 1e-9)  # one after the other, as the compiled twin adds
        self._fill_holders(out, best, index)
        self._fill_ancestors(out)
        self._fill_windows(out, index, total)
        self._fill_neighbours(out)
        self._fill_title(out, index)
        self._fill_signatures(out, total)
        self._fill_teasers(out)

    def _fill_holders(self, out: Columns, best: int, index: Ints) -> None:
        rows: list[NDArray[Any]] = []
        for holder in (best, self.holder(0.5), self.holder(0.8)):
            start, end = int(self.start[holder]), int(self.end[holder])
            before, behind = index < start, index >= end
            away = np.maximum(np.maximum(start - index, index - end + 1), 0)
            rows += [~(before | behind), _LOG[np.minimum(away, _MOST_LOG)], before]
        start, end = int(self.start[best]), int(self.end[best])
        inside = np.flatnonzero(self.good[start:end] > 0)
        first, last = (start + int(inside[0]), start + int(inside[-1])) if len(inside) else (0, len(index))
        rows += [_LOG[np.clip(index - last, 0, _MOST_LOG)], _LOG[np.clip(first - index, 0, _MOST_LOG)]]
        out.add_all(_HOLDERS, np.array(rows, float))

    def _fill_ancestors(self, out: Columns) -> None:
        """For each container its figures once, then for each block those of its ancestors, level by level."""
        chars = np.maximum(self.c_chars, 1)
        shares = np.array(
            [
                np.minimum(self.c_good / chars, 1),
                self.c_link / chars,
                self.c_good / max(float(self.c_good[0]), 1e-9),
                np.log1p(self.c_blocks),
            ]
        )
        up = np.where(self.parent >= 0, self.parent, np.arange(len(self.parent)))
        node = self.block_of
        rows = []
        for level in range(_LEVELS):
            rows.append(shares[: 4 if level else 3, node])
            node = up[node]
        out.add_all(_ANCESTORS, np.concatenate(rows))

    def _fill_windows(self, out: Columns, index: Ints, total: float) -> None:
        """Good text and links among so many blocks on either side; the good text before and behind."""
        columns = np.array([self.good, self.linked, self.text.chars])
        prefix = np.zeros((3, len(index) + 1))
        np.cumsum(columns, axis=1, out=prefix[:, 1:])
        rows = []
        for size in _WINDOWS:
            sums = prefix[:, np.minimum(index + size + 1, len(index))] - prefix[:, np.maximum(index - size, 0)]
            rows.append(sums[:2] / np.maximum(sums[2], 1))
        so_far = prefix[0, 1:]
        rows.append(np.array([(so_far - self.good) / total, 1 - so_far / total, self.good / total]))
        out.add_all(_NEAR, np.concatenate(rows))

    def _fill_neighbours(self, out: Columns) -> None:
        columns = np.array([self.good > 0, self.text.link_density, self.text.chars < 25], float)
        beside = np.zeros((2, 3, columns.shape[1]))
        beside[0, :, 1:] = columns[:, :-1]
        beside[1, :, :-1] = columns[:, 1:]
        out.add_all(_NEIGHBOURS, beside.reshape(6, -1))

    def _fill_title(self, out: Columns, index: Ints) -> None:
        boxes = {box for box, tag in enumerate(self.layout.c_tag) if tag == "h1"}
        first = next((at for at, box in enumerate(self.layout.containers) if box in boxes), -1) if boxes else -1
        out.add("has_h1", np.full(len(index), float(first >= 0)))
        out.add("before_h1", index < first)
        after = _LOG[np.clip(index - first, 0, _MOST_LOG)] if first >= 0 else np.full(len(index), _NO_TITLE)
        out.add("after_h1", after)

    def _fill_signatures(self, out: Columns, total: float) -> None:
        """Blocks whose path of tags and classes is the same are mostly of one kind."""
        path = np.array(self.layout.c_signature)  # numbered from 0 on, none left out
        which = path[self.block_of]
        good = np.bincount(which, self.good)
        chars = np.bincount(which, self.text.chars)
        out.add("path_count", np.log1p(np.bincount(which))[which])
        out.add("path_good", (good / np.maximum(chars, 1))[which])
        out.add("path_share", (good / total)[which])
        which = path[np.maximum(self.parent[self.block_of], 0)]
        out.add("parent_path_count", np.log1p(np.bincount(which))[which])
        out.add("parent_path_share", (np.bincount(which, self.good) / total)[which])

    def _fill_teasers(self, out: Columns) -> None:
        """Boxes of one kind, three or more, each with one heading that is a link to the site's own pages."""
        inside = np.zeros(len(self.good))
        headings = (self.text.link_density > _ALL_LINK) & (self.text.bits & _HEADING != 0)
        headings &= self.text.chars >= _LEAST_HEADING
        if np.count_nonzero(headings) >= _LEAST_TEASERS:
            own = headings & own_links(self.layout)
            teaser = (self.sums(own.astype(float)) == 1) & (self.sums(headings.astype(float)) == 1)
            teaser &= (self.c_chars < _LONGEST_TEASER) & (self.c_blocks >= 2)
            kind = np.array(self.layout.c_signature)
            teaser &= np.bincount(kind, teaser)[kind] >= _LEAST_TEASERS
            for index in np.flatnonzero(teaser):
                inside[self.start[index] : self.end[index]] = 1
        out.add("teaser", inside)


def known_of(native: ModuleType) -> Any:
    """What the compiled twin knows of all pages."""
    teasers = (_LEAST_TEASERS, _LONGEST_TEASER, _ALL_LINK, _LEAST_HEADING)
    return native.Known(_LOG, _NO_WITNESS, _HEADING, _NO_TITLE, teasers)

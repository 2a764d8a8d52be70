"""What the containers say: how much good text each holds, and how clean it is.

In: a ``Layout`` and its ``TextFigures``. Out: columns with an entry a block, and the container that a simple climb
holds for the story's. Everything is a prefix sum over preorder ranges, so that a container's figure costs two
look-ups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from newsspider.extraction.class_words import bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from newsspider.extraction.text_figures import TextFigures
    from newsspider.extraction.walk import Layout

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_LEVELS: Final = 5  # ancestor levels that are looked at
_WINDOWS: Final = (2, 5, 12)
# A block under one of these is no witness for where the story is, however long it is.
_NO_WITNESS: Final = bits("COMMENT", "FORM", "HIDDEN", "FIGCAPTION", "NAV", "FOOT", "POPUP")


class TreeFigures:
    """The figures of a page's containers."""

    def __init__(self, layout: Layout, text: TextFigures) -> None:
        self.layout, self.text = layout, text
        sentence_like = (((text.chars >= 40) & (text.sentences > 0)) | (text.chars >= 120)) & (text.link_density < 0.5)
        witness = (text.bits & _NO_WITNESS) == 0
        self.good: Floats = np.where(sentence_like, text.chars * (1 - text.link_density), 0.0)
        # A sentence said twice on a page (a mobile copy, a teaser) is good once.
        self.good = self.good / (1 + text.repeats)
        self.witness: Floats = self.good * np.where(witness, 1.0, 0.1)
        self.start = np.array(layout.c_start)
        self.end = np.maximum(np.array(layout.c_end), self.start)
        self.parent = np.array(layout.c_parent)
        self.c_good = self.sums(self.witness)
        self.c_chars = self.sums(text.chars)
        self.c_link = self.sums(text.chars * text.link_density)
        self.c_blocks = (self.end - self.start).astype(float)

    def sums(self, column: Floats) -> Floats:
        """The sum of a column over every container."""
        prefix = np.concatenate(([0.0], np.cumsum(column)))
        total: Floats = prefix[self.end] - prefix[self.start]
        return total

    def local_scores(self) -> Floats:
        """Readability's idea: a paragraph speaks for its parent, and half for its grandparent."""
        block_of = np.array(self.layout.containers)
        score: Floats = np.zeros(len(self.parent))
        # The innermost container is the paragraph itself, when it holds this block alone.
        alone = (self.end - self.start)[block_of] <= 1
        first = np.where(alone & (self.parent[block_of] >= 0), self.parent[block_of], block_of)
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

    def fill(self, out: dict[str, Floats], best: int) -> None:
        """Add the columns."""
        n = len(self.good)
        index = np.arange(n)
        self._fill_holders(out, best, index)
        self._fill_ancestors(out)
        good, chars, links = self.good, self.text.chars, self.text.chars * self.text.link_density
        for size in _WINDOWS:
            out[f"good_near_{size}"] = _window(good, size) / np.maximum(_window(chars, size), 1)
            out[f"link_near_{size}"] = _window(links, size) / np.maximum(_window(chars, size), 1)
        before = np.cumsum(good) - good
        total = max(float(good.sum()), 1e-9)
        out["good_before"] = before / total
        out["good_after"] = 1 - (before + good) / total
        out["good_here"] = good / total
        self._fill_neighbours(out)
        self._fill_title(out, index)
        self._fill_signatures(out)

    def _fill_holders(self, out: dict[str, Floats], best: int, index: Ints) -> None:
        for name, holder in (("best", best), ("half", self.holder(0.5)), ("most", self.holder(0.8))):
            start, end = int(self.start[holder]), int(self.end[holder])
            out[f"in_{name}"] = ((index >= start) & (index < end)).astype(float)
            away = np.maximum(np.maximum(start - index, index - end + 1), 0)
            out[f"away_{name}"] = np.log1p(away)
            out[f"before_{name}"] = (index < start).astype(float)
        inside = np.flatnonzero((self.good > 0) & (out["in_best"] > 0))
        first, last = (int(inside[0]), int(inside[-1])) if len(inside) else (0, len(index))
        out["after_last_good"] = np.log1p(np.maximum(index - last, 0))
        out["before_first_good"] = np.log1p(np.maximum(first - index, 0))

    def _fill_ancestors(self, out: dict[str, Floats]) -> None:
        node = np.array(self.layout.containers)
        page_good = max(float(self.c_good[0]), 1e-9)
        for level in range(_LEVELS):
            chars = np.maximum(self.c_chars[node], 1)
            out[f"good_share_{level}"] = np.minimum(self.c_good[node] / chars, 1)
            out[f"link_share_{level}"] = self.c_link[node] / chars
            out[f"page_share_{level}"] = self.c_good[node] / page_good
            if level:
                out[f"blocks_{level}"] = np.log1p(self.c_blocks[node])
            node = np.where(self.parent[node] >= 0, self.parent[node], node)

    def _fill_neighbours(self, out: dict[str, Floats]) -> None:
        for name, column in (
            ("good", (self.good > 0).astype(float)),
            ("link", self.text.link_density),
            ("short", (self.text.chars < 25).astype(float)),
        ):
            out[f"{name}_previous"] = np.concatenate(([0.0], column[:-1]))
            out[f"{name}_next"] = np.concatenate((column[1:], [0.0]))

    def _fill_title(self, out: dict[str, Floats], index: Ints) -> None:
        tags = [self.layout.tag_of(i) for i in range(len(index))]
        heads = [i for i, t in enumerate(tags) if t == "h1"]
        first = heads[0] if heads else -1
        out["has_h1"] = np.full(len(index), float(bool(heads)))
        out["before_h1"] = (index < first).astype(float)
        out["after_h1"] = np.where(first >= 0, np.log1p(np.maximum(index - first, 0)), 3.0)

    def _fill_signatures(self, out: dict[str, Floats]) -> None:
        """Blocks whose path of tags and classes is the same are mostly of one kind."""
        container = np.array(self.layout.containers)
        signature = np.array(self.layout.c_signature)[container]
        _, which = np.unique(signature, return_inverse=True)
        count = np.bincount(which).astype(float)
        good = np.bincount(which, self.good)
        chars = np.bincount(which, self.text.chars)
        out["path_count"] = np.log1p(count[which])
        out["path_good"] = good[which] / np.maximum(chars[which], 1)
        out["path_share"] = good[which] / max(float(self.good.sum()), 1e-9)
        parent = np.maximum(self.parent[container], 0)
        _, which = np.unique(np.array(self.layout.c_signature)[parent], return_inverse=True)
        out["parent_path_count"] = np.log1p(np.bincount(which)[which])
        out["parent_path_share"] = np.bincount(which, self.good)[which] / max(float(self.good.sum()), 1e-9)


def _window(column: Floats, size: int) -> Floats:
    """The sum over ``size`` blocks on either side."""
    prefix = np.concatenate(([0.0], np.cumsum(column)))
    index = np.arange(len(column))
    low, high = np.maximum(index - size, 0), np.minimum(index + size + 1, len(column))
    total: Floats = prefix[high] - prefix[low]
    return total

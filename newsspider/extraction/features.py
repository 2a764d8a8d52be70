"""Figures about each block, from the layout alone: what the scorer weighs.

In: a ``Layout``. Out: a ``BlockTable``: one row a block, one named column a figure, and the container that a simple
climb holds for the story's. Everything is a prefix sum over preorder ranges, so that a container's figure costs two
look-ups.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from newsspider.extraction.class_words import BIT, BIT_NAMES, bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from newsspider.extraction.walk import Layout

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_SENTENCE_END: Final = re.compile(r"[.!?…。！？؟।։]['\"”’»)\]]*$")
_SENTENCE_INSIDE: Final = re.compile(r"[.!?…。！？؟।](?:['\"”’»)\]]*\s|$)|[。！？]")
_WIDE: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_COPYRIGHT: Final = re.compile(r"©|\(c\)|copyright|all rights reserved", re.IGNORECASE)
_WIDE_WEIGHT: Final = 2.5  # a Han or kana character says as much as this many letters
_LARGE_BOX: Final = 0.3
_LARGE_FORM: Final = 0.1  # a form around more than this is the page's scaffolding
_FORM: Final = bits("FORM", "SIGNUP")
_ALWAYS: Final = bits(
    "BODY", "ARTICLE", "MAIN", "LIST", "TABLE", "QUOTE", "HEADING", "PARAGRAPH", "PRE", "TITLE", "LEAD"
)
_LEVELS: Final = 5  # ancestor levels that are looked at
_WINDOWS: Final = (2, 5, 12)
_TAGS: Final = (
    *("p", "li", "h1", "h2", "h3", "h4", "div", "td", "tr", "blockquote", "pre"),
    *("span", "a", "section", "article", "figcaption", "dd", "dt"),
)
# A block under one of these is no witness for where the story is, however long it is.
_NO_WITNESS: Final = bits("COMMENT", "FORM", "HIDDEN", "FIGCAPTION", "NAV", "FOOT", "POPUP")


@dataclass(slots=True)
class BlockTable:
    """Columns by name over the blocks of a page, and the climb's choice of container."""

    names: tuple[str, ...]
    values: Floats  # shape (blocks, len(names))
    best: int  # index of the climb's container
    good: Floats  # good text by block, in letters
    chars: Floats
    bits: Ints  # what each block's ancestors are called; see class_words


def measure(layout: Layout, line_hits: NDArray[np.bool_]) -> BlockTable:
    """Measure every block of a page.

    Args:
        layout: A layout with at least one block.
        line_hits: For each block whether a clutter rule knows its line.
    """
    text = _TextColumns(layout)
    tree = _Tree(layout, text)
    best = tree.climb()
    columns: dict[str, Floats] = {}
    text.fill(columns)
    tree.fill(columns, best)
    columns["line_rule"] = line_hits.astype(float)
    return BlockTable(tuple(columns), np.column_stack(list(columns.values())), best, tree.good, text.chars, text.bits)


class _TextColumns:
    """What the words of each block say."""

    def __init__(self, layout: Layout) -> None:
        texts = layout.texts
        self.layout = layout
        raw = np.array([len(t) for t in texts], float)
        wide = np.array([0 if t.isascii() else len(_WIDE.findall(t)) for t in texts], float)
        self.chars: Floats = raw + (_WIDE_WEIGHT - 1) * wide
        self.link_density: Floats = np.minimum(np.array(layout.link_chars, float) / np.maximum(raw, 1), 1.0)
        self.bold: Floats = np.minimum(np.array(layout.bold_chars, float) / np.maximum(raw, 1), 1.0)
        self.words: Floats = np.array([t.count(" ") + t.count("\n") + 1 for t in texts], float) + wide / 2
        self.ends: Floats = np.array([bool(_SENTENCE_END.search(t[-6:])) for t in texts], float)
        self.sentences: Floats = np.array([len(_SENTENCE_INSIDE.findall(t)) for t in texts], float)
        self.bits: Ints = _inherited_bits(layout, self.chars)
        self.repeats: Floats = _repeats(layout)

    def fill(self, out: dict[str, Floats]) -> None:
        texts, n = self.layout.texts, len(self.layout.texts)
        out["log_chars"] = np.log1p(self.chars)
        out["short"] = (self.chars < 25).astype(float)
        out["long"] = np.minimum(self.chars / 300, 1.5)
        out["link_density"] = self.link_density
        out["all_link"] = (self.link_density > 0.85).astype(float)
        out["link_and_long"] = self.link_density * np.minimum(self.chars / 100, 1.5)
        out["bold"] = self.bold
        out["ends_sentence"] = self.ends
        out["sentences"] = np.log1p(self.sentences)
        out["commas"] = np.log1p(np.array([t.count(",") + t.count("، ") + t.count("、") for t in texts], float))
        out["colon_end"] = np.array([t.endswith(":") for t in texts], float)
        out["question_end"] = np.array([t.endswith("?") for t in texts], float)
        out["lower_start"] = np.array([t[0].islower() for t in texts], float)
        out["digit_start"] = np.array([t[0].isdigit() for t in texts], float)
        out["all_capitals"] = np.array([t.isupper() for t in texts], float)
        out["capitalised"] = np.array([_capitalised(t) for t in texts], float)
        out["digits"] = np.array([sum(map(t.count, "0123456789")) / len(t) for t in texts], float)
        out["pipes"] = np.array([t.count("|") + t.count("•") + t.count("·") > 0 for t in texts], float)
        out["copyright"] = np.array([len(t) < 300 and bool(_COPYRIGHT.search(t)) for t in texts], float)
        out["arrow_end"] = np.array([t[-1] in ">›»→⟶" for t in texts], float)
        out["repeated"] = np.minimum(self.repeats, 3)
        out["repeated_long"] = ((self.repeats > 0) & (self.chars > 80)).astype(float)
        out["position"] = np.arange(n) / n
        for name in BIT_NAMES:
            out[f"is_{name.lower()}"] = (self.bits & BIT[name] != 0).astype(float)
        tags = [self.layout.tag_of(i) for i in range(n)]
        for tag in _TAGS:
            out[f"tag_{tag}"] = np.array([t == tag for t in tags], float)


class _Tree:
    """What the containers say: how much good text each holds, and how clean it is."""

    def __init__(self, layout: Layout, text: _TextColumns) -> None:
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


def _repeats(layout: Layout) -> Floats:
    """In how many other kinds of place each text stands too.

    A refrain or a form letter repeats itself in one kind of place and is the author's; a copy for small screens, a
    teaser or a pull quote stands under another path of tags and classes.
    """
    places = [layout.c_signature[c] for c in layout.containers]
    kinds: dict[str, set[int]] = {}
    for text, place in zip(layout.texts, places, strict=True):
        kinds.setdefault(text, set()).add(place)
    return np.array([len(kinds[t]) - 1 for t in layout.texts], float)


def _inherited_bits(layout: Layout, chars: Floats) -> Ints:
    """What a block's ancestors are called, all together.

    A name that speaks against a box counts only if the box holds less than ``_LARGE_BOX`` of the page's text:
    themes put "sidebar" or "comments-open" on the body, and whole pages stand in forms.
    """
    prefix = np.concatenate(([0.0], np.cumsum(chars)))
    start, end = np.array(layout.c_start), np.array(layout.c_end)
    share = (prefix[np.maximum(end, start)] - prefix[start]) / max(float(prefix[-1]), 1.0)
    own_bits = np.where(share > _LARGE_BOX, np.array(layout.c_bits) & _ALWAYS, layout.c_bits)
    own = np.where(share > _LARGE_FORM, own_bits & ~_FORM, own_bits).tolist()
    for index, parent in enumerate(layout.c_parent):
        if parent >= 0:
            own[index] |= own[parent]
    inherited: Ints = np.array(own, np.int64)[np.array(layout.containers)]
    return inherited


def _window(column: Floats, size: int) -> Floats:
    """The sum over ``size`` blocks on either side."""
    prefix = np.concatenate(([0.0], np.cumsum(column)))
    index = np.arange(len(column))
    low, high = np.maximum(index - size, 0), np.minimum(index + size + 1, len(column))
    total: Floats = prefix[high] - prefix[low]
    return total


def _capitalised(text: str) -> float:
    words = text[:200].split()
    return sum(w[0].isupper() for w in words) / len(words)

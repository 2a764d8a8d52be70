"""Figures about each block, from the layout alone: what the scorer weighs.

In: a ``Layout``. Out: a ``BlockTable``: one row a block, one named column a figure, and the container that a simple
climb holds for the story's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from newsspider.extraction import text_figures, tree_figures
from newsspider.extraction.columns import Columns
from newsspider.extraction.own_links import own_links
from newsspider.extraction.text_figures import TextFigures
from newsspider.extraction.tree_figures import TreeFigures
from newsspider.native import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from newsspider.extraction.layout import Layout

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

COLUMNS: Final = (*text_figures.COLUMNS, *tree_figures.COLUMNS, "line_rule")
_FIGURES: Final = 5  # that the compiled twins hand on: letters first, good text last
_GOOD: Final = _FIGURES - 1
_TEXTS: Final = compiled("newsspider.extraction._text_figures")
_TREES: Final = compiled("newsspider.extraction._tree_figures")
_KNOWN_OF_TEXTS: Final = text_figures.known_of(_TEXTS) if _TEXTS else None
_KNOWN_OF_TREES: Final = tree_figures.known_of(_TREES) if _TREES else None


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
    if _TEXTS is None or _TREES is None:
        return measure_purely(layout, line_hits)
    number = len(layout.texts)
    rows, figures, bits = np.zeros((len(COLUMNS), number)), np.empty((_FIGURES, number)), np.empty(number, np.int64)
    _TEXTS.fill(_KNOWN_OF_TEXTS, layout, rows, figures, bits)
    places = (layout, figures, bits, own_links, rows, len(text_figures.COLUMNS))
    best = _TREES.fill(_KNOWN_OF_TREES, *places)
    rows[-1] = line_hits
    return BlockTable(COLUMNS, rows.T, best, figures[_GOOD], figures[0], bits)


def measure_purely(layout: Layout, line_hits: NDArray[np.bool_]) -> BlockTable:
    """``measure`` without compiled code."""
    text = TextFigures(layout)
    tree = TreeFigures(layout, text)
    best = tree.climb()
    columns = Columns()
    text.fill(columns)
    tree.fill(columns, best)
    columns.add("line_rule", line_hits)
    return BlockTable(tuple(columns.names), columns.matrix(), best, tree.good, text.chars, text.bits)

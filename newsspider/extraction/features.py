"""Figures about each block, from the layout alone: what the scorer weighs.

In: a ``Layout``. Out: a ``BlockTable``: one row a block, one named column a figure, and the container that a simple
climb holds for the story's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.extraction.columns import Columns
from newsspider.extraction.text_figures import TextFigures
from newsspider.extraction.tree_figures import TreeFigures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from newsspider.extraction.walk import Layout

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


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
    text = TextFigures(layout)
    tree = TreeFigures(layout, text)
    best = tree.climb()
    columns = Columns()
    text.fill(columns)
    tree.fill(columns, best)
    columns.add("line_rule", line_hits)
    return BlockTable(tuple(columns.names), columns.matrix(), best, tree.good, text.chars, text.bits)

"""Boosted decision trees in plain Python; ``_measure.pyx`` runs them faster.

In: trees, then the features of a case. Out: a score. Refused: a branch that leads nowhere (``ValueError``).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Feature, threshold, and the nodes for values up to the threshold and above it; feature -1: a leaf, and its value.
Node = tuple[int, float, int, int]


class Trees:
    """A sum of trees, as a probability.

    Args:
        start: What the sum begins with.
        trees: Their nodes, the root first.

    >>> Trees(0.0, [[(0, 0.5, 1, 2), (-1, -2.0, 0, 0), (-1, 2.0, 0, 0)]]).score([0.9]) > 0.8
    True
    """

    def __init__(self, start: float, trees: Sequence[Sequence[Node]]) -> None:
        for tree in trees:
            for feature, _, left, right in tree:
                if feature >= 0 and not (0 < left < len(tree) and 0 < right < len(tree)):
                    raise ValueError("a branch leads nowhere")
        self._start, self._trees = start, trees

    def score(self, values: list[float]) -> float:
        """The score, 0 to 1, of these features."""
        total = self._start
        for tree in self._trees:
            feature, value, left, right = tree[0]
            while feature >= 0:
                feature, value, left, right = tree[left if values[feature] <= value else right]
            total += value
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))

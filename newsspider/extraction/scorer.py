"""How likely each block is to belong to the story: a logistic model whose weights are a readable file.

In: a ``BlockTable``. Out: probabilities. The weights in ``weights.json`` are learned by
``benchmarks/train_scorer.py``; a weight is per unit of its column, so that the file can be read: what is positive
speaks for the story.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from newsspider.extraction.features import BlockTable, Floats


@lru_cache(maxsize=1)
def model() -> dict[str, Any]:
    """The weights, the bias and the threshold as they stand in ``weights.json``."""
    loaded: dict[str, Any] = json.loads((files(__package__) / "weights.json").read_text("utf-8"))
    return loaded


def score(table: BlockTable) -> Floats:
    """The probability of each block; shape (blocks,), 0 to 1."""
    return probability_of(points(table))


def points(table: BlockTable) -> Floats:
    """What all columns say of each block together; above 0 speaks for the story."""
    weights, bias = _vector(table.names)
    said: Floats = table.values @ weights + bias
    return said


def probability_of(said: Floats) -> Floats:
    """The probability that ``points`` stand for."""
    # Past 30 the exponential says nothing more and would overflow.
    probability: Floats = 1 / (1 + np.exp(-np.minimum(np.maximum(said, -30), 30)))
    return probability


@lru_cache(maxsize=4)
def _vector(names: tuple[str, ...]) -> tuple[Floats, float]:
    weights = model()["weights"]
    return np.array([weights.get(name, 0.0) for name in names]), float(model()["bias"])


def weight_of(name: str) -> float:
    """What a column speaks for or against the story."""
    return float(model()["weights"].get(name, 0.0))


def threshold() -> float:
    """From which probability on a block is taken."""
    return float(model()["threshold"])

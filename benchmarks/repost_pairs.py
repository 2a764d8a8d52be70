"""Pairs of items that an index meets while a stream runs through it, with the truth on each: what the scorer learns of.

In: a ``Stream``, and a model in training, or none: then the truth decides. Out: ``Pairs``, and the figures of the
stories that came of it. Refused: nothing.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from repost_figures import Figures, figures

from newsspider.reposts import StoryIndex, article_from_row
from newsspider.reposts.decide import decided_by_rule
from newsspider.reposts.features import features
from newsspider.reposts.lines import kind_from_row
from newsspider.reposts.links import links_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost_streams import Stream

    from newsspider.reposts.entry import Entry
    from newsspider.reposts.features import Pair
    from newsspider.reposts.links import Link

    Model = Callable[[str, list[float]], float]  # an item's id and a pair's features give its score

_DOUBTFUL_WEIGHT = 0.3  # of a pair of a text and a copy that has as much from its own story


@dataclass(slots=True)
class Pairs:
    """Pairs that an index met: their features, whether they tell one story, their folds and kinds."""

    values: list[list[float]] = field(default_factory=list)
    labels: list[bool] = field(default_factory=list)
    folds: list[tuple[int, int]] = field(default_factory=list)
    kinds: list[frozenset[str]] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def extend(self, more: Pairs) -> None:
        """Append more; what was told of these before stays as it was."""
        self.values = self.values + more.values
        self.labels = self.labels + more.labels
        self.folds = self.folds + more.folds
        self.kinds = self.kinds + more.kinds
        self.weights = self.weights + more.weights


class Recorder(StoryIndex):
    """An index that asks the truth, or a model in training, and takes down what it was asked."""

    def __init__(self, path: Path, stream: Stream, model: Model | None) -> None:
        super().__init__(path, commit_every=10_000)
        self.pairs = Pairs()
        self._stream, self._model = stream, model
        self.ids: list[str] = []
        self._ours = 0  # words that the new item has in common with its own story

    def _links(self, entry: Entry, credited: set[int]) -> list[Link]:
        known = entry.known
        pairs = self._index.pairs(known, credited)
        story = self._stream.gold[entry.id]["story_id"]
        ours = (n for n, _, _ in pairs if self._stream.gold[self.ids[n]]["story_id"] == story)
        held = {number: pair.compared.a.covered for number, _, pair in pairs}
        self._ours = max((held[number] for number in ours), default=0)
        return links_of(known, pairs, lambda number, pair: self._judged(entry.id, number, pair))

    def _judged(self, item: str, number: int, pair: Pair) -> float:
        ruled = decided_by_rule(pair)
        if ruled is not None:
            return ruled
        gold, other = self._stream.gold, self.ids[number]
        same = gold[item]["story_id"] == gold[other]["story_id"]
        values = features(pair)
        self.pairs.values.append(values)
        self.pairs.labels.append(same)
        # A copy of a passage that another text quotes has as much from both: which one it is of, the stories tell.
        doubtful = not same and self._ours >= pair.compared.a.covered
        weight = self._stream.weight * (1.0 if same else self._stream.others_weight)
        self.pairs.weights.append(weight * (_DOUBTFUL_WEIGHT if doubtful else 1.0))
        self.pairs.folds.append((self._stream.fold[item], self._stream.fold[other]))
        self.pairs.kinds.append(frozenset(kinds_of(gold[item])) | frozenset(kinds_of(gold[other])))
        return float(same) if self._model is None else self._model(item, values)


def kinds_of(gold: dict[str, Any]) -> list[str]:
    """In what ways an item is a copy or a false friend."""
    return [*gold["transformations"], *(kind for kind, _ in gold.get("hard_negative", ()))]


def run(stream: Stream, model: Model | None) -> tuple[Pairs, Figures, Figures]:
    """Add a stream to a fresh index; what it met, and the figures at once and at the end."""
    with tempfile.TemporaryDirectory() as folder, Recorder(Path(folder) / "stories.sqlite", stream, model) as index:
        at_once = {}
        for row in stream.rows:
            index.ids.append(row["id"])
            told = index.add(article_from_row(row), kind=kind_from_row(row))
            at_once[row["id"]] = (told.id, told.origin_id)
        last = {item: (told.id, told.origin_id) for item, told in index.stories()}
        gold = list(stream.gold.values())
        return index.pairs, figures(gold, at_once), figures(gold, last)

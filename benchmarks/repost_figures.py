"""How well stories were found: pairwise and B-cubed figures, recall by kind of copy, false merges by kind of friend.

In: gold rows (``id``, ``story_id``, ``is_repost``, ``origin_id``, ``transformations``, ``hard_negative``), and of each
id the story and the original that were told. Out: ``Figures``. Refused: nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Figures:
    """What is printed of a run.

    Attributes:
        precision: Of the pairs that were told to be one story, those that are.
        recall: Of the pairs that are one story, those that were told.
        bcubed: B-cubed F1 (Bagga and Baldwin, 1998).
        origin: Of the copies, those whose original was named rightly.
        kinds: Of the copies of each kind, those that were put with their original.
        merged: Of the false friends of each kind, those that were put with any other story.
    """

    precision: float
    recall: float
    bcubed: float
    origin: float
    kinds: dict[str, float]
    merged: dict[str, float]

    @property
    def f1(self) -> float:
        """Pairwise F1."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)

    def __str__(self) -> str:
        low = {kind: round(share, 3) for kind, share in self.kinds.items() if share < 0.95}
        high = {kind: round(share, 3) for kind, share in self.merged.items() if share > 0.005}
        return (
            f"P {self.precision:.4f}  R {self.recall:.4f}  F1 {self.f1:.4f}  B3 {self.bcubed:.4f}  "
            f"origin {self.origin:.3f}\n"
            f"    recall below .95: {low or 'none'}; merged falsely: {high or 'none'}"
        )


def figures(gold: Sequence[dict[str, Any]], told: Mapping[str, tuple[str, str]]) -> Figures:
    """The figures of what was told: of each id its story and its original."""
    true = {row["id"]: row["story_id"] for row in gold}
    said = {item: told[item][0] for item in true}
    both = Counter((said[i], true[i]) for i in true)
    by_true, by_said = Counter(true.values()), Counter(said.values())
    precision = _pairs(both.values()) / max(1, _pairs(by_said.values()))
    recall = _pairs(both.values()) / max(1, _pairs(by_true.values()))
    b_precision = sum(n * n / by_said[s] for (s, _), n in both.items()) / max(1, len(true))
    b_recall = sum(n * n / by_true[t] for (_, t), n in both.items()) / max(1, len(true))
    copies = [row for row in gold if row["is_repost"]]
    origin = sum(told[row["id"]][1] == row["origin_id"] for row in copies) / max(1, len(copies))
    bcubed = 2 * b_precision * b_recall / max(1e-9, b_precision + b_recall)
    return Figures(precision, recall, bcubed, origin, _kinds(copies, said), _merged(gold, said, true))


def _pairs(sizes: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes)


def _kinds(copies: Iterable[dict[str, Any]], said: Mapping[str, str]) -> dict[str, float]:
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for row in copies:
        for kind in row["transformations"] or ["none"]:
            found[kind].append(said[row["id"]] == said[row["origin_id"]])
    return {kind: sum(held) / len(held) for kind, held in sorted(found.items())}


def _merged(gold: Sequence[dict[str, Any]], said: Mapping[str, str], true: Mapping[str, str]) -> dict[str, float]:
    stories: defaultdict[str, set[str]] = defaultdict(set)
    for item, story in said.items():
        stories[story].add(true[item])
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for row in gold:
        for kind in {kind for kind, _ in row.get("hard_negative", ())}:
            found[kind].append(len(stories[said[row["id"]]]) > 1)
    return {kind: sum(held) / len(held) for kind, held in sorted(found.items())}

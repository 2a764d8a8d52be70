"""Learn the scorer that decides who copied whom, and say how good it is on families of stories it has not seen.

    python benchmarks/train_reposts.py ITEMS GOLD                # cross-validated figures
    python benchmarks/train_reposts.py ITEMS GOLD --leave-out    # and each kind of copy and friend, unseen in training
    python benchmarks/train_reposts.py ITEMS GOLD --unseen       # only the shipped scorer on kinds never trained on
    python benchmarks/train_reposts.py ITEMS GOLD --write        # and write newsspider/reposts/scorer.json

ITEMS and GOLD are JSONL, plain or ``.gz``: rows in order of arrival as ``article_from_row`` reads them, and ``id``,
``story_id``, ``is_repost``, ``origin_id``, ``transformations``, ``hard_negative`` a line. From their originals
``repost_kinds.py`` makes more streams, with kinds of copies and false friends of our own.

The scorer is trained on the states that its own links produce: on pairs met under perfect links first, then on those
met under its own. Families of stories (those that a false friend ties) are never split between training and test. Needs
scikit-learn: ``pip install -e .[bench]``.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from sklearn.ensemble import HistGradientBoostingClassifier

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from repost_copies import UNSEEN_COPIES
from repost_figures import Figures, figures
from repost_friends import UNSEEN_FRIENDS
from repost_kinds import UNSEEN_FORMS, make
from repost_text import Source

from newsspider.reposts import StoryIndex, article_from_row
from newsspider.reposts.batch import open_lines
from newsspider.reposts.decide import FEATURES, decided_by_rule, features, scorer
from newsspider.reposts.fingerprint import settings
from newsspider.reposts.lines import kind_from_row
from newsspider.reposts.links import links_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsspider.reposts.decide import Pair
    from newsspider.reposts.entry import Entry
    from newsspider.reposts.links import Link

_SCORER = Path(__file__).parents[1] / "newsspider" / "reposts" / "scorer.json"
_FOLDS = 4
_MADE_SEEDS, _UNSEEN_SEED = (1, 2), 77
_MADE_STORIES = 350
_GIVEN_WEIGHT = 3.0  # of a pair of the given stream, where one of a made stream weighs 1
# Whatever else the same: more of these makes a copy likelier, more of those unlikelier.
_UP = frozenset(
    "whole_body other_body later_body whole_share other_share covered longest whole_bag other_bag whole_lead "  # noqa: SIM905
    "other_lead title whole_edited other_edited later_edited facts whole_facts other_facts whole_numbers "
    "other_numbers".split()
)
_DOWN = frozenset(("facts_lost", "numbers_lost", "least_changed", "quoted", "rivals", "slots", "slot_share"))
_DIRECTIONS = [1 if name in _UP else -1 if name in _DOWN else 0 for name in FEATURES]


@dataclass(slots=True)
class Stream:
    """Items in order of arrival, what is true of them, and the fold of each."""

    rows: list[dict[str, Any]]
    gold: dict[str, dict[str, Any]]
    fold: dict[str, int]
    weight: float = 1.0


@dataclass(slots=True)
class Pairs:
    """Pairs that an index met: their features, whether they tell one story, their folds and kinds."""

    values: list[list[float]] = field(default_factory=list)
    labels: list[bool] = field(default_factory=list)
    folds: list[tuple[int, int]] = field(default_factory=list)
    kinds: list[frozenset[str]] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)


class Recorder(StoryIndex):
    """An index that asks the truth, or a model in training, and takes down what it was asked."""

    def __init__(self, path: Path, stream: Stream, model: Callable[[str, list[float]], float] | None) -> None:
        super().__init__(path, commit_every=10_000)
        self.pairs = Pairs()
        self._stream, self._model = stream, model
        self.ids: list[str] = []

    def _links(self, entry: Entry, credited: set[int]) -> list[Link]:
        known = entry.known
        pairs = self._index.pairs(known, credited)
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
        self.pairs.weights.append(self._stream.weight)
        self.pairs.folds.append((self._stream.fold[item], self._stream.fold[other]))
        self.pairs.kinds.append(frozenset(kinds_of(gold[item])) | frozenset(kinds_of(gold[other])))
        return float(same) if self._model is None else self._model(item, values)


def kinds_of(gold: dict[str, Any]) -> list[str]:
    """In what ways an item is a copy or a false friend."""
    return [*gold["transformations"], *(kind for kind, _ in gold.get("hard_negative", ()))]


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file."""
    with open_lines(path) as lines:
        return [orjson.loads(line) for line in lines if line.strip()]


def families(gold: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The family of each item: stories that a false friend ties belong together."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            name = parent[name]
        return name

    for row in gold:
        ties = [f"{kind if kind.startswith(('template', 'form')) else ''}:{key}" for kind, key in row["hard_negative"]]
        for tie in ties + ([row["family"]] if row.get("family") else []):
            parent[root(tie)] = root(row["story_id"])
    return {row["id"]: root(row["story_id"]) for row in gold}


def stream_of(rows: list[dict[str, Any]], gold: list[dict[str, Any]], family: dict[str, str]) -> Stream:
    """A stream with its folds."""
    fold = {item: zlib.crc32(name.encode()) % _FOLDS for item, name in family.items()}
    return Stream(rows, {row["id"]: row for row in gold}, fold)


def sources(stream: Stream, family: dict[str, str]) -> list[Source]:
    """The originals of a stream that are long enough, as stories to make more of."""
    found = []
    for row in stream.rows:
        gold = stream.gold[row["id"]]
        made_up = any(kind.startswith(("template", "same_event", "statement")) for kind, _ in gold["hard_negative"])
        paragraphs = tuple(p for p in row["text"].split("\n\n") if len(p.split()) >= 8)
        if not gold["is_repost"] and not made_up and len(paragraphs) >= 3:
            source = Source(row["title"], paragraphs, family[row["id"]])
            if 90 <= source.words <= 900:
                found.append(source)
    return found


def made_streams(stream: Stream, family: dict[str, str]) -> list[Stream]:
    """Streams of further kinds, made from a stream's originals."""
    held, found = sources(stream, family), []
    for seed in _MADE_SEEDS:
        chosen = random.Random(seed).sample(held, min(_MADE_STORIES, len(held)))  # noqa: S311 - no secret
        made = make(chosen, seed)
        names = {row["id"]: row["family"] or row["id"] for row in made.gold}
        found.append(stream_of(made.rows, made.gold, names))
    return found


def unseen_stream(stream: Stream, family: dict[str, str]) -> Stream:
    """A stream of copies and false friends of kinds that no training sees."""
    held = sources(stream, family)
    chosen = random.Random(_UNSEEN_SEED).sample(held, min(_MADE_STORIES, len(held)))  # noqa: S311 - no secret
    copies, friends = tuple(UNSEEN_COPIES), tuple(UNSEEN_FRIENDS)
    made = make(chosen, _UNSEEN_SEED, copies=copies, friends=friends, forms=UNSEEN_FORMS)
    return stream_of(made.rows, made.gold, {row["id"]: row["family"] or row["id"] for row in made.gold})


def run(stream: Stream, model: Callable[[str, list[float]], float] | None) -> tuple[Pairs, Figures, Figures]:
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


def fit(pairs: Pairs, use: np.ndarray[Any, np.dtype[np.bool_]]) -> HistGradientBoostingClassifier:
    """Trees fitted to some of the pairs."""
    model = HistGradientBoostingClassifier(
        max_iter=300,
        learning_rate=0.05,
        max_leaf_nodes=8,
        min_samples_leaf=15,
        l2_regularization=3.0,
        max_features=0.4,
        monotonic_cst=_DIRECTIONS,
        random_state=0,
        early_stopping=False,
    )
    values, labels, weights = (np.array(held)[use] for held in (pairs.values, pairs.labels, pairs.weights))
    return model.fit(values, labels, sample_weight=weights)


def trees_of(model: HistGradientBoostingClassifier) -> dict[str, Any]:
    """The content of ``scorer.json``: a start, and trees of feature, threshold and branches (-1: a leaf, its value)."""
    trees = []
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        trees.append(
            [
                [-1, round(float(n["value"]), 5), 0, 0]
                if n["is_leaf"]
                else [int(n["feature_idx"]), round(float(n["num_threshold"]), 6), int(n["left"]), int(n["right"])]
                for n in nodes
            ]
        )
    return {
        "trained_by": "python benchmarks/train_reposts.py ITEMS GOLD --write",
        "features": list(FEATURES),
        "start": round(float(np.ravel(model._baseline_prediction)[0]), 5),
        "trees": trees,
    }


def scorer_of(model: HistGradientBoostingClassifier) -> Callable[[list[float]], float]:
    """The model as the package runs it."""
    from newsspider.reposts.decide import read_scorer  # noqa: PLC0415 - with the figures of this run

    return read_scorer(trees_of(model)).score


def extend(pairs: Pairs, more: Pairs) -> None:
    """Append pairs."""
    pairs.values += more.values
    pairs.labels += more.labels
    pairs.folds += more.folds
    pairs.kinds += more.kinds
    pairs.weights += more.weights


def by_fold(pairs: Pairs, use: np.ndarray[Any, np.dtype[np.bool_]]) -> list[Callable[[list[float]], float]]:
    """For each fold a scorer that has seen nothing of it."""
    folds = np.array(pairs.folds)
    return [scorer_of(fit(pairs, use & (folds[:, 0] != i) & (folds[:, 1] != i))) for i in range(_FOLDS)]


def leave_out(pairs: Pairs) -> None:
    """Print for each kind how many of its pairs are judged rightly by scorers that have never seen it."""
    least = float(settings()["link"]["least"])
    counted = Counter(kind for kinds in pairs.kinds for kind in kinds)
    folds = np.array(pairs.folds)
    for kind, count in sorted(counted.items()):
        if count < 30:
            continue
        holds = np.array([kind in kinds for kinds in pairs.kinds])
        right: dict[bool, list[bool]] = defaultdict(list)
        scorers = by_fold(pairs, ~holds)
        for at in np.flatnonzero(holds):
            score = scorers[folds[at][0]](pairs.values[at])
            right[pairs.labels[at]].append((score >= least) == pairs.labels[at])
        told = [
            f"{name} {np.mean(right[same]):.3f} of {len(right[same])}"
            for same, name in ((True, "copies"), (False, "others"))
            if right[same]
        ]
        print(f"without {kind:<20} {'   '.join(told)}", flush=True)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--rounds", type=int, default=2, help="times it is trained anew on its own links (default 2)")
    parser.add_argument("--leave-out", action="store_true")
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    gold = read(options.gold)
    family = families(gold)
    given = stream_of(read(options.items), gold, family)
    if options.unseen:
        _, at_once, last = run(unseen_stream(given, family), shipped)
        print(f"kinds never trained on, at once: {at_once}\nat the end: {last}")
        return 0
    streams = [replace(given, weight=_GIVEN_WEIGHT), *made_streams(given, family)]
    pairs = Pairs()
    for stream in streams:
        extend(pairs, run(stream, None)[0])
    first = pairs
    for turn in range(options.rounds):
        everything = np.ones(len(pairs.labels), bool)
        scorers = by_fold(pairs, everything)
        met = Pairs()
        for number, stream in enumerate(streams):
            found, at_once, last = run(stream, _unseen(scorers, stream))
            extend(met, found)
            for when, told in (("at once", at_once), ("at the end", last)):
                print(f"round {turn + 1}, stream {number}, {when}: {told}", flush=True)
        extend(pairs, met)
    if options.leave_out:
        leave_out(first)
    if options.write:
        data = trees_of(fit(pairs, np.ones(len(pairs.labels), bool)))
        _SCORER.write_bytes(_as_lines(data))
    return 0


def shipped(_: str, values: list[float]) -> float:
    """The scorer that ships with the package."""
    return scorer().score(values)


def _unseen(scorers: Sequence[Callable[[list[float]], float]], stream: Stream) -> Callable[[str, list[float]], float]:
    """A model that asks, for each item, the scorer that has seen nothing of its fold."""
    return lambda item, values: scorers[stream.fold[item]](values)


def _as_lines(data: dict[str, Any]) -> bytes:
    """The scorer with a tree a line."""
    head = [f'"{name}": '.encode() + orjson.dumps(data[name]) for name in ("trained_by", "features", "start")]
    trees = b",\n".join(orjson.dumps(tree) for tree in data["trees"])
    return b"{\n" + b",\n".join(head) + b',\n"trees": [\n' + trees + b"\n]\n}\n"


if __name__ == "__main__":
    sys.exit(main())

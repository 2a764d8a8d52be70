"""Learn the scorer that decides who copied whom, and say how good it is on families of stories it has not seen.

    python benchmarks/train_reposts.py ITEMS GOLD                # cross-validated figures
    python benchmarks/train_reposts.py ITEMS GOLD --leave-out    # and each kind's pairs, unseen in training
    python benchmarks/train_reposts.py ITEMS GOLD --kinds-out    # only kinds left out of training, a third at a time
    python benchmarks/train_reposts.py ITEMS GOLD --further      # the shipped scorer on kinds that it hasn't seen
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
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from sklearn.ensemble import HistGradientBoostingClassifier

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from repost_kinds import ALL_KINDS, FURTHER_KINDS, TRAINED_KINDS
from repost_pairs import Pairs, run
from repost_streams import FOLDS, Stream, families, made_stream, read, stream_of

from newsspider.reposts.decide import scorer
from newsspider.reposts.features import FEATURES
from newsspider.reposts.fingerprint import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from repost_figures import Figures
    from repost_kinds import Kinds
    from repost_pairs import Model

_SCORER = Path(__file__).parents[1] / "newsspider" / "reposts" / "scorer.json"
_MADE_SEEDS, _TEST_SEEDS = tuple(range(1, 13)), tuple(range(77, 83))
_PARTS = 3  # of the kinds one part is left out
_GIVEN_WEIGHT = 12.0  # of a pair of the given stream, where one of a made stream weighs 1
# Whatever else the same: more of these makes a copy likelier, more of those unlikelier.
_UP = frozenset(
    "whole_body other_body later_body whole_share other_share covered longest whole_bag other_bag whole_lead "  # noqa: SIM905
    "other_lead title whole_edited other_edited later_edited facts whole_facts other_facts whole_numbers "
    "other_numbers whole_rest other_rest later_rest whole_is_later whole_inner other_inner whole_running "
    "other_running later_running".split()
)
_DOWN = frozenset(
    "facts_lost numbers_lost least_changed quoted later_quoted rivals slots slot_share swapped swap_share "  # noqa: SIM905
    "elsewhere".split()
)
_DIRECTIONS = [1 if name in _UP else -1 if name in _DOWN else 0 for name in FEATURES]


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


def by_fold(pairs: Pairs, use: np.ndarray[Any, np.dtype[np.bool_]]) -> list[Callable[[list[float]], float]]:
    """For each fold a scorer that has seen nothing of it."""
    folds = np.array(pairs.folds)
    return [scorer_of(fit(pairs, use & (folds[:, 0] != i) & (folds[:, 1] != i))) for i in range(FOLDS)]


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


def learn(streams: Sequence[Stream], rounds: int, *, told: bool = True) -> tuple[Pairs, Pairs]:
    """All pairs that were met, and those met under perfect links; ``told``: print the cross-validated figures."""
    pairs = Pairs()
    for stream in streams:
        pairs.extend(run(stream, None)[0])
    first = replace(pairs)
    for turn in range(rounds):
        scorers = by_fold(pairs, np.ones(len(pairs.labels), bool))
        met = Pairs()
        for number, stream in enumerate(streams):
            found, at_once, last = run(stream, _unseen(scorers, stream))
            met.extend(found)
            if told:
                print(f"round {turn + 1}, stream {number}, at once: {at_once}", flush=True)
                print(f"round {turn + 1}, stream {number}, at the end: {last}", flush=True)
        pairs.extend(met)
    return pairs, first


def kinds_out(given: Stream, family: dict[str, str], rounds: int) -> None:
    """Print what scorers make of streams of kinds none of which they were trained on, a third of all kinds each."""
    held: list[tuple[Figures, Figures]] = []
    for part in range(_PARTS):
        unknown = ALL_KINDS.part(part, _PARTS)
        streams = [made_stream(given, family, seed, ALL_KINDS.without(unknown)) for seed in _MADE_SEEDS]
        pairs, _ = learn([replace(given, weight=_GIVEN_WEIGHT), *streams], rounds, told=False)
        judge = scorer_of(fit(pairs, np.ones(len(pairs.labels), bool)))
        held += tried(given, family, unknown, judge, f"without part {part}")
    print_means(held)


def tried(
    given: Stream, family: dict[str, str], kinds: Kinds, judge: Callable[[list[float]], float], name: str
) -> list[tuple[Figures, Figures]]:
    """The figures of a scorer on a few streams of these kinds, at once and at the end; each is printed."""
    held: list[tuple[Figures, Figures]] = []
    for seed in _TEST_SEEDS:
        _, at_once, last = run(made_stream(given, family, seed, kinds), _always(judge))
        held.append((at_once, last))
        print(f"{name}, seed {seed}, at once: {at_once}\nat the end: {last}", flush=True)
    return held


def print_means(held: Sequence[tuple[Figures, Figures]]) -> None:
    """The means over several streams."""
    for when, turn in (("at once", 0), ("at the end", 1)):
        means = [(f[turn].precision, f[turn].recall, f[turn].f1, f[turn].bcubed) for f in held]
        print("{}, mean: P {:.4f}  R {:.4f}  F1 {:.4f}  B3 {:.4f}".format(when, *np.mean(means, axis=0)))


def begin_anew() -> None:
    """Where the scorer was made for other features, put one there that knows nothing: no index opens without one."""
    try:
        scorer()
    except ValueError:
        nothing = {"trained_by": "nobody", "features": list(FEATURES), "start": 0.0, "trees": []}
        _SCORER.write_bytes(_as_lines(nothing))


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--rounds", type=int, default=2, help="times it is trained anew on its own links (default 2)")
    parser.add_argument("--leave-out", action="store_true")
    parser.add_argument("--kinds-out", action="store_true")
    parser.add_argument("--further", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    begin_anew()
    gold = read(options.gold)
    family = families(gold)
    given = stream_of(read(options.items), gold, family)
    if options.kinds_out:
        kinds_out(given, family, options.rounds)
        return 0
    if options.further:
        print_means(tried(given, family, FURTHER_KINDS, scorer().score, "shipped"))
        return 0
    made = [made_stream(given, family, seed, TRAINED_KINDS) for seed in _MADE_SEEDS]
    pairs, first = learn([replace(given, weight=_GIVEN_WEIGHT), *made], options.rounds)
    if options.leave_out:
        leave_out(first)
    if options.write:
        data = trees_of(fit(pairs, np.ones(len(pairs.labels), bool)))
        _SCORER.write_bytes(_as_lines(data))
    return 0


def _always(judge: Callable[[list[float]], float]) -> Model:
    """One scorer for all items."""
    return lambda _, values: judge(values)


def _unseen(scorers: Sequence[Callable[[list[float]], float]], stream: Stream) -> Model:
    """A model that asks, for each item, the scorer that has seen nothing of its fold."""
    return lambda item, values: scorers[stream.fold[item]](values)


def _as_lines(data: dict[str, Any]) -> bytes:
    """The scorer with a tree a line."""
    head = [f'"{name}": '.encode() + orjson.dumps(data[name]) for name in ("trained_by", "features", "start")]
    trees = b",\n".join(orjson.dumps(tree) for tree in data["trees"])
    return b"{\n" + b",\n".join(head) + b',\n"trees": [\n' + trees + b"\n]\n}\n"


if __name__ == "__main__":
    sys.exit(main())

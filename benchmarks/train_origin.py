"""Learn what makes an item of a story the original, and say how often it is found in stories not seen.

    python benchmarks/train_origin.py ITEMS GOLD            # figures, cross-validated and of the shipped weights
    python benchmarks/train_origin.py ITEMS GOLD --write    # and write them to newsspider/reposts/decision.toml

ITEMS and GOLD are rows as ``train_reposts.py`` reads them. The weights of ``[origin]`` are those of a conditional logit
(McFadden, 1974): of the items of a story, as each new one comes in, the original is the likeliest. Every story counts
once, however many copies it has; a story whose original hasn't come in yet says nothing. Some weights are set by hand
(``_BY_HAND``): what our streams have no case of, fullness, in which furniture left around a copy misleads, and an
agency's dateline, which there only copies have, while papers that print an agency's story keep it.
"""

from __future__ import annotations

import argparse
import re
import sys
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from repost_streams import families, read

from newsspider.reposts import article_from_row, prepare
from newsspider.reposts.fingerprint import settings
from newsspider.reposts.lines import kind_from_row
from newsspider.reposts.origin import agency_of, weigh
from newsspider.reposts.settle import MOST_WEIGHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.reposts.entry import Entry

    Vector = np.ndarray[Any, np.dtype[np.float64]]

_DECISION = Path(__file__).parents[1] / "newsspider" / "reposts" / "decision.toml"
_FOLDS = 5
_MOST_STEPS, _SMALL_STEP = 50, 1e-6
_DOUBT = 0.3  # how strongly a weight is drawn to 0
_BY_HAND = {
    "credited_by_url": 6.0,
    "credited_by_name": 4.5,
    "credits_url": -4.0,
    "agency_site": 4.0,
    "news": 3.5,
    "mirror": -3.5,
    "fullest": 0.5,
    "agency_credit": -1.0,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The items of a story when a copy came in: what speaks for each (a row each), which is the original."""

    signs: Vector
    original: int
    story: str
    fold: int


def choices(rows: Sequence[dict[str, Any]], gold: Sequence[dict[str, Any]]) -> list[Choice]:
    """All choices that a stream gives."""
    truth, family = {row["id"]: row for row in gold}, families(gold)
    members: defaultdict[str, list[Entry]] = defaultdict(list)
    found = []
    for number, row in enumerate(rows):
        told = truth[row["id"]]
        held = members[told["story_id"]]
        held.append(prepare(article_from_row(row), kind=kind_from_row(row))._replace(number=number))
        entries = held if len(held) <= MOST_WEIGHED + 1 else [*held[:MOST_WEIGHED], held[-1]]
        ids = [entry.id for entry in entries]
        if len(ids) > 1 and told["origin_id"] in ids:
            fold = zlib.crc32(family[row["id"]].encode()) % _FOLDS
            found.append(Choice(_signs(entries), ids.index(told["origin_id"]), told["story_id"], fold))
    return found


def names() -> list[str]:
    """The weights, in the order of the file."""
    return list(settings()["origin"])


def _signs(entries: Sequence[Entry]) -> Vector:
    """What each weight is multiplied by: what comes out if it alone is 1."""
    agency, blank = agency_of(entries), dict.fromkeys(names(), 0.0)
    return np.array([weigh(entries, agency, blank | {name: 1.0}) for name in blank]).T


def fit(given: Sequence[Choice]) -> Vector:
    """The weights under which the originals are likeliest, by Newton's method."""
    counts = Counter(choice.story for choice in given)
    weights = np.array([_BY_HAND.get(name, 0.0) for name in names()])
    free = np.flatnonzero([name not in _BY_HAND for name in names()])
    for _ in range(_MOST_STEPS):
        slope = -_DOUBT * weights
        bend = _DOUBT * np.eye(len(weights))
        for choice in given:
            sums = choice.signs @ weights
            odds = np.exp(sums - sums.max())
            odds /= odds.sum()
            mean = odds @ choice.signs
            share = 1 / counts[choice.story]
            slope += share * (choice.signs[choice.original] - mean)
            bend += share * ((choice.signs.T * odds) @ choice.signs - np.outer(mean, mean))
        step = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        weights[free] += step
        if np.abs(step).max() < _SMALL_STEP:
            break
    return weights


def rightly(given: Sequence[Choice], weights: Vector) -> list[bool]:
    """Of each choice, whether the original is found with these weights."""
    return [int(np.argmax(choice.signs @ weights)) == choice.original for choice in given]


def told(given: Sequence[Choice], right: Sequence[bool]) -> str:
    """The share of choices and, each counted once, of stories that were right."""
    by_story: defaultdict[str, list[bool]] = defaultdict(list)
    for choice, is_right in zip(given, right, strict=True):
        by_story[choice.story].append(is_right)
    stories = np.mean([np.mean(held) for held in by_story.values()])
    return f"of {len(given)} choices {np.mean(right):.4f}, of {len(by_story)} stories {stories:.4f}"


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    given = choices(read(options.items), read(options.gold))
    order = sorted(given, key=lambda choice: choice.fold)
    unseen = []
    for fold in range(_FOLDS):
        weights = fit([choice for choice in order if choice.fold != fold])
        unseen += rightly([choice for choice in order if choice.fold == fold], weights)
    shipped = np.array([settings()["origin"][name] for name in names()])
    print(f"shipped          {told(order, rightly(order, shipped))}")
    print(f"cross-validated  {told(order, unseen)}")
    learned = dict(zip(names(), fit(order), strict=True))
    print("\n".join(f"{name:<18}{weight:6.1f}" for name, weight in learned.items()))
    if options.write:
        text = _DECISION.read_text("utf-8")
        for name, weight in learned.items():
            text = re.sub(rf"(?m)^{name} = \S+", f"{name} = {weight:.1f}", text)
        _DECISION.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

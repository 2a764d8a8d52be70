"""Do two texts tell one story, one copied from the other? A small learned score over their comparison.

In: a ``Pair`` (see ``features``): the comparison and what else is known of the two. Out: a score from 0 to 1. Refused:
nothing.

The boosted trees (Friedman, 2001) stand in ``scorer.json``; ``benchmarks/train_reposts.py`` learns them. A few plain
rules of ``decision.toml`` come before.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

from newsspider.reposts.compiled import Trees
from newsspider.reposts.features import FEATURES, features, share
from newsspider.reposts.fingerprint import settings

if TYPE_CHECKING:
    from newsspider.reposts.features import Pair
    from newsspider.reposts.match import Comparison


@lru_cache(maxsize=1)
def scorer() -> Trees:
    """The scorer that ships with the package.

    Raises:
        ValueError: The file was made for other features; the message says what to do.
    """
    return read_scorer(orjson.loads(files(__package__).joinpath("scorer.json").read_bytes()))


def read_scorer(data: dict[str, Any]) -> Trees:
    """A scorer from the content of such a file.

    Raises:
        ValueError: It was made for other features.
    """
    if tuple(data["features"]) != FEATURES:
        raise ValueError("scorer.json was made for other features: run benchmarks/train_reposts.py --write")
    return Trees(float(data["start"]), data["trees"])


def decided_by_rule(pair: Pair) -> float | None:
    """The score where a plain rule has it (too little in common, other facts, a credited address ...), else None."""
    link = settings()["link"]
    if min(pair.compared.a.covered, pair.compared.b.covered) < link["least_covered"]:
        return 0.0
    later = pair.later
    if pair.credited and later.body_share >= link["credited_body"]:
        return 1.0
    # Whatever else agrees: a text that is mostly its author's own words quotes the earlier one.
    if max(later.body_share, share(later.edited, later.body)) < link["least_body"]:
        return 0.0
    if other_facts(pair.compared) or _is_digest(pair):
        return 0.0
    # An original that arrives late holds, word for word and as a whole, what came in before and was published later.
    stands = later.body_share >= link["whole_body"] and later.longest >= link["whole_run"]
    return float(link["whole_score"]) if stands and pair.a_is_later is False else None


def other_facts(compared: Comparison) -> bool:
    """Whether what matches has, inside it or at its edges, facts of its own on both sides: a form filled in anew."""
    link, sides = settings()["link"], (compared.a, compared.b)
    inside = all(
        side.facts - side.facts_kept >= link["least_lost"] and side.facts_share < link["least_facts_kept"]
        for side in sides
    )
    return inside or all(
        side.swapped >= link["least_swapped"] and side.swap_share >= link["swap_share"] for side in sides
    )


def _is_digest(pair: Pair) -> bool:
    """Whether less than half of a later text stands in the earlier one, and about as much of it in other stories."""
    link, later = settings()["link"], pair.compared.a
    return bool(
        pair.later is later
        and later.running_share < link["digest_share"]
        and pair.elsewhere >= link["digest_elsewhere"] * later.covered
    )


def is_frame(compared: Comparison) -> bool:
    """Whether two texts that match may be two stories in one frame, such as a note on how a house checks facts.

    What they have in common holds few numbers and names, what each has of its own holds many that the other hasn't. So
    it is with a copy, too, whose page has a row of names beside the story: more has to speak against it.
    """
    link = settings()["link"]
    return all(
        side.strange >= link["frame_facts"]
        and (side.strange + 0.5) / (max(0, side.body - side.covered) + 5) >= link["frame_density"]
        and (side.strange + 1) / (side.named + 3) >= link["frame_strange"]
        and side.named_lift <= link["frame_lift"]
        for side in (compared.a, compared.b)
    )


def score(pair: Pair) -> float:
    """How sure it is, 0 to 1, that the two tell one story."""
    ruled = decided_by_rule(pair)
    return scorer().score(features(pair)) if ruled is None else ruled


def are_forms(compared: Comparison) -> bool:
    """Whether one of the two is mostly a form that many stories share."""
    return max(compared.a.form, compared.b.form) >= float(settings()["link"]["form_share"])


def score_forms(whole: Comparison) -> float:
    """The score of two texts in one form, compared with the form left in: all the facts must agree."""
    link = settings()["link"]
    if min(whole.a.body_share, whole.b.body_share) < link["form_body"]:
        return 0.0
    for side in (whole.a, whole.b):
        if side.facts >= link["form_facts"] and side.facts_share >= link["form_facts_kept"]:
            return min(whole.a.body_share, whole.b.body_share)
    return 0.0


def is_link(found: float) -> bool:
    """Whether a score is high enough to tie two items to one story."""
    return found >= float(settings()["link"]["least"])

"""Do two texts tell one story, one copied from the other? A readable logistic score over their comparison.

In: a ``Comparison`` and which of the two is the later. Out: a score from 0 to 1. Refused: nothing.

The weights stand in ``decision.toml``. The pair is seen from its *whole* side, the text that stands in the
other one more completely, and the *other* side: a copy cut short is the whole side of its pair, a story
wrapped in comments is the whole side of its own. A form filled in with other facts matches well and keeps
none of the facts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from newsspider.reposts.fingerprint import settings

if TYPE_CHECKING:
    from newsspider.reposts.match import Comparison


def features(compared: Comparison) -> dict[str, float]:
    """What the score is made of; the same whichever text comes first."""
    sides = sorted((compared.a, compared.b), key=lambda s: (s.body_share + s.share, s.facts_kept), reverse=True)
    whole, other = sides
    # What a page leaves inside its text adds facts on one side: the better side tells.
    lost = min(side.facts * (1.0 - side.facts_kept) for side in sides)
    return {
        "constant": 1.0,
        "whole_body": whole.body_share,
        "other_body": other.body_share,
        "covered": math.log1p(min(whole.covered, other.covered)),
        "facts_shared": math.log1p(min(side.facts * side.facts_kept for side in sides)),
        "facts_kept": max(whole.facts_kept, other.facts_kept),
        "facts_lost": math.log1p(lost),
        "changed": min(whole.changed, other.changed),
    }


def score(compared: Comparison, *, a_is_later: bool | None = None, credited: bool = False) -> float:
    """How sure it is, 0 to 1, that the two tell one story.

    Args:
        compared: The pair.
        a_is_later: Whether ``a`` was published after ``b``; None if a date is missing.
        credited: Whether one of the two names the other's address as its source.
    """
    link = settings()["link"]
    if min(compared.a.covered, compared.b.covered) < link["least_covered"]:
        return 0.0
    later = [compared.a, compared.b] if a_is_later is None else [compared.a if a_is_later else compared.b]
    body = max(side.body_share for side in later)
    if credited and body >= link["credited_body"]:
        return 1.0
    # Whatever else agrees: a text that is mostly its author's own words quotes the earlier one, and a form filled in
    # with other figures and names is another story.
    if body < link["least_body"] or other_facts(compared):
        return 0.0
    weights: dict[str, float] = link["weights"]
    total = sum(weights[name] * value for name, value in features(compared).items())
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))


def other_facts(compared: Comparison) -> bool:
    """Whether what matches holds numbers and names of its own on both sides."""
    link = settings()["link"]
    return all(
        side.facts * (1.0 - side.facts_kept) >= link["least_lost"] and side.facts_kept < link["least_facts_kept"]
        for side in (compared.a, compared.b)
    )


def are_forms(compared: Comparison) -> bool:
    """Whether one of the two is mostly a form that many stories share."""
    return max(compared.a.form, compared.b.form) >= float(settings()["link"]["form_share"])


def score_forms(whole: Comparison) -> float:
    """The score of two texts in one form, compared with the form left in: all the facts must agree."""
    link = settings()["link"]
    if min(whole.a.body_share, whole.b.body_share) < link["form_body"]:
        return 0.0
    for side in (whole.a, whole.b):
        if side.facts >= link["form_facts"] and side.facts_kept >= link["form_facts_kept"]:
            return score(whole)
    return 0.0


def is_link(found: float) -> bool:
    """Whether a score is high enough to tie two items to one story."""
    return found >= float(settings()["link"]["least"])

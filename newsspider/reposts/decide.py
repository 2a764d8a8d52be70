"""Do two texts tell one story, one copied from the other? A small learned score over their comparison.

In: a ``Pair``: the comparison and what else is known of the two. Out: a score from 0 to 1. Refused: nothing.

The pair is seen from its *whole* side, the text that stands in the other one more completely, and the *other* side: a
copy cut short is the whole side of its pair, a story wrapped in comments is the whole side of its own. The boosted
trees (Friedman, 2001) stand in ``scorer.json``; ``benchmarks/train_reposts.py`` learns them. A few plain rules of
``decision.toml`` come before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

from newsspider.reposts.compiled import Trees
from newsspider.reposts.fingerprint import settings

if TYPE_CHECKING:
    from newsspider.reposts.match import Comparison, Side

FEATURES = (
    "whole_body",  # share of the whole side's body that is covered
    "other_body",
    "later_body",  # the same of the text that was published later; if a date is missing, that came in later
    "whole_share",  # share of all its own words that is covered
    "other_share",
    "covered",  # content words in common, logarithm
    "longest",  # the longest run without a change, logarithm
    "whole_facts",  # share of the numbers and names in the match that the other text has
    "other_facts",
    "facts",  # how many stand in the match, logarithm
    "facts_lost",  # how many the other hasn't, logarithm
    "whole_numbers",  # share of the numbers alone
    "other_numbers",
    "numbers_lost",
    "least_changed",  # share of words changed inside the match
    "most_changed",
    "quoted",  # share of the match between quotation marks, on the side with less of them
    "whole_bag",  # share of the body's words that stand anywhere in the other text
    "other_bag",
    "whole_lead",  # share of the first words that is covered
    "other_lead",
    "whole_density",  # share of the touched paragraphs that is covered
    "other_density",
    "whole_depth",  # share of the text up to the last match that is covered
    "other_depth",
    "most_form",  # share of boilerplate
    "passages",  # stretches that match, logarithm
    "title",  # share of the shorter title's words that the other has
    "same_site",
    "whole_words",  # length of the body, logarithm
    "other_words",
    "whole_edited",  # share of the body that stands in paragraphs of which half is covered
    "other_edited",
    "later_edited",
    "slots",  # stretches where both have words of their own, logarithm
    "slot_share",  # the share of the body there, on the side with less of them
    "rivals",  # other stories that the new text shares as much with, logarithm
    "whole_rest",  # share of the body outside the match whose words stand anywhere in the other text
    "other_rest",
    "later_rest",
    "whole_is_later",  # 1, 0; if a date is missing, by arrival, less surely
    "later_quoted",  # share of the match between quotation marks in the later text
    "earlier_quoted",
    "whole_inner",  # share of the words from the first match to the last that is covered
    "other_inner",
    "order",  # share of the steps from match to match that go forward in the other text, on the side with fewer
    "swapped",  # numbers and names at the edges of the match where the other text has others, logarithm
    "swap_share",  # of those at the edges and inside, the share that is swapped, on the side with less
    "whole_running",  # share of the body's running words that is covered, stop words and all
    "other_running",
    "later_running",
    "elsewhere",  # words besides the match that the new text may share with other stories, by those in it, logarithm
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items held against each other.

    Attributes:
        compared: ``a`` is the new item, ``b`` the earlier one.
        a_is_later: Whether ``a`` was published after ``b``; None if a date is missing.
        same_site: Whether both stand on one site.
        title: The share of the shorter title's words that the other title has, 0 to 1.
        rivals: How many other stories share as many words with ``a``.
        elsewhere: How many words ``a`` shares with other stories in all.
        credited: Whether one of the two names the other's address as its source.
    """

    compared: Comparison
    a_is_later: bool | None = None
    same_site: bool = False
    title: float = 0.0
    rivals: int = 0
    elsewhere: int = 0
    credited: bool = False


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


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _rest(side: Side) -> float:
    """How much of what it has besides the match speaks of the same: of a short rest little is known."""
    return (max(0, side.bag - side.covered) + 1) / (max(0, side.body - side.covered) + 6)


def features(pair: Pair) -> list[float]:
    """What the score is made of, in the order of ``FEATURES``."""
    a, b = pair.compared.a, pair.compared.b
    whole, other = (a, b) if a.body_share >= b.body_share else (b, a)
    later = later_side(pair)
    earlier = other if later is whole else whole
    lost = min(whole.facts - whole.facts_kept, other.facts - other.facts_kept)
    numbers_lost = min(whole.numbers - whole.numbers_kept, other.numbers - other.numbers_kept)
    log = math.log1p
    return [
        whole.body_share,
        other.body_share,
        later.body_share,
        whole.share,
        other.share,
        log(min(a.covered, b.covered)),
        log(min(a.longest, b.longest)),
        whole.facts_share,
        other.facts_share,
        log(min(a.facts, b.facts)),
        log(lost),
        whole.numbers_kept / whole.numbers if whole.numbers else 1.0,
        other.numbers_kept / other.numbers if other.numbers else 1.0,
        log(numbers_lost),
        min(a.changed, b.changed),
        max(a.changed, b.changed),
        min(_share(a.quoted, a.covered), _share(b.quoted, b.covered)),
        _share(whole.bag, whole.body),
        _share(other.bag, other.body),
        _share(whole.leading_covered, whole.leading),
        _share(other.leading_covered, other.leading),
        _share(whole.covered, whole.touched),
        _share(other.covered, other.touched),
        _share(whole.covered, whole.until),
        _share(other.covered, other.until),
        max(a.form, b.form),
        log(min(a.passages, b.passages)),
        pair.title,
        float(pair.same_site),
        log(whole.body),
        log(other.body),
        _share(whole.edited, whole.body),
        _share(other.edited, other.body),
        _share(later.edited, later.body),
        log(min(a.slots, b.slots)),
        min(_share(a.slot_words, a.body), _share(b.slot_words, b.body)),
        log(pair.rivals),
        _rest(whole),
        _rest(other),
        _rest(later),
        (0.75 if whole is a else 0.25) if pair.a_is_later is None else float(later is whole),
        _share(later.quoted, later.covered),
        _share(earlier.quoted, earlier.covered),
        whole.inner_share,
        other.inner_share,
        min(a.order, b.order),
        log(min(a.swapped, b.swapped)),
        min(a.swap_share, b.swap_share),
        whole.running_share,
        other.running_share,
        later.running_share,
        log(max(0, min(pair.elsewhere, a.body - a.covered)) / (a.covered + 1)),
    ]


def later_side(pair: Pair) -> Side:
    """The side of the item that was published later; without dates, that of the one that came in later."""
    return pair.compared.b if pair.a_is_later is False else pair.compared.a


def decided_by_rule(pair: Pair) -> float | None:
    """The score where a plain rule has it (too little in common, other facts, a credited address ...), else None."""
    link = settings()["link"]
    if min(pair.compared.a.covered, pair.compared.b.covered) < link["least_covered"]:
        return 0.0
    later = later_side(pair)
    if pair.credited and later.body_share >= link["credited_body"]:
        return 1.0
    # Whatever else agrees: a text that is mostly its author's own words quotes the earlier one.
    if max(later.body_share, _share(later.edited, later.body)) < link["least_body"]:
        return 0.0
    if other_facts(pair.compared):
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

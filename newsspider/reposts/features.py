"""What the score of a pair is made of: each feature with its name, what it tells and how it is reckoned.

In: a ``Pair``: the comparison and what else is known of the two. Out: ``FEATURES``, the names in their order, and
``features``, a pair's figures in that order. Refused: nothing.

The pair is seen from its *whole* side, the text that stands in the other one more completely, and the *other* side: a
copy cut short is the whole side of its pair, a story wrapped in comments is the whole side of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log1p
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsspider.reposts.match import Comparison, Side


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items held against each other.

    Attributes:
        compared: ``a`` is the new item, ``b`` the earlier one.
        a_is_later: Whether ``a`` was published after ``b``; None if a date is missing.
        same_site: Whether both stand on one site.
        title: The share of the shorter title's words that the other title has, 0 to 1.
        rivals: How many other stories share as many words with ``a``.
        elsewhere: How many words of ``a`` besides those of the match stand in other stories, each counted once.
        credited: Whether one of the two names the other's address as its source.
    """

    compared: Comparison
    a_is_later: bool | None = None
    same_site: bool = False
    title: float = 0.0
    rivals: int = 0
    elsewhere: int = 0
    credited: bool = False

    @property
    def later(self) -> Side:
        """The side of the item that was published later; without dates, that of the one that came in later."""
        return self.compared.b if self.a_is_later is False else self.compared.a


class _Sides(NamedTuple):
    """A pair as its features see it."""

    pair: Pair
    a: Side
    b: Side
    whole: Side
    other: Side
    later: Side
    earlier: Side


def share(part: int, whole: int) -> float:
    """Of nothing, the share is 0."""
    return part / whole if whole else 0.0


def _numbers_share(side: Side) -> float:
    return side.numbers_kept / side.numbers if side.numbers else 1.0


def _rest(side: Side) -> float:
    """How much of what it has besides the match speaks of the same: of a short rest little is known."""
    return (max(0, side.bag - side.covered) + 1) / (max(0, side.body - side.covered) + 6)


def _whole_is_later(sides: _Sides) -> float:
    if sides.pair.a_is_later is None:
        return 0.75 if sides.whole is sides.a else 0.25
    return float(sides.later is sides.whole)


# Logarithms of counts, shares from 0 to 1. What a comment tells holds for the lines below it, up to the next one.
_FEATURES: Mapping[str, Callable[[_Sides], float]] = {
    # The share of the side's body that is covered.
    "whole_body": lambda s: s.whole.body_share,
    "other_body": lambda s: s.other.body_share,
    # The same of the text that was published later; if a date is missing, that came in later.
    "later_body": lambda s: s.later.body_share,
    # The share of all its own words that is covered.
    "whole_share": lambda s: s.whole.share,
    "other_share": lambda s: s.other.share,
    # Content words in common.
    "covered": lambda s: log1p(min(s.a.covered, s.b.covered)),
    # The longest run without a change.
    "longest": lambda s: log1p(min(s.a.longest, s.b.longest)),
    # The share of the numbers and names in the match that the other text has.
    "whole_facts": lambda s: s.whole.facts_share,
    "other_facts": lambda s: s.other.facts_share,
    # How many stand in the match, and how many of them the other hasn't.
    "facts": lambda s: log1p(min(s.a.facts, s.b.facts)),
    "facts_lost": lambda s: log1p(min(s.a.facts - s.a.facts_kept, s.b.facts - s.b.facts_kept)),
    # Of the numbers alone the share that the other has, and how many it hasn't.
    "whole_numbers": lambda s: _numbers_share(s.whole),
    "other_numbers": lambda s: _numbers_share(s.other),
    "numbers_lost": lambda s: log1p(min(s.a.numbers - s.a.numbers_kept, s.b.numbers - s.b.numbers_kept)),
    # The share of words changed inside the match.
    "least_changed": lambda s: min(s.a.changed, s.b.changed),
    "most_changed": lambda s: max(s.a.changed, s.b.changed),
    # The share of the match between quotation marks, on the side with less of them.
    "quoted": lambda s: min(share(s.a.quoted, s.a.covered), share(s.b.quoted, s.b.covered)),
    # The share of the body's words that stand anywhere in the other text.
    "whole_bag": lambda s: share(s.whole.bag, s.whole.body),
    "other_bag": lambda s: share(s.other.bag, s.other.body),
    # The share of the first words that is covered.
    "whole_lead": lambda s: share(s.whole.leading_covered, s.whole.leading),
    "other_lead": lambda s: share(s.other.leading_covered, s.other.leading),
    # The share of the touched paragraphs that is covered.
    "whole_density": lambda s: share(s.whole.covered, s.whole.touched),
    "other_density": lambda s: share(s.other.covered, s.other.touched),
    # The share of the text up to the last match that is covered.
    "whole_depth": lambda s: share(s.whole.covered, s.whole.until),
    "other_depth": lambda s: share(s.other.covered, s.other.until),
    # The share of boilerplate.
    "most_form": lambda s: max(s.a.form, s.b.form),
    # Stretches that match.
    "passages": lambda s: log1p(min(s.a.passages, s.b.passages)),
    # The share of the shorter title's words that the other has.
    "title": lambda s: s.pair.title,
    # Whether both stand on one site: 1, or 0.
    "same_site": lambda s: float(s.pair.same_site),
    # The length of the body.
    "whole_words": lambda s: log1p(s.whole.body),
    "other_words": lambda s: log1p(s.other.body),
    # The share of the body that stands in paragraphs of which half is covered.
    "whole_edited": lambda s: share(s.whole.edited, s.whole.body),
    "other_edited": lambda s: share(s.other.edited, s.other.body),
    "later_edited": lambda s: share(s.later.edited, s.later.body),
    # Stretches where both have words of their own, and the share of the body there, on the side with less of them.
    "slots": lambda s: log1p(min(s.a.slots, s.b.slots)),
    "slot_share": lambda s: min(share(s.a.slot_words, s.a.body), share(s.b.slot_words, s.b.body)),
    # Other stories that the new text shares as much with.
    "rivals": lambda s: log1p(s.pair.rivals),
    # The share of the body outside the match whose words stand anywhere in the other text.
    "whole_rest": lambda s: _rest(s.whole),
    "other_rest": lambda s: _rest(s.other),
    "later_rest": lambda s: _rest(s.later),
    # 1, or 0; if a date is missing, by arrival, less surely.
    "whole_is_later": _whole_is_later,
    # The share of the match between quotation marks in the later text, and in the earlier one.
    "later_quoted": lambda s: share(s.later.quoted, s.later.covered),
    "earlier_quoted": lambda s: share(s.earlier.quoted, s.earlier.covered),
    # The share of the words from the first match to the last that is covered.
    "whole_inner": lambda s: s.whole.inner_share,
    "other_inner": lambda s: s.other.inner_share,
    # The share of the steps from match to match that go forward in the other text, on the side with fewer.
    "order": lambda s: min(s.a.order, s.b.order),
    # Numbers and names at the edges of the match where the other text has others, and of those at the edges and inside
    # the share that is swapped, on the side with less.
    "swapped": lambda s: log1p(min(s.a.swapped, s.b.swapped)),
    "swap_share": lambda s: min(s.a.swap_share, s.b.swap_share),
    # The share of the body's running words that is covered, stop words and all.
    "whole_running": lambda s: s.whole.running_share,
    "other_running": lambda s: s.other.running_share,
    "later_running": lambda s: s.later.running_share,
    # Words besides the match that the new text shares with other stories, by those in it.
    "elsewhere": lambda s: log1p(s.pair.elsewhere / (s.a.covered + 1)),
}
FEATURES = tuple(_FEATURES)


def features(pair: Pair) -> list[float]:
    """What the score is made of, in the order of ``FEATURES``."""
    a, b, later = pair.compared.a, pair.compared.b, pair.later
    whole, other = (a, b) if a.body_share >= b.body_share else (b, a)
    sides = _Sides(pair, a, b, whole, other, later, other if later is whole else whole)
    return [reckoned(sides) for reckoned in _FEATURES.values()]

"""Do items stand between two stories rightly? What an item that is tied to several others is asked besides its links.

In: what is known of two or three items, or an item's links. Out: yes or no, or a story. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.reposts.decide import is_frame, other_facts
from newsspider.reposts.fingerprint import settings
from newsspider.reposts.match import compare_prints

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsspider.reposts.entry import Known
    from newsspider.reposts.links import Link


def surest_story(links: Sequence[Link], story_of: Callable[[int], int]) -> int:
    """The story that the links speak for together: an essay that quotes it has one of them, its copies several."""
    doubts: dict[int, float] = {}
    for number, score in links:
        story = story_of(number)
        doubts[story] = doubts.get(story, 1.0) * (1.0 - score)
    return min(doubts, key=lambda story: doubts[story])


def in_one_frame(known: Sequence[Known]) -> bool:
    """Whether the first of these has no more than a frame in common with another one."""
    return any(is_frame(compare_prints(known[0].print_, other.print_)) for other in known[1:])


def quotes_both(x: Known, copy: Known, original: Known) -> bool:
    """Whether a text has no more than a quotation from a copy, nor from its original, or that from it."""
    least = settings()["link"]["least_body"]
    if compare_prints(x.print_, copy.print_).a.body_share >= least:
        return False
    compared = compare_prints(x.print_, original.print_)
    later = compared.b if x.is_later_than(original) is False else compared.a
    return bool(later.body_share < least)


def may_be_one(x: Known, y: Known) -> bool:
    """Whether two items may tell one story: the later one has half from the other, not as a form with other facts."""
    compared = compare_prints(x.print_, y.print_)
    if x.published is None or y.published is None:
        share = max(compared.a.body_share, compared.b.body_share)
    else:
        share = (compared.a if x.is_later_than(y) else compared.b).body_share
    return share >= float(settings()["merge"]["share"]) and not other_facts(compared)

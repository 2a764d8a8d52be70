"""Do items stand between two stories rightly? What an item that is tied to several others is asked besides its links.

In: what is known of two or three items. Out: yes or no. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.reposts.decide import other_facts
from newsspider.reposts.fingerprint import settings
from newsspider.reposts.match import compare_prints

if TYPE_CHECKING:
    from newsspider.reposts.entry import Known


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

"""Which item of a story is the original: evidence is weighed, never a single sign obeyed.

In: the entries of a story. Out: the original, and the evidence for a copy. Refused: nothing.

Dates of blogs lie, and a plain rule "who is credited is the original" makes real data worse: blogs credit
the blog they copied from. So links and names in credits, an agency's own site, the kind of the source (or a host
for blogs), how full a text is, its date and its arrival each add to a sum, with the weights of ``decision.toml``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from newsspider.records import Credit, Evidence
from newsspider.reposts.attribution import is_blog, name_key
from newsspider.reposts.fingerprint import settings
from newsspider.reposts.signs import AGENCY_KINDS
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsspider.reposts.entry import Entry

# A date so much later than the earliest counts no more than this.
_LATEST_S = 2.5 * 86_400.0


class _Named(NamedTuple):
    """What the credits of a story's items point to."""

    addresses: dict[str, set[int]]  # address -> numbers of the items that credit it
    names: dict[str, set[int]]
    owners: dict[str, int]  # address -> number of the item that stands there

    def credits_another(self, entry: Entry) -> bool:
        """Whether this item credits another one by its address."""
        return any(self.owners.get(key, entry.number) != entry.number for key in entry.credited_keys)


_NOBODY = _Named({}, {}, {})


def _of_others(named: dict[str, set[int]], keys: Sequence[str], own: int) -> bool:
    """Whether an item of another number names one of these keys."""
    return any((by := named.get(key)) and (len(by) > 1 or own not in by) for key in keys)


def _others(named: dict[str, set[int]], keys: Sequence[str], own: int) -> int:
    """How many items of other numbers name one of these keys."""
    found: set[int] = set()
    for key in keys:
        if by := named.get(key):
            found |= by
    return len(found) - (own in found)


def find_origin(entries: Sequence[Entry], agency: str | None = None) -> Entry:
    """The entry that is most probably the original of the others.

    Args:
        entries: The items of the story.
        agency: The agency that they credit.
    """
    if len(entries) == 1:
        return entries[0]
    found, most = entries[0], -math.inf
    for entry, total in zip(entries, weigh(entries, agency, settings()["origin"]), strict=True):
        if total > most or (total == most and entry.number < found.number):
            found, most = entry, total
    return found


def weigh(entries: Sequence[Entry], agency: str | None, weights: dict[str, float]) -> list[float]:
    """How much speaks for each of these entries as the original of the others: the sum of the weights that apply.

    Args:
        entries: The items of the story, two at least.
        agency: The agency that they credit.
        weights: As in ``decision.toml``; ``benchmarks/train_origin.py`` learns them.
    """
    named = _named(entries)
    earliest = min([e.published for e in entries if e.published is not None], default=None)
    words = [e.words for e in entries]
    fullest, per_share = max(words) or 1, weights["fullest"]
    first = min([e.number for e in entries])
    totals = []
    for entry, count in zip(entries, words, strict=True):
        total, published, kind = per_share * count / fullest, entry.published, entry.kind
        if named is not None or agency is not None:
            total += _credit_weight(entry, named or _NOBODY, agency, weights)
        if published is None or earliest is None:
            total += weights["undated"]
        elif published == earliest:
            total += weights["earliest"]
        else:
            total += weights["late"] * math.log1p(min(published - earliest, _LATEST_S) / 3600)
        if kind is not None:
            total += weights[kind]
        elif is_blog(entry.host):
            total += weights["blog"]
        if entry.number == first:
            total += weights["first_undated" if published is None else "first_seen"]
        totals.append(total)
    return totals


def _named(entries: Sequence[Entry]) -> _Named | None:
    """What they point to; None if none of them has credits."""
    crediting = [entry for entry in entries if entry.credits]
    if not crediting:
        return None
    addresses: dict[str, set[int]] = {}
    names: dict[str, set[int]] = {}
    for entry in crediting:
        for key in entry.credited_keys:
            addresses.setdefault(key, set()).add(entry.number)
        for key in entry.signs.named:
            names.setdefault(key, set()).add(entry.number)
    owners = {key: e.number for e in entries for key in e.address_keys} if addresses else {}
    return _Named(addresses, names, owners)


def _credit_weight(entry: Entry, named: _Named, agency: str | None, weights: dict[str, float]) -> float:
    total, signs = 0.0, entry.signs
    if named.addresses and _of_others(named.addresses, entry.address_keys, entry.number):
        total += weights["credited_by_url"]
    if named.names and not named.names.keys().isdisjoint(entry.name_keys):
        total += weights["credited_by_name"] * math.log2(1 + _others(named.names, entry.name_keys, entry.number))
    if entry.credited_keys and named.credits_another(entry):
        total += weights["credits_url"]
    elif signs.names_another:
        total += weights["credits_name"]
    if agency is not None and signs.home == agency:
        total += weights["agency_site"]
    elif signs.names_agency:
        total += weights["agency_credit"]
    return total


def agency_of(entries: Iterable[Entry]) -> str | None:
    """The agency that these entries credit; the first one's word counts before the others'."""
    for entry in entries:
        if entry.signs.agency:
            return entry.signs.agency
    return None


def evidence_for(copy: Entry, origin: Entry, containment: float) -> tuple[Evidence, ...]:
    """Why ``origin`` is named as the original of ``copy``, strongest first."""
    found = []
    if copy.credits:
        found = [Evidence(c.kind, c.url or c.value) for c in copy.credits if _points_to(c, origin)]
        found += [Evidence(c.kind, c.value) for c in copy.credits if c.kind in AGENCY_KINDS]
    found.append(Evidence("overlap", f"{containment:.2f}"))
    if origin.kind == "news" and copy.kind == "mirror":
        found.append(Evidence("news_source", origin.host))
    if origin.published is not None and copy.published is not None and origin.published < copy.published:
        found.append(Evidence("earlier", f"{(copy.published - origin.published) / 3600:.1f} h"))
    if origin.title and origin.title != copy.title and name_key(origin.title) != name_key(copy.title or ""):
        found.append(Evidence("origin_title", origin.title))
    return tuple(dict.fromkeys(found)) if len(copy.credits) > 1 else tuple(found)


def _points_to(credit: Credit, origin: Entry) -> bool:
    if credit.url is not None:
        return item_id(credit.url) in origin.address_keys
    return credit.kind not in AGENCY_KINDS and name_key(credit.value) in origin.name_keys

"""Which item of a story is the original: evidence is weighed, never a single sign obeyed.

In: the entries of a story. Out: the original, and the evidence for a copy. Refused: nothing.

Dates of blogs lie, and a plain rule "who is credited is the original" makes real data worse: blogs credit
the blog they copied from. So links and names in credits, an agency's own site, the kind of the source, how
full a text is and its date each add to a sum, with the weights of ``decision.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.records import Credit, Evidence
from newsspider.reposts.attribution import agency_named, agency_of_site, name_key
from newsspider.reposts.fingerprint import settings
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.reposts.entry import Entry

_DAY_S = 86_400.0
# Kinds of credit that say which agency wrote the story.
_AGENCY_KINDS = ("dateline", "byline")


@dataclass(frozen=True, slots=True)
class _Named:
    """What the credits of a story's items point to."""

    addresses: dict[str, set[int]]  # address -> numbers of the items that credit it
    names: dict[str, set[int]]
    owners: dict[str, int]  # address -> number of the item that stands there

    def credits_of(self, entry: Entry) -> tuple[bool, bool]:
        """Whether other items credit this one, by address and by name."""
        return (
            _of_others(self.addresses, entry.address_keys, entry.number),
            _of_others(self.names, entry.name_keys, entry.number),
        )

    def credits_another(self, entry: Entry) -> bool:
        """Whether this item credits another one by its address."""
        return any(self.owners.get(key, entry.number) != entry.number for key in entry.credited_keys)


def _of_others(named: dict[str, set[int]], keys: Sequence[str], own: int) -> bool:
    """Whether an item of another number names one of these keys."""
    if named:
        for key in keys:
            if (by := named.get(key)) and (len(by) > 1 or own not in by):
                return True
    return False


def find_origin(entries: Sequence[Entry], agency: str | None = None) -> Entry:
    """The entry that is most probably the original of the others.

    Args:
        entries: The items of the story.
        agency: The agency that they credit.
    """
    if len(entries) == 1:
        return entries[0]
    named = _named(entries)
    dates = [e.published for e in entries if e.published is not None]
    earliest = min(dates, default=None)
    words = {e.number: e.words for e in entries}
    fullest = max(words.values()) or 1
    first = min(words)
    weights: dict[str, float] = settings()["origin"]

    def weigh(entry: Entry) -> tuple[float, int]:
        total = weights["fullest"] * words[entry.number] / fullest
        total += _credit_weight(entry, named, agency, weights)
        total += _date_weight(entry.published, earliest, weights)
        total += weights[entry.kind] if entry.kind else 0.0
        total += weights["first_seen"] if entry.number == first else 0.0
        return total, -entry.number

    return max(entries, key=weigh)


def _named(entries: Sequence[Entry]) -> _Named:
    addresses: dict[str, set[int]] = {}
    names: dict[str, set[int]] = {}
    for entry in entries:
        for key in entry.credited_keys:
            addresses.setdefault(key, set()).add(entry.number)
        for credit in entry.credits:
            if credit.kind not in _AGENCY_KINDS:
                names.setdefault(name_key(credit.value), set()).add(entry.number)
    return _Named(addresses, names, {key: e.number for e in entries for key in e.address_keys})


def _credit_weight(entry: Entry, named: _Named, agency: str | None, weights: dict[str, float]) -> float:
    by_url, by_name = named.credits_of(entry)
    total = weights["credited_by_url"] * by_url + weights["credited_by_name"] * by_name
    own = entry.name_keys
    if entry.credits:
        if named.credits_another(entry):
            total += weights["credits_url"]
        elif any(c.kind not in _AGENCY_KINDS and name_key(c.value) not in own for c in entry.credits):
            total += weights["credits_name"]
    home = agency_of_site(entry.host) if agency is not None else None
    if home is not None and home == agency:
        total += weights["agency_site"]
    elif any(c.kind in _AGENCY_KINDS and name_key(c.value) not in own for c in entry.credits):
        total += weights["agency_credit"]
    return float(total)


def _date_weight(published: float | None, earliest: float | None, weights: dict[str, float]) -> float:
    if published is None or earliest is None:
        return float(weights["undated"])
    later = weights["later_per_day"] * (published - earliest) / _DAY_S
    return float(max(weights["latest"], later) + (weights["earliest"] if published == earliest else 0.0))


def agency_of(entries: Sequence[Entry]) -> str | None:
    """The agency that these entries credit; the first one's word counts before the others'."""
    for entry in entries:
        if entry.credits:
            for kind in _AGENCY_KINDS:
                for credit in entry.credits:
                    if credit.kind == kind:
                        return credit.value
        for credit in entry.credits:
            if agency := agency_named(credit.value):
                return agency
        if agency := agency_of_site(entry.host):
            return agency
    return None


def evidence_for(copy: Entry, origin: Entry, containment: float) -> tuple[Evidence, ...]:
    """Why ``origin`` is named as the original of ``copy``, strongest first."""
    found = [Evidence(c.kind, c.url or c.value) for c in copy.credits if _points_to(c, origin)]
    found += [Evidence(c.kind, c.value) for c in copy.credits if c.kind in _AGENCY_KINDS]
    found.append(Evidence("overlap", f"{containment:.2f}"))
    if origin.kind == "news" and copy.kind == "mirror":
        found.append(Evidence("news_source", origin.host))
    if origin.published is not None and copy.published is not None and origin.published < copy.published:
        found.append(Evidence("earlier", f"{(copy.published - origin.published) / 3600:.1f} h"))
    if origin.title and name_key(origin.title) != name_key(copy.title or ""):
        found.append(Evidence("origin_title", origin.title))
    return tuple(dict.fromkeys(found))


def _points_to(credit: Credit, origin: Entry) -> bool:
    if credit.url is not None:
        return item_id(credit.url) in origin.address_keys
    return credit.kind not in _AGENCY_KINDS and name_key(credit.value) in origin.name_keys

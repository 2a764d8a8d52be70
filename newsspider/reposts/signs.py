"""What an item's own credits and site say of where its story comes from, whatever the story's other items say.

In: its credits, its host and the names of its site. Out: ``Signs``, and what it says as evidence. Refused: nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from newsspider.records import Evidence
from newsspider.reposts.attribution import agency_named, agency_of_site, name_key
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from newsspider.records import Credit

# Kinds of credit that say which agency wrote the story.
AGENCY_KINDS = ("dateline", "byline")
# Kinds that don't say where the story comes from: originals link other sites, too.
_NO_SOURCES = (*AGENCY_KINDS, "link")


class Signs(NamedTuple):
    """What is weighed of an item whenever its story changes.

    Attributes:
        named: The keys (``attribution.name_key``) of those that it credits or links, agencies of a dateline or byline
            left out.
        names_another: Whether one that it credits isn't its own site.
        names_agency: Whether it has a dateline or byline of an agency that isn't its own site.
        home: The agency that runs its site.
        agency: The agency that it credits: that of its dateline or byline, of another credit, of its site.
    """

    named: tuple[str, ...]
    names_another: bool
    names_agency: bool
    home: str | None
    agency: str | None


def signs_of(credits_: Sequence[Credit], host: str, name_keys: Collection[str]) -> Signs:
    """The signs of an item with these credits, on this host, whose site has names with these keys."""
    if not credits_:
        return _signs_of_site(host)
    home = agency_of_site(host)
    agencies = [c.value for kind in AGENCY_KINDS for c in credits_ if c.kind == kind]
    named = tuple([name_key(c.value) for c in credits_ if c.kind not in AGENCY_KINDS])
    sources = (name_key(c.value) for c in credits_ if c.kind not in _NO_SOURCES)
    agency = agencies[0] if agencies else next(filter(None, (agency_named(c.value) for c in credits_)), home)
    return Signs(
        named,
        any(key not in name_keys for key in sources),
        any(name_key(value) not in name_keys for value in agencies),
        home,
        agency,
    )


def claims_of(
    credits_: Sequence[Credit], name_keys: Collection[str], addresses: Collection[str]
) -> tuple[Evidence, ...]:
    """What an item says itself of where its story comes from: all that is known of it while its original isn't.

    A link in its text says nothing of that, and what names the item's own site neither.
    """
    others = (
        c
        for c in credits_
        if c.kind != "link" and (item_id(c.url) not in addresses if c.url else name_key(c.value) not in name_keys)
    )
    return tuple(dict.fromkeys(Evidence(c.kind, c.url or c.value) for c in others))


@lru_cache(maxsize=8192)
def _signs_of_site(host: str) -> Signs:
    home = agency_of_site(host)
    return Signs((), names_another=False, names_agency=False, home=home, agency=home)

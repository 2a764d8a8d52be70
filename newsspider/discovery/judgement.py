"""Is this the address of an article? Told from the address alone: patterns in ``addresses.toml``.

In: URLs. Out: whether one can never be an article's, and a weight for how much it looks like one. Refused: nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsspider.discovery.data import any_of, table

if TYPE_CHECKING:
    import re


def is_never_article(url: str) -> bool:
    """Whether the address is that of a list, a form, a file or a page about the site itself.

    >>> is_never_article("https://example.org/tag/rivers/"), is_never_article("https://example.org/2026/03/rivers/")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    if parts.query and _never("never_query").search(parts.query):
        return True
    if parts.query and parts.path in {"", "/", "/index.php"}:
        return False  # /?p=123: the query names the page
    return bool(_never("never").search(parts.path))


def address_weight(url: str) -> float:
    """What the address says for (or, below 0, against) an article: the sum of the signs' weights."""
    path = urlsplit(url).path
    return sum(weight for weight, pattern in _signs() if pattern.search(path))


def sitemap_kind(url: str) -> str | None:
    """What a file of a sitemap index lists, by its name: "articles", "others", or None if it doesn't say.

    >>> sitemap_kind("https://example.org/wp-sitemap-taxonomies-category-1.xml")
    'others'
    """
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    for kind in ("others", "articles"):
        if _kinds(kind).search(name):
            return kind
    return None


@cache
def _never(group: str) -> re.Pattern[str]:
    return any_of(rule["pattern"] for rule in table("addresses")[group])


@cache
def _signs() -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((sign["weight"], any_of([sign["pattern"]])) for sign in table("addresses")["sign"])


@cache
def _kinds(kind: str) -> re.Pattern[str]:
    return any_of(table("addresses")["sitemap_kinds"][kind])

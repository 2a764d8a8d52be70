"""One object for each crawler, made when it is first asked for.

Scrapy has no place of its own for what several middlewares and handlers of a crawl share. The crawler isn't kept alive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

Shared = TypeVar("Shared")


class PerCrawler(Generic[Shared]):
    """The objects of one kind.

    Args:
        make: Makes one.
    """

    def __init__(self, make: Callable[[Crawler], Shared]) -> None:
        self._make = make
        self._made: WeakKeyDictionary[Crawler, Shared] = WeakKeyDictionary()

    def __call__(self, crawler: Crawler) -> Shared:
        """That of a crawler."""
        found = self._made.get(crawler)
        if found is None:
            found = self._made[crawler] = self._make(crawler)
        return found

"""Room for large answers: while one is read, the others go on.

In: how large an answer is that is being read. Out: Scrapy may go on asking. Refused, without a word: room for more than
``ROOM_BYTES`` at once; what comes then counts as Scrapy counts, and nothing more is asked for until it is read.

Scrapy asks for nothing while the answers that are worked on hold more than 5 MB. That keeps memory bounded where pages
come faster than they are read; but a sitemap of that size alone would be all that the crawl does for seconds.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from newsspider.extensions.per_crawler import PerCrawler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler

ROOM_BYTES: Final = 48 * 1024 * 1024  # three of the largest that DOWNLOAD_MAXSIZE lets in
_LARGE_BYTES = 512 * 1024  # smaller ones are read in no time, and are to count


class Room:
    """Of one crawl; ``room_of`` gives it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._taken = 0

    @contextmanager
    def of(self, size: int) -> Iterator[None]:
        """An answer of so many bytes is being read: it doesn't count as long."""
        slot = self._crawler.engine.scraper.slot
        if slot is None or size < _LARGE_BYTES or self._taken + size > ROOM_BYTES:
            yield
            return
        self._taken += size
        slot.max_active_size += size
        try:
            yield
        finally:
            self._taken -= size
            slot.max_active_size -= size


room_of = PerCrawler(Room)

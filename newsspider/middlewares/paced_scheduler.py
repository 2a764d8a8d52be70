"""Scrapy's scheduler, which hands nothing out while enough pages are being read.

In: requests. Out: the same. A kill costs what was fetched and isn't written, and no page is read sooner for being
fetched sooner. Refused: as Scrapy's. What the queue doesn't hold waits in the frontier (``QUEUE_AHEAD``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.core.scheduler import Scheduler
from scrapy.exceptions import NotConfigured

from newsspider.extensions.extractor import usable_cores
from newsspider.extensions.run_state import RunState

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

_READ_PER_CORE = 3  # pages in the pipeline for each core; one is being read, the others are next
_READ_MORE = 2


class PacedScheduler(Scheduler):
    """``SCHEDULER``."""

    run: RunState | None = None
    most_read = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        scheduler = super().from_crawler(crawler)
        cores = crawler.settings.getint("EXTRACT_WORKERS") or usable_cores()
        scheduler.most_read = _READ_PER_CORE * cores + _READ_MORE
        try:
            scheduler.run = RunState.of(crawler)
        except NotConfigured:  # `scrapy extract`
            scheduler.run = None
        return scheduler

    def next_request(self) -> Request | None:
        """The next one; None if there are none at the moment, or if enough pages are being read."""
        if self.run is not None and self._reads_enough(self.run):
            return None
        return super().next_request()

    def _reads_enough(self, run: RunState) -> bool:
        slot = None if self.crawler is None else self.crawler.engine.scraper.slot
        return slot is not None and len(slot.active) + len(slot.queue) - run.arrivals.waiting >= self.most_read

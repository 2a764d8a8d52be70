"""Scrapy's scheduler, which keeps articles on disk when too many of them wait (``BACKLOG_IN_MEMORY``).

In: requests. Out: the same, those in memory first. What is on disk survives a kill and is asked for by the next run;
``RunState`` acknowledges it when its item is committed. Nothing is handed out while enough pages are being read: a kill
costs what was fetched and isn't written, and no page is read sooner for being fetched sooner. Refused: as Scrapy's; a
request that was kept by an earlier run and that its source wouldn't ask for any more.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any, Self

from scrapy.core.scheduler import Scheduler
from scrapy.exceptions import NotConfigured
from scrapy.utils.request import request_from_dict

from newsspider.corpus import CorpusError
from newsspider.extensions.extractor import usable_cores
from newsspider.extensions.run_state import RunState
from newsspider.middlewares.address_guard import ALLOW_PRIVATE
from newsspider.middlewares.fingerprint import ARTICLE
from newsspider.middlewares.once import STARTED
from newsspider.urls import item_id

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from newsspider.sources import Source

_READ_PER_CORE = 3  # pages in the pipeline for each core; one is being read, the others are next
_READ_MORE = 2
_REFILL = 100  # so many are taken from the disk at a time, when fewer are left in memory


class BacklogScheduler(Scheduler):
    """``SCHEDULER``."""

    run: RunState | None = None
    most = 0
    most_read = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        scheduler = super().from_crawler(crawler)
        scheduler.most = crawler.settings.getint("BACKLOG_IN_MEMORY")
        cores = crawler.settings.getint("EXTRACT_WORKERS") or usable_cores()
        scheduler.most_read = _READ_PER_CORE * cores + _READ_MORE
        try:
            scheduler.run = RunState.of(crawler)
        except NotConfigured:  # `scrapy extract`
            scheduler.run = None
        return scheduler

    def enqueue_request(self, request: Request) -> bool:
        """Keep a request, in memory or on disk; False if it is a duplicate."""
        if self.run is None or len(self.mqs) < self.most or not _may_wait(request):
            return super().enqueue_request(request)
        if self.df.request_seen(request):
            self.df.log(request, self.spider)
            return False
        packed = pickle.dumps(request.to_dict(spider=self.spider), protocol=4)
        try:
            self.run.backlog.add(item_id(request.url), str(request.meta.get("source") or ""), packed)
        except CorpusError as error:
            self.run.stop_writing(error)
        else:
            self.run.count_backlog()
        return True

    def next_request(self) -> Request | None:
        """The next one; None if there are none at the moment, or if enough pages are being read."""
        if self.run is not None and self._reads_enough(self.run):
            return None
        if self.run is not None and len(self.mqs) < _REFILL and self._on_disk():
            self._refill(self.run)
        return super().next_request()

    def __len__(self) -> int:
        """All that wait."""
        return super().__len__() + self._on_disk()

    def _reads_enough(self, run: RunState) -> bool:
        slot = None if self.crawler is None else self.crawler.engine.scraper.slot
        return slot is not None and len(slot.active) + len(slot.queue) - run.arrivals.waiting >= self.most_read

    def _on_disk(self) -> int:
        return 0 if self.run is None else self.run.backlog.waiting(self._sources)

    def _refill(self, run: RunState) -> None:
        try:
            taken = run.backlog.take(list(self._sources), _REFILL)
        except CorpusError as error:
            run.stop_writing(error)
            return
        gone = []
        for key, packed in taken:
            request = None if run.journal.has(key) else self._unpacked(packed)
            if request is None:
                gone.append(key)
            else:
                super().enqueue_request(request)
        run.backlog.acknowledge(gone)

    def _unpacked(self, packed: bytes) -> Request | None:
        """The request as its source would ask for it today; None: it wouldn't."""
        plain = pickle.loads(packed)  # noqa: S301 - our own file, in a directory that only the corpus's owner writes to
        source = self._sources.get(str(plain["meta"].get("source") or ""))
        if source is None or not source.wants(plain["url"]):
            return None
        request = request_from_dict(plain, spider=self.spider)
        request.meta[ALLOW_PRIVATE] = source.allow_private
        return request.replace(dont_filter=True)

    @property
    def _sources(self) -> dict[str, Source]:
        found: Any = getattr(self.spider, "sources", ())
        return {source.name: source for source in found}


def _may_wait(request: Request) -> bool:
    """Only articles that weren't begun; what leads to articles must be asked for now."""
    return bool(request.meta.get(ARTICLE)) and not request.meta.get(STARTED) and not request.dont_filter

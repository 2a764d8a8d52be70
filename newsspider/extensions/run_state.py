"""A run as spiders, pipelines and the other extensions see it (``RunState.of(crawler)``).

In: the signals of the crawl. Out: the run's open stores (``run_stores``), what is counted (``run_counts``), as stats
under ``newsspider/``. Opened once, before the first request; closed in order (index, journal, frontier, lock) when the
spider has closed and the manifest stands. Refused: as ``RunStores`` says.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from newsspider.corpus import CorpusError
from newsspider.extensions.arrivals import Arrivals
from newsspider.extensions.logged_errors import LoggedErrors
from newsspider.extensions.owed import may_pass
from newsspider.extensions.run_counts import RunCounts
from newsspider.extensions.run_stores import RunStores
from newsspider.records import Item, Page, Reason, Rejection
from newsspider.reposts import StoreError
from newsspider.urls import item_id

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)
_TICK_S = 1.0
# Scrapy's get_extension() answers only once all extensions are built, and some of ours need the run before.
_RUNS: WeakKeyDictionary[Crawler, RunState] = WeakKeyDictionary()


def new_run_id(name: str) -> str:
    """The id of a run that starts now: the time, UTC, and the spider's name."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}-{name}"


class RunState:
    """Extension: opens and closes the stores of a run.

    Attributes:
        run_id: The id of the run: the spider's ``run_id``, or else a new one.
        corpus_dir: Where the run writes.
        journal: As the stores' own; so are ``index``, ``frontier``, ``variants`` and ``owed``.
        arrivals: Which articles of this run were started and have passed.
        texts_read: By article, the hash of its text as it was read, before its site's own clutter was taken out: what a
            text that is fetched again is held against. Until its record is written.
        ruleset: The id of the rules that ship with newsspider, as the first page that was read by them tells it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        name = crawler.spider.name if crawler.spider else "run"
        self.run_id = getattr(crawler.spider, "run_id", "") or new_run_id(name)
        self.corpus_dir = Path(crawler.settings["CORPUS_DIR"]).absolute()
        self.arrivals = Arrivals()
        self.texts_read: dict[str, str] = {}
        self.ruleset = ""
        self._counts = RunCounts(crawler.stats, crawler.settings.getint("SUMMARY_COPIES"))
        self._known: set[str] = set()
        self._put_in: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._stores = stores = RunStores(self.corpus_dir, self.run_id, crawler.settings)
        self.journal, self.index, self.owed = stores.journal, stores.index, stores.owed
        self.frontier, self.variants = stores.frontier, stores.variants
        self._errors = LoggedErrors(self.fail)
        self._ticker = create_looping_call(self._tick)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it.

        Raises:
            CorpusError: The corpus is locked, or can't be opened.
        """
        if not getattr(crawler.spider, "writes_corpus", False):
            raise NotConfigured  # `scrapy extract` fetches one page and writes nothing
        run = _RUNS[crawler] = cls(crawler)
        connect = crawler.signals.connect
        connect(run._spider_opened, signal=signals.spider_opened)
        connect(run.close_stores, signal=signals.spider_closed)
        connect(run.release, signal=signals.engine_stopped)
        return run

    @staticmethod
    def of(crawler: Crawler) -> RunState:
        """The run of a crawler.

        Raises:
            NotConfigured: It has none; what needs one is left out.
        """
        run = _RUNS.get(crawler)
        if run is None:
            raise NotConfigured
        return run

    @property
    def is_running(self) -> bool:
        """Whether the crawl goes on; False once it is being stopped."""
        if self._stopping or not self._crawler.crawling:
            return False
        slot = self._crawler.engine._slot  # Scrapy tells nobody that it has begun to close (a time budget)
        return slot is None or slot.closing is None

    def count(self, key: str, number: int = 1) -> None:
        """Count under ``newsspider/KEY``."""
        self._counts.count(key, number)

    def fail(self, what: str, detail: str) -> None:
        """Note what makes the whole run a failure; the first words are kept."""
        self._counts.fail(what, detail)

    def reject(
        self,
        url: str,
        source: str,
        reason: Reason,
        detail: str,
        *,
        status: int | None = None,
        via: str | None = None,
    ) -> None:
        """Count and write a page that doesn't become a record, and let go those who wait for it."""
        if may_pass(reason, status):
            if via == "credit":
                self.owe(url)
            else:
                self._counts.unavailable(source, f"{url}: {detail}")
        self._counts.rejection(url, source, reason, detail)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            self.journal.reject(Rejection(url, source, reason, detail, now, self.run_id, status, via))
        except CorpusError as error:
            self.stop_writing(error)
        self.arrivals.settle(item_id(url))

    def owe(self, url: str) -> None:
        """Let the next run ask for this original again."""
        if not self.owed.owe(url):
            self.count("skipped/owed")

    def meet(self, url_id: str, source: str) -> bool:
        """Whether the article of a link is in the corpus; one that was there before the run is counted once."""
        if not self.journal.has(url_id):
            return False
        if url_id not in self._known and not self.arrivals.was_started(url_id):
            self._known.add(url_id)
            self.count(f"known/{source}")
        return True

    def remember(self, page: Page, written_id: str) -> None:
        """The URLs that led to a page are other names of its item, so that the next run knows them."""
        for url in (page.url, page.requested_url):
            if url and item_id(url) != written_id:
                self.journal.alias(item_id(url), written_id)

    def count_record(self, item: Item) -> None:
        """Count a record that was written, as soon as it is committed."""
        self._counts.record(item, self.journal.committed)

    @property
    def is_putting_in(self) -> bool:
        """Whether a page is on its way into the pipeline that no response brought."""
        return bool(self._put_in)

    def put_in(self, item: Any) -> asyncio.Task[None]:
        """Put a page into the pipeline, or what was made of one, that no response brought."""
        task = asyncio.get_running_loop().create_task(self.pass_in(item))
        self._put_in.add(task)
        task.add_done_callback(self._put_in.discard)
        return task

    async def pass_in(self, item: Any) -> None:
        """The same, to its end; a spider that is being closed meanwhile waits for it."""
        scraper = self._crawler.engine.scraper
        await scraper.start_itemproc_async(item, response=None)
        slot = scraper.slot
        if slot is not None and slot.closing is not None and not slot.closing.called:
            scraper._check_if_closing()  # Scrapy looks again behind a response only, and would wait for ever

    def stop_writing(self, error: CorpusError | StoreError) -> None:
        """Nothing can be written any more: say so once, and close the spider; what is committed stays."""
        if self._stopping:
            return
        self._stopping = True
        self._stores.lost = error
        logger.error("%s", error)
        self.fail("write_error", str(error))
        closing = self._crawler.engine.close_spider_async(reason="write_error")
        self._closing = asyncio.get_running_loop().create_task(closing)  # it waits for us: it can't be awaited here

    def keep_links(self) -> None:
        """Commit, if many links were found since the last commit."""
        if self._stores.is_closed:
            return
        try:
            self._stores.keep_links()
        except CorpusError as error:
            self.stop_writing(error)

    def commit(self) -> bool:
        """Commit all that was written; False if something of this run is lost, now or earlier."""
        if self._stores.lost is None and not self._stores.is_closed:
            try:
                self.journal.commit()
            except CorpusError as error:
                self._lose(error)
        return self._stores.lost is None

    def _lose(self, error: CorpusError | StoreError) -> None:
        if error is not self._stores.lost:
            logger.error("%s", error)  # the message says all; a traceback helps nobody here
        self._stores.lost = self._stores.lost or error
        self.fail("write_error", str(error))

    def close_stores(self, reason: str) -> None:
        """Close index and journal; pack closed segments, if the run wasn't stopped. A second call does nothing."""
        if self._ticker.running:
            self._ticker.stop()
        if self._stores.is_closed:
            return
        try:
            self._stores.close(self.arrivals.has_passed, pack=reason == "finished")
        except (CorpusError, StoreError) as error:
            self._lose(error)
        self._counts.end(self.journal.committed)

    def release(self) -> None:
        """Release the lock, after the manifest was written. A second call does nothing."""
        self._errors.stop()
        self._stores.release()

    def _tick(self) -> None:
        try:
            self._stores.save(self.arrivals.has_passed)
        except (CorpusError, StoreError) as error:
            self.stop_writing(error)
        else:
            self._counts.commit(self.journal.committed)

    def _spider_opened(self) -> None:
        self._ticker.start(_TICK_S, now=False)

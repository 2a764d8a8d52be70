"""What one run holds: the lock on the corpus, the journal, the story index, and the word on every rejection.

In: the signals of the crawl. Out: the open stores, for spiders and pipelines (``RunState.of(crawler)``),
and stats under ``newsspider/``. Opened once, before the first request; closed in order (index, journal,
frontier, lock) when the spider has closed and the manifest stands. Refused: a corpus that another run holds
(``LockedError``) or that can't be written (``CorpusError``), both before anything is fetched.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.exceptions import DropItem, NotConfigured
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.log import failure_to_exc_info

from newsspider.corpus import ITEMS, CorpusError, Journal, RunLock
from newsspider.corpus.errors import write_error
from newsspider.discovery import Frontier, Variants
from newsspider.extensions.adopted_backlog import adopt_backlog
from newsspider.extensions.adopted_stories import adopt_stories
from newsspider.extensions.arrivals import Arrivals
from newsspider.extensions.logged_errors import LoggedErrors
from newsspider.extensions.owed import Owed, may_pass
from newsspider.extensions.run_counts import RunCounts
from newsspider.records import Item, Page, Reason, Rejection
from newsspider.reposts import StoreError, StoryIndex
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)
_TICK_S = 1.0
_NOTE_S = 2.0  # how often the frontier is brought to the disk
FRONTIER = "state/frontier.sqlite"
# Scrapy's get_extension() answers only once all extensions are built, and some of ours need the run before.
_RUNS: WeakKeyDictionary[Crawler, RunState] = WeakKeyDictionary()


class Rejected(DropItem):
    """A page doesn't become a record, for a named reason. Raised by pipelines, counted and written here."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class PutOff(DropItem):
    """The run is being stopped before the page could be finished: it isn't written, and the next run finds it again."""


def new_run_id(name: str) -> str:
    """The id of a run that starts now: the time, UTC, and the spider's name."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}-{name}"


class RunState:
    """Extension: opens and closes the stores of a run.

    Attributes:
        run_id: The id of the run: the spider's ``run_id``, or else a new one.
        corpus_dir: Where the run writes.
        journal: Takes records, rejections and story changes.
        index: Knows who copied whom.
        arrivals: Which articles of this run were started and have passed.
        frontier: Knows which articles are still to be asked for.
        variants: Knows which addresses of a host lead to the same article.
        on_rejected: Is told of each page that was refused, and may give what stands in for it (the story in its feed),
            or what is to be asked for in its place.
        owed: Originals that earlier runs failed to get.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        name = crawler.spider.name if crawler.spider else "run"
        self.run_id = getattr(crawler.spider, "run_id", "") or new_run_id(name)
        self.corpus_dir = Path(crawler.settings["CORPUS_DIR"]).absolute()
        self.arrivals = Arrivals()
        self._counts = RunCounts(crawler.stats, crawler.settings.getint("SUMMARY_COPIES"))
        self._known: set[str] = set()
        self.on_rejected: Callable[[Page, Reason], Page | Request | None] | None = None
        self._put_in: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._lost: CorpusError | StoreError | None = None  # why nothing can be written any more
        self._closed = False
        self._noted = time.monotonic()
        with (
            ExitStack() as lock,
            ExitStack() as stores,
        ):  # what was opened is closed again if the next can't be
            lock.enter_context(RunLock(self.corpus_dir))
            # Closed behind the journal: it must not count as read a feed whose articles were lost.
            self.frontier = stores.enter_context(Frontier(self.corpus_dir / FRONTIER))
            self.variants = Variants(self.frontier)
            self.journal = stores.enter_context(_journal(crawler.settings, self.corpus_dir, self.run_id))
            self.index = stores.enter_context(StoryIndex(self.corpus_dir / "state" / "stories.sqlite"))
            adopt_stories(self.corpus_dir, self.index)
            if not crawler.settings.getbool("LEARN_FROM_SITES"):
                for item in self.journal.held():  # nobody waits in this run: they are found again
                    self.journal.let_go(item.article.id)
            adopt_backlog(self.corpus_dir, self.frontier, self.journal.has)
            self.owed = Owed(self.corpus_dir / "state" / "owed.jsonl")
            self._lock, self._stores = lock.pop_all(), stores.pop_all()
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
        connect(run._item_dropped, signal=signals.item_dropped)
        connect(run._item_error, signal=signals.item_error)
        connect(run._spider_error, signal=signals.spider_error)
        connect(run._request_dropped, signal=signals.request_dropped)
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

    def put_in(self, page: Page) -> None:
        """Put a page into the pipeline that no response brought."""
        task = asyncio.get_running_loop().create_task(self._pass_in(page))
        self._put_in.add(task)
        task.add_done_callback(self._put_in.discard)

    async def _pass_in(self, page: Page) -> None:
        await self._crawler.engine.scraper.start_itemproc_async(page, response=None)

    def stop_writing(self, error: CorpusError | StoreError) -> None:
        """Nothing can be written any more: say so once, and close the spider; what is committed stays."""
        if self._stopping:
            return
        self._stopping = True
        self._lost = error
        logger.error("%s", error)
        self.fail("write_error", str(error))
        closing = self._crawler.engine.close_spider_async(reason="write_error")
        self._closing = asyncio.get_running_loop().create_task(closing)  # it waits for us: it can't be awaited here

    def commit(self) -> bool:
        """Commit all that was written; False if something of this run is lost, now or earlier."""
        if self._lost is None and not self._closed:
            try:
                self.journal.commit()
            except CorpusError as error:
                self._lost = error
                logger.error("%s", error)  # noqa: TRY400 - the message says all; a traceback helps nobody here
                self.fail("write_error", str(error))
        return self._lost is None

    def close_stores(self, reason: str) -> None:
        """Close index and journal; pack closed segments, if the run wasn't stopped. A second call does nothing."""
        if self._ticker.running:
            self._ticker.stop()
        if self._closed:
            return
        self._closed = True
        try:
            with self._stores:  # closes them after an error too; the index then keeps what it told last
                self._save()
                if reason == "finished":
                    self.journal.pack_segments(self._crawler.settings["PACK_SEGMENTS"])
        except (CorpusError, StoreError) as error:
            if error is not self._lost:
                logger.error("%s", error)  # noqa: TRY400 - the message says all; a traceback helps nobody here
            self._lost = self._lost or error
            self.fail("write_error", str(error))
        self._counts.end(self.journal.committed)

    def release(self) -> None:
        """Release the lock, after the manifest was written. A second call does nothing."""
        self._errors.stop()
        self._lock.close()

    def _tick(self) -> None:
        try:
            self._save()
        except (CorpusError, StoreError) as error:
            self.stop_writing(error)

    def _save(self) -> None:
        self.owed.save(lambda url: self.arrivals.has_passed(item_id(url)) or self.journal.has(item_id(url)))
        self._tell_changes()

    def _tell_changes(self) -> None:
        """Write what the index says of earlier items, and commit.

        The index forgets what it told only when it is asked again, after the commit: a kill in between repeats a
        line of ``stories.jsonl`` and never loses one. So it isn't asked again once a line couldn't be written.
        """
        if self._lost is not None:
            raise self._lost
        changes = self.index.changes()
        for change in changes:
            self.journal.story_changed(replace(change, run_id=self.run_id))
        if changes or time.monotonic() - self._noted >= _NOTE_S:
            self.journal.commit()
            self._note()
        else:
            self.journal.tick()
        self._counts.commit(self.journal.committed)

    def _note(self) -> None:
        """Bring the frontier to the disk, right behind a commit: it knows no article as written that isn't."""
        try:
            self.frontier.commit()
        except sqlite3.Error as error:
            raise write_error(self.corpus_dir / FRONTIER, error) from error
        self._noted = time.monotonic()

    def _spider_opened(self) -> None:
        self._ticker.start(_TICK_S, now=False)

    def _item_dropped(self, item: Any, exception: Exception) -> None:
        page = _page_of(item)
        self._let_go(item)
        if isinstance(exception, Rejected) and page is not None:
            again = self.on_rejected(page, exception.reason) if self.on_rejected else None
            if isinstance(again, Page):
                self.put_in(again)
                return
            if again is not None:
                self._crawler.engine.crawl(again)
                return
            self._reject_page(page, exception.reason, exception.detail)
        elif isinstance(exception, PutOff):
            self.count("put_off")

    def _item_error(self, item: Any, failure: Failure) -> None:
        if isinstance(failure.value, CorpusError | StoreError):
            self.stop_writing(failure.value)
            return
        page = _page_of(item)
        self._let_go(item)
        url = page.url if page is not None else repr(item)[:200]
        logger.error(
            "A bug met %s: it is in rejected.jsonl as pipeline_error",
            url,
            exc_info=failure_to_exc_info(failure),
        )
        self.count("failures/pipeline_error")
        if page is not None:
            self._reject_page(page, Reason.PIPELINE_ERROR, _in_words(failure))

    def _let_go(self, item: Any) -> None:
        """An item that had waited never becomes a record."""
        waited = getattr(item, "item", None)
        if not isinstance(waited, Item):
            return
        try:
            self.journal.let_go(waited.article.id)
        except CorpusError as error:
            self.stop_writing(error)

    def _spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        self.count("failures/exception_in_spider")
        request = getattr(response, "request", None)
        if request is not None and request.meta.get("article"):
            source = str(request.meta.get("source") or "")
            self.reject(request.url, source, Reason.PIPELINE_ERROR, _in_words(failure))

    def _request_dropped(self, request: Request) -> None:
        """The duplicate filter took a redirected article: a loop, or an address of a page asked for otherwise."""
        asked = request.meta.get("redirect_urls")
        if not asked or not request.meta.get("article"):
            return  # the page is fetched by the request that came first
        source, via = str(request.meta.get("source") or ""), request.cb_kwargs.get("via")
        if request.url in asked:
            self.reject(asked[0], source, Reason.REDIRECT_LOOP, "redirects in a circle", via=via)
        else:
            self.reject(asked[0], source, Reason.DUPLICATE, f"redirects to {request.url}", via=via)

    def _reject_page(self, page: Page, reason: Reason, detail: str) -> None:
        asked = page.requested_url or page.url
        self.reject(asked, page.source, reason, detail, status=page.http_status, via=page.discovered_via)
        self.arrivals.settle(item_id(page.url))


def _journal(settings: BaseSettings, corpus_dir: Path, run_id: str) -> Journal:
    live = f"items-{datetime.now(UTC):%Y-%m-%d}.jsonl" if settings.getbool("ITEMS_BY_DATE") else ITEMS
    return Journal(corpus_dir, run_id, live=live, segment_bytes=settings.getint("SEGMENT_MB") << 20)


def _page_of(item: Any) -> Page | None:
    """The page that entered the pipeline, or that of an item which enters it again."""
    page = getattr(item, "page", item)
    return page if isinstance(page, Page) else None


def _in_words(failure: Failure) -> str:
    return f"{type(failure.value).__name__}: {failure.value}"[:500]

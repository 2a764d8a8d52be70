"""Step 2: the pages that an article credits as its original are fetched, and the article waits for them.

In: ``Extracted``. Out: the same, once each original has been told to the story index or has failed, or the
time is over; what then still comes is told in ``stories.jsonl``. A copy that still waits when the run is
being stopped is put off: written without its original it would be known, and nobody would ask for the
original again. An original that failed is owed to the next run (``newsspider.extensions.owed``). Refused: credits
without a page (bare home pages), of the article's own site, beyond ``ORIGINALS_PER_ITEM`` and ``ORIGINALS_DEPTH``.

Originals go straight to the downloader (robots.txt, address guard and manners apply), not through the
queue: copies that wait keep their bodies, and with enough of them Scrapy takes nothing more from the queue
until they pass.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.python.failure import Failure

from newsspider.extensions.refusals import PutOff
from newsspider.extensions.run_state import RunState
from newsspider.middlewares.once import STARTED
from newsspider.pipelines.waited import Waited
from newsspider.records import Reason
from newsspider.urls import host_of, item_id, same_site

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsspider.pipelines.extracted import Extracted
    from newsspider.records import Credit
    from newsspider.spiders.base import BaseSourceSpider

logger = logging.getLogger(__name__)
VIA = "credit"


class FetchOriginals:
    """Item pipeline; ``FETCH_CREDITED_ORIGINALS = False`` leaves it out."""

    def __init__(self, crawler: Crawler, run: RunState) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._run = run
        self._per_item = settings.getint("ORIGINALS_PER_ITEM")
        self._max_depth = settings.getint("ORIGINALS_DEPTH")
        self._wait_s = settings.getfloat("ORIGINALS_WAIT_S")
        self._depths: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        if not crawler.settings.getbool("FETCH_CREDITED_ORIGINALS"):
            raise NotConfigured
        return cls(crawler, RunState.of(crawler))

    async def process_item(self, item: Extracted | Waited) -> Extracted | Waited:
        """The article, when its originals have passed; or ``PutOff``."""
        if isinstance(item, Waited):
            return item
        urls = self._credited(item)
        if not urls:
            return item
        await asyncio.gather(*(self._arrival(item, url) for url in urls))
        if not self._run.is_running and not all(self._is_told(url) for url in urls):
            self._run.arrivals.settle(*item.ids)  # those who wait for it are put off too
            if item.page.discovered_via == VIA:
                self._run.owe(item.page.requested_url or item.page.url)
            raise PutOff("the run was stopped before the original came")
        return item

    async def close_spider(self) -> None:
        """Nothing is left running behind the crawl."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)  # each says first that its original is owed

    def _is_told(self, url: str) -> bool:
        key = item_id(url)
        return self._run.index.knows(key) or self._run.journal.has(key)

    def _credited(self, item: Extracted) -> list[str]:
        source = self._spider.source_named(item.page.source)
        if self._depth(item) >= self._max_depth or (source and not source.follow_credits):
            return []
        urls: dict[str, str] = {}
        for credit in item.article.credits:
            if credit.url and self._names_original(item, credit) and not same_site(credit.url, item.page.url):
                urls.setdefault(item_id(credit.url), credit.url)
        wanted = [url for key, url in urls.items() if key not in item.ids]
        return wanted[: self._per_item]

    def _names_original(self, item: Extracted, credit: Credit) -> bool:
        """Whether a credit can name the page's original.

        A plain link in the text does so only in a mirror, and only if it leads to a site that is among the sources: all
        else would be a crawl of whatever blogs link.
        """
        if not _is_page(credit.url or ""):
            return False
        if credit.kind != "link":
            return True
        return item.page.kind == "mirror" and self._spider.source_of(credit.url or "") is not None

    async def _arrival(self, item: Extracted, url: str) -> None:
        original = item_id(url)
        if self._run.journal.has(original) or not self._run.is_running:
            return
        if self._run.arrivals.start(original):
            self._depths[original] = self._depth(item) + 1
            task = asyncio.get_running_loop().create_task(self._fetch(url, original))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        await self._run.arrivals.wait(item.asked_id, original, self._wait_s, lambda: self._run.is_running)

    async def _fetch(self, url: str, original: str) -> None:
        source = self._spider.source_of(url)
        name, kind = (source.name, source.kind) if source else (host_of(url), "news")
        try:
            try:
                request = self._spider.article_request(url, source, name, kind, VIA)
            except ValueError as error:  # a page may credit anything that looks like a URL
                self._run.reject(url, name, Reason.DOWNLOAD_FAILED, str(error), via=VIA)
                return
            request.meta.update({STARTED: True, "max_retry_times": 1})
            self._run.count("credited")
            await self._pass_on(request, url)
        except asyncio.CancelledError:
            self._run.owe(url)
            raise
        except Exception as error:
            logger.exception("A bug met %s: it is in rejected.jsonl as pipeline_error", url)
            self._run.count("failures/pipeline_error")
            self._run.reject(url, name, Reason.PIPELINE_ERROR, f"{type(error).__name__}: {error}"[:500], via=VIA)
        finally:
            self._run.arrivals.settle(original)

    async def _pass_on(self, request: Request, url: str) -> None:
        """Download at once, then let Scrapy do with the answer what it does with any other."""
        engine = self._crawler.engine
        result: Response | Failure
        try:
            result = await engine.download_async(request)
        except Exception:  # noqa: BLE001 - every way a download can fail is for the request's errback to name
            result = Failure()  # type: ignore[no-untyped-call] # Twisted hints only at a part of itself
        else:
            request = result.request or request  # a redirect or a retry
        if not self._run.is_running:  # nobody takes answers any more, and the copies that waited are put off
            self._run.owe(url)
            return
        await maybe_deferred_to_future(engine.scraper.enqueue_scrape(result, request))

    def _depth(self, item: Extracted) -> int:
        return self._depths.get(item.asked_id, 0)

    @property
    def _spider(self) -> BaseSourceSpider:
        return self._crawler.spider  # type: ignore[return-value] # this pipeline is built for our spiders only


def _is_page(url: str) -> bool:
    """Whether the URL names a page, not a whole site."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.path.strip("/") or parts.query)

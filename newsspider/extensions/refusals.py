"""What doesn't become a record: pages that pipelines drop, and what fails on the way by a bug of ours.

In: Scrapy's signals of dropped items and requests and of errors. Out: for each a rejection by name
(``RunState.reject``), or what stands in for it; nothing vanishes. Refused: nothing.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import DropItem
from scrapy.utils.log import failure_to_exc_info

from newsspider.corpus import CorpusError
from newsspider.extensions.run_state import RunState
from newsspider.records import Item, Page, Reason
from newsspider.reposts import StoreError
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)


class Rejected(DropItem):
    """A page doesn't become a record, for a named reason. Raised by pipelines, counted and written here."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class PutBy(DropItem):
    """The page becomes no record on this way through the pipeline, and nothing of it is refused: it waits, say."""


class PutOff(PutBy):
    """The run is being stopped before the page could be finished: it isn't written, and the next run finds it again."""


class Refusals:
    """Hears of what is dropped and what fails.

    Attributes:
        instead: Is told of each page that was refused, and may give what stands in for it (the story in its feed), or
            what is to be asked for in its place.
    """

    def __init__(self, crawler: Crawler, run: RunState) -> None:
        self._crawler = crawler
        self._run = run
        self.instead: Callable[[Page, Reason], Page | Request | None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it; only where there is a run."""
        refusals = cls(crawler, RunState.of(crawler))
        connect = crawler.signals.connect
        connect(refusals._item_dropped, signal=signals.item_dropped)
        connect(refusals._item_error, signal=signals.item_error)
        connect(refusals._spider_error, signal=signals.spider_error)
        connect(refusals._request_dropped, signal=signals.request_dropped)
        return refusals

    def _item_dropped(self, item: Any, exception: Exception) -> None:
        page = _page_of(item)
        self._let_go(item)
        if isinstance(exception, DropItem) and not isinstance(exception, Rejected | PutBy):
            exception = Rejected(Reason.DROPPED, str(exception))
        if isinstance(exception, Rejected) and page is not None:
            again = self.instead(page, exception.reason) if self.instead else None
            if isinstance(again, Page):
                self._run.put_in(again)
                return
            if again is not None:
                self._crawler.engine.crawl(again)
                return
            self._reject_page(page, exception.reason, exception.detail)
        elif isinstance(exception, PutOff):
            self._run.count("put_off")

    def _item_error(self, item: Any, failure: Failure) -> None:
        if isinstance(failure.value, CorpusError | StoreError):
            self._run.stop_writing(failure.value)
            return
        page = _page_of(item)
        self._let_go(item)
        url = page.url if page is not None else repr(item)[:200]
        logger.error(
            "A bug met %s: it is in rejected.jsonl as pipeline_error",
            url,
            exc_info=failure_to_exc_info(failure),
        )
        self._run.count("failures/pipeline_error")
        if page is not None:
            self._reject_page(page, Reason.PIPELINE_ERROR, _in_words(failure))

    def _let_go(self, item: Any) -> None:
        """An item that had waited never becomes a record."""
        waited = getattr(item, "item", None)
        if not isinstance(waited, Item):
            return
        try:
            self._run.journal.let_go(waited.article.id)
        except CorpusError as error:
            self._run.stop_writing(error)

    def _spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        self._run.count("failures/exception_in_spider")
        request = getattr(response, "request", None)
        if request is not None and request.meta.get("article"):
            source = str(request.meta.get("source") or "")
            self._run.reject(request.url, source, Reason.PIPELINE_ERROR, _in_words(failure))

    def _request_dropped(self, request: Request) -> None:
        """The duplicate filter took a redirected article: a loop, or an address of a page asked for otherwise."""
        asked = request.meta.get("redirect_urls")
        if not asked or not request.meta.get("article"):
            return  # the page is fetched by the request that came first
        source, via = str(request.meta.get("source") or ""), request.cb_kwargs.get("via")
        if request.url in asked:
            self._run.reject(asked[0], source, Reason.REDIRECT_LOOP, "redirects in a circle", via=via)
        else:
            self._run.reject(asked[0], source, Reason.DUPLICATE, f"redirects to {request.url}", via=via)

    def _reject_page(self, page: Page, reason: Reason, detail: str) -> None:
        asked = page.requested_url or page.url
        self._run.reject(asked, page.source, reason, detail, status=page.http_status, via=page.discovered_via)
        self._run.arrivals.settle(item_id(page.url))


def _page_of(item: Any) -> Page | None:
    """The page that entered the pipeline, or that of an item which enters it again."""
    page = getattr(item, "page", item)
    return page if isinstance(page, Page) else None


def _in_words(failure: Failure) -> str:
    return f"{type(failure.value).__name__}: {failure.value}"[:500]

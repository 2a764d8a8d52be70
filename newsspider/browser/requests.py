"""What a page asks for while it is built: fetched by the crawl itself, or not at all.

In: the browser's requests. Out: answers that Scrapy's downloader has fetched, behind the address guard, robots.txt and
the bounds of an answer, as for any request. Refused: images, fonts, media, and whatever else adds no word to a story;
other schemes than http and https; more than ``MOST`` requests, or ``MOST_BYTES`` in all.

The browser itself is started with a proxy that isn't there: what it would ask for by another way than this fails.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from newsspider.browser.marks import PART, SLOT
from newsspider.middlewares.address_guard import ALLOW_PRIVATE

if TYPE_CHECKING:
    from playwright.async_api import Request as PageRequest
    from playwright.async_api import Route
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)
MOST = 100
MOST_BYTES = 32 * 1024 * 1024
_WANTED = frozenset({"document", "script", "xhr", "fetch"})
_METHODS = frozenset({"GET", "POST"})
_KEPT = frozenset({"accept", "accept-language", "content-type", "origin", "referer", "x-requested-with"})
# Bodies come unpacked; and cookies are nobody's business here.
_LEFT_OUT = frozenset({"content-encoding", "content-length", "transfer-encoding", "set-cookie"})


class PageRequests:
    """The requests of one page.

    Args:
        crawler: Fetches.
        request: The request for the page: what its source may contact holds for all.

    Attributes:
        document: The answer to the page's own request, once it was fetched.
        refusal: Why it wasn't.
        refused: How many requests were.
    """

    def __init__(self, crawler: Crawler, request: Request) -> None:
        self._crawler = crawler
        self._request = request
        self._asked = 0
        self._bytes = 0
        self.document: Response | None = None
        self.refusal: Exception | None = None
        self.refused = 0

    async def answer(self, route: Route) -> None:
        """Answer one request of the page, or let it fail."""
        asked = route.request
        with suppress(PlaywrightError):  # the page was closed meanwhile
            if not self._is_wanted(asked):
                self.refused += 1
                await route.abort("blockedbyclient")
                return
            self._asked += 1
            response = await self._fetched(asked)
            if response is None:
                self.refused += 1
                await route.abort("accessdenied")
                return
            headers = {
                name.decode("latin-1"): values[-1].decode("latin-1")
                for name, values in response.headers.items()
                if name.decode("latin-1").lower() not in _LEFT_OUT
            }
            await route.fulfill(status=response.status, headers=headers, body=response.body)

    def _is_wanted(self, asked: PageRequest) -> bool:
        return (
            asked.resource_type in _WANTED
            and asked.method in _METHODS
            and urlsplit(asked.url).scheme in {"http", "https"}
            and self._asked < MOST
            and self._bytes < MOST_BYTES
        )

    async def _fetched(self, asked: PageRequest) -> Response | None:
        is_document = self.document is None and asked.is_navigation_request() and asked.frame.parent_frame is None
        try:
            response = await self._crawler.engine.download_async(self._scrapy_request(asked, is_document=is_document))
        except Exception as error:  # noqa: BLE001 - whatever happened, the page goes on without it
            if not isinstance(error, IgnoreRequest):
                logger.info("A page asked for %s in vain: %s", asked.url, error)
            if is_document:
                self.refusal = error
            return None
        self._bytes += len(response.body)
        if is_document:
            self.document = response
        return response

    def _scrapy_request(self, asked: PageRequest, *, is_document: bool) -> Request:
        own = self._request
        meta: dict[str, Any] = {
            key: value for key, value in own.meta.items() if key in {ALLOW_PRIVATE, "source", "dont_obey_robotstxt"}
        }
        meta.update({PART: True, "download_slot": SLOT, "dont_retry": True, "autothrottle_dont_adjust_delay": True})
        if is_document:
            return own.replace(meta=meta, callback=NO_CALLBACK, errback=None, dont_filter=True)
        headers = {name: value for name, value in asked.headers.items() if name in _KEPT}
        return Request(
            asked.url,
            method=asked.method,
            headers=headers,
            body=asked.post_data_buffer or b"",
            meta=meta,
            callback=NO_CALLBACK,
        )

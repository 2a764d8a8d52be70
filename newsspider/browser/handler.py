"""Scrapy's handler of http and https where a source wants a browser: one Chromium, by scrapy-playwright.

In: requests; those with ``BROWSER`` in their meta are read by the browser. Out: responses, whose body is the page as it
stands when its scripts have run. Refused: a page that takes more than ``BROWSER_PAGE_S`` (``DownloadTimeoutError``) or
``BROWSER_MEMORY_MB`` (``DownloadFailedError``), and what any request is refused for.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import Error as PlaywrightError
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from newsspider.browser.marks import BROWSER
from newsspider.browser.memory import end_large_pages
from newsspider.browser.requests import PageRequests
from newsspider.extensions.per_crawler import PerCrawler
from newsspider.middlewares.capped_http import CappedHttpHandler

if TYPE_CHECKING:
    from playwright.async_api import Page
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_SETTLED_MS = 4000  # so long a page that has loaded may go on asking for its story
_LOOK_S = 0.25


class Browser:
    """The one Chromium of a crawl, started with the first page that wants it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        settings = crawler.settings
        self._page_s = settings.getfloat("BROWSER_PAGE_S")
        self._memory_mb = settings.getint("BROWSER_MEMORY_MB")
        self._free = asyncio.Semaphore(settings.getint("BROWSER_PAGES"))
        self._handler = ScrapyPlaywrightDownloadHandler(crawler)
        self._closed = False
        self._ended = 0

    async def read(self, request: Request) -> Response:
        """The page of a request as it stands when its scripts have run."""
        async with self._free:
            return await self._read(request)

    async def _read(self, request: Request) -> Response:
        requests, pages = PageRequests(self._crawler, request), list["Page"]()

        async def begin(page: Page, _: Request) -> None:
            pages.append(page)
            await page.route("**/*", requests.answer)

        asked = request.replace(meta={**request.meta, **_meta(begin, self._page_s)})
        watch = asyncio.get_running_loop().create_task(self._watch_memory())
        ended = self._ended
        try:
            async with asyncio.timeout(self._page_s):
                response: Response = await self._handler.download_request(asked)
        except TimeoutError:
            self._crawler.stats.inc_value("newsspider/browser/too_slow")
            raise DownloadTimeoutError(f"the browser took more than {self._page_s:g} s for the page") from None
        except PlaywrightError as error:
            if requests.refusal is not None:
                raise requests.refusal from None
            too_large = f"more than {self._memory_mb} MiB; " if self._ended > ended else ""
            raise DownloadFailedError(f"the browser couldn't read the page: {too_large}{error.message[:200]}") from None
        finally:
            watch.cancel()
            for page in pages:
                with suppress(PlaywrightError):
                    await page.close()
        self._crawler.stats.inc_value("newsspider/browser/pages")
        self._crawler.stats.inc_value("newsspider/browser/refused_requests", requests.refused)
        document = requests.document
        if document is None:
            return response.replace(request=request)
        request.meta.update({k: v for k, v in _redirects(document).items() if v})
        return response.replace(url=document.url, status=document.status, request=request)

    async def _watch_memory(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            self._ended += end_large_pages(self._memory_mb)

    async def close(self) -> None:
        """End the browser; a second call does nothing."""
        if not self._closed:
            self._closed = True
            await self._handler.close()


_browser_of: Final = PerCrawler(Browser)


class BrowserHandler(CappedHttpHandler):
    """Download handler for http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._browser = _browser_of(crawler)

    async def download_request(self, request: Request) -> Response:
        """The answer to a request, by the browser where that is wanted."""
        spider: Any = self._crawler.spider
        if request.meta.get(BROWSER) or spider.needs_browser(request):
            request.meta[BROWSER] = True
            return await self._browser.read(request)
        return await super().download_request(request)

    async def close(self) -> None:
        """Close all connections, and the browser."""
        await super().close()
        await self._browser.close()


def _meta(begin: Any, page_s: float) -> dict[str, Any]:
    return {
        "playwright": True,
        "playwright_page_init_callback": begin,
        "playwright_context_kwargs": {"service_workers": "block", "accept_downloads": False},
        "playwright_page_goto_kwargs": {"wait_until": "load", "timeout": page_s * 1000},
        "playwright_page_methods": [PageMethod(_settle)],
    }


async def _settle(page: Page) -> None:
    """Wait until the page asks for nothing any more; one that never ends asking is read as it stands."""
    with suppress(PlaywrightError):
        await page.wait_for_load_state("networkidle", timeout=_SETTLED_MS)


def _redirects(document: Response) -> dict[str, Any]:
    meta = document.request.meta if document.request else {}
    return {key: meta.get(key) for key in ("redirect_urls", "redirect_times", "redirect_reasons", "robots")}

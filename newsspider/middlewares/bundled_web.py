"""The bundled sites are reached through a server on loopback that is spoken to as a proxy.

In: requests of a crawl whose sources are the bundled ones. Out: those to bundled hosts, sent to that
server. Refused: all others, so that a look at the bundled web never touches the Internet. In any other
crawl this isn't there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import IgnoreRequest, NotConfigured

from newsspider.extensions.bundled_web import BundledServer
from newsspider.middlewares.address_guard import AddressGuard

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy import Request
    from scrapy.crawler import Crawler


class NotBundledError(IgnoreRequest):
    """The bundled web has no such host."""


class BundledWeb:
    """Downloader middleware; works if the spider has a ``bundled_web``: a folder with one folder per host."""

    def __init__(self, crawler: Crawler, folder: Path) -> None:
        self._crawler = crawler
        self.server = BundledServer(folder)
        crawler.signals.connect(self._start, signal=signals.spider_opened)
        crawler.signals.connect(self._stop, signal=signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        folder: Path | None = getattr(crawler.spider, "bundled_web", None)
        if folder is None:
            raise NotConfigured
        return cls(crawler, folder)

    def _start(self) -> None:
        self.server.start()
        self._crawler.stats.set_value("newsspider/bundled_web", 1)  # for the summary
        guard = self._crawler.get_downloader_middleware(AddressGuard)
        if guard is not None:
            guard.trust_proxy(self.server.url)

    def _stop(self) -> None:
        self.server.stop()

    def process_request(self, request: Request) -> Request | None:
        """Send the request to the bundled server."""
        parts = urlsplit(request.url)
        if not self.server.has(parts.hostname or ""):
            raise NotBundledError(f"{parts.hostname} is not in the bundled web, and nothing else is asked here")
        if parts.scheme == "https":  # the bundled sites speak http; an address they give as https means the same page
            return request.replace(url=parts._replace(scheme="http").geturl(), dont_filter=True)
        request.meta["proxy"] = self.server.url
        return None

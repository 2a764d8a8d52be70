"""The spider of ``scrapy nightly``: all sources in one run, the news first and the mirrors when these are through.

In: the sources of both kinds; one kind alone is a night too. Out: as of the other spiders. After ``NEWS_MAX_S``, and
with a time budget after ``NEWS_SHARE`` of it, the mirrors begin even if the news aren't through, so that a slow site
takes nobody's turn.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from newsspider.spiders.base import BaseSourceSpider

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsspider.sources import Source


class NightlySpider(BaseSourceSpider):
    """Crawls the sources of kind "news", then those of kind "mirror"."""

    name = "nightly"
    kinds = ("news", "mirror")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._later = tuple(source for source in self.sources if source not in self.first)
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy builds it.

        Raises:
            SourcesError: The sources can't be used.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._opened, signal=signals.spider_opened)
        crawler.signals.connect(spider._idle, signal=signals.spider_idle)
        crawler.signals.connect(spider._closed, signal=signals.spider_closed)
        return spider

    @property
    def first(self) -> tuple[Source, ...]:
        """The news; the mirrors, if there are no news."""
        return tuple(source for source in self.sources if source.kind == self.sources[0].kind)

    def _opened(self) -> None:
        get = self.settings.getfloat
        bounds_s = [
            bound_s for bound_s in (get("NEWS_MAX_S"), get("CLOSESPIDER_TIMEOUT") * get("NEWS_SHARE")) if bound_s > 0
        ]
        if bounds_s:
            self._timer = asyncio.get_running_loop().call_later(min(bounds_s), self._begin_mirrors)

    def _idle(self) -> None:
        self._refill()
        if self._begin_mirrors():
            raise DontCloseSpider

    def _begin_mirrors(self) -> bool:
        """Ask for the ways of the mirrors; False if they were asked for before, or the run is being stopped."""
        later, self._later = self._later, ()
        if not later or not self.run.is_running:
            return False
        self.logger.info("The news are asked for; the mirrors begin")
        for request in self._begin(later):
            self.crawler.engine.crawl(request)
        return True

    def _closed(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

"""A run that is being stopped ends in time, whatever the network does.

In: the crawl's state. Out: as soon as it is being stopped, requests that wait their turn are let go; those that are
being answered have ``STOP_S`` seconds. The next run asks for all of them again. Refused: nothing.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from newsspider.extensions.run_state import RunState
from newsspider.middlewares.stoppable_downloader import StoppableDownloader

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)
_TICK_S = 0.25


class EndInTime:
    """Extension.

    Args:
        crawler: The crawl.
        run: Says whether it goes on.
        stop_s: How long an answer is waited for that is under way.
    """

    def __init__(self, crawler: Crawler, run: RunState, stop_s: float) -> None:
        self._crawler = crawler
        self._run = run
        self._stop_s = stop_s
        self._since: float | None = None
        self._ticker = create_looping_call(self._tick)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        extension = cls(crawler, RunState.of(crawler), crawler.settings.getfloat("STOP_S"))
        crawler.signals.connect(extension._opened, signal=signals.spider_opened)
        crawler.signals.connect(extension._ended, signal=signals.engine_stopped)
        return extension

    def _opened(self) -> None:
        self._ticker.start(_TICK_S, now=False)

    def _ended(self) -> None:
        if self._ticker.running:
            self._ticker.stop()

    def _tick(self) -> None:
        downloader = self._crawler.engine.downloader
        if self._run.is_running or not isinstance(downloader, StoppableDownloader):
            return
        now = time.monotonic()
        if self._since is None:
            self._since = now
        downloader.let_go(being_answered=now - self._since >= self._stop_s)

"""The progress line: what the crawl has done so far, while somebody watches.

In: the stats, twice a second. Out: one line on standard error, rewritten in place. Refused: anything but a
terminal: under cron, or with output sent to a file, nothing is written.
"""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from tqdm import tqdm

from newsspider.extensions.run_state import RunState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler

_EVERY_S = 0.5


class Progress:
    """Extension; ``PROGRESS = False`` turns it off."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._bar: tqdm[Any] | None = None
        self._timer = create_looping_call(self._show)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        if not crawler.settings.getbool("PROGRESS") or not sys.stderr.isatty():
            raise NotConfigured
        RunState.of(crawler)
        progress = cls(crawler)
        crawler.signals.connect(progress._open, signal=signals.spider_opened)
        crawler.signals.connect(progress._close, signal=signals.spider_closed)
        return progress

    def _open(self) -> None:
        form = "{desc} [{elapsed}]"
        size = shutil.get_terminal_size()  # a terminal that says 0, as some do, counts as 80 by 24
        self._bar = tqdm(bar_format=form, leave=False, file=sys.stderr, ncols=size.columns, nrows=size.lines)
        self._timer.start(_EVERY_S)

    def _close(self) -> None:
        if self._timer.running:
            self._timer.stop()
        if self._bar is not None:
            self._bar.close()

    def _show(self) -> None:
        scheduler = self._crawler.engine.scheduler
        queue = len(scheduler) if scheduler is not None and hasattr(scheduler, "__len__") else 0
        if self._bar is not None:
            self._bar.set_description_str(line(self._crawler.stats.get_stats(), queue))


def line(stats: Mapping[str, Any], queue: int) -> str:
    """The line's words.

    >>> line({"newsspider/pages/a": 3, "newsspider/pages/b": 1, "newsspider/records/a": 2}, queue=7)
    '4 pages, 2 records, 0 copies, 0 rejected, 7 queued'
    """

    def total(name: str) -> int:
        return sum(value for key, value in stats.items() if key.startswith(f"newsspider/{name}"))

    return (
        f"{total('pages/')} pages, {total('records/')} records, {total('role/repost')} copies, "
        f"{total('rejected/')} rejected, {queue} queued"
    )

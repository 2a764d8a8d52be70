"""What the log says of pages and items: one short line each, never a page's whole body.

In: Scrapy's events. Out: log lines. A dropped item and an item's error are told elsewhere
(``rejected.jsonl``, ``RunState``), so they are at most a line at DEBUG here.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure


class LogLines(LogFormatter):
    """``LOG_FORMATTER`` of the crawl."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """A record was written."""
        del response, spider
        return _line("Written: %(url)s%(why)s", item)

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """A page was rejected."""
        del response, spider
        return _line("Rejected: %(url)s: %(why)s", item, str(exception))

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """A pipeline raised; ``RunState`` tells it at ERROR, with its traceback."""
        del response, spider
        return _line("Failed: %(url)s: %(why)s", item, type(exception).__name__)


def _line(message: str, item: Any, why: str = "") -> LogFormatterResult:
    page = getattr(item, "page", item)
    return {"level": logging.DEBUG, "msg": message, "args": {"url": getattr(page, "url", "?"), "why": why}}

"""What the log says of pages and items: one short line each, never a page's whole body.

In: Scrapy's events. Out: log lines. A dropped item and an item's error are told elsewhere
(``rejected.jsonl``, ``RunState``), so they are at most a line at DEBUG here. Where ``LOG_LEVEL`` is above that, no line
of a page is made at all: logging takes each to its handlers before one asks for its level.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy.logformatter import LogFormatter, LogFormatterResult

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure


class LogLines(LogFormatter):
    """``LOG_FORMATTER`` of the crawl.

    Args:
        is_told: Whether anybody wants lines at DEBUG.
    """

    def __init__(self, *, is_told: bool = True) -> None:
        self._is_told = is_told

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        wanted = crawler.settings.get("LOG_LEVEL")
        level = wanted if isinstance(wanted, int) else logging.getLevelNamesMapping().get(str(wanted), logging.DEBUG)
        return cls(is_told=level <= logging.DEBUG)

    # Scrapy takes None for "say nothing", though its hints for some of these don't tell.
    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult | None:  # type: ignore[override]
        """A page was fetched."""
        return super().crawled(request, response, spider) if self._is_told else None

    def scraped(  # type: ignore[override]
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult | None:
        """A record was written."""
        del response, spider
        return _line("Written: %(url)s%(why)s", item) if self._is_told else None

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

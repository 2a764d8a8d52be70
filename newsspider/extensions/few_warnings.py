"""Warnings of one kind are told a few times, not once for each page of a site: a mail of cron holds them all.

In: log records. Out: the same; of the warnings that one line of code gives, the first ``MOST_OF_A_KIND``, and that more
of them aren't told. Refused: nothing; whoever wants all lines says ``-L INFO``, and each page is in ``rejected.jsonl``.
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Final, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MOST_OF_A_KIND: Final = 20


class FewOfAKind(logging.Filter):
    """Of one handler, for it counts what that one is given."""

    def __init__(self) -> None:
        super().__init__()
        self._told: Counter[tuple[str, int]] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is told; the last one of its kind says that it is."""
        if record.levelno != logging.WARNING:
            return True
        kind = record.pathname, record.lineno
        self._told[kind] += 1
        if self._told[kind] == MOST_OF_A_KIND:
            record.msg, record.args = f"{record.getMessage()} (more warnings of this kind aren't told)", ()
        return self._told[kind] <= MOST_OF_A_KIND


class FewWarnings:
    """Extension: filters all that is logged at ``WARNING`` while a crawl is on."""

    def __init__(self) -> None:
        self._filters: list[tuple[logging.Handler, FewOfAKind]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it.

        Raises:
            NotConfigured: Somebody wants all lines.
        """
        level = crawler.settings.get("LOG_LEVEL")
        number = level if isinstance(level, int) else logging.getLevelNamesMapping().get(str(level), logging.WARNING)
        if number < logging.WARNING:
            raise NotConfigured
        extension = cls()
        crawler.signals.connect(extension._opened, signal=signals.spider_opened)
        crawler.signals.connect(extension._stopped, signal=signals.engine_stopped)
        return extension

    def _opened(self) -> None:
        for handler in logging.getLogger().handlers:
            one = FewOfAKind()
            handler.addFilter(one)
            self._filters.append((handler, one))

    def _stopped(self) -> None:
        for handler, one in self._filters:
            handler.removeFilter(one)
        self._filters.clear()

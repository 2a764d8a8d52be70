"""Requests of Scrapy's own commands and of plain spiders that aren't let through, said in words.

In: what another middleware refused, such as a private address. Out: a warning. Scrapy itself passes over a refusal in
silence, so ``scrapy fetch URL`` and ``scrapy shell URL`` showed nothing. The spiders of this project tell of each
refusal in ``rejected.jsonl`` or in the summary: with them this middleware isn't in force.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest, NotConfigured

from newsspider.middlewares.no_answer import no_answer_in_words

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Refusals:
    """Downloader middleware."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it.

        Raises:
            NotConfigured: The spider tells of refusals itself.
        """
        if getattr(crawler.spidercls, "tells_refusals", False):
            raise NotConfigured
        return cls()

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Tell of a refusal; whatever else is raised Scrapy tells of."""
        if isinstance(exception, IgnoreRequest):
            logger.warning("%s isn't fetched: %s", request.url, no_answer_in_words(exception))

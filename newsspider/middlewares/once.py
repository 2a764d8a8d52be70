"""An article is fetched once in a run, whether a feed leads to it or a copy that credits it.

In: a request for an article. Out: the same request, its start noted; or ``AlreadyFetchedError`` if the page
was started meanwhile by the other way, or by its plain address where this one is known to be another of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest

from newsspider.extensions.run_state import RunState
from newsspider.middlewares.fingerprint import ARTICLE
from newsspider.urls import item_id

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

STARTED = "started"  # request.meta: this request is the one that fetches its article


class AlreadyFetchedError(IgnoreRequest):
    """Another request of this run has fetched, or is fetching, the article: nothing is lost."""


class Once:
    """Downloader middleware; redirects and retries of a started request pass."""

    def __init__(self, run: RunState) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it; not in force where there is no run (``scrapy extract``)."""
        return cls(RunState.of(crawler))

    def process_request(self, request: Request) -> None:
        """Note the start of an article, or raise ``AlreadyFetchedError``."""
        if not request.meta.get(ARTICLE) or request.meta.get(STARTED):
            return
        key, plain = item_id(request.url), item_id(self._run.variants.plain(request.url))
        if plain != key and (self._run.arrivals.was_started(plain) or self._run.journal.has(plain)):
            raise AlreadyFetchedError("fetched by its plain address")
        if not self._run.arrivals.start(key):
            raise AlreadyFetchedError("fetched by another way")
        request.meta[STARTED] = True

"""Manners towards a host: it is left alone when it asks, when it fails, outside its hours, and beyond its budget.

In: requests before they are sent, and their answers. Out: the same. A 429 or 503 holds its host for as long as its
``Retry-After`` says (RFC 9110, 10.2.3), or twice as long each time; so do failures in a row. Refused, as
``LeftForLaterError``: what the next run may ask for. A site of long pauses has its part of a run, and no run waits for
all of it: with ``Crawl-delay: 599`` a thousand articles take a week.
"""

from __future__ import annotations

import asyncio
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)

from newsspider.discovery import backoff_s, retry_after_s
from newsspider.middlewares.fingerprint import ARTICLE
from newsspider.middlewares.hosts import hosts_of

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsspider.middlewares.hosts import Host

HOURS = "hours"  # request.meta: when the request's source may be asked
PART = "browser_part"  # request.meta: a browser asks for this to build a page, whose own request was held against all
ASIDE = "aside"  # request.meta: for no page but a file that few sites have; an error in its place isn't the site's
RULES = "rules_of_host"  # request.meta: for a file that says what may be asked for; articles need it as well as ways
SLOW = "slow_site"  # why of an article: the pauses that its site wants have filled their part of the run
SLOW_WAYS = "slow_site_ways"  # why of a feed or sitemap: the rest of that part is for articles
BARREN = "barren_pattern"  # why of an article whose like were no stories
NO_RULES = "robots_unreachable"  # why of what nobody may ask for, since its robots.txt can't be had
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_PATIENCE = 2  # so many failures in a row are chance
_BUSY_RETRIES = 6  # a page that was put off is asked for again so often
_FAILURES = (DownloadTimeoutError, DownloadConnectionRefusedError, DownloadFailedError, CannotResolveHostError)


class LeftForLaterError(IgnoreRequest):
    """The host isn't asked any more in this run: nothing is lost, the next one asks.

    Attributes:
        why: The key under which it is counted.
    """

    def __init__(self, why: str, words: str) -> None:
        super().__init__(words)
        self.why = why


class Manners:
    """Downloader middleware; stands close to the downloader, so that it sees each try."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._hosts = hosts_of(crawler)
        self._longest_s = settings.getfloat("RETRY_AFTER_MAX_S")
        self._most_failures = settings.getint("FAILURES_PER_HOST")
        self._budget = settings.getint("PAGES_PER_HOST")
        self._most_pauses_s = settings.getfloat("PAUSES_MAX_S")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        manners = cls(crawler)
        # Scrapy sends the next request as soon as this one is answered, before any middleware sees the answer.
        crawler.signals.connect(manners._downloaded, signal=signals.response_downloaded)
        return manners

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise ``LeftForLaterError``."""
        if request.meta.get(PART):
            return
        host = self._hosts[self._key(request)]
        hours = request.meta.get(HOURS)
        if host.left_alone:
            raise LeftForLaterError("left_alone", host.left_alone)
        if hours is not None and not hours.is_open():
            raise LeftForLaterError("outside_hours", f"outside its hours ({hours})")
        if 0 < self._budget <= host.asked:
            raise LeftForLaterError("budget", f"{host.asked:,} requests were sent, PAGES_PER_HOST is {self._budget:,}")
        self._refuse_slow(host, is_way=not request.meta.get(ARTICLE) and not request.meta.get(RULES))
        barren = getattr(self._crawler.spider, "barren", None)
        if barren is not None and request.meta.get(ARTICLE) and barren.is_over(request.meta["source"], request.url):
            raise LeftForLaterError(BARREN, "no page with an address of this pattern was a story")
        host.asked += 1

    def _refuse_slow(self, host: Host, *, is_way: bool) -> None:
        """Half of a slow site's part of a run is for its ways, or it would be spent before an article is asked for."""
        paused_s, most_s = host.asked * host.pause_s, self._most_pauses_s / (2 if is_way else 1)
        if 0 < most_s <= paused_s:
            why = SLOW_WAYS if is_way else SLOW
            raise LeftForLaterError(why, f"robots.txt wants {host.pause_s:,g} s between two requests")

    def _downloaded(self, request: Request, response: Response) -> None:
        """Note how the host is."""
        if request.meta.get(PART):
            return
        key = self._key(request)
        host = self._hosts[key]
        if response.status in _BUSY:
            host.failures += 1
            asked = response.headers.get("Retry-After")
            wait_s = retry_after_s(asked.decode("latin-1"), _date_of(response)) if asked else None
            if wait_s is not None:
                request.meta["max_retry_times"] = _BUSY_RETRIES
            self._wait(key, backoff_s(host.failures) if wait_s is None else wait_s, asked=wait_s is not None)
        elif response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            if not request.meta.get(ASIDE):
                self._fail(key, f"answered {response.status}")
        else:
            host.failures = 0

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note that the host gave no answer."""
        if isinstance(exception, _FAILURES) and not request.meta.get(PART):
            self._fail(self._key(request), "gave no answer")

    def _fail(self, key: str, words: str) -> None:
        host = self._hosts[key]
        host.failures += 1
        if host.failures >= self._most_failures > 0:
            self._leave(key, f"{key} {words} {host.failures} times in a row")
        elif host.failures > _PATIENCE:
            self._hosts.hold(key, backoff_s(host.failures - _PATIENCE))

    def _wait(self, key: str, wait_s: float, *, asked: bool) -> None:
        host = self._hosts[key]
        host.held_s += wait_s if asked else 0.0
        if wait_s > self._longest_s:
            self._leave(key, f"{key} asked to be left alone for {wait_s:,.0f} s")
        elif 0 < self._most_pauses_s < host.held_s:
            self._leave(key, f"{key} asked to be left alone again and again, for {host.held_s:,.0f} s")
        elif not asked and host.failures >= self._most_failures > 0:
            self._leave(key, f"{key} was too busy {host.failures} times in a row")
        else:
            self._crawler.stats.inc_value("newsspider/waited_for_hosts")
            self._hosts.hold(key, wait_s)

    def _leave(self, key: str, words: str) -> None:
        host = self._hosts[key]
        if host.left_alone:
            return
        host.left_alone = words
        loop = asyncio.get_running_loop()
        for answer in self._hosts.waiting(key):
            loop.call_soon(answer.errback, LeftForLaterError("left_alone", words))

    def _key(self, request: Request) -> str:
        downloader: Any = self._crawler.engine.downloader
        return str(downloader.get_slot_key(request))


def _date_of(response: Response) -> datetime | None:
    """What the clock of the host says, by which it means its dates."""
    told = response.headers.get("Date")
    try:
        date = parsedate_to_datetime(told.decode("latin-1")) if told else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date is None or date.tzinfo else date.replace(tzinfo=UTC)

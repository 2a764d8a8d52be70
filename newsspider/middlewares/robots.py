"""robots.txt, as Scrapy obeys it, with its Crawl-delay, the source's own permissions and without a traceback.

In: every request. Out: the same request with ``meta["robots"]`` set ("allowed", "disregarded", "unknown"),
or ``IgnoreRequest``. The request for robots.txt itself carries what its page's source may contact, or the
address guard would refuse it on an intranet. Refused: all pages of a site whose robots.txt makes more rules than a
parser can be given; a site that wants more seconds between two requests than a run waits is left to the next run, and
so is one that answers with an error of its own where its robots.txt should be (RFC 9309).
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from newsspider.discovery import MOST_RULES, AiRules, ai_rules, rules_in_robots, sitemaps_in_robots
from newsspider.middlewares.address_guard import ALLOW_PRIVATE
from newsspider.middlewares.hosts import KEEP_DELAY, hosts_of
from newsspider.middlewares.manners import LeftForLaterError

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

_MAX_BYTES = 512 * 1024  # RFC 9309: a crawler need read no more
_AT_ONCE_BYTES = 32 * 1024
_MOST_KEPT = 300_000  # rules of all sites together, 150 MB; ten to a hundred a site is what is usual
_A_RULE = 64  # so many characters weigh as much as a rule
_NOTHING_ALLOWED = b"User-agent: *\nDisallow: /\n"
logger = logging.getLogger(__name__)


class ForbiddenByRobotsError(IgnoreRequest):
    """robots.txt says no."""


class Robots(RobotsTxtMiddleware):
    """Downloader middleware in the place of Scrapy's own.

    Of several requests that wait for one robots.txt, Scrapy 2.19 hands the rules to the first alone, and the others
    pass as if there were none; here all of them are held against it.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._sites: dict[str, asyncio.Future[RobotParser | None]] = {}
        self._weights: Counter[str] = Counter()  # of what is kept of each site, in rules
        self._longest_s = crawler.settings.getfloat("RETRY_AFTER_MAX_S")
        self._ai_rules: dict[str, AiRules] = {}
        self._sitemaps: dict[str, tuple[str, ...]] = {}
        self._broken: dict[str, str] = {}
        self._hosts = hosts_of(crawler)

    def ai_rules_of(self, url: str) -> AiRules:
        """What the robots.txt of a page's site says of models, if it was fetched for one of its pages."""
        return self._ai_rules.get(urlsplit(url).netloc, AiRules())

    def sitemaps_of(self, url: str) -> tuple[str, ...] | None:
        """The sitemaps that it names; None if it wasn't fetched for one of the site's pages."""
        return self._sitemaps.get(urlsplit(url).netloc)

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Let the request pass, or raise ``ForbiddenByRobotsError``, or ``LeftForLaterError``."""
        del spider
        if request.meta.get("dont_obey_robotstxt"):
            request.meta.setdefault("robots", "disregarded")
            return
        parser = await self.robot_parser(request)
        if why := self._broken.get(urlparse_cached(request).netloc):
            raise LeftForLaterError("left_alone", why)
        request.meta["robots"] = "unknown" if parser is None else "allowed"
        self._slow_down(parser, request)
        try:
            self.process_request_2(parser, request)
        except IgnoreRequest as error:
            raise ForbiddenByRobotsError("robots.txt disallows this page") from error

    def _slow_down(self, parser: RobotParser | None, request: Request) -> None:
        """As slow as robots.txt asks: by Crawl-delay, or by Request-rate."""
        rules: Any = getattr(parser, "rp", None)
        if rules is None:
            return
        agent = str(self.crawler.settings["USER_AGENT"])
        rate = rules.request_rate(agent)
        delay_s = max(rules.crawl_delay(agent) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)
        key = self.crawler.engine.downloader.get_slot_key(request)
        if delay_s > self._longest_s:  # a run would wait for it for days
            self._hosts[key].left_alone = f"{key} wants {delay_s:,.0f} s between two requests"
        elif delay_s > 0:
            self._hosts[key].pause_s = delay_s
            request.meta[KEEP_DELAY] = True
            self._hosts.slow_down(key, delay_s)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's site, fetched once; None if there are none that can be had."""
        parts = urlparse_cached(request)
        rules = self._sites.get(parts.netloc)
        if rules is None:
            rules = self._sites[parts.netloc] = asyncio.get_running_loop().create_future()
            parser: RobotParser | None = None
            try:
                text = await self._fetch(f"{parts.scheme}://{parts.netloc}/robots.txt", request)
                if text is not None:
                    parser = await self._parsed(text)
            finally:
                rules.set_result(parser)
                self._forget_the_longest(parts.netloc)
        return await asyncio.shield(rules)

    async def _parsed(self, text: bytes) -> RobotParser:
        """The rules of a file; the reactor would feel the half second that the longest ones take."""
        if len(text) > _AT_ONCE_BYTES:
            return await asyncio.to_thread(build_from_crawler, self._parserimpl, self.crawler, text)
        return build_from_crawler(self._parserimpl, self.crawler, text)

    def _forget_the_longest(self, new: str) -> None:
        """A stranger's wildcard name has endless sites, each with rules that fill memory. They are asked for again."""
        if self._weights.total() <= _MOST_KEPT:
            return
        while self._weights.total() > _MOST_KEPT // 2 and len(self._weights) > 1:
            longest = max((site for site in self._weights if site != new), key=self._weights.__getitem__)
            for kept in (self._weights, self._sites, self._ai_rules, self._sitemaps):
                kept.pop(longest, None)
        gc.collect()  # a parser's rules and itself hold each other

    async def _fetch(self, url: str, request: Request) -> bytes | None:
        meta = {
            "dont_obey_robotstxt": True,
            "source": request.meta.get("source"),
            ALLOW_PRIVATE: request.meta.get(ALLOW_PRIVATE),
            KEEP_DELAY: request.meta.get(KEEP_DELAY, False),
        }
        asked = Request(url, priority=self.DOWNLOAD_PRIORITY, meta=meta, callback=NO_CALLBACK)
        self._stats.inc_value("robotstxt/request_count")
        try:
            response = await self.crawler.engine.download_async(asked)
        except Exception as error:  # noqa: BLE001 - whatever happened, the pages that wait for the rules must go on
            logger.info("No robots.txt from %s: %s", url, error)
            return None
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:  # RFC 9309, 2.3.1.4: nothing may be fetched then
            site = urlsplit(url).netloc
            self._broken[site] = f"robots.txt answered {response.status}: nobody knows what may be fetched of {site}"
            return None
        if response.status != HTTPStatus.OK:
            return b""  # RFC 9309, 2.3.1.3: without the file, everything is allowed
        body = response.body[:_MAX_BYTES]
        text, site = body.decode("utf-8-sig", "ignore"), urlsplit(url).netloc  # as the parser decodes it
        rules = rules_in_robots(text)
        if rules > MOST_RULES:
            logger.warning("%s makes more than %d rules: nothing of its site is fetched", url, MOST_RULES)
            return _NOTHING_ALLOWED
        self._weights[site] = rules + len(text) // _A_RULE
        self._ai_rules[site], self._sitemaps[site] = ai_rules(text), tuple(sitemaps_in_robots(text))
        return body

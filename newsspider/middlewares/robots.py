"""robots.txt, as Scrapy obeys it, with its Crawl-delay, the source's own permissions and without a traceback.

In: every request. Out: the same request with ``meta["robots"]`` set ("allowed", "disregarded", "unknown"),
or ``IgnoreRequest``. The request for robots.txt itself carries what its page's source may contact, or the
address guard would refuse it on an intranet.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from newsspider.discovery import AiRules, ai_rules, sitemaps_in_robots
from newsspider.middlewares.address_guard import ALLOW_PRIVATE
from newsspider.middlewares.hosts import KEEP_DELAY, hosts_of

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

_MAX_BYTES = 512 * 1024  # RFC 9309: a crawler need read no more
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
        self._ai_rules: dict[str, AiRules] = {}
        self._sitemaps: dict[str, tuple[str, ...]] = {}
        self._hosts = hosts_of(crawler)

    def ai_rules_of(self, url: str) -> AiRules:
        """What the robots.txt of a page's site says of models, if it was fetched for one of its pages."""
        return self._ai_rules.get(urlsplit(url).netloc, AiRules())

    def sitemaps_of(self, url: str) -> tuple[str, ...] | None:
        """The sitemaps that it names; None if it wasn't fetched for one of the site's pages."""
        return self._sitemaps.get(urlsplit(url).netloc)

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Let the request pass, or raise ``ForbiddenByRobotsError``."""
        del spider
        if request.meta.get("dont_obey_robotstxt"):
            request.meta.setdefault("robots", "disregarded")
            return
        parser = await self.robot_parser(request)
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
        if delay_s > 0:
            request.meta[KEEP_DELAY] = True
            self._hosts.slow_down(self.crawler.engine.downloader.get_slot_key(request), delay_s)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's site, fetched once; None if there are none that can be had."""
        parts = urlparse_cached(request)
        rules = self._sites.get(parts.netloc)
        if rules is None:
            rules = self._sites[parts.netloc] = asyncio.get_running_loop().create_future()
            parser: RobotParser | None = None
            try:
                text = await self._fetch(f"{parts.scheme}://{parts.netloc}/robots.txt", request)
                parser = None if text is None else build_from_crawler(self._parserimpl, self.crawler, text)
            finally:
                rules.set_result(parser)
        return await asyncio.shield(rules)

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
        if response.status != HTTPStatus.OK:
            return b""  # RFC 9309: without the file, everything is allowed
        body = response.body[:_MAX_BYTES]
        text, site = body.decode("utf-8", "replace"), urlsplit(url).netloc
        self._ai_rules[site], self._sitemaps[site] = ai_rules(text), tuple(sitemaps_in_robots(text))
        return body

"""robots.txt, as Scrapy obeys it, with its Crawl-delay, the source's own permissions and without a traceback.

In: every request. Out: the same request with ``meta["robots"]`` set ("allowed", "disregarded", "unknown"),
or ``IgnoreRequest``. The request for robots.txt itself carries what its page's source may contact, or the
address guard would refuse it on an intranet. Refused: all pages of a site whose robots.txt makes more rules than a
parser can be given; a site that wants more seconds between two requests than a run waits is left to the next run, and
so is one whose robots.txt can't be had: an error of the site's own, no answer, no connection (RFC 9309).
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
from scrapy.utils.misc import build_from_crawler

from newsspider.discovery import MOST_RULES, AiRules, ai_rules, rules_in_robots, sitemaps_in_robots
from newsspider.middlewares.address_guard import ALLOW_PRIVATE
from newsspider.middlewares.hosts import KEEP_DELAY, hosts_of
from newsspider.middlewares.manners import NO_RULES, RULES, LeftForLaterError
from newsspider.middlewares.no_answer import no_answer_in_words
from newsspider.middlewares.stoppable_downloader import StoppedError

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

_MAX_BYTES = 512 * 1024  # RFC 9309: a crawler need read no more
_AT_ONCE_BYTES = 32 * 1024
_MOST_KEPT = 300_000  # rules of all sites together, 150 MB; ten to a hundred a site is what is usual
_A_RULE = 64  # so many characters weigh as much as a rule
_NOTHING_ALLOWED = b"User-agent: *\nDisallow: /\n"
_UNKNOWN = frozenset({HTTPStatus.TOO_MANY_REQUESTS})  # besides 5xx: it says nothing of the file
_TOO_MANY_REDIRECTS = "max redirections reached"  # Scrapy has no name for it
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
        self._left: dict[str, tuple[str, str]] = {}  # sites of which nothing may be fetched: why, and in words
        self._hosts = hosts_of(crawler)

    def ai_rules_of(self, url: str) -> AiRules:
        """What the robots.txt of a page's site says of models, if it was fetched for one of its pages."""
        return self._ai_rules.get(_site(url), AiRules())

    def sitemaps_of(self, url: str) -> tuple[str, ...] | None:
        """The sitemaps that it names; None if it wasn't fetched for one of the site's pages."""
        return self._sitemaps.get(_site(url))

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Let the request pass, or raise ``ForbiddenByRobotsError``, or ``LeftForLaterError``."""
        del spider
        if request.meta.get("dont_obey_robotstxt"):
            request.meta.setdefault("robots", "disregarded")
            return
        parser = await self.robot_parser(request)
        if left := self._left.get(_site(request.url)):
            raise LeftForLaterError(*left)
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
        site = _site(request.url)
        rules = self._sites.get(site)
        if rules is None:
            rules = self._sites[site] = asyncio.get_running_loop().create_future()
            parser: RobotParser | None = None
            try:
                text = await self._fetch(site, request)
                if text is not None:
                    parser = await self._parsed(text)
            finally:
                rules.set_result(parser)
                self._forget_the_longest(site)
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

    async def _fetch(self, site: str, request: Request) -> bytes | None:
        """The file; None if it can't be had. A request that fails was tried again by then, as any other."""
        meta = {
            "dont_obey_robotstxt": True,
            RULES: True,
            "source": request.meta.get("source"),
            ALLOW_PRIVATE: request.meta.get(ALLOW_PRIVATE),
            KEEP_DELAY: request.meta.get(KEEP_DELAY, False),
        }
        asked = Request(f"{site}/robots.txt", priority=self.DOWNLOAD_PRIORITY, meta=meta, callback=NO_CALLBACK)
        self._stats.inc_value("robotstxt/request_count")
        try:
            response = await self.crawler.engine.download_async(asked)
        except Exception as error:  # noqa: BLE001 - whatever happened, the pages that wait for the rules must go on
            return self._failed(site, error)
        if response.status in _UNKNOWN or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._leave(site, f"answered {response.status}")
            return None
        if response.status != HTTPStatus.OK:
            return b""  # 2.3.1.3: without the file, everything is allowed
        return self._noted(site, response.body[:_MAX_BYTES])

    def _failed(self, site: str, error: Exception) -> bytes | None:
        if _TOO_MANY_REDIRECTS in str(error):
            return b""  # 2.3.1.2: as if there were none
        if isinstance(error, LeftForLaterError):
            self._left[site] = error.why, str(error)
        elif not isinstance(error, StoppedError):  # then the pages that wait for it are stopped, too
            self._leave(site, f"can't be had ({no_answer_in_words(error)})")
        return None

    def _leave(self, site: str, words: str) -> None:
        told = f"robots.txt {words}: nobody knows what may be fetched of {urlsplit(site).netloc}"
        logger.info("%s", told)
        self._left[site] = NO_RULES, told

    def _noted(self, site: str, body: bytes) -> bytes:
        """What is to be parsed; what else the file says is kept."""
        text = body.decode("utf-8-sig", "ignore")  # as the parser decodes it
        rules = rules_in_robots(text)
        if rules > MOST_RULES:
            logger.warning("%s/robots.txt makes more than %d rules: nothing of its site is fetched", site, MOST_RULES)
            return _NOTHING_ALLOWED
        self._weights[site] = rules + len(text) // _A_RULE
        self._ai_rules[site], self._sitemaps[site] = ai_rules(text), tuple(sitemaps_in_robots(text))
        return body


def _site(url: str) -> str:
    """Where the rules of a robots.txt hold; what doesn't answer to http may do so to https.

    >>> _site("https://a.example:8443/stories/1")
    'https://a.example:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

"""What a site says against the use of its texts, told before an article is asked for; obeyed by setting.

In: requests for articles. Out: the same, with ``meta["opt_out"]``: the signals of robots.txt and of
``/.well-known/tdmrep.json``, which is asked for once per host. Refused, as ``OptedOutError``, if ``OBEY_OPT_OUTS`` is
set: articles with a signal.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from newsspider.discovery import ai_agents_forbidden, is_reserved, tdm_rules
from newsspider.middlewares.address_guard import ALLOW_PRIVATE
from newsspider.middlewares.fingerprint import ARTICLE
from newsspider.middlewares.hosts import KEEP_DELAY
from newsspider.middlewares.manners import ASIDE, RULES
from newsspider.middlewares.robots import Robots

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsspider.discovery import TdmRule

OPT_OUT = "opt_out"  # request.meta: the signals of its site
_MAX_BYTES = 512 * 1024
logger = logging.getLogger(__name__)


class OptedOutError(IgnoreRequest):
    """The site doesn't want this article used, and ``OBEY_OPT_OUTS`` is set."""


class OptOuts:
    """Downloader middleware."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._obey = crawler.settings.getbool("OBEY_OPT_OUTS")
        self._ask = crawler.settings.getbool("TDMREP")
        self._hosts: dict[str, asyncio.Future[tuple[TdmRule, ...]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Note the signals, or raise ``OptedOutError``."""
        if not request.meta.get(ARTICLE):
            return
        signals = await self._of_robots(request)
        if self._ask and is_reserved(await self._rules(request), request.url):
            signals += ("tdmrep",)
        request.meta[OPT_OUT] = signals
        if signals and self._obey:
            raise OptedOutError(", ".join(signals))

    async def _of_robots(self, request: Request) -> tuple[str, ...]:
        robots = self._crawler.get_downloader_middleware(Robots)
        parser = await robots.robot_parser(request) if robots is not None else None
        if robots is None or parser is None:
            return ()
        return ai_agents_forbidden(robots.ai_rules_of(request.url), request.url, parser.allowed)

    async def _rules(self, request: Request) -> tuple[TdmRule, ...]:
        parts = urlsplit(request.url)
        known = self._hosts.get(parts.netloc)
        if known is None:
            known = self._hosts[parts.netloc] = asyncio.get_running_loop().create_future()
            rules: tuple[TdmRule, ...] = ()
            try:
                rules = await self._fetched(f"{parts.scheme}://{parts.netloc}/.well-known/tdmrep.json", request)
            finally:
                known.set_result(rules)
        return await asyncio.shield(known)

    async def _fetched(self, url: str, request: Request) -> tuple[TdmRule, ...]:
        meta = {
            "source": request.meta.get("source"),
            ALLOW_PRIVATE: request.meta.get(ALLOW_PRIVATE),
            KEEP_DELAY: request.meta.get(KEEP_DELAY, False),
            "dont_obey_robotstxt": True,  # it is there to be read, as robots.txt is
            "dont_retry": True,
            "dont_redirect": True,
            ASIDE: True,
            RULES: True,
        }
        try:
            asked = Request(url, meta=meta, callback=NO_CALLBACK)
            response = await self._crawler.engine.download_async(asked)
        except Exception as error:  # noqa: BLE001 - whatever happened, the pages that wait for it must go on
            logger.info("No tdmrep.json from %s: %s", url, error)
            return ()
        return tdm_rules(response.body[:_MAX_BYTES]) if response.status == HTTPStatus.OK else ()

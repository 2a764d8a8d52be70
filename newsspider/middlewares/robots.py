"""robots.txt, as Scrapy obeys it, with the source's own permissions and without a traceback.

In: every request. Out: the same request with ``meta["robots"]`` set ("allowed", "disregarded", "unknown"), or
``IgnoreRequest``. The request for robots.txt itself carries what its page's source may contact, or the address guard
would refuse it on an intranet.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from newsspider.middlewares.address_guard import ALLOW_PRIVATE

if TYPE_CHECKING:
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)


class ForbiddenByRobotsError(IgnoreRequest):
    """robots.txt says no."""


class Robots(RobotsTxtMiddleware):
    """Downloader middleware in the place of Scrapy's own."""

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise ``ForbiddenByRobotsError``."""
        if request.meta.get("dont_obey_robotstxt"):
            request.meta.setdefault("robots", "disregarded")
            return
        parser = await self.robot_parser(request)
        request.meta["robots"] = "unknown" if parser is None else "allowed"
        try:
            self.process_request_2(parser, request)
        except IgnoreRequest as error:
            raise ForbiddenByRobotsError("robots.txt disallows this page") from error

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's site, fetched once; None if there are none that can be had."""
        parts = urlparse_cached(request)
        site = parts.netloc
        if site not in self._parsers:
            self._parsers[site] = Deferred()
            await self._fetch(f"{parts.scheme}://{site}/robots.txt", site, request)
        parser = self._parsers[site]
        return await maybe_deferred_to_future(parser) if isinstance(parser, Deferred) else parser

    async def _fetch(self, url: str, site: str, request: Request) -> None:
        meta = {
            "dont_obey_robotstxt": True,
            "source": request.meta.get("source"),
            ALLOW_PRIVATE: request.meta.get(ALLOW_PRIVATE),
        }
        asked = Request(url, priority=self.DOWNLOAD_PRIORITY, meta=meta, callback=NO_CALLBACK)
        try:
            response = await self.crawler.engine.download_async(asked)
            await self._parse_robots(response, site, request)
        except Exception as error:  # noqa: BLE001 - whatever happened, the pages that wait for the rules must go on
            logger.info("No robots.txt from %s: %s", site, error)
            self._robots_error(error, site)

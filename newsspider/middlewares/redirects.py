"""Redirects are followed without user names and passwords: nobody logs in anywhere, and no record holds one.

In: a redirect. Out: the request for where it leads. Refused: as Scrapy's, and addresses of more than
``URLLENGTH_LIMIT`` characters, which Scrapy itself refuses of links alone. An address with a name in front of its host
fails in Scrapy, where a browser shows the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest

from newsspider.urls import without_login

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class Redirects(RedirectMiddleware):
    """Downloader middleware in the place of Scrapy's ``RedirectMiddleware``."""

    def _build_redirect_request(
        self, source_request: Request, response: Response, *, url: str, **kwargs: Any
    ) -> Request:
        most = self.crawler.settings.getint("URLLENGTH_LIMIT")
        if len(url) > most > 0:
            raise IgnoreRequest(f"redirects to an address of {len(url):,} characters")
        return super()._build_redirect_request(source_request, response, url=without_login(url), **kwargs)

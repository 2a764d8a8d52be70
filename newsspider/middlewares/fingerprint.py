"""One article, one request: what makes two requests the same for Scrapy's duplicate filter.

In: a request. Out: for an article's, the item id of its URL (http and https, "www.", trailing slash and
tracking parameters make no difference); for all others what Scrapy does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.utils.request import RequestFingerprinter

from newsspider.urls import item_id

if TYPE_CHECKING:
    from scrapy import Request

ARTICLE = "article"  # request.meta: this request is for an article


class Fingerprinter(RequestFingerprinter):
    """``REQUEST_FINGERPRINTER_CLASS`` of the crawl."""

    def fingerprint(self, request: Request) -> bytes:
        """The bytes that stand for the request.

        A redirect from http to https, or to "www.", leads to the same item id: behind a redirect the exact
        URL counts, or the duplicate filter would lose the page.
        """
        if request.meta.get(ARTICLE) and not request.meta.get("redirect_times"):
            return b"article:" + item_id(request.url).encode("ascii")
        return super().fingerprint(request)

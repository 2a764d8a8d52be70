"""Bodies unpacked within their bound, and never taken for whole if they aren't; off the reactor's way if large.

In: responses with a Content-Encoding. Out: the same without it. Refused: what holds more than ``DOWNLOAD_MAXSIZE``
(``too_large``); what is cut off or damaged, or a part that nobody has asked for (206), is asked for again, as any other
failed download. Scrapy's own takes what comes out of a truncated gzip for the whole page.
"""

from __future__ import annotations

import asyncio
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest

from newsspider.content_encoding import BodyCutOffError, BodyTooLargeError, undone

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_ACCEPTED = b"gzip, deflate, br, zstd"
_WHOLE = re.compile(rb"bytes 0-(\d{1,15})/(\d{1,15})")
_AT_ONCE_BYTES = 64 * 1024  # packed; of more the reactor would feel the time it takes


class UnpackError(IgnoreRequest):
    """The body can't be unpacked, in words."""


class Unpack:
    """Downloader middleware in the place of Scrapy's ``HttpCompressionMiddleware``."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._max_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Say what we understand."""
        request.headers.setdefault(b"Accept-Encoding", _ACCEPTED)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """The response, unpacked; or the request once more."""
        if response.status == HTTPStatus.PARTIAL_CONTENT and not _is_whole(response):
            return self._again(request, "only a part of the body was sent")
        told = response.headers.getlist(b"Content-Encoding")
        if not told or not response.body:
            return response
        names = [name for value in told for name in value.decode("latin-1").split(",")]
        try:
            if len(response.body) > _AT_ONCE_BYTES:
                body, left = await asyncio.to_thread(undone, response.body, names, self._max_bytes)
            else:
                body, left = undone(response.body, names, self._max_bytes)
        except BodyTooLargeError as error:
            raise UnpackError(f"{error}: exceeded DOWNLOAD_MAXSIZE") from error
        except BodyCutOffError as error:
            return self._again(request, str(error))
        unpacked = response.replace(body=body)
        del unpacked.headers[b"Content-Encoding"]
        if left:
            unpacked.headers[b"Content-Encoding"] = ", ".join(left).encode("latin-1", "replace")
        return unpacked

    def _again(self, request: Request, why: str) -> Request:
        """The request once more, or ``UnpackError`` if it was asked for often enough."""
        again = get_retry_request(request, spider=self._crawler.spider, reason=why)  # type: ignore[arg-type] # a crawl has one
        if again is None:
            raise UnpackError(why)
        return again


def _is_whole(response: Response) -> bool:
    """Whether a part is all of it (RFC 9110, 14.4)."""
    told = _WHOLE.fullmatch(response.headers.get(b"Content-Range") or b"")
    return told is not None and int(told[1]) + 1 == int(told[2])

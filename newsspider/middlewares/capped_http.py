"""Scrapy's handler of http and https, with a bound on an answer's headers, on its pieces, and on idle connections.

In: what a server sends. Out: the same. Refused: heads of more than ``MAX_HEAD_BYTES``, all lines of all interim (1xx)
answers counted (Scrapy 2.19 takes any number of headers, each a few Python calls in the reactor), and bodies of too
many chunks (``TooManyChunksError``).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import ResponseDataLossError
from twisted.internet import endpoints
from twisted.web._newclient import ParseError
from twisted.web.client import HTTPConnectionPool

from newsspider.middlewares.chunks import Chunks, TooManyChunksError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import HTTP11ClientProtocol
    from twisted.web._newclient import Request as TxRequest
    from twisted.web.iweb import IResponse

MAX_HEAD_BYTES = 256 * 1024  # what curl allows for all headers of an answer together is 300 KB
MOST_IDLE = 100  # connections kept for a next request; a process may often open 256 or 1024 files and no more
MAX_LINE_BYTES = 64 * 1024  # policies of content security have been seen with 20 KB
_HOSTS = 1024  # whose names on the wire are remembered


class _Parser(_LenientHTTPClientParser):
    MAX_LENGTH = MAX_LINE_BYTES
    _transferDecoders: Any = {b"chunked": Chunks}  # noqa: N815, RUF012 - Twisted's name
    head_bytes = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        self.head_bytes += len(line) + 1
        if self.head_bytes > MAX_HEAD_BYTES:
            raise ParseError("too many headers", line[:80])  # type: ignore[no-untyped-call] # Twisted hints only at a part of itself
        super().lineReceived(line)


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: TxRequest) -> Deferred[IResponse]:
        asked = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = _Parser  # as Scrapy does it: Twisted names the class in its own code
        return asked


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802 - Twisted's name
        del addr
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call] # as above


class _Pool(HTTPConnectionPool):
    """Keeps the connections that were used last.

    Twisted keeps each for four minutes: a crawl of many hosts would run out of files.
    """

    def _putConnection(self, key: Any, connection: HTTP11ClientProtocol) -> None:  # noqa: N802 - Twisted's name
        super()._putConnection(key, connection)  # type: ignore[no-untyped-call] # as above
        while len(self._timeouts) > MOST_IDLE:
            first, waits = next(iter(self._timeouts.items()))
            waits.cancel()
            self._removeConnection(waits.args[0], first)  # type: ignore[no-untyped-call] # as above


class CappedHttpHandler(HTTP11DownloadHandler):
    """Download handler for http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.__class__ = _Pool  # as Scrapy made it in all else
        self._pool._factory = _Factory
        _remember_hosts()

    async def download_request(self, request: Request) -> Response:
        """The answer.

        Raises:
            TooManyChunksError: What was sent is no use to anybody, and isn't asked for again.
        """
        try:
            return await super().download_request(request)
        except ResponseDataLossError as error:
            for failure in getattr(error.__cause__, "reasons", ()):
                if isinstance(failure.value, TooManyChunksError):
                    raise failure.value from None
            raise


def _remember_hosts() -> None:
    """Let Twisted look at a host's name once, and not for each request, though the connection be there already.

    By the rules of IDNA that goes letter by letter. By now Scrapy has put its own function in the place of Twisted's:
    what that gives is remembered.
    """
    asked: Any = endpoints
    if not hasattr(asked._idnaBytes, "cache_info"):
        asked._idnaBytes = lru_cache(_HOSTS)(asked._idnaBytes)

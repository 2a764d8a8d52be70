"""Scrapy's downloader, which can be told to let go: a run that is being stopped waits for no network.

In: requests. Out: their responses; once ``let_go`` was called, ``StoppedError`` in their place. Refused: new requests
after that.

Scrapy's own waits until each request that it has taken is answered, its queues included: with a site that hangs that
is ``DOWNLOAD_TIMEOUT``, with a delay between requests it is the whole queue, with a name server that is silent longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader import Downloader
from scrapy.exceptions import IgnoreRequest
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class StoppedError(IgnoreRequest):
    """The run is being stopped, and the answer isn't waited for: the next run asks again."""


class StoppableDownloader(Downloader):
    """``DOWNLOADER``."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pending: dict[Request, tuple[Deferred[Any], Deferred[Any]]] = {}  # what is asked for, and what asks
        self._stopped = False

    def fetch(self, request: Request, spider: Spider | None = None) -> Deferred[Response | Request]:
        """The response, or what was raised in its place; ``StoppedError`` once the request was let go."""
        del spider
        answer: Deferred[Response | Request] = Deferred()
        if self._stopped:
            answer.errback(_stopped())
            return answer
        asking: Deferred[Response | Request] = super().fetch(request)
        self._pending[request] = answer, asking
        asking.addBoth(self._answered, request)
        return answer

    def let_go(self, *, being_answered: bool) -> None:
        """Wait no more for requests that wait their turn; nor for those under way, if ``being_answered``."""
        self._stopped = True
        under_way = set() if being_answered else {r for slot in self.slots.values() for r in slot.transferring}
        for request in [request for request in self._pending if request not in under_way]:
            answer, asking = self._pending.pop(request)
            asking.cancel()
            answer.errback(_stopped())
        for slot in self.slots.values():
            slot.queue.clear()

    def _answered(self, result: Any, request: Request) -> None:
        if request in self._pending:
            self._pending.pop(request)[0].callback(result)  # a Failure goes the way of errors


def _stopped() -> Failure:
    return Failure(StoppedError("the run is being stopped"))  # type: ignore[no-untyped-call] # Twisted hints only at a part

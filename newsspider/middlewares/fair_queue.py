"""The queue of requests: hosts take turns, and one that must wait keeps nobody else from being asked.

In: requests. Out: the next one, of the host with the fewest under way. Refused: more than a few at a time for one host,
more than its share for one source, and any for a host that has asked to wait: they stay in the queue. In Scrapy's own
they would go to the downloader, wait there, and after 32 of them nobody else would be asked: one feed of links to hosts
that never answer would hold up all other sources.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from scrapy.pqueues import DownloaderAwarePriorityQueue

from newsspider.middlewares.hosts import hosts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler

_MOST_SHARES = 4  # with more sources than these each may have a quarter of all that is under way
_AHEAD = 2  # so many requests more than may run at once wait in the downloader, so that it is never idle


class FairQueue(DownloaderAwarePriorityQueue):
    """``SCHEDULER_PRIORITY_QUEUE``.

    Scrapy's own counts what waits in the downloader's slot; what is still on its way there, through the middlewares,
    counts here too.
    """

    def __init__(self, crawler: Crawler, *arguments: Any, **named: Any) -> None:
        super().__init__(crawler, *arguments, **named)
        self._hosts = hosts_of(crawler)
        self._most = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._all = crawler.settings.getint("CONCURRENT_REQUESTS")
        self._crawler = crawler
        self._sources: dict[str, str | None] = {}  # who asked for something of a host last

    def push(self, request: Request) -> None:
        """One more request."""
        self._sources[self._downloader_interface.get_slot_key(request)] = request.meta.get("source")
        super().push(request)

    def pop(self) -> Request | None:
        """The next request; None if each host has enough under way, or must wait."""
        downloader = self._downloader_interface.downloader
        under_way = [(downloader.get_slot_key(request), request) for request in downloader.active]
        busy = Counter(slot for slot, _ in under_way)
        full = self._full(under_way)
        free = [
            (busy[slot], slot)
            for slot in self.pqueues
            if busy[slot] < self._limit(downloader, slot)
            and not self._hosts.is_held(slot)
            and not (full and self._is_full(full, slot, busy))
        ]
        if not free:
            return None
        chosen = self._next_slot(free, update_state=True)
        queue = self.pqueues[chosen]
        request = queue.pop()
        if not queue:
            del self.pqueues[chosen]
            self._sources.pop(chosen, None)
            queue.close()
        return request

    def _full(self, under_way: Sequence[tuple[str, Request]]) -> dict[str | None, bool]:
        """The sources that have their share under way: of requests (True), or of hosts alone (False).

        Of hosts a source has half as many, since each is asked for its robots.txt first.
        """
        shares = min(len(getattr(self._crawler.spider, "sources", ())), _MOST_SHARES)
        if shares < 2:
            return {}
        requests = Counter(request.meta.get("source") for _, request in under_way)
        hosts = Counter(source for _, source in {(slot, request.meta.get("source")) for slot, request in under_way})
        share = max(2, self._all // shares)
        return {
            source: count >= share
            for source, count in requests.items()
            if source is not None and (count >= share or hosts[source] >= share // 2)
        }

    def _is_full(self, full: dict[str | None, bool], slot: str, busy: Counter[str]) -> bool:
        """Whether a host's source has its share; one with enough hosts may still ask those that it has begun with."""
        of_requests = full.get(self._sources.get(slot))
        return of_requests is not None and (of_requests or not busy[slot])

    def _limit(self, downloader: Any, slot: str) -> int:
        known = downloader.slots.get(slot)
        return (known.concurrency if known is not None else self._most) + _AHEAD

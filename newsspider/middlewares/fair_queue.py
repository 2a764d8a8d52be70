"""The queue of requests: hosts take turns, and one that must wait keeps nobody else from being asked.

In: requests. Out: the next one, of the host with the fewest under way. Refused: more than a few at a time for one host,
and any for a host that has asked to wait: they stay in the queue. In Scrapy's own they would go to the downloader, wait
there, and after 32 of them nobody else would be asked.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from scrapy.pqueues import DownloaderAwarePriorityQueue

from newsspider.middlewares.hosts import hosts_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

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

    def pop(self) -> Request | None:
        """The next request; None if each host has enough under way, or must wait."""
        downloader = self._downloader_interface.downloader
        busy = Counter(downloader.get_slot_key(request) for request in downloader.active)
        free = [
            (busy[slot], slot)
            for slot in self.pqueues
            if busy[slot] < self._limit(downloader, slot) and not self._hosts.is_held(slot)
        ]
        if not free:
            return None
        chosen = self._next_slot(free, update_state=True)
        queue = self.pqueues[chosen]
        request = queue.pop()
        if not queue:
            del self.pqueues[chosen]
            queue.close()
        return request

    def _limit(self, downloader: Any, slot: str) -> int:
        known = downloader.slots.get(slot)
        return (known.concurrency if known is not None else self._most) + _AHEAD

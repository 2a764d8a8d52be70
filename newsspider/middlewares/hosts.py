"""What each host has asked of us: to wait, to be slow, to be left alone.

In: what the middlewares see. Out: whether a host may be asked now, for the queue and the spider. Refused: nothing.
A host is what Scrapy calls a slot.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from newsspider.extensions.per_crawler import PerCrawler

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

KEEP_DELAY = "autothrottle_dont_adjust_delay"  # request.meta, for Scrapy: the delay is fixed, whatever the answer took
_LEAST_DELAY_S = 0.001


@dataclass(slots=True)
class Host:
    """One host.

    Attributes:
        not_before: The moment (of ``time.monotonic``) before which it isn't asked.
        failures: Failures in a row.
        left_alone: Why it isn't asked any more in this run, or "".
        asked: Requests that were sent.
        pause_s: Seconds between two requests, as its robots.txt wants it.
        held_s: Seconds for which it has asked to be left alone, all together.
    """

    not_before: float = 0.0
    failures: int = 0
    left_alone: str = ""
    asked: int = 0
    pause_s: float = 0.0
    held_s: float = 0.0


class Hosts:
    """The hosts of a run."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts: dict[str, Host] = {}

    def __getitem__(self, key: str) -> Host:
        """The host of this name, known or not."""
        return self._hosts.setdefault(key, Host())

    def is_held(self, key: str) -> bool:
        """Whether the host isn't to be asked now."""
        host = self._hosts.get(key)
        return host is not None and host.not_before > time.monotonic()

    def hold(self, key: str, seconds: float) -> None:
        """Ask nothing of a host for so long; what waits in Scrapy's downloader waits too."""
        host = self[key]
        until = time.monotonic() + seconds
        if until <= host.not_before:
            return
        host.not_before = until
        slot = self._downloader.slots.get(key)
        if slot is not None:
            slot.delay = max(slot.delay, _LEAST_DELAY_S)  # without any, Scrapy doesn't look at `lastseen`
            slot.lastseen = until
            if slot.latercall is not None:
                slot.latercall.cancel()
                slot.latercall = None
            self._downloader._process_queue(slot)  # it sees that it must wait, and for how long
        asyncio.get_running_loop().call_later(seconds, self._wake)

    def waiting(self, key: str) -> list[Any]:
        """Take what waits in Scrapy's downloader for a host out of it: the answers that are to be given instead."""
        slot = self._downloader.slots.get(key)
        if slot is None:
            return []
        answers = [answer for _, answer in slot.queue]
        slot.queue.clear()
        return answers

    def slow_down(self, key: str, delay_s: float) -> None:
        """Let so many seconds pass between two requests to a host, exactly, if they aren't more already."""
        settings: dict[str, Any] = self._downloader.per_slot_settings.setdefault(key, {})
        if settings.get("delay", 0.0) < delay_s:
            settings.update(delay=delay_s, jitter=0.0)
        slot = self._downloader.slots.get(key)
        if slot is not None and slot.delay < delay_s:
            slot.delay, slot.jitter = delay_s, 0.0

    def _wake(self) -> None:
        engine = self._crawler.engine
        if engine._slot is not None:  # Scrapy looks at its queue when a response comes
            engine._slot.nextcall.schedule()

    @property
    def _downloader(self) -> Any:
        return self._crawler.engine.downloader


hosts_of: Final = PerCrawler(Hosts)

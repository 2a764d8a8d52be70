"""Where pages are read, and feeds, sitemaps and lists: in worker processes, or, with one core, here.

In: a page and its source's own rules; a feed, sitemap or list. Out: its article with all that is known of it without
the crawl's stores, or the trap that it is; what the feed says. Refused: a page that takes more time or memory than is
given to one page, or that has done so twice before (``TooCostlyError``). With one core a page of common size is read
here, which costs no way there and back; one that is large or has very many tags goes to a worker all the same.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

from scrapy import signals

from newsspider.clutter import default_rules
from newsspider.extensions.collector import Collector
from newsspider.extensions.room import room_of
from newsspider.extensions.run_state import RunState
from newsspider.urls import site_of
from newsspider.workers import Forked, Limits, Pool, TooCostlyError, WorkersError
from newsspider.workers.limits import return_large_blocks
from newsspider.workers.quarantine import Quarantine
from newsspider.workers.told import page_told, read_from, refuse_many_tags
from newsspider.workers.way_reader import SMALL_WAY_BYTES, read_way_by

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler

    from newsspider.discovery import Trap
    from newsspider.records import Page
    from newsspider.workers.told import Read
    from newsspider.workers.ways_told import Form

logger = logging.getLogger(__name__)
_COMMON_BYTES = 512 * 1024
_COMMON_TAGS = 15_000
_LARGE_BYTES = 1024 * 1024  # of others a worker looks at the tags
_EXTRACTORS: WeakKeyDictionary[Crawler, Extractor] = WeakKeyDictionary()


class Extractor:
    """Extension.

    Args:
        crawler: Its settings say how many workers, and what is given to a page.
        run: Where quarantine is kept.
    """

    def __init__(self, crawler: Crawler, run: RunState) -> None:
        settings = crawler.settings
        count = settings.getint("EXTRACT_WORKERS") or usable_cores()
        limits = Limits(
            settings.getfloat("EXTRACT_TIMEOUT_S"),
            settings.getint("EXTRACT_MEMORY_MB"),
            settings.getint("EXTRACT_WORKER_PAGES"),
        )
        return_large_blocks()  # bodies come and go
        self._run = run
        self._room = room_of(crawler)
        self._is_inline = count == 1
        self._pool = Pool(limits, count, _forked() if count == 1 else None) if hasattr(signal, "setitimer") else None
        self._collector: Collector | None = None  # before the crawl has begun
        self._striking = asyncio.Lock()
        self._quarantine = Quarantine(run.corpus_dir / "quarantine")

    @property
    def reads_here(self) -> bool:
        """Whether pages are read in this process."""
        return self._pool is None or self._is_inline

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        extractor = _EXTRACTORS[crawler] = cls(crawler, RunState.of(crawler))
        crawler.signals.connect(extractor.open, signal=signals.spider_opened)
        crawler.signals.connect(extractor.close, signal=signals.engine_stopped)
        return extractor

    @staticmethod
    def of(crawler: Crawler) -> Extractor:
        """The extractor of a crawler that writes a corpus."""
        return _EXTRACTORS[crawler]

    async def read(self, page: Page, clutter: tuple[Path, ...], *, is_answer: bool = False) -> Read | Trap:
        """What is in the page; ``is_answer``: as ``workers.tasks.read`` takes it.

        Raises:
            TooCostlyError: It takes more than is given to one page.
        """
        if self._collector is not None:
            self._collector.note_page()
        if self._pool is None or (self._is_inline and _is_common(page.body)):
            return _read_here(page, clutter, is_answer=is_answer)
        if len(page.body) > _LARGE_BYTES:
            refuse_many_tags(page.body)  # before it waits for a worker, and its bytes with it
        told = page_told(page, clutter, is_answer=is_answer)
        with self._room.of(len(page.body)):
            found = await self._ask(told, page.requested_url or page.url, page.body)
        return _read_here(page, clutter, is_answer=is_answer) if found is None else read_from(*found)

    async def read_way(
        self, form: type[Form], read_as: str, body: bytes, url: str, content_type: str | None, pages: int | None
    ) -> Form:
        """What a way into a site answers, as ``read_way_by`` tells it."""
        is_here = self._pool is None or (self._is_inline and len(body) <= SMALL_WAY_BYTES)
        return await read_way_by(None if is_here else self._ask, form, read_as, body, url, content_type, pages)

    async def _ask(self, told: dict[str, Any], url: str, body: bytes) -> tuple[Any, bytes] | None:
        """What a worker answers; None if there are no workers any more.

        Raises:
            TooCostlyError: It takes more than is given to it.
        """
        if why := self._quarantine.why(url, body):
            raise TooCostlyError(why, 0)
        if self._pool is None:
            return None
        try:
            return await self._pool.ask(told, body)
        except TooCostlyError as error:
            if error.kills:
                await self._strike(url, body, error)
            raise
        except WorkersError as error:
            logger.warning("Pages are read in the crawl's own process: %s", error)
            self._pool = None
            return None

    def open(self) -> None:
        """What stands by now stays to the end: the collector of cycles need not look at it again and again."""
        site_of("example.org")  # loads the list of suffixes, for which the first page would wait
        self._collector = Collector()

    async def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            await self._pool.close()

    async def _strike(self, url: str, body: bytes, error: TooCostlyError) -> None:
        self._run.count("worker_kills", error.kills)
        try:
            async with self._striking:  # what is kept is packed, which takes a page of 16 MB a third of a second
                await asyncio.to_thread(self._quarantine.strike, url, body, str(error), error.kills, self._run.run_id)
        except OSError as problem:
            logger.warning("The quarantine can't be written: %s", problem)


def _forked() -> Forked | None:
    """What bears workers for large pages: a copy of this process, made while it has one thread and all rules."""
    default_rules()
    return Forked() if hasattr(os, "fork") and threading.active_count() == 1 else None


def _read_here(page: Page, clutter: tuple[Path, ...], *, is_answer: bool) -> Read | Trap:
    from newsspider.workers.tasks import read  # noqa: PLC0415 - a crawl with workers never loads extraction

    return read(page, tuple(map(str, clutter)), is_answer=is_answer)


def _is_common(body: bytes) -> bool:
    return len(body) <= _COMMON_BYTES and body.count(b"<") <= _COMMON_TAGS


def usable_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

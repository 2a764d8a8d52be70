"""Tries the ways of sources and asks for no article: for ``scrapy sources check`` and ``discover``.

In: sources. Out: for each how many articles its ways list, the newest date, which ways work and what is wrong with the
others. Refused: nothing. Lists are read a few pages far: enough to see that they work. What is large is read by a
worker, within the bounds of time and memory of a crawl.
"""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import signals

from newsspider.discovery import Frontier
from newsspider.spiders.scouting import WaySpider
from newsspider.spiders.source_choice import BUNDLED_WEB
from newsspider.spiders.ways import Ways
from newsspider.urls import item_id
from newsspider.workers import Limits, Pool, WorkersError
from newsspider.workers.way_reader import SMALL_WAY_BYTES, read_way_by

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from scrapy import Request
    from scrapy.crawler import Crawler

    from newsspider.discovery import Link
    from newsspider.sources import Source
    from newsspider.workers.ways_told import Form

_MOST_KEYS = 200_000


class CheckSpider(WaySpider):
    """Asks for ways alone.

    Attributes:
        ways: What was found, by the source's name.
        listed: How many articles each source lists.
    """

    name = "check"
    writes_corpus = False

    def __init__(self, sources: Iterable[Source] = (), **arguments: Any) -> None:
        super().__init__(**arguments)
        self.sources = tuple(sources)
        self.bundled_web: Path | None = BUNDLED_WEB if are_bundled(self.sources) else None
        self.ways = {source.name: Ways(source) for source in self.sources}
        self.listed = dict.fromkeys(self.ways, 0)
        self._keys: set[str] = set()
        self._pool: Pool | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy builds it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if hasattr(signal, "setitimer"):
            get = crawler.settings.getint
            limits = Limits(crawler.settings.getfloat("EXTRACT_TIMEOUT_S"), get("EXTRACT_MEMORY_MB"))
            spider._pool = Pool(limits, 1)
        crawler.signals.connect(spider._end_workers, signal=signals.engine_stopped)
        return spider

    async def _end_workers(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    async def read_body(
        self, form: type[Form], read_as: str, body: bytes, url: str, content_type: str | None, pages: int | None
    ) -> Form:
        """What a way answers; a worker reads it, if it is large."""
        is_here = self._pool is None or len(body) <= SMALL_WAY_BYTES
        return await read_way_by(None if is_here else self._ask, form, read_as, body, url, content_type, pages)

    async def _ask(self, told: dict[str, Any], url: str, body: bytes) -> tuple[Any, bytes] | None:
        del url
        try:
            return await self._pool.ask(told, body) if self._pool is not None else None
        except WorkersError as error:
            self.logger.warning("Feeds, sitemaps and pages are read in the check's own process: %s", error)
            self._pool = None
            return None

    async def start(self) -> AsyncIterator[Request]:
        """The first requests of each source."""
        self._folder = tempfile.TemporaryDirectory(prefix="newsspider-check-")
        self._frontier = Frontier(Path(self._folder.name) / "frontier.sqlite")
        self.open_frontier(self._frontier)
        for ways in self.ways.values():
            for request in self.begin(ways):
                yield request

    def take_links(self, ways: Ways, links: Iterable[Link]) -> None:
        """Count them."""
        for link in links:
            ways.links += 1
            if ways.source.refusal(link.url, link.newest):
                continue
            ways.newest = max(ways.newest, link.date or "")
            key = item_id(link.url)
            if key not in self._keys:
                self.listed[ways.source.name] += 1
                ways.fresh += 1
                if len(self._keys) < _MOST_KEYS:
                    self._keys.add(key)

    def count(self, key: str, number: int = 1) -> None:
        """Count under ``newsspider/KEY``."""
        self.crawler.stats.inc_value(f"newsspider/{key}", number)

    def closed(self, reason: str) -> None:
        """Nothing is left behind."""
        del reason
        if hasattr(self, "_frontier"):
            self._frontier.close()
            self._folder.cleanup()


def are_bundled(sources: tuple[Source, ...]) -> bool:
    """Whether all of these are sites of the bundled web."""
    hosts = {path.name for path in BUNDLED_WEB.iterdir()} if BUNDLED_WEB.is_dir() else set()
    return bool(sources) and all(urlsplit(source.url).hostname in hosts for source in sources)

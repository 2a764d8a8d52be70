"""Tries the ways of sources and asks for no article: for ``scrapy sources check`` and ``discover``.

In: sources. Out: for each how many articles its ways list, the newest date, which ways work and what is wrong with the
others. Refused: nothing. Lists are read a few pages far: enough to see that they work.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsspider.discovery import Frontier
from newsspider.spiders.scouting import WaySpider
from newsspider.spiders.source_choice import BUNDLED_WEB
from newsspider.spiders.ways import Ways
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from scrapy import Request

    from newsspider.discovery import Link
    from newsspider.sources import Source

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

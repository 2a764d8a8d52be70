"""How far lists are followed: further pages, archives by date, the files of a sitemap index.

In: what a page of a list leads on to. Out: the requests for it. Refused, each counted under ``skipped/``: what is
beyond a list's bound of pages or an index's of files, sitemaps of other things than articles, or that haven't changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.discovery import sitemap_kind
from newsspider.spiders.taking import Taking, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrapy import Request

    from newsspider.discovery import Frontier, Link
    from newsspider.spiders.taking import Taken
    from newsspider.spiders.ways import Ways

_STALE_PAGES = 2  # pages of a list in a row that add nothing end it


class Following(Taking):
    """Follows lists until they end, or have nothing new."""

    max_pages: int
    max_sitemaps: int
    max_links: int

    def open_frontier(self, frontier: Frontier) -> None:
        """Begin; before anything is asked for."""
        super().open_frontier(frontier)
        self.max_pages = self.settings.getint("LISTING_PAGES")
        self.max_sitemaps = self.settings.getint("SITEMAP_FILES")
        self.max_links = self.settings.getint("LINKS_PER_SOURCE")

    def next_pages(self, ways: Ways, read_as: str, urls: Iterable[str], taken: Taken) -> Iterator[Request]:
        """The next pages of a list, unless enough were read, or nothing that was taken from this one is news."""
        chain = taken.chain
        if self.visits.adds_nothing(ways, chain, taken.keys) >= _STALE_PAGES or taken.all_known:
            if self.visits.was_read(chain, ways.source):
                self._read_all(ways, chain)  # what is behind this page was read before
            return
        asked = False
        for url in urls:
            if ways.is_full or self._has_enough(ways) or ways.pages.get(chain, 0) >= self.max_pages - 1:
                self.count("skipped/listing_pages")
                if ways.is_full:
                    self.visits.leave_open(chain, ways.source)
                return
            for request in self.ask(ways, read_as, url, first=chain):
                ways.pages[chain] = ways.pages.get(chain, 0) + 1
                self.visits.leave_open(chain, ways.source)
                asked = True
                yield request
        if not asked:
            self._read_all(ways, chain)

    def _read_all(self, ways: Ways, chain: str) -> None:
        """A page leads to nothing more: the list was read to its end, if none of its other pages is under way."""
        if not ways.unread[chain]:
            self.visits.read_all(chain, ways.source)

    def _has_enough(self, ways: Ways) -> bool:
        """Whether so many links were found that the rest of the lists is for another run: some have no end."""
        return 0 < self.max_links <= ways.links

    def archives(self, ways: Ways, urls: Iterable[str]) -> Iterator[Request]:
        """Archives by date that a list names; a calendar without articles names its next month in vain."""
        for url in urls:
            if ways.pages.get("archives", 0) >= self.max_pages or self._has_enough(ways):
                return
            for request in self.ask(ways, "listing", url):
                ways.pages["archives"] = ways.pages.get("archives", 0) + 1
                yield request

    async def sitemap_files(self, ways: Ways, children: Iterable[Link]) -> list[Any]:
        """The files of a sitemap index that may have something new."""
        asked: list[Request] = []
        turn = Turn()
        for child in children:  # there may be fifty thousand
            asked += self._sitemap_file(ways, child)
            await turn.over()
        return asked

    def _sitemap_file(self, ways: Ways, child: Link) -> Iterator[Request]:
        kind = sitemap_kind(child.url)
        source = ways.source
        if kind == "others":
            self.count("skipped/sitemap_of_others")
        elif source.since and child.modified and source.refusal("", child.modified) == "before_since":
            self.count("skipped/sitemap_before_since")
        elif self.visits.has_read(child, source):
            ways.is_whole = True
            self.count("skipped/sitemap_unchanged")
            ways.links += 1
        elif ways.sitemap_files >= self.max_sitemaps or self._has_enough(ways):
            self.count("skipped/sitemap_files")
        else:
            ways.sitemap_files += 1
            for request in self.ask(ways, "sitemap", child.url, kind=kind):
                self.visits.said(request, child.modified)
                yield request

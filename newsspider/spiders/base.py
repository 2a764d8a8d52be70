"""The one spider behind ``news`` and ``mirrors``: from sources to pages.

In: the sources of the spider's kind. Out: a ``Page`` per article that isn't in the corpus yet, whatever it
turns out to be. Refused, each counted and named: links that the source doesn't want, pages that can't be
had, ways (feeds, sitemaps, listings) that aren't what they were said to be.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urljoin

from scrapy import Request, Spider

from newsspider.discovery import (
    DiscoveryError,
    find_ways,
    parse_feed,
    parse_listing,
    parse_sitemap,
    sitemaps_in_robots,
)
from newsspider.extensions.run_state import RunState
from newsspider.middlewares.address_guard import ALLOW_PRIVATE
from newsspider.middlewares.fingerprint import ARTICLE
from newsspider.middlewares.once import AlreadyFetchedError
from newsspider.middlewares.robots import Robots
from newsspider.middlewares.stoppable_downloader import StoppedError
from newsspider.spiders.manners import slot_of
from newsspider.spiders.pages import header, page_of, reason_of
from newsspider.spiders.source_choice import choose
from newsspider.spiders.ways import Ways
from newsspider.urls import host_of, item_id, same_site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from pathlib import Path

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsspider.discovery import Link
    from newsspider.records import Kind, Page
    from newsspider.sources import Source

_FIRST = 100  # priority: before every way and article


class BaseSourceSpider(Spider):
    """Crawls the sources of its kinds.

    Args:
        sources: ``-a sources=FILE``.
        only: ``-a only=NAME,...``.

    Attributes:
        kinds: Which sources of the file are this spider's.
        writes_corpus: A run of this spider holds the lock on a corpus.
        bundled_web: The folder of the bundled sites, if these are crawled.
    """

    kinds: ClassVar[tuple[Kind, ...]]
    writes_corpus: ClassVar[bool] = True
    run: RunState

    def __init__(self, sources: str | None = None, only: str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        choice = choose(self.kinds, sources, only)
        self.sources = choice.sources
        self.all_sources = choice.all
        self.bundled_web: Path | None = choice.bundled_web
        self._by_name = {source.name: source for source in self.all_sources}
        self._ways = {source.name: Ways(source) for source in self.sources}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy builds it.

        Raises:
            SourcesError: The sources can't be used.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        slots = dict(crawler.settings.getdict("DOWNLOAD_SLOTS"))
        for source in spider.sources:
            host, slot = slot_of(source)
            slots.setdefault(host, {}).update(slot)
        crawler.settings.set("DOWNLOAD_SLOTS", {host: slot for host, slot in slots.items() if slot}, priority="spider")
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The first requests: the ways that each source names, or its home page."""
        self.run = RunState.of(self.crawler)
        self._max_url = self.settings.getint("URLLENGTH_LIMIT")  # Scrapy's own drop isn't counted by us
        for request in chain(self._owed(), self._begin(self.first)):
            yield request

    @property
    def first(self) -> tuple[Source, ...]:
        """The sources to begin with."""
        return self.sources

    def _begin(self, sources: Iterable[Source]) -> Iterator[Request]:
        for source in sources:
            ways = self._ways[source.name]
            named = [(url, self.parse_feed) for url in source.feeds]
            named += [(url, self.parse_sitemap) for url in source.sitemaps]
            named += [(url, self.parse_listing) for url in source.listing]
            for url, callback in named or [(source.url, self.parse_home)]:
                yield from self._way(ways, url, callback)

    def _owed(self) -> Iterator[Request]:
        """The originals that earlier runs failed to get, before all else."""
        if not self.settings.getbool("FETCH_CREDITED_ORIGINALS"):
            return
        for url in self.run.owed.due:
            if self.run.journal.has(item_id(url)):
                continue
            source = self.source_of(url)
            name, kind = (source.name, source.kind) if source else (host_of(url), "news")
            try:
                request = self.article_request(url, source, name, kind, "credit")
            except ValueError:  # somebody edited the list
                continue
            request.priority = _FIRST
            self.run.count("owed")
            yield request

    # --- ways -------------------------------------------------------------------------------------------

    def _way(self, ways: Ways, url: str, callback: Callable[..., Any], **more: Any) -> Iterator[Request]:
        if ways.ask(f"{callback.__name__} {url}"):
            request = self._request(url, ways.source, callback, self.way_failed)
            request.cb_kwargs.update(ways=ways, **more)
            request.dont_filter = True  # `ways` knows what was asked; two sources may share a feed
            yield request

    def _request(
        self, url: str, source: Source | None, callback: Callable[..., Any], errback: Callable[..., Any]
    ) -> Request:
        meta: dict[str, Any] = {"source": source.name if source else ""}
        if source is not None:
            meta[ALLOW_PRIVATE] = source.allow_private
            meta["autothrottle_dont_adjust_delay"] = source.delay_s is not None
            if not source.obey_robots:
                meta["dont_obey_robotstxt"] = True
        return Request(url, callback=callback, errback=errback, meta=meta)

    def way_failed(self, failure: Failure) -> Iterator[Request]:
        """A way can't be had; if it was the last, the home page itself may list articles."""
        if isinstance(failure.value, StoppedError):
            return
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        _, words, _ = reason_of(failure.value)
        yield from self._failed(request.cb_kwargs["ways"], f"{request.url}: {words}")

    def _failed(self, ways: Ways, why: str) -> Iterator[Request]:
        ways.fail(why)
        self.logger.info("%s: %s", ways.source.name, why)
        if ways.falls_back():
            yield from self._way(ways, ways.source.url, self.parse_listing)

    def parse_home(self, response: Response, ways: Ways) -> Iterator[Request]:
        """A home page: what it says of feeds and sitemaps; robots.txt may name more."""
        found = find_ways(response.body, response.url)
        robots = self.crawler.get_downloader_middleware(Robots)
        text = robots.text_of(response.url) if robots else None
        if text is not None:
            yield from self._found(ways, response, found.feeds, [*found.sitemaps, *sitemaps_in_robots(text)])
            return
        request = self._request(urljoin(response.url, "/robots.txt"), ways.source, self.parse_robots, self.no_robots)
        request.cb_kwargs.update(ways=ways, home=response, feeds=found.feeds, sitemaps=found.sitemaps)
        request.meta["dont_obey_robotstxt"] = True  # it is the one file that everybody may read
        request.dont_filter = True
        yield request

    def parse_robots(
        self, response: Response, ways: Ways, home: Response, feeds: Iterable[str], sitemaps: Iterable[str]
    ) -> Iterator[Request]:
        """robots.txt, read for the sitemaps that it names."""
        named = sitemaps_in_robots(response.body.decode("utf-8", "replace"))
        yield from self._found(ways, home, feeds, [*sitemaps, *named])

    def no_robots(self, failure: Failure) -> Iterator[Request]:
        """There is no robots.txt to read sitemaps from."""
        known = failure.request.cb_kwargs  # type: ignore[attr-defined] # Scrapy sets it
        yield from self._found(known["ways"], known["home"], known["feeds"], known["sitemaps"])

    def _found(self, ways: Ways, home: Response, feeds: Iterable[str], sitemaps: Iterable[str]) -> Iterator[Request]:
        asked = [request for url in feeds for request in self._way(ways, url, self.parse_feed)]
        asked += [request for url in sitemaps for request in self._way(ways, url, self.parse_sitemap)]
        if asked:
            ways.pending -= 1  # the home page has led somewhere; what it leads to decides
            yield from asked
        else:
            yield from self.parse_listing(home, ways)

    def parse_feed(self, response: Response, ways: Ways) -> Iterator[Request]:
        """A feed: its articles, and its next page."""
        try:
            feed = parse_feed(response.body, response.url, header(response, "Content-Type"))
        except DiscoveryError as error:
            yield from self._failed(ways, str(error))
            return
        ways.work(feed.problem and f"{response.url}: {feed.problem}")
        yield from self._articles(ways, feed.links)
        yield from self._next_pages(ways, [feed.next_url] if feed.next_url else [], self.parse_feed)

    def parse_sitemap(self, response: Response, ways: Ways) -> Iterator[Request]:
        """A sitemap: its articles; an index: the sitemaps that it lists."""
        try:
            sitemap = parse_sitemap(response.body, response.url)
        except DiscoveryError as error:
            yield from self._failed(ways, str(error))
            return
        ways.work(sitemap.problem and f"{response.url}: {sitemap.problem}")
        for child in sitemap.children:
            if ways.sitemap_files >= self.settings.getint("SITEMAP_FILES"):
                self.run.count("skipped/sitemap_files")
                continue
            ways.sitemap_files += 1
            yield from self._way(ways, child.url, self.parse_sitemap)
        yield from self._articles(ways, sitemap.links)

    def parse_listing(self, response: Response, ways: Ways) -> Iterator[Request]:
        """A page that lists articles: its links, and its further pages."""
        listing = parse_listing(response.body, response.url, header(response, "Content-Type"))
        ways.work()
        yield from self._articles(ways, listing.links)
        yield from self._next_pages(ways, listing.next_pages, self.parse_listing)

    def _next_pages(self, ways: Ways, urls: Iterable[str], callback: Callable[..., Any]) -> Iterator[Request]:
        for url in urls:
            if ways.is_full or ways.listing_pages >= self.settings.getint("LISTING_PAGES") - 1:
                return
            for request in self._way(ways, url, callback):
                ways.listing_pages += 1
                yield request

    # --- articles ---------------------------------------------------------------------------------------

    def _articles(self, ways: Ways, links: Iterable[Link]) -> Iterator[Request]:
        source = ways.source
        for link in links:
            ways.links += 1
            refusal = source.refusal(link.url, link.newest)
            if refusal:
                self.run.count(f"skipped/{refusal}")
            elif self.run.meet(item_id(link.url), source.name):
                continue
            elif ways.take(link.url):
                request = self.article_request(link.url, source, source.name, source.kind, link.via, date=link.date)
                if len(request.url) > self._max_url > 0:
                    self.run.count("skipped/url_too_long")
                else:
                    yield request
            elif ways.is_full:
                self.run.count("skipped/max_items")

    def article_request(
        self, url: str, source: Source | None, name: str, kind: Kind, via: str, *, date: str | None = None
    ) -> Request:
        """The request for an article; ``source`` says what it may contact and how, None: what anybody may.

        Raises:
            ValueError: Not a URL.
        """
        request = self._request(url, source, self.parse_article, self.article_failed)
        request.meta[ARTICLE] = True
        request.meta["source"] = name
        request.cb_kwargs.update(name=name, kind=kind, via=via, date=date)
        return request

    def parse_article(self, response: Response, name: str, kind: Kind, via: str, date: str | None) -> Iterator[Page]:
        """An article's response becomes a ``Page``."""
        self.run.count(f"pages/{name}")
        known = self.source_named(name)
        language = known.language if known else None
        yield page_of(response, source=name, kind=kind, via=via, date=date, language=language)

    def article_failed(self, failure: Failure) -> None:
        """An article can't be had: a rejection with its reason."""
        if isinstance(failure.value, AlreadyFetchedError):
            return
        if isinstance(failure.value, StoppedError):
            self.run.count("skipped/run_was_stopped")
            return
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        reason, words, status = reason_of(failure.value)
        asked = (request.meta.get("redirect_urls") or [request.url])[0]
        if asked != request.url:
            words = f"{words} (at {request.url})"
        self.run.reject(asked, request.cb_kwargs["name"], reason, words, status=status, via=request.cb_kwargs["via"])

    def source_named(self, name: str) -> Source | None:
        """The source of this name in the file; None for the host of a credited page that is nobody's."""
        return self._by_name.get(name)

    def source_of(self, url: str) -> Source | None:
        """The source whose site a URL belongs to, news before mirrors; None if it is nobody's."""
        matching = [source for source in self.all_sources if same_site(source.url, url)]
        return next((source for source in matching if source.kind == "news"), matching[0] if matching else None)

    def closed(self, reason: str) -> None:
        """Note the sources that gave nothing at all."""
        del reason
        for ways in self._ways.values():
            failure = ways.failure
            if failure is not None:
                self.crawler.stats.set_value(f"newsspider/source_failed/{ways.source.name}", failure)

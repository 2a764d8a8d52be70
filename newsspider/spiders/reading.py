"""Reads what ways answer: feeds, the site's interface, sitemaps, pages that list articles.

In: responses. Out: the links that are articles' (``take_links``), and requests for what they lead on to. Refused, each
counted or noted with its reason: addresses that are no article's, answers that aren't what they were said to be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsspider.discovery import (
    DiscoveryError,
    parse_api,
    parse_feed,
    parse_listing,
    parse_sitemap,
    parse_telegram,
    sitemap_kind,
)
from newsspider.spiders.following import Following
from newsspider.spiders.judged import listing_links, sitemap_links, sure_links
from newsspider.spiders.pages import asked_url, header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response

    from newsspider.spiders.ways import Ways

_TELEGRAM = b"tgme_widget_message"
_PROBES = 3  # pages of a list that are held against sitemaps, once


class Reading(Following):
    """Reads the four kinds of ways."""

    def go_deep(self, ways: Ways) -> Iterator[Any]:
        """Not all articles were listed yet: the lists with all their pages."""
        raise NotImplementedError

    def parse_feed(self, response: Response, ways: Ways, first: str = "") -> Iterator[Any]:
        """A feed: its articles, and its next page."""
        if self.visits.is_unchanged(response):
            yield from self._unchanged(ways, "feed", response)
            return
        try:
            feed = parse_feed(response.body, response.url, header(response, "Content-Type"))
        except DiscoveryError as error:
            yield from self.fail(response.request, ways, str(error))
            return
        yield from self.take_links(ways, sure_links(ways, feed.links))
        following = feed.next_url
        if first and following is None and feed.links and ways.found and ways.found.feed_pages:
            following = with_query(first, ways.found.feed_pages.format(n=ways.pages.get(first, 1) + 2))
        if following:
            yield from self.next_pages(ways, "feed", [following], first or response.url, feed.links)
        ways.work("feed", asked_url(response), feed.problem and f"{response.url}: {feed.problem}")
        self.visits.note(response)
        yield from self.advance(ways)

    def parse_api(self, response: Response, ways: Ways, first: str = "") -> Iterator[Any]:
        """A page of the site's interface: its articles, and its next page."""
        total = header(response, "X-WP-TotalPages") or ""
        try:
            answer = parse_api(response.body, response.url, int(total) if total.isdecimal() else None)
        except DiscoveryError as error:
            yield from self.fail(response.request, ways, str(error))
            return
        yield from self.take_links(ways, sure_links(ways, answer.links))
        ways.is_whole = True
        following = [answer.next_url] if answer.next_url else []
        asked = list(self.next_pages(ways, "api", following, first or response.url, answer.links))
        yield from asked
        ways.stages = [[ask for ask in stage if ask[0] != "sitemap"] for stage in ways.stages]
        ways.work("api", asked_url(response))
        if not asked:
            for root in ways.source.api or (ways.found.api if ways.found else ()):
                self.visits.read_all(f"api {root}", ways.source)
        yield from self.advance(ways)

    def parse_sitemap(self, response: Response, ways: Ways, kind: str | None = None) -> Iterator[Any]:
        """A sitemap: its articles; an index: the sitemaps that it lists, or listed last if it is unchanged."""
        if self.visits.is_unchanged(response):
            children = self.visits.files_of(response)
            ways.is_whole = ways.is_whole or not children
            yield from self.sitemap_files(ways, children)
            yield from self._unchanged(ways, "sitemap", response)
            return
        try:
            sitemap = parse_sitemap(response.body, response.url)
        except DiscoveryError as error:
            yield from self.fail(response.request, ways, str(error))
            return
        yield from self.sitemap_files(ways, sitemap.children)
        wanted = sitemap_links(self.count, ways, sitemap.links, kind or sitemap_kind(response.url))
        yield from self.take_links(ways, wanted)
        ways.is_whole = ways.is_whole or any(link.date is None for link in sitemap.links[:1])
        ways.work("sitemap", asked_url(response), sitemap.problem and f"{response.url}: {sitemap.problem}")
        if not sitemap.problem:
            self.visits.note(response, files=sitemap.children)
        yield from self.advance(ways)

    def parse_listing(self, response: Response, ways: Ways, first: str = "", probe: int = 0) -> Iterator[Any]:
        """A page that lists articles: its links, and its further pages."""
        parse = parse_telegram if _TELEGRAM in response.body else parse_listing
        listing = parse(response.body, response.url, header(response, "Content-Type"))
        links = list(listing_links(self.count, ways, listing))
        before = ways.fresh
        yield from self.take_links(ways, links)
        if probe and ways.fresh == before:
            for url in listing.next_pages[:1] if probe < _PROBES else ():
                yield from self.ask(ways, "listing", url, first=first, probe=probe + 1)
            ways.work("listing", asked_url(response))
            if not ways.pending:
                self.visits.read_all(first, ways.source)
            return
        if probe:
            ways.is_whole = False
            yield from self.go_deep(ways)
        yield from self.next_pages(ways, "listing", listing.next_pages, first or response.url, links)
        if links and ways.source.finds_own_ways and not ways.is_whole:
            yield from self.archives(ways, listing.archives)
        ways.work("listing", asked_url(response))
        yield from self.advance(ways)

    def _unchanged(self, ways: Ways, read_as: str, response: Response) -> Iterator[Any]:
        self.count(f"unchanged/{read_as}")
        ways.links += 1  # it has links, and all of them were taken
        ways.work(read_as, asked_url(response))
        yield from self.advance(ways)


def with_query(url: str, query: str) -> str:
    """An address with more behind its query."""
    parts = urlsplit(url)
    return parts._replace(query=f"{parts.query}&{query}" if parts.query else query).geturl()

"""Reads what ways answer: feeds, the site's interface, sitemaps, pages that list articles.

In: responses. Out: the links that are articles' (``take``), and requests for what they lead on to.
Refused, each counted or noted with its reason: addresses that are no article's, answers that aren't what they were said
to be, or that take too much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsspider.discovery import DiscoveryError, Feed, Listing, Sitemap, sitemap_kind
from newsspider.spiders.following import Following
from newsspider.spiders.judged import listing_links, sitemap_links, sure_links
from newsspider.spiders.pages import asked_url, header
from newsspider.workers import TooCostlyError

if TYPE_CHECKING:
    from scrapy.http import Response

    from newsspider.spiders.ways import Ways
    from newsspider.workers.ways_told import Form

_PROBES = 3  # pages of a list that are held against sitemaps, once


class Reading(Following):
    """Reads the four kinds of ways."""

    async def go_deep(self, ways: Ways) -> list[Any]:
        """Not all articles were listed yet: the lists with all their pages."""
        raise NotImplementedError

    async def read_body(
        self, form: type[Form], read_as: str, body: bytes, url: str, content_type: str | None, pages: int | None
    ) -> Form:
        """What a way answers, as ``discovery.read_way`` finds it, here or in another process.

        Raises:
            DiscoveryError: It is something else.
            TooCostlyError: It takes more than is given to one.
        """
        raise NotImplementedError

    async def read_way(
        self, form: type[Form], read_as: str, response: Response, ways: Ways, pages: int | None = None
    ) -> Form | None:
        """What a way answers; None if it isn't that, or takes too much, which is noted then."""
        kind = header(response, "Content-Type")
        try:
            return await self.read_body(form, read_as, response.body, response.url, kind, pages)
        except DiscoveryError as error:
            self.note_failure(response.request, ways, str(error))
        except TooCostlyError as error:
            self.note_failure(response.request, ways, f"{response.url}: {error}")
        return None

    async def parse_feed(self, response: Response, ways: Ways, first: str = "") -> list[Any]:
        """A feed: its articles, and its next page."""
        if self.visits.is_unchanged(response):
            if first:
                ways.unread[first] -= 1
                self.list_may_end(ways, first)
            return await self._unchanged(ways, "feed", response)
        feed = await self.read_way(Feed, "feed", response, ways)
        if feed is None:
            return await self.advance(ways)
        taken = await self.take(ways, sure_links(ways, feed.links), first, response.url)
        asked = [*self.next_articles(ways)]
        following = feed.next_url
        if first and following is None and feed.links and ways.found and ways.found.feed_pages:
            following = with_query(first, ways.found.feed_pages.format(n=ways.pages.get(first, 1) + 2))
        if following:
            asked += self.next_pages(ways, "feed", [following], taken)
        ways.work("feed", asked_url(response), feed.problem and f"{response.url}: {feed.problem}")
        self.visits.note(response, chain=taken.chain)
        if not (following and ways.is_full):  # else the next run goes on
            self.list_may_end(ways, taken.chain)
        return asked + await self.advance(ways)

    async def parse_api(self, response: Response, ways: Ways, first: str = "") -> list[Any]:
        """A page of the site's interface: its articles, and its next page."""
        total = header(response, "X-WP-TotalPages") or ""
        answer = await self.read_way(Feed, "api", response, ways, int(total) if total.isdecimal() else None)
        if answer is None:
            return await self.advance(ways)
        taken = await self.take(ways, sure_links(ways, answer.links), first, asked_url(response))
        asked = [*self.next_articles(ways)]
        ways.is_whole = True
        following = [*self.next_pages(ways, "api", [answer.next_url] if answer.next_url else [], taken)]
        ways.stages = [[ask for ask in stage if ask[0] != "sitemap"] for stage in ways.stages]
        ways.work("api", asked_url(response))
        if not following and not (answer.next_url and ways.is_full):  # else the next run goes on
            self.visits.read_all(f"api {ways.roots.get(taken.chain, taken.chain)}", ways.source)
        return asked + following + await self.advance(ways)

    async def parse_sitemap(self, response: Response, ways: Ways, kind: str | None = None) -> list[Any]:
        """A sitemap: its articles; an index: the sitemaps that it lists, or listed last if it is unchanged."""
        if self.visits.is_unchanged(response):
            children = self.visits.files_of(response)
            ways.is_whole = ways.is_whole or not children
            asked = await self.sitemap_files(ways, children)
            return asked + await self._unchanged(ways, "sitemap", response)
        sitemap = await self.read_way(Sitemap, "sitemap", response, ways)
        if sitemap is None:
            return await self.advance(ways)
        asked = await self.sitemap_files(ways, sitemap.children)
        wanted = sitemap_links(self.count, ways, sitemap.links, kind or sitemap_kind(response.url))
        await self.take(ways, wanted, url=response.url)
        asked += self.next_articles(ways)
        first = next(iter(sitemap.links), None)
        ways.is_whole = ways.is_whole or (first is not None and first.date is None)
        ways.work("sitemap", asked_url(response), sitemap.problem and f"{response.url}: {sitemap.problem}")
        if not sitemap.problem:
            self.visits.note(response, files=sitemap.children)
        return asked + await self.advance(ways)

    async def parse_listing(self, response: Response, ways: Ways, first: str = "", probe: int = 0) -> list[Any]:
        """A page that lists articles: its links, and its further pages."""
        listing = await self.read_way(Listing, "listing", response, ways)
        if listing is None:
            return await self.advance(ways)
        taken = await self.take(ways, listing_links(self.count, ways, listing), first, response.url)
        asked: list[Any] = [*self.next_articles(ways)]
        if probe and not taken.fresh:
            for url in listing.next_pages[:1] if probe < _PROBES else ():
                asked += self.ask(ways, "listing", url, first=first, probe=probe + 1)
            ways.work("listing", asked_url(response))
            if not ways.pending:
                self.visits.read_all(first, ways.source)
            return asked
        if probe:
            ways.is_whole = False
            asked += await self.go_deep(ways)
        asked += self.next_pages(ways, "listing", listing.next_pages, taken)
        if taken.keys and ways.source.finds_own_ways and not ways.is_whole:
            asked += self.archives(ways, listing.archives)
        ways.work("listing", asked_url(response))
        return asked + await self.advance(ways)

    async def _unchanged(self, ways: Ways, read_as: str, response: Response) -> list[Any]:
        self.count(f"unchanged/{read_as}")
        ways.links += 1  # it has links, and all of them were taken
        ways.work(read_as, asked_url(response))
        return await self.advance(ways)


def with_query(url: str, query: str) -> str:
    """An address with more behind its query."""
    parts = urlsplit(url)
    return parts._replace(query=f"{parts.query}&{query}" if parts.query else query).geturl()

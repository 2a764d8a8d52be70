"""From a source to its ways: those that it names, or what its home page leads to, one stage after the other.

In: a ``Source``. Out: requests for its ways, and the links that these give (``take_links``). Refused: nothing by
itself; see ``asking``, ``following`` and ``reading``, on which it stands.

A source that names its ways is asked for these alone. Else its home page is read, and then one stage after the other:
feeds and the site's interface; sitemaps; and, unless one of these lists everything, the lists with all their pages.
What the first stages are sure of teaches what the addresses of the site's articles look like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from newsspider.discovery import HomePage, posts_url, sitemaps_in_robots
from newsspider.middlewares.robots import Robots
from newsspider.spiders.asking import WAY
from newsspider.spiders.judged import home_links
from newsspider.spiders.reading import Reading, with_query

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsspider.spiders.ways import Ask, Ways


class WaySpider(Reading):
    """Finds the ways of its sources, and asks for them."""

    @property
    def readers(self) -> Mapping[str, Callable[..., Awaitable[list[Any]]]]:
        """What reads an answer, by what the way is read as."""
        return {
            "home": self.parse_home,
            "feed": self.parse_feed,
            "sitemap": self.parse_sitemap,
            "api": self.parse_api,
            "listing": self.parse_listing,
        }

    def begin(self, ways: Ways) -> Iterator[Request]:
        """The first requests of a source: the ways that it names, or its home page."""
        source = ways.source
        if self.may_not_be_asked(ways):
            return
        named: list[Ask] = [("feed", url) for url in source.feeds]
        named += [("api", self._posts(ways, url)) for url in source.api]
        named += [("sitemap", url) for url in source.sitemaps]
        named += [("listing", url) for url in source.listing]
        for read_as, url in named or [("home", source.url)]:
            yield from self.ask(ways, read_as, url)

    def may_not_be_asked(self, ways: Ways) -> bool:
        """Whether it isn't the hour to ask the site; noted, if so."""
        hours = ways.source.hours
        if hours is None or hours.is_open():
            return False
        ways.left_for_later = "outside_hours"
        self.count("skipped/outside_hours")
        return True

    # --- stages -----------------------------------------------------------------------------------------

    async def advance(self, ways: Ways) -> list[Any]:
        """When all that was asked for has answered: the next stage."""
        asked: list[Any] = []
        while not ways.pending and ways.stages:
            for read_as, url in ways.stages.pop(0):
                asked += self.ask(ways, read_as, url)
        if ways.pending or ways.went_deep or ways.front is None:
            return asked
        ways.went_deep = True
        ways.is_whole = ways.is_whole and ways.sitemaps_cover
        await self.take(ways, home_links(self.count, ways))
        asked += self.next_articles(ways)
        return asked + ([*self._probe(ways)] if ways.is_whole else await self.go_deep(ways))

    def _probe(self, ways: Ways) -> Iterator[Request]:
        """The next pages of the home page's list: if they have articles that nothing else has, not all were listed."""
        front, home = ways.front, ways.home
        if front is not None and home is not None and not self.visits.was_read(home.url, ways.source):
            for url in front.next_pages[:1]:
                yield from self.ask(ways, "listing", url, first=home.url, probe=1)

    async def go_deep(self, ways: Ways) -> list[Any]:
        """The lists with all their pages: of the home page, of its sections and archives, and of its feeds."""
        front, found, home = ways.front, ways.found, ways.home
        asked: list[Any] = []
        if front is None or found is None or home is None:
            return asked
        paged = found.feed_pages
        for url in found.feeds if paged else ():
            for read_as, feed in list(ways.worked):
                if read_as == "feed" and feed == url and paged:
                    asked += self.ask(ways, "feed", with_query(url, paged.format(n=2)), first=url)
        asked += self.next_articles(ways)
        for url in front.next_pages:
            self.visits.leave_open(home.url, ways.source)
            asked += self.ask(ways, "listing", url, first=home.url)
        for url in dict.fromkeys([*found.listing, *front.sections, *front.archives]):
            asked += self.ask(ways, "listing", url)
        return asked

    # --- the home page ----------------------------------------------------------------------------------

    async def parse_home(self, response: Response, ways: Ways) -> list[Any]:
        """A home page: what it says of feeds, sitemaps and its interface; robots.txt may name more sitemaps."""
        page = await self.read_way(HomePage, "home", response, ways)
        if page is None:
            return await self.advance(ways)
        ways.home, ways.found, ways.front = response, page.ways, page.front
        robots = self.crawler.get_downloader_middleware(Robots)
        named = robots.sitemaps_of(response.url) if robots else None
        if named is not None:
            return await self._found(ways, named)
        request = self.request(urljoin(response.url, "/robots.txt"), ways.source, self.parse_robots, self.no_robots)
        request.cb_kwargs.update(ways=ways)
        request.meta["dont_obey_robotstxt"] = True  # it is the one file that everybody may read
        request.dont_filter = True
        return [request]

    async def parse_robots(self, response: Response, ways: Ways) -> list[Any]:
        """robots.txt, read for the sitemaps that it names."""
        return await self._found(ways, sitemaps_in_robots(response.body.decode("utf-8", "replace")))

    async def no_robots(self, failure: Failure) -> list[Any]:
        """There is no robots.txt to read sitemaps from."""
        return await self._found(failure.request.cb_kwargs["ways"], [])  # type: ignore[attr-defined] # Scrapy sets it

    async def _found(self, ways: Ways, named: Iterable[str]) -> list[Any]:
        found, home = ways.found, ways.home
        if found is None or home is None:
            return []
        sitemaps = [*(s for s in found.sitemaps if s not in found.guessed), *named] or found.sitemaps
        first: list[Ask] = [("feed", url) for url in found.feeds]
        first += [("api", self._posts(ways, url)) for url in found.api]
        second: list[Ask] = [("sitemap", url) for url in dict.fromkeys(sitemaps)]
        ways.named, ways.stages = [*first, *second], [first, second]
        ways.work("home", home.url)  # what it leads to decides
        return await self.advance(ways)

    def _posts(self, ways: Ways, root: str) -> str:
        if "/api/v1/" in root:
            return root
        since, until = ways.source.since, ways.source.until
        after = since.isoformat() if since else None
        before = until.isoformat() if until else None
        changed = self.visits.changed_since(f"api {root}", ways.source)
        url = posts_url(root, after=after, before=before, changed=changed)
        ways.roots[safe_url_string(url)] = root  # as its request has it
        return url


__all__ = ["WAY", "WaySpider"]

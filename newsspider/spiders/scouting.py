"""From a source to links: its home page, feeds, sitemaps, its own interface, its lists with all their pages.

In: a ``Source``. Out: requests for its ways, and the links that these give (``take_links``). Refused, each counted:
addresses that are no article's, of other sites, ways that aren't what they were said to be.

A source that names its ways is asked for these alone. Else its home page is read, and then one stage after the other:
feeds and the site's interface; sitemaps; and, unless one of these lists everything, the lists with all their pages.
What the first stages are sure of teaches what the addresses of the site's articles look like.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider

from newsspider.discovery import (
    DiscoveryError,
    Visit,
    find_ways,
    parse_api,
    parse_feed,
    parse_listing,
    parse_sitemap,
    parse_telegram,
    posts_url,
    sitemap_kind,
    sitemaps_in_robots,
)
from newsspider.middlewares.address_guard import ALLOW_PRIVATE
from newsspider.middlewares.manners import HOURS, LeftForLaterError
from newsspider.middlewares.robots import Robots
from newsspider.middlewares.stoppable_downloader import StoppedError
from newsspider.spiders.judged import home_links, listing_links, sitemap_links, sure_links
from newsspider.spiders.pages import asked_url, header, reason_of
from newsspider.spiders.visits import Visits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsspider.discovery import Frontier, Link
    from newsspider.sources import Source
    from newsspider.spiders.ways import Ask, Ways

_TELEGRAM = b"tgme_widget_message"
_PROBES = 3  # pages of a list that are held against sitemaps, once
_STALE_PAGES = 2  # pages of a list in a row that add nothing end it
WAY = "way"  # request.meta: this request is for a way, read as this


class WaySpider(Spider):
    """Asks for the ways of its sources."""

    visits: Visits
    max_pages: int
    max_sitemaps: int

    def open_frontier(self, frontier: Frontier) -> None:
        """Begin; before anything is asked for."""
        self.visits = Visits(frontier, self.settings.getint("UNCONDITIONAL_EVERY"))
        self.max_pages = self.settings.getint("LISTING_PAGES")
        self.max_sitemaps = self.settings.getint("SITEMAP_FILES")

    @abstractmethod
    def take_links(self, ways: Ways, links: Iterable[Link]) -> Iterator[Any]:
        """Do with the links of a way what is to be done; set ``ways.fresh`` to how many were news."""

    @abstractmethod
    def count(self, key: str, number: int = 1) -> None:
        """Count under ``newsspider/KEY``."""

    def is_known(self, link: Link) -> bool:
        """Whether an earlier run has asked for this article."""
        del link
        return False

    # --- asking -----------------------------------------------------------------------------------------

    def begin(self, ways: Ways) -> Iterator[Request]:
        """The first requests of a source: the ways that it names, or its home page."""
        source = ways.source
        if source.hours is not None and not source.hours.is_open():
            ways.left_for_later = "outside_hours"
            self.count("skipped/outside_hours")
            return
        named: list[Ask] = [("feed", url) for url in source.feeds]
        named += [("api", self._posts(ways, url)) for url in source.api]
        named += [("sitemap", url) for url in source.sitemaps]
        named += [("listing", url) for url in source.listing]
        for read_as, url in named or [("home", source.url)]:
            yield from self._way(ways, read_as, url)

    def _way(self, ways: Ways, read_as: str, url: str, **more: Any) -> Iterator[Request]:
        if not ways.ask(f"{read_as} {url}"):
            return
        callbacks: dict[str, Callable[..., Any]] = {
            "home": self.parse_home,
            "feed": self.parse_feed,
            "sitemap": self.parse_sitemap,
            "api": self.parse_api,
            "listing": self.parse_listing,
        }
        request = self.request(url, ways.source, callbacks[read_as], self.way_failed)
        request.cb_kwargs.update(ways=ways, **more)
        request.meta[WAY] = read_as
        request.dont_filter = True  # `ways` knows what was asked; two sources may share a feed
        if read_as in {"feed", "sitemap"}:
            self.visits.ask(request)
        request.priority = 10
        yield request

    def request(
        self, url: str, source: Source | None, callback: Callable[..., Any], errback: Callable[..., Any]
    ) -> Request:
        """A request with what its source may contact, and how."""
        meta: dict[str, Any] = {"source": source.name if source else ""}
        if source is not None:
            meta[ALLOW_PRIVATE] = source.allow_private
            meta["autothrottle_dont_adjust_delay"] = source.delay_s is not None
            if source.hours is not None:
                meta[HOURS] = source.hours
            if not source.obey_robots:
                meta["dont_obey_robotstxt"] = True
        return Request(url, callback=callback, errback=errback, meta=meta)

    def way_failed(self, failure: Failure) -> Iterator[Request]:
        """A way can't be had."""
        if isinstance(failure.value, StoppedError):
            return
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        if isinstance(failure.value, LeftForLaterError):
            request.cb_kwargs["ways"].leave(failure.value)
        _, words, _ = reason_of(failure.value)
        yield from self._failed(request, request.cb_kwargs["ways"], f"{request.url}: {words}")

    def _failed(self, request: Request | None, ways: Ways, why: str) -> Iterator[Request]:
        guessed = request is not None and (request.cb_kwargs.get("probe") or _is_guess(ways, request.url))
        ways.fail("" if guessed else why)
        if request is not None:
            self.visits.failed(request)
        self.logger.info("%s: %s", ways.source.name, why)
        yield from self._advance(ways)

    def _advance(self, ways: Ways) -> Iterator[Any]:
        """When all that was asked for has answered: the next stage."""
        while not ways.pending and ways.stages:
            for read_as, url in ways.stages.pop(0):
                yield from self._way(ways, read_as, url)
        if ways.pending or ways.went_deep or ways.front is None:
            return
        ways.went_deep = True
        ways.is_whole = ways.is_whole and ways.sitemaps_cover
        yield from self.take_links(ways, home_links(self, ways))
        if ways.is_whole:
            yield from self._probe(ways)
        else:
            yield from self._deep(ways)

    def _probe(self, ways: Ways) -> Iterator[Request]:
        """The next pages of the home page's list: if they have articles that nothing else has, not all were listed."""
        front, home = ways.front, ways.home
        if front is not None and home is not None and not self.visits.was_read(home.url, ways.source):
            for url in front.next_pages[:1]:
                yield from self._way(ways, "listing", url, first=home.url, probe=1)

    # --- the home page ----------------------------------------------------------------------------------

    def parse_home(self, response: Response, ways: Ways) -> Iterator[Any]:
        """A home page: what it says of feeds, sitemaps and its interface; robots.txt may name more sitemaps."""
        kind = header(response, "Content-Type")
        ways.home, ways.found = response, find_ways(response.body, response.url, kind)
        ways.front = parse_listing(response.body, response.url, kind)
        robots = self.crawler.get_downloader_middleware(Robots)
        text = robots.text_of(response.url) if robots else None
        if text is not None:
            yield from self._found(ways, sitemaps_in_robots(text))
            return
        request = self.request(urljoin(response.url, "/robots.txt"), ways.source, self.parse_robots, self.no_robots)
        request.cb_kwargs.update(ways=ways)
        request.meta["dont_obey_robotstxt"] = True  # it is the one file that everybody may read
        request.dont_filter = True
        yield request

    def parse_robots(self, response: Response, ways: Ways) -> Iterator[Any]:
        """robots.txt, read for the sitemaps that it names."""
        yield from self._found(ways, sitemaps_in_robots(response.body.decode("utf-8", "replace")))

    def no_robots(self, failure: Failure) -> Iterator[Any]:
        """There is no robots.txt to read sitemaps from."""
        yield from self._found(failure.request.cb_kwargs["ways"], [])  # type: ignore[attr-defined] # Scrapy sets it

    def _found(self, ways: Ways, named: Iterable[str]) -> Iterator[Any]:
        found, home = ways.found, ways.home
        if found is None or home is None:
            return
        sitemaps = [*(s for s in found.sitemaps if s not in found.guessed), *named] or found.sitemaps
        first: list[Ask] = [("feed", url) for url in found.feeds]
        first += [("api", self._posts(ways, url)) for url in found.api]
        second: list[Ask] = [("sitemap", url) for url in dict.fromkeys(sitemaps)]
        ways.named, ways.stages = [*first, *second], [first, second]
        ways.work("home", home.url)  # what it leads to decides
        if not (first or sitemaps or (ways.front and (ways.front.links or ways.front.sections))):
            ways.worked.clear()
        yield from self._advance(ways)

    def _posts(self, ways: Ways, root: str) -> str:
        if "/api/v1/" in root:
            return root
        since, until = ways.source.since, ways.source.until
        after = since.isoformat() if since else None
        before = until.isoformat() if until else None
        return posts_url(root, after=after, before=before, changed=self.visits.changed_since(f"api {root}", after))

    def _deep(self, ways: Ways) -> Iterator[Any]:
        """The lists with all their pages: of the home page, of its sections and archives, and of its feeds."""
        front, found, home = ways.front, ways.found, ways.home
        if front is None or found is None or home is None:
            return
        paged = found.feed_pages
        for url in found.feeds if paged else ():
            for read_as, feed in list(ways.worked):
                if read_as == "feed" and feed == url and paged:
                    yield from self._way(ways, "feed", _with_query(url, paged.format(n=2)), first=url)
        yield from self.take_links(ways, ())
        lists = [*front.next_pages]
        for url in lists:
            yield from self._way(ways, "listing", url, first=home.url)
        for url in dict.fromkeys([*found.listing, *front.sections, *front.archives]):
            yield from self._way(ways, "listing", url)

    # --- feeds, sitemaps, the site's interface, lists ------------------------------------------------------

    def parse_feed(self, response: Response, ways: Ways, first: str = "") -> Iterator[Any]:
        """A feed: its articles, and its next page."""
        if self.visits.is_unchanged(response):
            yield from self._unchanged(ways, "feed", response)
            return
        try:
            feed = parse_feed(response.body, response.url, header(response, "Content-Type"))
        except DiscoveryError as error:
            yield from self._failed(response.request, ways, str(error))
            return
        yield from self.take_links(ways, sure_links(self, ways, feed.links))
        following = feed.next_url
        if first and following is None and feed.links and ways.found and ways.found.feed_pages:
            following = _with_query(first, ways.found.feed_pages.format(n=ways.pages.get(first, 1) + 2))
        if following:
            yield from self._next_pages(ways, "feed", [following], first or response.url, feed.links)
        ways.work("feed", asked_url(response), feed.problem and f"{response.url}: {feed.problem}")
        self.visits.note(response)
        yield from self._advance(ways)

    def parse_api(self, response: Response, ways: Ways, first: str = "") -> Iterator[Any]:
        """A page of the site's interface: its articles, and its next page."""
        total = header(response, "X-WP-TotalPages") or ""
        try:
            answer = parse_api(response.body, response.url, int(total) if total.isdecimal() else None)
        except DiscoveryError as error:
            yield from self._failed(response.request, ways, str(error))
            return
        yield from self.take_links(ways, sure_links(self, ways, answer.links))
        ways.is_whole = True
        asked = list(
            self._next_pages(
                ways, "api", [answer.next_url] if answer.next_url else [], first or response.url, answer.links
            )
        )
        yield from asked
        ways.stages = [[ask for ask in stage if ask[0] != "sitemap"] for stage in ways.stages]
        ways.work("api", asked_url(response))
        if not asked:
            for root in ways.source.api or (ways.found.api if ways.found else ()):
                self.visits.read_all(f"api {root}", ways.source)
        yield from self._advance(ways)

    def parse_sitemap(self, response: Response, ways: Ways, kind: str | None = None) -> Iterator[Any]:
        """A sitemap: its articles; an index: the sitemaps that it lists."""
        if self.visits.is_unchanged(response):
            ways.is_whole = True
            yield from self._unchanged(ways, "sitemap", response)
            return
        try:
            sitemap = parse_sitemap(response.body, response.url)
        except DiscoveryError as error:
            yield from self._failed(response.request, ways, str(error))
            return
        for child in sitemap.children:
            yield from self._child(ways, child)
        yield from self.take_links(ways, sitemap_links(self, ways, sitemap.links, kind or sitemap_kind(response.url)))
        ways.is_whole = ways.is_whole or any(link.date is None for link in sitemap.links[:1])
        ways.work("sitemap", asked_url(response), sitemap.problem and f"{response.url}: {sitemap.problem}")
        if not sitemap.children and not sitemap.problem:
            self.visits.note(response)
        yield from self._advance(ways)

    def _child(self, ways: Ways, child: Link) -> Iterator[Request]:
        kind = sitemap_kind(child.url)
        source = ways.source
        if kind == "others":
            self.count("skipped/sitemap_of_others")
        elif source.since and child.modified and source.refusal("", child.modified) == "before_since":
            self.count("skipped/sitemap_before_since")
        elif self.visits.has_read(child):
            ways.is_whole = True
            self.count("skipped/sitemap_unchanged")
            ways.links += 1
        elif ways.sitemap_files >= self.max_sitemaps:
            self.count("skipped/sitemap_files")
        else:
            ways.sitemap_files += 1
            for request in self._way(ways, "sitemap", child.url, kind=kind):
                self.visits.said(request, child.modified)
                yield request

    def parse_listing(self, response: Response, ways: Ways, first: str = "", probe: int = 0) -> Iterator[Any]:
        """A page that lists articles: its links, and its further pages."""
        parse = parse_telegram if _TELEGRAM in response.body else parse_listing
        listing = parse(response.body, response.url, header(response, "Content-Type"))
        links = list(listing_links(self, ways, listing))
        before = ways.fresh
        yield from self.take_links(ways, links)
        if probe and ways.fresh == before:
            for url in listing.next_pages[:1] if probe < _PROBES else ():
                yield from self._way(ways, "listing", url, first=first, probe=probe + 1)
            ways.work("listing", asked_url(response))
            if not ways.pending:
                self.visits.read_all(first, ways.source)
            return
        if probe:
            ways.is_whole = False
            yield from self._deep(ways)
        yield from self._next_pages(ways, "listing", listing.next_pages, first or response.url, links)
        if links and ways.source.finds_own_ways and not ways.is_whole:
            yield from self._archives(ways, listing.archives)
        ways.work("listing", asked_url(response))
        yield from self._advance(ways)

    def _archives(self, ways: Ways, urls: Iterable[str]) -> Iterator[Request]:
        """Archives by date that a list names; a calendar without articles names its next month in vain."""
        for url in urls:
            if ways.pages.get("archives", 0) >= self.max_pages:
                return
            for request in self._way(ways, "listing", url):
                ways.pages["archives"] = ways.pages.get("archives", 0) + 1
                yield request

    def _unchanged(self, ways: Ways, read_as: str, response: Response) -> Iterator[Any]:
        self.count(f"unchanged/{read_as}")
        ways.links += 1  # it has links, and all of them were taken
        ways.work(read_as, asked_url(response))
        yield from self._advance(ways)

    def _next_pages(
        self, ways: Ways, read_as: str, urls: Iterable[str], chain: str, links: Iterable[Link] = ()
    ) -> Iterator[Request]:
        """The next pages of a list, unless enough were read, or nothing on this one is news."""
        if self.visits.adds_nothing(ways, chain, links) >= _STALE_PAGES:
            return
        if self.visits.was_read(chain, ways.source) and links and all(self.is_known(link) for link in links):
            return
        asked = False
        for url in urls:
            if ways.is_full or ways.pages.get(chain, 0) >= self.max_pages - 1:
                self.count("skipped/listing_pages")
                return
            for request in self._way(ways, read_as, url, first=chain):
                ways.pages[chain] = ways.pages.get(chain, 0) + 1
                asked = True
                yield request
        if not asked:
            self.visits.read_all(chain, ways.source)


def _with_query(url: str, query: str) -> str:
    parts = urlsplit(url)
    return parts._replace(query=f"{parts.query}&{query}" if parts.query else query).geturl()


def _is_guess(ways: Ways, url: str) -> bool:
    """Whether nothing but the platform's habit says that there is such a way, or such a page of it."""
    found = ways.found
    if found is None:
        return False
    query = (found.feed_pages or "\0").split("{")[0]
    return url in found.guessed or query in url or any(url.startswith(root) for root in found.api)


__all__ = ["WAY", "Visit", "WaySpider"]

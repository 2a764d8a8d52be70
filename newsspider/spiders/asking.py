"""Asks for the ways into sources: each once, with what its source allows, and with the conditions of its last visit.

In: what a way is read as, and its address. Out: requests; ways that fail are noted with their reason. Refused: a way
that was asked for in this run already.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider

from newsspider.browser import BROWSER
from newsspider.extensions.owed import may_pass
from newsspider.extensions.room import room_of
from newsspider.middlewares.address_guard import ALLOW_PRIVATE
from newsspider.middlewares.hosts import KEEP_DELAY
from newsspider.middlewares.manners import HOURS, LeftForLaterError
from newsspider.middlewares.stoppable_downloader import StoppedError
from newsspider.spiders.pages import reason_of
from newsspider.spiders.visits import Visits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsspider.discovery import Frontier, Link
    from newsspider.sources import Source
    from newsspider.spiders.ways import Ways

_PAGES = frozenset({"home", "listing"})
_CONDITIONAL = frozenset({"feed", "sitemap"})
WAY = "way"  # request.meta: this request is for a way, read as this


class Asking(Spider):
    """Asks for the ways of its sources; how they are read, and what for, is for the classes above to say."""

    tells_refusals = True  # each request has an errback (``middlewares.refusals``)
    visits: Visits

    def open_frontier(self, frontier: Frontier) -> None:
        """Begin; before anything is asked for."""
        self.visits = Visits(frontier.ways, self.settings.getint("UNCONDITIONAL_EVERY"))

    @property
    @abstractmethod
    def readers(self) -> Mapping[str, Callable[..., Awaitable[list[Any]]]]:
        """What reads an answer, by what the way is read as."""

    @abstractmethod
    async def advance(self, ways: Ways) -> list[Any]:
        """A way has answered, or failed: what is to be asked for next, when all that was asked for has."""

    @abstractmethod
    def take_links(self, ways: Ways, links: Iterable[Link]) -> None:
        """Do with the links of a way what is to be done; add to ``ways.fresh`` how many were news."""

    def keep_links(self) -> None:
        """Some links were taken: bring them to the disk, if they are many."""

    def next_articles(self, ways: Ways) -> Iterator[Any]:
        """The articles among them that are to be asked for now."""
        del ways
        return iter(())

    @abstractmethod
    def count(self, key: str, number: int = 1) -> None:
        """Count under ``newsspider/KEY``."""

    def is_known(self, link: Link) -> bool:
        """Whether an earlier run has asked for this article."""
        del link
        return False

    def ask(self, ways: Ways, read_as: str, url: str, first: str = "", **more: Any) -> Iterator[Request]:
        """The request for a way, unless it was asked for before; ``more`` goes to its reader.

        ``first`` is the address of the first page of a list, if this is a further one.
        """
        if not ways.ask(f"{read_as} {url}"):
            return
        if first:
            ways.unread[first] += 1
            more["first"] = first
        request = self.request(url, ways.source, self.way_answered, self.way_failed)
        request.cb_kwargs.update(ways=ways, **more)
        request.meta[WAY] = read_as
        if read_as in _PAGES and ways.source.browser is True:
            request.meta[BROWSER] = True
        request.dont_filter = True  # `ways` knows what was asked; two sources may share a feed
        if read_as in _CONDITIONAL:
            self.visits.ask(request, ways.source)
        request.priority = 10
        yield request

    def list_may_end(self, ways: Ways, chain: str) -> None:
        """Nothing more is asked for by a page of a list: if all others were read, its end was reached."""
        if not ways.unread[chain]:
            self.visits.keep(ways.source.name, chain)

    def request(
        self, url: str, source: Source | None, callback: Callable[..., Any], errback: Callable[..., Any]
    ) -> Request:
        """A request with what its source may contact, and how."""
        meta: dict[str, Any] = {"source": source.name if source else ""}
        if source is not None:
            meta[ALLOW_PRIVATE] = source.allow_private
            meta[KEEP_DELAY] = source.delay_s is not None
            if source.hours is not None:
                meta[HOURS] = source.hours
            if not source.obey_robots:
                meta["dont_obey_robotstxt"] = True
        return Request(url, callback=callback, errback=errback, meta=meta)

    async def way_answered(self, response: Response, ways: Ways, **more: Any) -> list[Any]:
        """A way has answered: it goes to its reader, and nothing else waits for that."""
        read_as = response.request.meta[WAY]  # type: ignore[union-attr] # Scrapy sets it
        with room_of(self.crawler).of(len(response.body)):
            if read_as in _CONDITIONAL:
                await self.visits.hash(response)
            asked: list[Any] = await self.readers[read_as](response, ways, **more)
        return asked

    async def way_failed(self, failure: Failure) -> list[Any]:
        """A way can't be had."""
        if isinstance(failure.value, StoppedError):
            return []
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        if isinstance(failure.value, LeftForLaterError):
            request.cb_kwargs["ways"].leave(failure.value, request.url)
        reason, words, status = reason_of(failure.value)
        ways = request.cb_kwargs["ways"]
        self.note_failure(request, ways, f"{request.url}: {words}", is_over=not may_pass(reason, status))
        return await self.advance(ways)

    def note_failure(self, request: Request | None, ways: Ways, why: str, *, is_over: bool = True) -> None:
        """A way isn't what it was said to be; nobody said so of one that was guessed.

        Behind a page that isn't there (``is_over``) a list has no more of them; behind one that gave no answer it may.
        """
        guessed = request is not None and (request.cb_kwargs.get("probe") or _is_guess(ways, request.url))
        ways.fail("" if guessed else why)
        if request is not None:
            self.visits.failed(request)
            first = request.cb_kwargs.get("first")
            if is_over and first:
                ways.unread[first] -= 1
                self.list_may_end(ways, first)
        self.logger.info("%s: %s", ways.source.name, why)


def _is_guess(ways: Ways, url: str) -> bool:
    """Whether nothing but the platform's habit says that there is such a way, or such a page of it."""
    found = ways.found
    if found is None:
        return False
    query = (found.feed_pages or "\0").split("{")[0]
    return url in found.guessed or query in url or any(url.startswith(root) for root in found.api)

"""A spider of one's own: it finds the links of a site, the house does the rest.

In: a source, as a table of ``sources.toml`` has it, and what ``parse`` makes of the site's pages. Out: as of the other
spiders: what is known isn't asked for again, what a run can't ask for is left to the next one. Refused: a source that
``sources.toml`` couldn't hold.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import signals

from newsspider.discovery import Link
from newsspider.discovery.web import absolute
from newsspider.middlewares.manners import LeftForLaterError
from newsspider.middlewares.stoppable_downloader import StoppedError
from newsspider.sources import load_sources, source_of
from newsspider.spiders.base import BaseSourceSpider
from newsspider.spiders.pages import reason_of
from newsspider.spiders.source_choice import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsspider.records import Page
    from newsspider.spiders.ways import Ways


class SiteSpider(BaseSourceSpider):
    """Crawls one site, by a ``parse`` of its own (docs/own.md).

    Any request that a callback yields has what the source allows: its ``allow_private``, ``hours`` and ``obey_robots``.

    >>> class Chronicle(SiteSpider):
    ...     name = "chronicle"
    ...     source = {"kind": "news", "url": "https://chronicle.example/"}
    ...
    ...     def parse(self, response):
    ...         yield from self.articles(response, response.css("a[href*='article.php']::attr(href)").getall())
    ...         yield from response.follow_all(css="a.older", callback=self.parse)

    Attributes:
        source: The keys of a ``[[source]]`` table; ``name`` is the spider's, if it isn't given.
        start_urls: Where ``parse`` begins; the source's ``url`` without them.
    """

    kinds = ("news", "mirror")
    source: ClassVar[Mapping[str, Any]]

    @classmethod
    def choose(cls, sources: str | None = None, only: str | None = None) -> Choice:
        """Its own source; of the file that ``-a sources=`` names, others that credits may lead to.

        Raises:
            SourcesError: The source, or the file, can't be used.
        """
        del only  # there is one
        file = Path(inspect.getfile(cls))
        own = source_of({"name": cls.name, **getattr(cls, "source", {})}, file)
        others = load_sources(Path(sources).expanduser()).sources if sources else ()
        return Choice(file, (own,), (own, *(other for other in others if other.name != own.name)))

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy builds it.

        Raises:
            SourcesError: The source can't be used.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._scheduled, signal=signals.request_scheduled)
        return spider

    @property
    def ways(self) -> Ways:
        """How its site has answered until now."""
        return self._ways[self.sources[0].name]

    def articles(self, response: Response, urls: Iterable[str | Link]) -> Iterator[Request | Page]:
        """The requests for the articles of a page that lists them, those that aren't in the corpus yet; yield them all.

        Args:
            response: The page; a relative address is one of its site.
            urls: Their addresses, or ``newsspider.discovery.Link`` where a date is known, or the whole story (``text``,
                with ``whole=True``), as a site's own interface gives it: that one isn't asked for at all.
        """
        self.ways.work("listing", response.url)
        self.queue.take(self.ways, self._links(response, urls))
        yield from self.queue.next(self.ways)

    def _links(self, response: Response, urls: Iterable[str | Link]) -> Iterator[Link]:
        for url in urls:
            link = url if isinstance(url, Link) else Link(absolute(response.url, url) or "", "listing")
            if link.url:
                yield link

    def begin(self, ways: Ways) -> Iterator[Request]:
        """The first requests, whose answers go to ``parse``."""
        if self.may_not_be_asked(ways):
            return
        for url in self.start_urls or [ways.source.url]:
            ways.ask(url)
            request = self.request(url, ways.source, self.parse, self.not_had)
            request.dont_filter = True
            yield request

    def not_had(self, failure: Failure) -> None:
        """A page that isn't an article can't be had; the summary tells it, if nothing else was found."""
        if isinstance(failure.value, StoppedError):
            return
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        if isinstance(failure.value, LeftForLaterError):
            self.ways.leave(failure.value, request.url)
        _, words, _ = reason_of(failure.value)
        self.ways.fail(f"{request.url}: {words}")
        self.logger.info("%s: %s", request.url, words)

    def _scheduled(self, request: Request) -> None:
        """A request that ``parse`` has made gets what the source allows."""
        if "source" in request.meta:
            return
        allowed = self.request(request.url, self.ways.source, self.parse, self.not_had)
        request.meta.update(allowed.meta)
        request.errback = request.errback or self.not_had

"""The one spider behind ``news`` and ``mirrors``: from sources to pages.

In: the sources of the spider's kind. Out: a ``Page`` per article that isn't in the corpus yet, or that was changed
since, whatever it turns out to be. Refused, each counted and named: links that the source doesn't want, pages that
can't be had, ways (feeds, sitemaps, listings) that aren't what they were said to be.

Ways are asked for by ``scouting``; their links go through ``queue``, and what the articles answer to ``answers``.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider

from newsspider.browser import BrowserMissingError, refuse_if_missing
from newsspider.browser.launch import browser_settings
from newsspider.browser.marks import SLOT
from newsspider.extensions.extractor import Extractor
from newsspider.extensions.kept_pages import KeptPages
from newsspider.extensions.refusals import Refusals
from newsspider.extensions.run_state import RunState
from newsspider.middlewares.fingerprint import ARTICLE
from newsspider.sources import SourcesError, line_of
from newsspider.spiders.answers import Answers
from newsspider.spiders.barren import BarrenPatterns
from newsspider.spiders.feed_texts import FeedTexts
from newsspider.spiders.manners import LEAST_DELAY_S, slot_of
from newsspider.spiders.queue import Queue
from newsspider.spiders.scouting import WaySpider
from newsspider.spiders.source_choice import choose
from newsspider.spiders.ways import Ways
from newsspider.urls import host_of, item_id

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator
    from pathlib import Path

    from scrapy.crawler import Crawler

    from newsspider.discovery import Link
    from newsspider.records import Kind
    from newsspider.sources import Source
    from newsspider.spiders.source_choice import Choice
    from newsspider.workers.ways_told import Form

_FIRST = 100  # priority: before every way and article


class BaseSourceSpider(WaySpider):
    """Crawls the sources of its kinds.

    Args:
        sources: ``-a sources=FILE``.
        only: ``-a only=NAME,...``.

    Attributes:
        kinds: Which sources of the file are this spider's.
        writes_corpus: A run of this spider holds the lock on a corpus.
        bundled_web: The folder of the bundled sites, if these are crawled.
        barren: Patterns of addresses that aren't asked for any more.
    """

    kinds: ClassVar[tuple[Kind, ...]]
    writes_corpus: ClassVar[bool] = True
    run: RunState
    barren: BarrenPatterns
    texts: FeedTexts
    queue: Queue
    answers: Answers

    def __init__(self, sources: str | None = None, only: str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.choice = self.choose(sources, only)
        self.sources = self.choice.sources
        self.all_sources = self.choice.all
        self.bundled_web: Path | None = self.choice.bundled_web
        self._ways = {source.name: Ways(source) for source in self.sources}

    @classmethod
    def choose(cls, sources: str | None = None, only: str | None = None) -> Choice:
        """Which sources it crawls.

        Raises:
            SourcesError: They can't be used.
        """
        return choose(cls.kinds, sources, only)

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
        spider._use_browser(crawler, slots)
        crawler.settings.set("DOWNLOAD_SLOTS", {host: slot for host, slot in slots.items() if slot}, priority="spider")
        crawler.signals.connect(spider._refill, signal=signals.spider_idle)
        crawler.signals.connect(spider._item_written, signal=signals.item_scraped)
        crawler.signals.connect(spider._request_dropped, signal=signals.request_dropped)
        return spider

    def _use_browser(self, crawler: Crawler, slots: dict[str, dict[str, float]]) -> None:
        """Let a browser read the pages of sources that want it."""
        wanting = next((source for source in self.sources if source.browser), None)
        if wanting is None:
            return
        try:
            refuse_if_missing(crawler.settings["BROWSER_PATH"])
        except BrowserMissingError as error:
            raise SourcesError(
                self.choice.path,
                f'[[source]] "{wanting.name}" wants a browser, and {error.problem}',
                expected="the extra for pages that are made by scripts, and a Chromium",
                remedy=error.remedy,
                line=line_of(self.choice.path.read_text("utf-8-sig"), wanting.name, "browser"),
                key="browser",
            ) from None
        crawler.settings.update(browser_settings(crawler.settings), priority="spider")
        slots[SLOT] = {"delay": LEAST_DELAY_S, "concurrency": 8}

    async def start(self) -> AsyncIterator[Request]:
        """The first requests: originals that are owed, and the ways of each source."""
        self.open_run()
        self._hand_over()
        if refusals := self.crawler.get_extension(Refusals):
            refusals.instead = self.answers.rejected
        for request in chain(self._owed(), self._begin(self.first)):
            yield request

    def open_run(self) -> None:
        """What a run needs before anything is asked for or read."""
        self.run = RunState.of(self.crawler)
        self.open_frontier(self.run.frontier)
        self.barren = BarrenPatterns(self.settings.getint("BARREN_PAGES"))
        self.texts = FeedTexts(self.run, self.choice, self.settings.getint("MIN_WORDS"))
        self.queue = Queue(self.run, self._ways, self._listed, self.settings)
        extractor = Extractor.of(self.crawler)
        self.answers = Answers(
            self.run, self.queue, self.texts, self.barren, self.choice, extractor, self.article_request
        )
        self.answers.kept = self.crawler.get_extension(KeptPages)

    def _hand_over(self) -> None:
        """What waits for sources that the file doesn't name any more is asked for by the new ones on their sites."""
        known = {source.name for source in self.all_sources}
        handed = self.run.frontier.hand_over(known, self.choice.names_on_site_of)
        if handed:
            self.logger.info("%d articles that waited for sources of other names are handed over", handed)

    @property
    def reported(self) -> list[str]:
        """The names of what the summary has a line for, whether or not it gave anything."""
        return [source.name for source in self.sources]

    @property
    def first(self) -> tuple[Source, ...]:
        """The sources to begin with."""
        return self.sources

    def _begin(self, sources: Iterable[Source]) -> Iterator[Request]:
        for source in sources:
            yield from self.begin(self._ways[source.name])

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

    # --- what scouting asks of its spider -----------------------------------------------------------------

    def count(self, key: str, number: int = 1) -> None:
        """Count under ``newsspider/KEY``."""
        self.run.count(key, number)

    def is_known(self, link: Link) -> bool:
        """Whether the article is in the corpus."""
        return self.run.journal.has(item_id(self.run.variants.plain(link.url)))

    def take_links(self, ways: Ways, links: Iterable[Link]) -> None:
        """Into the frontier with those that are wanted."""
        self.queue.take(ways, links)

    def keep_links(self) -> None:
        """To the disk, if they are many."""
        self.run.keep_links()

    def next_articles(self, ways: Ways) -> Iterator[Any]:
        """Out of the frontier come the next requests."""
        return self.queue.next(ways)

    async def read_body(
        self, form: type[Form], read_as: str, body: bytes, url: str, content_type: str | None, pages: int | None
    ) -> Form:
        """What a way answers; workers read it."""
        return await Extractor.of(self.crawler).read_way(form, read_as, body, url, content_type, pages)

    # --- what the pipeline asks ---------------------------------------------------------------------------

    def article_request(
        self, url: str, source: Source | None, name: str, kind: Kind, via: str, *, date: str | None = None
    ) -> Request:
        """The request for an article; ``source`` says what it may contact and how, None: what anybody may.

        Raises:
            ValueError: Not a URL.
        """
        request = self.request(url, source, self.answers.parse, self.answers.failed)
        request.meta[ARTICLE] = True
        request.meta["source"] = name
        request.cb_kwargs.update(name=name, kind=kind, via=via, date=date)
        return request

    def _listed(self, link: Link, source: Source) -> Request:
        return self.article_request(link.url, source, source.name, source.kind, link.via, date=link.date)

    def needs_browser(self, request: Request) -> bool:
        """Whether an article is to be read by the browser, by what its site has shown until now."""
        ways = self._ways.get(str(request.meta.get("source")))
        return bool(request.meta.get(ARTICLE)) and ways is not None and ways.needs_browser

    def feed_text(self, key: str) -> str | None:
        """The story of an article as its feed carries it; None if it doesn't, or if it is the one that was taken."""
        return self.texts.text(key)

    def source_named(self, name: str) -> Source | None:
        """The source of this name in the file; None for the host of a credited page that is nobody's."""
        return self.choice.named(name)

    def source_of(self, url: str) -> Source | None:
        """The source whose site a URL belongs to, news before mirrors; None if it is nobody's."""
        return self.choice.owner_of(url)

    # --- Scrapy's signals -----------------------------------------------------------------------------------

    def _refill(self) -> None:
        """Nothing is under way any more: ask for what is left, if anything is."""
        if not self.run.is_running:
            return
        asked = self.run.is_putting_in
        for what in self.queue.refill():
            asked = True
            if isinstance(what, Request):
                self.crawler.engine.crawl(what)
            else:
                self.run.put_in(what)
        if asked:
            raise DontCloseSpider

    def _item_written(self, item: Any) -> None:
        self.answers.written(item)

    def _request_dropped(self, request: Request) -> None:
        self.answers.dropped(request)

    def closed(self, reason: str) -> None:
        """Note the sources that gave nothing at all, and what is left for the next run."""
        for ways in self._ways.values():
            failure = ways.failure_in_a_run(was_stopped=reason != "finished")
            if failure is not None:
                self.crawler.stats.set_value(f"newsspider/source_failed/{ways.source.name}", failure)
        if hasattr(self, "queue"):
            for name, words in self.queue.count_left():
                self.crawler.stats.set_value(f"newsspider/left/{name}", words)

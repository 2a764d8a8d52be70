"""The one spider behind ``news`` and ``mirrors``: from sources to pages.

In: the sources of the spider's kind. Out: a ``Page`` per article that isn't in the corpus yet, or that was changed
since, whatever it turns out to be. Refused, each counted and named: links that the source doesn't want, pages that
can't be had, ways (feeds, sitemaps, listings) that aren't what they were said to be.

Links go to the frontier (``state/frontier.sqlite``), and from there a few at a time to Scrapy's queue: what a run can't
ask for any more, the next run asks for.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider

from newsspider.discovery import Frontier, Trap, trap_of
from newsspider.extensions.owed import may_pass
from newsspider.extensions.run_state import RunState
from newsspider.middlewares.fingerprint import ARTICLE
from newsspider.middlewares.manners import LeftForLaterError
from newsspider.middlewares.once import AlreadyFetchedError
from newsspider.middlewares.stoppable_downloader import StoppedError
from newsspider.pipelines.texts import plain_text, text_hash
from newsspider.records import Item, Page, Reason, count_words
from newsspider.spiders.barren import BarrenPatterns
from newsspider.spiders.manners import slot_of
from newsspider.spiders.pages import header, page_of, page_of_link, reason_of
from newsspider.spiders.scouting import WaySpider
from newsspider.spiders.source_choice import choose
from newsspider.spiders.ways import Ways
from newsspider.urls import host_of, item_id, same_site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator
    from pathlib import Path

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsspider.discovery import Link, Pending
    from newsspider.records import Kind
    from newsspider.sources import Source

_FIRST = 100  # priority: before every way and article
FRONTIER = "state/frontier.sqlite"
HOPS = "hops"  # request.meta: so many pages that only lead on were followed
_MOST_HOPS = 2
_WALLS = {Reason.LOGIN_WALL, Reason.CONSENT_WALL, Reason.BOT_WALL, Reason.PAYWALL}
_EMPTY = {Reason.NO_STORY, Reason.TOO_SHORT, Reason.EMPTY_BODY, Reason.NOT_HTML}
_BEHIND = frozenset(_WALLS | _EMPTY)  # the story is there, and the page doesn't give it
_NO_STORIES = frozenset(_EMPTY | {Reason.SOFT_404, Reason.LIST_PAGE})
_SHUT = frozenset({401, 402, 403, 406, 451})
KEY = "frontier_key"  # request.meta: the article's key in the frontier
AGAIN = "frontier_again"  # request.meta: it is in the corpus, and is said to be changed


class BaseSourceSpider(WaySpider):
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
    frontier: Frontier
    barren: BarrenPatterns

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
        crawler.signals.connect(spider._refill, signal=signals.spider_idle)
        crawler.signals.connect(spider._item_written, signal=signals.item_scraped)
        crawler.signals.connect(spider._request_dropped, signal=signals.request_dropped)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The first requests: originals that are owed, and the ways of each source."""
        self.run = RunState.of(self.crawler)
        self.frontier = Frontier(self.run.corpus_dir / FRONTIER)
        self.open_frontier(self.frontier)
        self.run.on_rejected = self._on_rejected
        self._min_words = self.settings.getint("MIN_WORDS")
        self._told: set[str] = set()
        self.barren = BarrenPatterns(self.settings.getint("BARREN_PAGES"))
        self._max_url = self.settings.getint("URLLENGTH_LIMIT")  # Scrapy's own drop isn't counted by us
        self._ahead = max(self.settings.getint("QUEUE_AHEAD"), 1)
        for request in chain(self._owed(), self._begin(self.first)):
            yield request

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

    # --- links ------------------------------------------------------------------------------------------

    def count(self, key: str, number: int = 1) -> None:
        """Count under ``newsspider/KEY``."""
        self.run.count(key, number)

    def is_known(self, link: Link) -> bool:
        """Whether the article is in the corpus."""
        return self.run.journal.has(item_id(link.url))

    def take_links(self, ways: Ways, links: Iterable[Link]) -> Iterator[Any]:
        """Into the frontier with those that are wanted; out of it come the next requests."""
        now = time.time()
        for link in links:
            ways.links += 1
            refusal = ways.source.refusal(link.url, link.newest)
            if refusal:
                self.count(f"skipped/{refusal}")
            else:
                self._note(ways, link, now)
        yield from self._next(ways)

    def _note(self, ways: Ways, link: Link, now: float) -> None:
        key, source = item_id(link.url), ways.source.name
        found = self.frontier.add(source, key, link, now, in_corpus=self.run.meet(key, source))
        ways.fresh += found == "new"
        if found == "changed":
            self.count(f"changed/{source}")
        elif found == "refused":
            self.count("skipped/refused_before")

    def _next(self, ways: Ways) -> Iterator[Any]:
        """As many articles as may wait in Scrapy's queue, the newest first."""
        source = ways.source
        while ways.outstanding < self._ahead and not ways.is_full and not ways.left_for_later:
            most = self._ahead - ways.outstanding
            if source.max_items is not None:
                most = min(most, source.max_items - ways.asked)
            batch = self.frontier.take(source.name, most)
            for pending in batch:
                yield from self._ask(ways, pending)
            if not batch:
                return

    def _ask(self, ways: Ways, pending: Pending) -> Iterator[Any]:
        source, link = ways.source, pending.link
        refusal = source.refusal(link.url, link.newest)
        if refusal:  # an earlier run found it, and the source was changed since
            self.frontier.drop(pending.key)
            return
        if self.run.journal.has(pending.key) and not pending.again:
            self.frontier.write(pending.key)
            return
        if link.whole and link.text:
            ways.asked += 1
            self.count(f"pages/{source.name}")
            yield page_of_link(link, source)
            return
        request = self.article_request(link.url, source, source.name, source.kind, link.via, date=link.date)
        if len(request.url) > self._max_url > 0:
            self.count("skipped/url_too_long")
            self.frontier.drop(pending.key)
            return
        ways.asked += 1
        request.meta[KEY], request.meta[AGAIN] = pending.key, pending.again
        ways.outstanding += 1
        yield request

    def _refill(self) -> None:
        """Nothing is under way any more: ask for what is left, if anything is."""
        if not self.run.is_running:
            return
        asked = self.run.is_putting_in
        for ways in self._ways.values():
            ways.outstanding = 0  # those that Scrapy's duplicate filter took never answer
            for what in self._next(ways):
                asked = True
                if isinstance(what, Request):
                    self.crawler.engine.crawl(what)
                else:
                    self.run.put_in(what)
        if asked:
            raise DontCloseSpider

    # --- articles ---------------------------------------------------------------------------------------

    def article_request(
        self, url: str, source: Source | None, name: str, kind: Kind, via: str, *, date: str | None = None
    ) -> Request:
        """The request for an article; ``source`` says what it may contact and how, None: what anybody may.

        Raises:
            ValueError: Not a URL.
        """
        request = self.request(url, source, self.parse_article, self.article_failed)
        request.meta[ARTICLE] = True
        request.meta["source"] = name
        request.cb_kwargs.update(name=name, kind=kind, via=via, date=date)
        return request

    def parse_article(self, response: Response, name: str, kind: Kind, via: str, date: str | None) -> Iterator[Any]:
        """An article's response becomes a ``Page``."""
        meta = response.request.meta if response.request else {}
        asked = str((meta.get("redirect_urls") or [response.url])[0])
        self.run.count(f"pages/{name}")
        known = self.source_named(name)
        trap = self._trap(response, asked, known)
        if trap is None:
            language = known.language if known else None
            again = bool(meta.get(AGAIN))
            yield page_of(response, source=name, kind=kind, via=via, date=date, language=language, again=again)
        elif trap.target and self._may_follow(trap.target, meta, known):
            yield self._follow(response, trap.target)
            return
        else:
            yield from self._refuse(asked, name, Reason(trap.reason), trap.detail, response.status, via, meta)
        yield from self._answered(meta)

    def _trap(self, response: Response, asked: str, source: Source | None) -> Trap | None:
        """What kind of trap a page is, or None; only pages of the sources are asked so much."""
        trap = trap_of(
            response.body, response.url, asked if asked != response.url else None, header(response, "Content-Type")
        )
        if trap is not None or source is None:
            return trap
        ways = self._ways.get(source.name)
        left = same_site(asked, source.url) and not (
            ways.is_here(response.url) if ways else same_site(asked, response.url)
        )
        if left and self.source_of(response.url) is None:
            return Trap("offsite_redirect", f"redirects to {response.url}")
        return None

    def _may_follow(self, target: str, meta: dict[str, Any], source: Source | None) -> bool:
        hops = meta.get(HOPS, 0)
        return hops < _MOST_HOPS and source is not None and same_site(target, source.url)

    def _follow(self, response: Response, target: str) -> Request:
        """The request that a page which only leads on stands for."""
        request: Request = response.request.replace(url=target, dont_filter=True)  # type: ignore[union-attr]
        asked = (request.meta.get("redirect_urls") or [response.url])[0]
        request.meta.update({HOPS: request.meta.get(HOPS, 0) + 1, "redirect_urls": [asked, response.url]})
        self.count("followed/meta_refresh")
        return request

    def _refuse(
        self, url: str, source: str, reason: Reason, words: str, status: int | None, via: str, meta: dict[str, Any]
    ) -> Iterator[Page]:
        """A page that isn't worth the pipeline: what its feed carries stands in for it, or it is rejected."""
        key = meta.get(KEY)
        told = self._told_by_feed(key, reason, status) if key else None
        if told is not None:
            yield told
            return
        self.run.reject(url, source, reason, words, status=status, via=via)
        if key and may_pass(reason, status):
            self.frontier.put_back(key, time.time())
        elif key:
            self.frontier.reject(key, time.time())
            self._note_barren(source, url, reason)

    def _told_by_feed(self, key: str, reason: Reason, status: int | None = None) -> Page | None:
        """The page that the story in the feed makes, if it is long enough and wasn't tried yet; None without a need."""
        behind = reason in _BEHIND or (reason is Reason.HTTP_ERROR and status in _SHUT)
        link = self.frontier.text(key) if behind and key not in self._told else None
        source = self._by_name.get(self.frontier.source_of(key) or "") if link else None
        if link is None or source is None or count_words(plain_text(link.text or "")) < self._min_words:
            return None
        self._told.add(key)
        self.count("feed_text/used")
        return page_of_link(link, source, status or HTTPStatus.OK)

    def feed_text(self, key: str) -> str | None:
        """The story of an article as its feed carries it; None if it doesn't, or if it is the one that was taken."""
        link = None if key in self._told else self.frontier.text(key)
        return None if link is None or link.whole else link.text

    def _on_rejected(self, page: Page, reason: Reason) -> Page | None:
        key = item_id(page.requested_url or page.url)
        told = self._told_by_feed(key, reason, page.http_status)
        if told is None:
            self.frontier.reject(key, time.time())
            self._note_barren(page.source, page.requested_url or page.url, reason)
        return told

    def _note_barren(self, source: str, url: str, reason: Reason) -> None:
        if reason in _NO_STORIES:
            self.barren.note(source, url, is_story=False)

    def article_failed(self, failure: Failure) -> Iterator[Any]:
        """An article can't be had: a rejection with its reason."""
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        if isinstance(failure.value, StoppedError):
            self.run.count("skipped/run_was_stopped")  # the next run asks for it
            return
        if isinstance(failure.value, LeftForLaterError):
            yield from self._left(request, failure.value)
            return
        if isinstance(failure.value, AlreadyFetchedError):
            yield from self._answered(request.meta)
            return
        reason, words, status = reason_of(failure.value)
        asked = (request.meta.get("redirect_urls") or [request.url])[0]
        if asked != request.url:
            words = f"{words} (at {request.url})"
        name, via = request.cb_kwargs["name"], request.cb_kwargs["via"]
        yield from self._refuse(asked, name, reason, words, status, via, request.meta)
        yield from self._answered(request.meta)

    def _left(self, request: Request, error: LeftForLaterError) -> Iterator[Any]:
        """An article isn't asked for in this run; where its pattern is barren, not in the next ones either."""
        self.count(f"skipped/{error.why}")
        key = request.meta.get(KEY)
        if error.why == "barren_pattern" and key:
            self.frontier.reject(key, time.time())
        ways = self._ways.get(str(request.meta.get("source")))
        if ways is not None:
            ways.leave(error)
        self.run.arrivals.settle(item_id(request.url))
        yield from self._answered(request.meta)

    def _answered(self, meta: dict[str, Any]) -> Iterator[Any]:
        """An article has answered: the next one's turn."""
        ways = self._ways.get(str(meta.get("source")))
        if ways is not None and meta.get(KEY):
            ways.outstanding = max(ways.outstanding - 1, 0)
            yield from self._next(ways)

    def _item_written(self, item: Any) -> None:
        if isinstance(item, Item):
            for url in {item.page.url, item.page.requested_url or item.page.url}:
                self.frontier.write(item_id(url))
            self.frontier.note_text(item.article.id, text_hash(item.article), item.revision)
            self.barren.note(item.page.source, item.page.requested_url or item.page.url, is_story=True)

    def _request_dropped(self, request: Request) -> None:
        """The duplicate filter took a redirected article: a loop, or another address of one that is asked for."""
        key = request.meta.get(KEY)
        if key:
            self.frontier.reject(key, time.time())

    def source_named(self, name: str) -> Source | None:
        """The source of this name in the file; None for the host of a credited page that is nobody's."""
        return self._by_name.get(name)

    def source_of(self, url: str) -> Source | None:
        """The source whose site a URL belongs to, news before mirrors; None if it is nobody's."""
        matching = [source for source in self.all_sources if same_site(source.url, url)]
        return next((source for source in matching if source.kind == "news"), matching[0] if matching else None)

    def closed(self, reason: str) -> None:
        """Note the sources that gave nothing at all, and what is left for the next run."""
        del reason
        for ways in self._ways.values():
            failure = ways.failure
            if failure is not None:
                self.crawler.stats.set_value(f"newsspider/source_failed/{ways.source.name}", failure)
        if hasattr(self, "frontier"):
            for ways in self._ways.values():
                left = self.frontier.waiting(ways.source.name) if ways.is_full else 0
                if left:
                    self.count("skipped/max_items", left)
            # A feed that hasn't changed since is not read again: it mustn't count as read where its articles were lost.
            self.frontier.close(keep=self.run.commit())

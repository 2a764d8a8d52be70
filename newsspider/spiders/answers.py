"""What becomes of an article that was asked for: a ``Page``, or a rejection with its reason.

In: responses and failures. Out: ``Page`` objects for the pipeline, and the next requests; the frontier is told.
Refused, each written with its reason: traps (walls, soft 404s, lists), redirects that lead away, pages that can't be
had. Where its feed carries the story, that stands in for the page.
"""

from __future__ import annotations

import logging
import time
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from newsspider.browser import BROWSER
from newsspider.discovery import Trap, trap_of
from newsspider.extensions.owed import may_pass
from newsspider.middlewares.manners import BARREN, NO_RULES, LeftForLaterError
from newsspider.middlewares.once import STARTED, AlreadyFetchedError
from newsspider.middlewares.stoppable_downloader import StoppedError
from newsspider.pipelines.extracted import Answered
from newsspider.pipelines.texts import text_hash
from newsspider.records import Item, Page, Reason
from newsspider.spiders.pages import asked_url, page_of, reason_of
from newsspider.spiders.queue import AGAIN, KEY
from newsspider.urls import item_id, same_site
from newsspider.workers import TooCostlyError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsspider.discovery import OwnAddresses
    from newsspider.extensions.extractor import Extractor
    from newsspider.extensions.kept_pages import KeptPages
    from newsspider.extensions.run_state import RunState
    from newsspider.records import Kind
    from newsspider.sources import Source
    from newsspider.spiders.barren import BarrenPatterns
    from newsspider.spiders.feed_texts import FeedTexts
    from newsspider.spiders.queue import Queue
    from newsspider.spiders.source_choice import Choice
    from newsspider.workers.told import Read

logger = logging.getLogger(__name__)
HOPS = "hops"  # request.meta: so many pages that only lead on were followed
_MOST_HOPS = 2
_SOON = 5  # priority: before other articles, for three that need the browser decide about these
_EMPTY = {Reason.NO_STORY, Reason.TOO_SHORT, Reason.EMPTY_BODY, Reason.NOT_HTML}
_SCRIPTED = frozenset({Reason.NO_STORY, Reason.TOO_SHORT, Reason.EMPTY_BODY})  # a script may put it in
_NO_STORIES = frozenset(_EMPTY | {Reason.SOFT_404, Reason.LIST_PAGE})


class Answers:
    """The articles of a run as they answer.

    Args:
        run: Its frontier, journal and counts.
        queue: Gives the next ones.
        texts: Stories that feeds carry.
        barren: Patterns of addresses without stories.
        choice: Whose they are.
        extractor: Reads them.
        request: Makes the request for an article.

    Attributes:
        kept: Keeps pages as they came; None: nobody wants that.
    """

    def __init__(
        self,
        run: RunState,
        queue: Queue,
        texts: FeedTexts,
        barren: BarrenPatterns,
        choice: Choice,
        extractor: Extractor,
        request: Callable[..., Request],
    ) -> None:
        self._run = run
        self._queue = queue
        self._texts = texts
        self._barren = barren
        self._choice = choice
        self._extractor = extractor
        self.kept: KeptPages | None = None
        self._request = request
        self._by_browser: set[str] = set()  # the keys of articles that a browser has read, or was asked to
        self._told: set[str] = set()
        self._amps: dict[str, str] = {}  # the ids of AMP pages, by those of the pages that name them

    # --- responses --------------------------------------------------------------------------------------

    async def parse(self, response: Response, name: str, kind: Kind, via: str, date: str | None) -> AsyncIterator[Any]:
        """An article's response becomes a page that was read."""
        request = response.request
        self._run.count(f"pages/{name}")
        known, asked = self._choice.named(name), asked_url(response)
        if request is not None and request.meta.get(BROWSER):
            self._by_browser.add(item_id(asked))
        language = known.language if known else None
        again = bool(request and request.meta.get(AGAIN))
        page = page_of(response, source=name, kind=kind, via=via, date=date, language=language, again=again)
        if self.kept is not None:
            page = await self.kept.keep(response, page)
        refuse: Callable[..., Iterator[Any]] = partial(self._refuse, request, asked, status=response.status)
        try:
            found = await self._read(page, known)
        except TooCostlyError as error:
            outcome = refuse(Reason.TOO_COSTLY, str(error))
        else:
            if not isinstance(found, Trap):
                self._learn_addresses(response, found.own if found else None)
                outcome = iter((page if found is None else Answered(page, found),))
            elif request is not None and found.target and self._may_follow(found.target, request, known):
                yield self._follow(request, response.url, found.target)
                return
            else:
                outcome = refuse(Reason(found.reason), found.detail)
        for one in chain(outcome, self._queue.answered(request)):
            yield one

    async def _read(self, page: Page, source: Source | None) -> Read | Trap | None:
        """What is in a page, or the trap that it is; None if there is nothing to read.

        Raises:
            TooCostlyError: It takes more than is given to one page.
        """
        if not page.body:
            return trap_of(page.body, page.url, page.requested_url) or self._leads_away(page, source)
        found = await self._extractor.read(page, source.clutter if source else (), is_answer=True)
        return found if isinstance(found, Trap) else self._leads_away(page, source) or found

    def _leads_away(self, page: Page, source: Source | None) -> Trap | None:
        """Whether an address of a source's own site leads to a page that is no source's."""
        asked = page.requested_url or page.url
        if source is None or not same_site(asked, source.url):
            return None
        ways = self._queue.ways_named(source.name)
        is_here = ways.is_here(page.url) if ways else same_site(asked, page.url)
        if is_here or self._choice.owner_of(page.url) is not None:
            return None
        return Trap("offsite_redirect", f"redirects to {page.url}")

    def _learn_addresses(self, response: Response, own: OwnAddresses | None) -> None:
        """What a page says of its other addresses; its AMP page isn't asked for."""
        asked, variants = asked_url(response), self._run.variants
        if asked != response.url:
            variants.learn(asked, response.url)
        if own is None:
            return
        if own.canonical is not None and same_site(own.canonical, asked):
            variants.learn(asked, own.canonical)
        key, amp = item_id(asked), item_id(own.amp or asked)
        if amp == key or own.amp is None or not same_site(own.amp, asked) or not variants.learn(own.amp, asked):
            return
        if not self._run.arrivals.was_started(amp):
            self._run.arrivals.settle(amp)
            self._amps[key] = amp

    def _may_follow(self, target: str, request: Request, source: Source | None) -> bool:
        hops = request.meta.get(HOPS, 0)
        return hops < _MOST_HOPS and source is not None and same_site(target, source.url)

    def _follow(self, request: Request, url: str, target: str) -> Request:
        """The request that a page which only leads on stands for."""
        onward: Request = request.replace(url=target, dont_filter=True)
        asked = (onward.meta.get("redirect_urls") or [url])[0]
        onward.meta.update({HOPS: onward.meta.get(HOPS, 0) + 1, "redirect_urls": [asked, url]})
        self._run.count("followed/meta_refresh")
        return onward

    # --- refusals ---------------------------------------------------------------------------------------

    def failed(self, failure: Failure) -> Iterator[Any]:
        """An article can't be had: a rejection with its reason."""
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        if isinstance(failure.value, StoppedError):
            self._run.count("skipped/run_was_stopped")  # the next run asks for it
            return
        if isinstance(failure.value, LeftForLaterError):
            yield from self._leave(request, failure.value)
        elif not isinstance(failure.value, AlreadyFetchedError):
            reason, words, status = reason_of(failure.value)
            asked = (request.meta.get("redirect_urls") or [request.url])[0]
            if asked != request.url:
                words = f"{words} (at {request.url})"
            yield from self._refuse(request, asked, reason, words, status)
        yield from self._queue.answered(request)

    def _leave(self, request: Request, error: LeftForLaterError) -> Iterator[Any]:
        """An article isn't asked for in this run; where its pattern is barren, not in the next ones either.

        Of a host without rules that isn't the source's own, such as a dead one that others link to, each counts as one
        that gave no answer: the next runs try it again, and not for ever.
        """
        asked = (request.meta.get("redirect_urls") or [request.url])[0]
        ways = self._queue.ways_of(request)
        is_own = ways is not None and ways.leave(error, request.url)
        if error.why == NO_RULES and not is_own:
            yield from self._refuse(request, asked, Reason.DOWNLOAD_FAILED, str(error), None)
            return
        self._run.count(f"skipped/{error.why}")
        key = request.meta.get(KEY)
        if error.why == BARREN and key:
            self._run.frontier.reject(key, time.time())
        elif request.cb_kwargs.get("via") == "credit":
            self._run.owe(asked)
        if ways is not None and not is_own:
            self._tell_once(ways.source.name, str(error))
        self._run.arrivals.settle(item_id(request.url), item_id(asked))

    def _tell_once(self, source: str, words: str) -> None:
        """Say that a host of others isn't asked any more, to which a source leads."""
        if words not in self._told:
            self._told.add(words)
            logger.warning("%s: %s; it isn't the source's own host, whose articles go on", source, words)

    def _refuse(
        self, request: Request | None, url: str, reason: Reason, words: str, status: int | None
    ) -> Iterator[Page | Request]:
        """A page that isn't worth the pipeline: what its feed carries stands in for it, or it is rejected."""
        told = request.cb_kwargs if request is not None else {}
        source, via = str(told.get("name", "")), told.get("via")
        key = request.meta.get(KEY) if request is not None else None
        page = self._texts.stand_in(key, reason, status) if key else None
        if page is not None:
            yield page
            return
        if key and request is not None and self._wants_browser(key, reason, source):
            yield self._to_browser(key, url, source, **{k: told.get(k) for k in ("kind", "via", "date")})
            return
        self._run.reject(url, source, reason, words, status=status, via=via)
        if key and may_pass(reason, status):
            self._run.frontier.put_back(key, time.time())
        elif key:
            self._reject(key, source, url, reason)

    def rejected(self, page: Page, reason: Reason) -> Page | Request | None:
        """The pipeline has refused a page: what stands in for it, the request that may do better, or None."""
        asked = page.requested_url or page.url
        key = item_id(asked)
        told = self._texts.stand_in(key, reason, page.http_status)
        if told is not None:
            return told
        if self._wants_browser(key, reason, page.source):
            known = {"kind": page.kind, "via": page.discovered_via, "date": page.date_hint}
            return self._to_browser(key, asked, page.source, **known)
        self._reject(key, page.source, asked, reason)
        return None

    def _wants_browser(self, key: str, reason: Reason, source: str) -> bool:
        """Whether a page without a story may have one when its scripts have run; each is asked for so once."""
        known = self._choice.named(source)
        wants = known is not None and known.browser == "when_empty" and reason in _SCRIPTED
        return wants and key not in self._by_browser and self._run.is_running

    def _to_browser(self, key: str, url: str, source: str, **told: Any) -> Request:
        known = self._choice.named(source)
        kind, via, date = told["kind"], told["via"], told["date"]
        request = self._request(url, known, source, kind, via, date=date)
        request.meta.update({BROWSER: True, STARTED: True, KEY: key, "max_retry_times": 1})
        request.dont_filter = True
        request.priority = _SOON
        self._by_browser.add(key)
        ways = self._queue.ways_of(request)
        if ways is not None:
            ways.outstanding += 1
        self._run.count("browser/asked")
        return request

    def _reject(self, key: str, source: str, url: str, reason: Reason) -> None:
        self._amps.pop(key, None)
        self._run.frontier.reject(key, time.time())
        if reason in _NO_STORIES:
            self._barren.note(source, url, is_story=False)

    # --- Scrapy's signals -------------------------------------------------------------------------------

    def written(self, item: Any) -> None:
        """A record was written."""
        if isinstance(item, Item):
            asked = item.page.requested_url or item.page.url
            for url in {item.page.url, asked}:
                self._run.frontier.write(item_id(url))
            if amp := self._amps.pop(item_id(asked), None):
                self._run.journal.alias(amp, item.article.id)
            ways = self._queue.ways_named(item.page.source)
            if ways is not None and item_id(asked) in self._by_browser:
                ways.scripted += 1
            read = self._run.texts_read.pop(item.article.id, None)  # none of an item that waited over the night
            self._run.frontier.note_text(item.article.id, read or text_hash(item.article), item.revision)
            self._barren.note(item.page.source, asked, is_story=True)

    def dropped(self, request: Request) -> None:
        """The duplicate filter took a redirected article: a loop, or another address of one that is asked for."""
        for asked in (request.meta.get("redirect_urls") or ())[:1]:
            self._run.variants.learn(asked, request.url)
        key = request.meta.get(KEY)
        if key:
            self._run.frontier.reject(key, time.time())

"""From links to articles that are asked for: through the frontier, and a few at a time to Scrapy's queue.

In: the links of a source's ways. Out: requests, the newest articles first, as many as may wait in Scrapy's queue; a
``Page`` at once where a link carries its whole story. Refused, each counted under ``skipped/``: links that the source
doesn't want, that were no story when they were asked for, whose address is too long, other addresses of articles that
are asked for by their plain ones, and the oldest of more articles than may wait.

What a run can't ask for any more, the next run asks for.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from newsspider.discovery import plainer
from newsspider.middlewares.manners import SLOW
from newsspider.spiders.pages import page_of_link
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrapy import Request
    from scrapy.settings import BaseSettings

    from newsspider.discovery import Link, Pending
    from newsspider.extensions.run_state import RunState
    from newsspider.records import Page
    from newsspider.sources import Source
    from newsspider.spiders.ways import Ways

KEY = "frontier_key"  # request.meta: the article's key in the frontier
_MOST_TEXT_CHARS = 64 * 1024 * 1024  # of a source's feeds in a run; the stories of further ones are on their pages
AGAIN = "frontier_again"  # request.meta: it is in the corpus, and is said to be changed


class Queue:
    """The articles of a run that are still to be asked for.

    Args:
        run: Its frontier and journal.
        ways: Of the run's sources, by name.
        request: Makes the request for the article of a link.
        settings: The crawl's.
    """

    def __init__(
        self, run: RunState, ways: dict[str, Ways], request: Callable[[Link, Source], Request], settings: BaseSettings
    ) -> None:
        self._run = run
        self._ways = ways
        self._request = request
        self._max_url = settings.getint("URLLENGTH_LIMIT")  # Scrapy's own drop isn't counted by us
        self._most_waiting = settings.getint("LINKS_PER_SOURCE")
        share = settings.getint("BACKLOG_IN_MEMORY") // max(len(ways), 1)
        least = max(settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"), 1)
        self._ahead = max(min(settings.getint("QUEUE_AHEAD"), max(share, least)), 1)

    def take(self, ways: Ways, links: Iterable[Link]) -> None:
        """Into the frontier with those that are wanted."""
        now = time.time()
        for link in links:
            ways.links += 1
            refusal = ways.source.refusal(link.url, link.newest)
            if refusal:
                self._run.count(f"skipped/{refusal}")
            else:
                self._note(ways, link, now)

    def _note(self, ways: Ways, link: Link, now: float) -> None:
        link = self._plain(link, ways.source)
        if len(link.url) > self._max_url > 0:
            self._run.count("skipped/url_too_long")
            return
        key, source, frontier = item_id(link.url), ways.source.name, self._run.frontier
        # What may be another address of an article waits: until then the site has shown whether it is.
        last = any(frontier.knows(item_id(url)) for url in plainer(link.url) if item_id(url) != key)
        if not self._has_room(ways, key, link):
            self._forget(ways)
            return
        if link.text:
            ways.text_chars += len(link.text)
            if ways.text_chars > _MOST_TEXT_CHARS:
                link = replace(link, text=None, whole=False)
        found = frontier.add(source, key, link, now, in_corpus=self._run.meet(key, source), last=last)
        ways.waiting = (ways.waiting or 0) + (found in {"new", "changed"})
        ways.fresh += found == "new"
        if found == "changed":
            self._run.count(f"changed/{source}")
        elif found == "refused":
            self._run.count("skipped/refused_before")

    def _has_room(self, ways: Ways, key: str, link: Link) -> bool:
        """Whether a link may wait; where its source has too many, an older one goes in its place."""
        frontier, source = self._run.frontier, ways.source.name
        if ways.waiting is None:
            ways.waiting = frontier.waiting(source)
        if not 0 < self._most_waiting <= ways.waiting or frontier.knows(key):
            return True
        if not frontier.forget_oldest(source, link.newest or ""):
            return False
        self._forget(ways)
        ways.waiting -= 1
        return True

    def _forget(self, ways: Ways) -> None:
        self._run.count("skipped/too_many_wait")
        ways.forgotten += 1

    def _plain(self, link: Link, source: Source) -> Link:
        """The link with the plain address of its article, if its host has shown what that is."""
        url = self._run.variants.plain(link.url)
        return link if url == link.url or source.refusal(url, link.newest) else replace(link, url=url)

    def next(self, ways: Ways) -> Iterator[Request | Page]:
        """As many articles as may wait in Scrapy's queue, the newest first; none while links are being taken."""
        source = ways.source
        if ways.taking.locked():
            return
        while ways.outstanding < self._ahead and not ways.is_full and not ways.left_for_later:
            most = self._ahead - ways.outstanding
            if source.max_items is not None:
                most = min(most, source.max_items - ways.asked)
            batch = self._run.frontier.take(source.name, most)
            if ways.waiting is not None:
                ways.waiting -= len(batch)
            for pending in batch:
                yield from self._ask(ways, pending)
            if not batch:
                return

    def _ask(self, ways: Ways, pending: Pending) -> Iterator[Request | Page]:
        source, link, frontier = ways.source, pending.link, self._run.frontier
        refusal = source.refusal(link.url, link.newest)
        if refusal:  # an earlier run found it, and the source was changed since
            frontier.drop(pending.key)
            return
        plain = self._plain(link, source)
        if (key := item_id(plain.url)) != pending.key:
            if frontier.knows(key) or self._run.journal.has(key):
                self._run.count("skipped/other_address")
                frontier.drop(pending.key)
                return
            frontier.rename(pending.key, key, plain.url)
            pending, link = replace(pending, key=key, link=plain), plain
        if self._run.journal.has(pending.key) and not pending.again:
            frontier.write(pending.key)
            return
        if link.whole and link.text:
            ways.asked += 1
            self._run.count(f"pages/{source.name}")
            yield page_of_link(link, source)
            return
        request = self._request(link, source)
        if len(request.url) > self._max_url > 0:
            self._run.count("skipped/url_too_long")
            frontier.drop(pending.key)
            return
        ways.asked += 1
        request.meta[KEY], request.meta[AGAIN] = pending.key, pending.again
        ways.outstanding += 1
        yield request

    def answered(self, request: Request | None) -> Iterator[Request | Page]:
        """An article has answered, or never will: the next one's turn."""
        ways = self.ways_of(request)
        if ways is not None and request is not None and request.meta.get(KEY):
            ways.outstanding = max(ways.outstanding - 1, 0)
            yield from self.next(ways)

    def refill(self) -> Iterator[Request | Page]:
        """Nothing is under way any more: what is left, if anything is."""
        for ways in self._ways.values():
            ways.outstanding = 0  # those that Scrapy's duplicate filter took never answer
            yield from self.next(ways)

    def count_left(self) -> Iterator[tuple[str, str]]:
        """Count what ``max_items`` and long pauses leave for the next runs.

        Of sources whose pauses are long, or for which more articles wait than may, the name, and words.
        """
        for ways in self._ways.values():
            is_slow = ways.left_for_later == SLOW
            left = self._run.frontier.waiting(ways.source.name) if ways.is_full or is_slow else 0
            if left:
                self._run.count(f"skipped/{SLOW if is_slow else 'max_items'}", left)
            if is_slow:
                yield ways.source.name, f"{ways.problems[0]}; {left + ways.left:,} articles wait"
            elif ways.forgotten:
                most = f"LINKS_PER_SOURCE is {self._most_waiting:,}"
                yield ways.source.name, f"{ways.forgotten:,} articles are left out, the oldest: {most}"

    def ways_of(self, request: Request | None) -> Ways | None:
        """The ways of a request's source; None for a page that is no source's of this run."""
        return None if request is None else self.ways_named(str(request.meta.get("source")))

    def ways_named(self, source: str) -> Ways | None:
        """The ways of the source of this name, if it is crawled in this run."""
        return self._ways.get(source)

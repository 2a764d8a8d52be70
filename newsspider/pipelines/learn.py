"""Step 4: what the site repeats on page after page goes. Calls of ``SiteMemory``.

In: ``Tied``. Out: an ``Item`` without what its site is known to repeat. Pages of a site that isn't known well yet wait
for their siblings: until ``LEARN_PAGES`` stories of the site have come, or ``LEARN_WAIT_S`` have passed, or the run
ends, in whatever way it can end in order. The journal keeps those that wait: after a kill they wait in the next run.
Refused: stories of which too little is left (``too_short``).

They wait outside of Scrapy's slots and without their bodies, so that however many wait, the crawl goes on.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from newsspider.clutter.learned import SiteMemory, SiteMemoryError
from newsspider.corpus import CorpusError
from newsspider.extensions.damaged_state import SITES
from newsspider.extensions.refusals import PutBy, Rejected
from newsspider.extensions.run_state import RunState
from newsspider.pipelines.waited import Waited
from newsspider.records import Reason, count_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from newsspider.clutter.learned import PageMarks
    from newsspider.pipelines.extracted import Tied
    from newsspider.records import Article, Item

MOST_WAITING = 4000  # over all sites; then those that have waited longest pass
_TICK_S = 0.5  # what a second of a quick crawl teaches takes the store 5 ms to write, in one go


class Waiting(PutBy):
    """The page waits for its siblings; it passes the pipeline once more as ``Waited``."""


@dataclass(frozen=True, slots=True)
class _Waiter:
    item: Item
    site: str
    since: float


class LearnFromSite:
    """Item pipeline; ``LEARN_FROM_SITES = False`` leaves it out.

    Raises:
        CorpusError: What earlier runs learned can't be opened: told now, while Scrapy can still end in order.
    """

    def __init__(self, settings: BaseSettings, run: RunState) -> None:
        self._run = run
        self._pages = settings.getint("LEARN_PAGES")
        self._wait_s = settings.getfloat("LEARN_WAIT_S")
        self._min_words = settings.getint("MIN_WORDS")
        self._waiting: list[_Waiter] = []
        self._at: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._memory = _opened(run.corpus_dir / SITES)
        self._ticker = create_looping_call(self._tick)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        if not crawler.settings.getbool("LEARN_FROM_SITES"):
            raise NotConfigured
        return cls(crawler.settings, RunState.of(crawler))

    def open_spider(self) -> None:
        """Look twice a second whether somebody has waited long enough."""
        self._wait_again()
        self._ticker.start(_TICK_S, now=False)

    def process_item(self, item: Tied | Waited) -> Item:
        """The item, cleaned; or ``Waiting``, or ``Rejected``."""
        try:
            if isinstance(item, Waited):
                return self._cleaned(item.item, item.item.article.text.split("\n"))
            return self._met(item.item, item.marks)
        except SiteMemoryError as error:
            raise CorpusError(str(error)) from error

    async def close_spider(self) -> None:
        """Those who still wait pass now; the memory is closed behind them."""
        if self._ticker.running:
            self._ticker.stop()
        waiters, self._waiting = self._waiting, []
        for waiter in waiters:
            await self._pass_on(waiter)
        if self._tasks:
            await asyncio.gather(*self._tasks)
        try:
            self._memory.close()
        except SiteMemoryError as error:
            self._run.fail("write_error", str(error))

    def _wait_again(self) -> None:
        """Those that waited when the last run was killed; stores that are younger than they are told of them again."""
        for held in self._run.journal.held():
            # A record tells of the run that writes it: its summary and its manifest count it.
            item = replace(held, provenance=replace(held.provenance, run_id=self._run.run_id))
            site, article = _site(item), item.article
            self._run.index.add(article, kind=item.page.kind)
            stories = self._memory.note(site, article.id, article.text.split("\n"), item.story.id)
            since = time.monotonic() if stories < self._pages else -math.inf
            self._waiting.append(_Waiter(item, site, since))
            self._at[site] += 1

    def _met(self, item: Item, marks: PageMarks | None) -> Item:
        site, lines = _site(item), item.article.text.split("\n")
        stories = self._memory.note(site, item.article.id, lines, item.story.id, marks)
        if stories < self._pages:
            self._run.journal.hold(item)
            self._waiting.append(_Waiter(replace(item, page=replace(item.page, body=b"")), site, time.monotonic()))
            self._at[site] += 1
            self._run.count("waited")
            if len(self._waiting) > MOST_WAITING:
                self._let_go(self._waiting[:1])
            raise Waiting(f"until more pages of {site} have come")
        if self._at[site]:
            self._let_go([waiter for waiter in self._waiting if waiter.site == site])
        return self._cleaned(item, lines)

    def _cleaned(self, item: Item, lines: list[str]) -> Item:
        cleaned = self._memory.clean(_site(item), lines)
        if not cleaned.removed:
            return item
        text = _joined(lines, cleaned.lines)
        if (words := count_words(text)) < self._min_words:
            detail = f"{words} words but for what the site repeats, MIN_WORDS is {self._min_words}"
            raise Rejected(Reason.TOO_SHORT, detail)
        article: Article = item.article
        removed = (*article.removed, *(removal for _, removal in cleaned.removed))
        return replace(item, article=replace(article, text=text, removed=removed))

    def _tick(self) -> None:
        now = time.monotonic()
        self._let_go([waiter for waiter in self._waiting if now - waiter.since >= self._wait_s])
        try:
            self._memory.commit()
        except SiteMemoryError as error:
            self._run.stop_writing(CorpusError(str(error)))

    def _let_go(self, waiters: Iterable[_Waiter]) -> None:
        gone = {id(waiter): waiter for waiter in waiters}
        if not gone:
            return
        self._waiting = [waiter for waiter in self._waiting if id(waiter) not in gone]
        task = asyncio.get_running_loop().create_task(self._pass_on(*gone.values()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pass_on(self, *waiters: _Waiter) -> None:
        """Each through the pipeline once more, with its story as it is known by now."""
        for waiter in waiters:
            self._at[waiter.site] -= 1
            story = self._run.index.story(waiter.item.article.id) or waiter.item.story
            await self._run.pass_in(Waited(replace(waiter.item, story=story)))


def _opened(path: Path) -> SiteMemory:
    try:
        return SiteMemory(path)
    except SiteMemoryError as error:
        raise CorpusError(str(error)) from error


def _site(item: Item) -> str:
    return item.article.domain or item.page.source


def _joined(before: list[str], after: tuple[str, ...]) -> str:
    """The text again: a line that is gone takes its line break along, a paragraph its blank line."""
    paragraphs: list[list[str]] = [[]]
    for line, left in zip(before, after, strict=True):
        if not line:
            paragraphs.append([])
        elif left:
            paragraphs[-1].append(left)
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)

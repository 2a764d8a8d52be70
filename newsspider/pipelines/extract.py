"""Step 1: a page becomes its clean article. One call of ``Extractor.read``, if the spider hasn't made it.

In: ``Page``, or ``Answered``. Out: ``Extracted``. Refused: pages that cost more than a page may, pages without a story,
stories that are too short or older than the source's ``since``, other URLs of an item that is in the corpus.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newsspider.clutter import default_rules, load_rules
from newsspider.extensions.extractor import Extractor
from newsspider.extensions.refusals import Rejected
from newsspider.extensions.run_state import RunState
from newsspider.pipelines.extracted import Answered, Extracted
from newsspider.pipelines.not_html import what_it_is
from newsspider.pipelines.waited import Waited
from newsspider.records import Reason
from newsspider.workers import TooCostlyError
from newsspider.workers.told import Read

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler

    from newsspider.records import Article, Page
    from newsspider.sources import Source

_NO_STORY = "none:"  # how ``Extraction.method`` begins when there is no text
_REASONS = {str(reason): reason for reason in Reason} | {"error": Reason.PIPELINE_ERROR}  # an error there is a bug


class Extract:
    """Item pipeline.

    Args:
        run: Knows what is in the corpus.
        extractor: Reads pages.
        sources: By name, for their own clutter rules and ``since``.
        min_words: A story of fewer words is too short.
    """

    def __init__(self, run: RunState, extractor: Extractor, sources: dict[str, Source], min_words: int) -> None:
        self._run = run
        self._extractor = extractor
        self._sources = sources
        self._min_words = min_words

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it.

        Raises:
            RuleError: A source's own clutter rules can't be used.
        """
        run = RunState.of(crawler)  # or "not for this spider", which must come first
        extractor = Extractor.of(crawler)
        if extractor.reads_here:
            default_rules()  # a bad rule file stops the start, not every page
        sources = {source.name: source for source in getattr(crawler.spider, "all_sources", ())}
        for clutter in {source.clutter for source in sources.values() if source.clutter}:
            load_rules(clutter)
        return cls(run, extractor, sources, crawler.settings.getint("MIN_WORDS"))

    async def process_item(self, item: Page | Answered | Waited) -> Extracted | Waited:
        """The page with its article, or ``Rejected``."""
        if isinstance(item, Waited):
            return item
        page = item.page if isinstance(item, Answered) else item
        source = self._sources.get(page.source)
        clutter = source.clutter if source else ()
        read = item.read if isinstance(item, Answered) else await self._read(page, clutter)
        article = read.article
        if not clutter:
            self._run.ruleset = article.extraction.ruleset
        self._run.count(f"method/{article.extraction.method}")
        for name in article.asked:
            self._run.count(f"asked/{name}")
        self._hold(page, article)
        return Extracted(page, read)

    async def _read(self, page: Page, clutter: tuple[Path, ...]) -> Read:
        """What is in a page that no site has answered with: what a feed carries is no trap."""
        if not page.body:
            raise Rejected(Reason.EMPTY_BODY)
        try:
            read = await self._extractor.read(page, clutter)
        except TooCostlyError as error:
            raise Rejected(Reason.TOO_COSTLY, str(error)) from error
        assert isinstance(read, Read)  # noqa: S101 - for mypy: nobody asked for traps
        return read

    def _hold(self, page: Page, article: Article) -> None:
        method = article.extraction.method
        if method.startswith(_NO_STORY) or not article.text:
            why = method.removeprefix(_NO_STORY)
            reason = _REASONS.get(why, Reason.NO_STORY)
            raise Rejected(reason, what_it_is(page.content_type, page.body) if reason is Reason.NOT_HTML else why)
        if article.word_count < self._min_words:
            raise Rejected(Reason.TOO_SHORT, f"{article.word_count} words, MIN_WORDS is {self._min_words}")
        if self._run.journal.has(article.id) and not page.again:
            self._run.remember(page, article.id)
            raise Rejected(Reason.DUPLICATE, f"the item of {article.canonical_url or article.url}")
        source = self._sources.get(page.source)
        if (
            source
            and page.discovered_via != "credit"
            and source.refusal(page.url, article.date_published) in ("before_since", "after_until")
        ):
            raise Rejected(Reason.OUT_OF_RANGE, f"published {article.date_published}")

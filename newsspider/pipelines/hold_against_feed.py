"""Step 1a: the article is held against the story that its feed carries, if it carries it whole.

In: ``Extracted``. Out: the same, the agreement counted. Refused: a page that has less than half of what the feed has
(``paywall``), and one whose site doesn't want it used, if ``OBEY_OPT_OUTS`` is set (``opt_out``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

from newsspider.extensions.refusals import Rejected
from newsspider.extensions.run_state import RunState
from newsspider.pipelines.texts import plain_text
from newsspider.pipelines.waited import Waited
from newsspider.records import Reason, count_words

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsspider.pipelines.extracted import Extracted

_LEAST_WORDS = 80  # a shorter text in a feed is a teaser itself
_TEASER_SHARE = 0.5
_AGREES = 0.8  # share of the feed's different words that are in the article's text
_WORD = re.compile(r"\w+")


class HoldAgainstFeed:
    """Item pipeline."""

    def __init__(self, crawler: Crawler, run: RunState) -> None:
        self._crawler = crawler
        self._run = run
        self._obey = crawler.settings.getbool("OBEY_OPT_OUTS")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler, RunState.of(crawler))

    def process_item(self, item: Extracted | Waited) -> Extracted | Waited:
        """The article, or ``Rejected``."""
        if isinstance(item, Waited):
            return item
        signals = (*item.page.opt_out, *item.article.opt_out)
        if signals and self._obey:
            raise Rejected(Reason.OPT_OUT, ", ".join(signals))
        told = self._crawler.spider.feed_text(item.asked_id)  # type: ignore[union-attr] # our spiders have it
        if told is None:
            return item
        words = plain_text(told)
        length = count_words(words)
        if length >= _LEAST_WORDS:
            if item.article.word_count < length * _TEASER_SHARE:
                detail = f"{item.article.word_count} words, and its feed has {length}"
                raise Rejected(Reason.PAYWALL, detail)
            self._run.count(
                "feed_text/agrees" if agreement(words, item.article.text) >= _AGREES else "feed_text/differs"
            )
        return item


def agreement(told: str, found: str) -> float:
    """Which share of the different words of one text are in another."""
    wanted = set(_WORD.findall(told.lower()))
    return len(wanted & set(_WORD.findall(found.lower()))) / len(wanted) if wanted else 1.0

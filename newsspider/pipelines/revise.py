"""Step 1b: an article that was fetched again is a new revision, or the one that the corpus has.

In: ``Extracted``. Out: the same, with its number of revision. Refused (``Unchanged``): the text that was written last,
and articles of which it isn't known any more what was written.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from newsspider.extensions.refusals import PutBy
from newsspider.extensions.run_state import RunState
from newsspider.pipelines.texts import text_hash
from newsspider.pipelines.waited import Waited

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsspider.pipelines.extracted import Extracted


class Unchanged(PutBy):
    """The corpus has this text: its site said that it was changed, and it wasn't, or only what isn't the story was."""


class Revise:
    """Item pipeline."""

    def __init__(self, run: RunState) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(RunState.of(crawler))

    def process_item(self, item: Extracted | Waited) -> Extracted | Waited:
        """The article with its revision, or ``Unchanged``."""
        if isinstance(item, Waited):
            return item
        key, new = item.article.id, text_hash(item.article)
        if not item.page.again or not self._run.journal.has(key):
            self._run.texts_read[key] = new
            return item
        frontier = self._run.frontier
        known = frontier.text_of(key)
        if known is not None and known[0] != new:
            self._run.texts_read[key] = new
            return replace(item, revision=known[1] + 1)
        if known is None:
            frontier.note_text(key, new, 1)
        frontier.false_alarm(item.asked_id, time.time())
        self._run.arrivals.settle(*item.ids)
        self._run.count(f"unchanged_articles/{item.page.source}")
        raise Unchanged("the text is what it was")

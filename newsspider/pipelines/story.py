"""Step 3: an article finds its place among the copies of its story. A call of ``add_prepared``.

In: ``Extracted``. Out: ``Tied``. What the article changes for earlier items is told by the index to ``RunState``, which
writes it to ``stories.jsonl``; copies that wait for it as their original are let go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newsspider.extensions.run_state import RunState
from newsspider.pipelines.extracted import Extracted, Tied
from newsspider.pipelines.waited import Waited
from newsspider.records import Provenance

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class TieStory:
    """Item pipeline."""

    def __init__(self, run: RunState) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(RunState.of(crawler))

    def process_item(self, item: Extracted | Waited) -> Tied | Waited:
        """The item with its story."""
        if isinstance(item, Waited):
            return item
        page, run = item.page, self._run
        story = run.index.add_prepared(item.read.entry)
        run.arrivals.settle(*item.ids)
        opt_out = (*page.opt_out, *item.article.opt_out)
        seen = Provenance(run.run_id, page.discovered_via, page.http_status, page.robots, opt_out, page.warc)
        return Tied(page, item.article, story, seen, item.revision, item.read.marks)

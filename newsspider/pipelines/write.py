"""Step 5: an item becomes one line of ``items.jsonl``. One call of ``Journal.write``.

In: ``Item``. Out: the same item, written and counted. Refused: an item that is in the corpus already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newsspider.extensions.refusals import Rejected
from newsspider.extensions.run_state import RunState
from newsspider.records import Reason

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsspider.records import Item


class Write:
    """Item pipeline."""

    def __init__(self, run: RunState) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(RunState.of(crawler))

    def process_item(self, item: Item) -> Item:
        """The item, written; or ``Rejected``."""
        is_new = self._run.journal.write(item)
        self._run.remember(item.page, item.article.id)
        if not is_new:
            raise Rejected(Reason.DUPLICATE, f"the item of {item.article.canonical_url or item.article.url}")
        self._run.count_record(item)
        return item

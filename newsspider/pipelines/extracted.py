"""What passes from step to step: a page with its article, until its story is known and it is an ``Item``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.urls import item_id

if TYPE_CHECKING:
    from newsspider.records import Article, Page


@dataclass(frozen=True, slots=True)
class Extracted:
    """A page and the article that was found in it; ``revision`` is more than 1 if the corpus has an earlier one."""

    page: Page
    article: Article
    revision: int = 1

    @property
    def asked_id(self) -> str:
        """The id of the URL that was asked for: what ``Arrivals`` knows the page by."""
        return item_id(self.page.requested_url or self.page.url)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that the page goes by: of what was asked, of what answered, of what it calls itself."""
        return tuple(dict.fromkeys((self.article.id, self.asked_id, item_id(self.page.url))))

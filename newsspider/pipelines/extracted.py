"""What passes from step to step: a page with its article, until its story is known and it is an ``Item``.

In: a page, what was read in it. Out: records. Refused: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.records import Item
from newsspider.urls import item_id

if TYPE_CHECKING:
    from newsspider.clutter.learned import PageMarks
    from newsspider.records import Article, Page
    from newsspider.workers.told import Read


@dataclass(frozen=True, slots=True)
class Answered:
    """A page with which a site has answered, and what was read in it."""

    page: Page
    read: Read


@dataclass(frozen=True, slots=True)
class Extracted:
    """A page and what was read in it; ``revision`` is more than 1 if the corpus has an earlier one."""

    page: Page
    read: Read
    revision: int = 1

    @property
    def article(self) -> Article:
        """The article that was found in it."""
        return self.read.article

    @property
    def asked_id(self) -> str:
        """The id of the URL that was asked for: what ``Arrivals`` knows the page by."""
        return item_id(self.page.requested_url or self.page.url)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that the page goes by: of what was asked, of what answered, of what it calls itself."""
        return tuple(dict.fromkeys((self.article.id, self.asked_id, item_id(self.page.url))))


@dataclass(frozen=True, slots=True)
class Tied(Item):
    """An item whose story is known, with the marks of its text."""

    marks: PageMarks | None = None

    @property
    def item(self) -> Item:
        """The item alone."""
        return Item(self.page, self.article, self.story, self.provenance, self.revision)

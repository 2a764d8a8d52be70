"""An item that waited for its siblings and passes the pipeline once more: the steps that it has behind it let it by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsspider.records import Item, Page


@dataclass(frozen=True, slots=True)
class Waited:
    """An item whose site is known well enough by now, or that can wait no longer."""

    item: Item

    @property
    def page(self) -> Page:
        """Its page; the body isn't kept while it waits."""
        return self.item.page

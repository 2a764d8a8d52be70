"""A way to an article: what a feed, sitemap or listing page says of it before it is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Via = Literal["feed", "sitemap", "listing", "api"]


@dataclass(frozen=True, slots=True)
class Link:
    """One article, as a feed, sitemap or listing page announces it.

    Attributes:
        url: Absolute, http or https, as it was written; ``newsspider.urls.canonical`` gives its one form.
        via: What announced it.
        title: Plain text, or None.
        date: When it was published, ISO 8601 with offset, or None.
        text: The whole story as the feed carries it: HTML as it came, not sanitised; None without one.
        language: The language that the feed or sitemap names, or None.
        modified: When it was last changed, ISO 8601 with offset, or None.
        whole: ``text`` is all that there is: the article has no page of its own that holds more.
    """

    url: str
    via: Via
    title: str | None = None
    date: str | None = None
    text: str | None = None
    language: str | None = None
    modified: str | None = None
    whole: bool = False

    @property
    def newest(self) -> str | None:
        """The later word on its age: when it was changed, else when it was published. For ``since``."""
        return self.modified or self.date

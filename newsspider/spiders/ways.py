"""How the ways into one source have gone: which worked, which failed and why, and what may still be asked.

In: each feed, sitemap, listing and home page as it is asked for and as it answers. Out: whether the source
as a whole failed, in words. Refused: a way that was asked for before, and more articles than the source's
``max_items``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsspider.urls import item_id

if TYPE_CHECKING:
    from newsspider.sources import Source


@dataclass(slots=True)
class Ways:
    """The ways into a source in one run.

    Attributes:
        source: The source.
        pending: Ways that were asked for and have not answered.
        worked: Ways that answered as they should.
        problems: Why the others failed.
        links: Links to articles that were found, wanted or not.
        listing_pages: Pages of listings (and further pages of feeds) that were asked for.
        sitemap_files: Sitemaps that were asked for.
        fell_back: The home page was read as a listing, because nothing else worked.
    """

    source: Source
    pending: int = 0
    worked: int = 0
    problems: list[str] = field(default_factory=list)
    links: int = 0
    listing_pages: int = 0
    sitemap_files: int = 0
    fell_back: bool = False
    _asked: set[str] = field(default_factory=set)
    _articles: set[str] = field(default_factory=set)

    def ask(self, way: str) -> bool:
        """Note that a way (what it is read as, and its URL) is asked for; False if it was before."""
        if way in self._asked:
            return False
        self._asked.add(way)
        self.pending += 1
        return True

    def work(self, problem: str | None = None) -> None:
        """A way has answered as it should, or at least in part; ``problem`` says what was wrong with the rest."""
        self.pending -= 1
        self.worked += 1
        if problem:
            self.problems.append(problem)

    def fail(self, why: str) -> None:
        """A way has failed."""
        self.pending -= 1
        self.problems.append(why)

    def falls_back(self) -> bool:
        """Whether to read the home page as a listing now: all that was found from it failed. True once."""
        if self.fell_back or self.pending or self.worked or not self.source.finds_own_ways:
            return False
        self.fell_back = True
        return True

    def take(self, url: str) -> bool:
        """Note that an article is asked for; False if it was before, or if there are enough."""
        key = item_id(url)
        if key in self._articles or self.is_full:
            return False
        self._articles.add(key)
        return True

    @property
    def is_full(self) -> bool:
        """Whether the source's ``max_items`` is reached."""
        return self.source.max_items is not None and len(self._articles) >= self.source.max_items

    @property
    def failure(self) -> str | None:
        """Why the whole source gave nothing, or None if it didn't fail."""
        if not self._asked:
            return "not asked: the run was ended before its turn"
        if not self.worked:
            return "; ".join(dict.fromkeys(self.problems[:3])) or "no answer"
        if self.links:
            return None
        if self.problems:
            return "no links to articles: " + "; ".join(dict.fromkeys(self.problems[:3]))
        if self.source.finds_own_ways:
            return f"no links to articles were found on {self.source.url}; name feeds, sitemaps or listing"
        return "no links to articles: the feeds, sitemaps and listings that it names are empty"

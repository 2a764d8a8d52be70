"""How the ways into one source have gone: which worked, which failed and why, and what may still be asked.

In: each feed, sitemap, listing and home page as it is asked for and as it answers. Out: whether the source
as a whole failed, in words. Refused: a way that was asked for before, and more articles than the source's
``max_items``.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsspider.discovery import Shapes
from newsspider.middlewares.manners import BARREN, NO_RULES, SLOW, SLOW_WAYS
from newsspider.urls import host_of, same_site

if TYPE_CHECKING:
    from scrapy.http import Response

    from newsspider.discovery import Listing
    from newsspider.discovery import Ways as Found
    from newsspider.middlewares.manners import LeftForLaterError
    from newsspider.sources import Source

Ask = tuple[str, str]  # what a way is read as ("feed", "sitemap", "api", "listing"), and its address
_MOST_FEED_LINKS = 500
_INCLUDE = ", or say with include what the addresses of articles look like"
_ENOUGH = 3  # articles that needed a browser, and the others are taken to need it too


@dataclass(slots=True)
class Ways:
    """The ways into a source in one run.

    Attributes:
        source: The source.
        pending: Ways that were asked for and have not answered.
        worked: Ways that answered as they should: what each is read as, and its address.
        problems: Why the others failed.
        links: Links to articles that were found, wanted or not.
        fresh: Of these, those that no other way of this run or an earlier one had.
        newest: The newest date among them, ISO 8601, or "".
        pages: Pages of each list that were read, by the address of its first.
        unread: Pages behind its first that were asked for, and that were not read yet or gave no answer.
        roots: Where the site's interface begins, by the address of its newest posts.
        sitemap_files: Sitemaps that were asked for.
        shapes: What the site's articles are called.
        home: Its home page, until nothing more is wanted of it.
        found: What the home page says of feeds, sitemaps and the site's interface.
        front: What the home page lists.
        named: The ways that the home page, robots.txt or the platform's habit name.
        stages: What is asked for when all before has answered.
        is_whole: A sitemap or the site's interface lists all its articles.
        went_deep: Lists with further pages were asked for, as far as any are wanted.
        asked: Articles that were asked for.
        outstanding: Articles that were asked for and have not answered.
        scripted: Articles that a browser had to read, and that were stories then.
        left_for_later: Why the site isn't asked any more in this run, such as "left_alone", or "".
        left: Articles that were to be asked for when that was found.
        forgotten: Articles that were left out, for as many wait as may.
        waiting: Articles of the source that wait in the frontier; None until they were counted.
        text_chars: Of the stories that its feeds carry, as far as they are kept.
        taking: Held while the links of one of the ways are taken.
    """

    source: Source
    pending: int = 0
    worked: list[Ask] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    links: int = 0
    fresh: int = 0
    newest: str = ""
    pages: dict[str, int] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)
    roots: dict[str, str] = field(default_factory=dict)
    sitemap_files: int = 0
    shapes: Shapes = field(default_factory=Shapes)
    home: Response | None = None
    found: Found | None = None
    front: Listing | None = None
    named: list[Ask] = field(default_factory=list)
    stages: list[list[Ask]] = field(default_factory=list)
    is_whole: bool = False
    went_deep: bool = False
    asked: int = 0
    outstanding: int = 0
    scripted: int = 0
    left_for_later: str = ""
    left: int = 0
    forgotten: int = 0
    waiting: int | None = None
    text_chars: int = 0
    taking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _asked: set[str] = field(default_factory=set)
    _feed_links: set[str] = field(default_factory=set)
    _in_sitemaps: int = 0

    def ask(self, way: str) -> bool:
        """Note that a way (what it is read as, and its URL) is asked for; False if it was before."""
        if way in self._asked:
            return False
        self._asked.add(way)
        self.pending += 1
        return True

    def work(self, read_as: str = "", url: str = "", problem: str | None = None) -> None:
        """A way has answered as it should, or at least in part; ``problem`` says what was wrong with the rest."""
        self.pending -= 1
        self.worked.append((read_as, url))
        if problem:
            self.problems.append(problem)

    def fail(self, why: str = "") -> None:
        """A way has failed; without a word, if nothing said that it is there."""
        self.pending -= 1
        if why:
            self.problems.append(why)

    def leave(self, error: LeftForLaterError, url: str) -> bool:
        """A host isn't to be asked any more in this run; where it is the site's own, the site isn't.

        Returns:
            False if it is the host of others, to which a feed of the site's leads: its own articles go on.
        """
        if not (self._is_own_host(url) if error.why == NO_RULES else self.is_here(url)):
            return False
        self.left += error.why == SLOW
        if error.why not in {BARREN, SLOW_WAYS, self.left_for_later}:
            self.left_for_later = error.why
            if error.why != "outside_hours":
                self.problems.insert(0, str(error))
        return True

    def is_here(self, url: str) -> bool:
        """Whether an address is on the source's site: that of its ``url``, or where its home page has moved to."""
        moved = self.home.url if self.home is not None else self.source.url
        return same_site(url, self.source.url) or same_site(url, moved)

    def _is_own_host(self, url: str) -> bool:
        """Whether it is the host of ``url``, or of the home page: others of a site may be dead.

        So may http, where the source has its site by https. Where it has it by http, https is the site's own as well:
        http leads there.
        """
        moved = self.home.url if self.home is not None else self.source.url
        own = [known for known in (self.source.url, moved) if host_of(known) == host_of(url)]
        return any(urlsplit(url).scheme in {"https", urlsplit(known).scheme} for known in own)

    def note_feed_link(self, key: str) -> None:
        """Remember some of what the feeds list, to hold the sitemaps against."""
        if len(self._feed_links) < _MOST_FEED_LINKS:
            self._feed_links.add(key)

    def note_sitemap_link(self, key: str) -> None:
        """A sitemap lists this article."""
        self._in_sitemaps += key in self._feed_links

    @property
    def sitemaps_cover(self) -> bool:
        """Whether sitemaps list at least half of what the feeds list (one may be a day late), or the interface all."""
        return any(read_as == "api" for read_as, _ in self.worked) or self._in_sitemaps * 2 >= len(self._feed_links)

    @property
    def needs_browser(self) -> bool:
        """Whether articles are to be read by a browser at once."""
        return self.source.browser is True or (self.source.browser == "when_empty" and self.scripted >= _ENOUGH)

    @property
    def is_full(self) -> bool:
        """Whether the source's ``max_items`` is reached."""
        return self.source.max_items is not None and self.asked >= self.source.max_items

    def failure_in_a_run(self, *, was_stopped: bool) -> str | None:
        """The same of a run that may have been stopped: ways that it let go then say nothing of the source."""
        if was_stopped and self.pending and not (self.links or self.problems):
            return "not read to its end: the run was ended before"
        return self.failure

    @property
    def failure(self) -> str | None:
        """Why the source gave nothing, or was left before its end; None if it didn't fail."""
        if self.left_for_later:
            goes_on = self.left_for_later == "outside_hours" or (self.left_for_later == SLOW and self.worked)
            return None if goes_on else self.problems[0]
        if not self._asked:
            return "not asked: the run was ended before its turn"
        first = "; ".join(dict.fromkeys(self.problems[:3]))
        if not self.worked or self.links:
            return None if self.worked else first or "no answer"
        if first:
            return f"no links to articles: {first}"
        if self.source.finds_own_ways:
            return f"no links to articles were found on {self.source.url}; name feeds, sitemaps or listing{_INCLUDE}"
        return f"no links to articles in the ways that it names{_INCLUDE}"

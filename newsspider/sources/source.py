"""The records of ``sources.toml``: ``Source``, one site to crawl, and ``Sources``, all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from newsspider.sources.errors import SourcesError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newsspider.records import Kind
    from newsspider.sources.hours import Hours

Refusal = Literal["excluded", "not_included", "before_since", "after_until"]


@dataclass(frozen=True, slots=True)
class Source:
    """One ``[[source]]``: a site to crawl, with the ``[defaults]`` merged in.

    Attributes:
        name: What the site is called in records, statistics and ``-a only=``.
        kind: "news" or "mirror" (a blog that copies others' stories).
        url: Its home page.
        feeds: Addresses of feeds, absolute. If none of ``feeds``, ``api``, ``sitemaps`` and ``listing`` is given, the
            ways are found from the home page.
        api: Addresses of the site's own interface, absolute: WordPress's root (".../wp-json/"), or a list of posts.
        sitemaps: Addresses of sitemaps, absolute.
        listing: Addresses of pages that list articles, absolute.
        include: Regular expressions; if any are given, an article's URL must match one of them.
        exclude: Regular expressions; an article's URL must match none of them.
        since: Nothing published before this moment is wanted; with a time zone.
        until: Nothing published after this moment is wanted; with a time zone.
        max_items: At most so many articles in a run.
        delay_s: Seconds between two requests to this site; None: what the settings say.
        concurrency: Requests to this site at one time; None: what the settings say.
        language: The site's language (BCP 47), used where a page doesn't say.
        clutter: Files of the user's own clutter rules.
        allow_private: Addresses and networks of this site that may be contacted though they aren't public.
        hours: When this site may be asked; None: at any time.
        obey_robots: Whether robots.txt is obeyed.
        follow_credits: Whether the page that a copy names as its original is fetched too.
        browser: Whether its pages are read by a browser: True, False, or "when_empty": those that have no story else.
    """

    name: str
    kind: Kind
    url: str
    feeds: tuple[str, ...] = ()
    api: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listing: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    max_items: int | None = None
    delay_s: float | None = None
    concurrency: int | None = None
    language: str | None = None
    clutter: tuple[Path, ...] = ()
    allow_private: tuple[str, ...] = ()
    hours: Hours | None = None
    obey_robots: bool = True
    follow_credits: bool = True
    browser: bool | Literal["when_empty"] = False

    @property
    def finds_own_ways(self) -> bool:
        """Whether feeds and sitemaps are to be found from the home page: no way is given."""
        return not (self.feeds or self.api or self.sitemaps or self.listing)

    def refusal(self, url: str, date: str | None = None) -> Refusal | None:
        """Why a link to an article isn't wanted, or None if it is.

        Args:
            url: The link.
            date: When the article was published or changed, ISO 8601, if that is known. One that can't be
                read refuses nothing.
        """
        if any(re.search(pattern, url) for pattern in self.exclude):
            return "excluded"
        if self.include and not any(re.search(pattern, url) for pattern in self.include):
            return "not_included"
        if self.since is not None and date is not None and _is_before(date, self.since):
            return "before_since"
        if self.until is not None and date is not None and _is_after(date, self.until):
            return "after_until"
        return None

    def wants(self, url: str, date: str | None = None) -> bool:
        """Whether a link to an article is wanted: the other side of ``refusal``."""
        return self.refusal(url, date) is None


def _is_before(date: str, moment: datetime) -> bool:
    found = _moment(date)
    return found is not None and found < moment


def _is_after(date: str, moment: datetime) -> bool:
    found = _moment(date)
    return found is not None and found > moment


def _moment(date: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(date)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a ``sources.toml`` says.

    Attributes:
        path: The file.
        sources: Its sources in the order they stand there.
    """

    path: Path
    sources: tuple[Source, ...] = ()

    def __bool__(self) -> bool:
        """False if there is no source."""
        return bool(self.sources)

    def select(self, names: str | Iterable[str]) -> Sources:
        """The sources of these names, as for ``-a only=A,B``; names in a string are parted by commas.

        Raises:
            SourcesError: A name isn't in the file, or none is given.
        """
        wanted = names.split(",") if isinstance(names, str) else list(names)
        wanted = [name.strip() for name in wanted if name.strip()]
        known = {source.name for source in self.sources}
        unknown = [name for name in wanted if name not in known]
        if unknown or not wanted:
            problem = f"no source is called {', '.join(map(repr, unknown))}" if unknown else "no name was given"
            raise SourcesError(
                self.path,
                problem,
                expected=f"names of sources in the file: {', '.join(sorted(known)) or '(there are none)'}",
                remedy="write only=NAME, or only=NAME,NAME without spaces",
                key="only",
                value=", ".join(unknown),
            )
        return Sources(self.path, tuple(source for source in self.sources if source.name in set(wanted)))

    def of_kind(self, kind: Kind) -> tuple[Source, ...]:
        """The sources of one kind."""
        return tuple(source for source in self.sources if source.kind == kind)

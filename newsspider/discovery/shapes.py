"""What the addresses of a site's articles look like, learned from those that are articles for sure.

In: addresses that a feed or the site's own interface lists (articles), and those that stand in the menus of its home
page (no articles). Out: whether another address is an article's, or None if it can't be told. Refused: nothing.

The shape of an address is its path with each part replaced by what it is: ``/2026/03/a-long-name/`` is ``/Y/N/S``. The
kinds of parts are in ``addresses.toml``. A word that stands where other words stand too is any word.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from newsspider.discovery.data import table
from newsspider.urls import canonical

_FEW = 5  # with fewer articles a shape that wasn't seen may still be one
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_WORD = "w:"
_ANY = "w"
_MOST_PAGES = 5000  # of menus; a page with more links than this is no menu


class Shapes:
    """What one site's articles are called."""

    def __init__(self) -> None:
        self._articles: Counter[tuple[str, ...]] = Counter()
        self._others: set[str] = set()
        self._sure: set[str] = set()
        self._folders: set[tuple[str, ...]] = set()

    def learn(self, url: str) -> None:
        """Take an address for that of an article."""
        url = canonical(url)
        shape = _shape(url)
        form = _general(shape)
        self._articles[form] += 1
        if len(self._sure) < _MOST_PAGES:
            self._sure.add(url)
        if folder := _telling(shape):
            self._folders.add(folder)

    def learn_other(self, url: str) -> None:
        """Take an address for one that is no article: it stands in a menu."""
        if len(self._others) < _MOST_PAGES:
            self._others.add(canonical(url))

    @property
    def known(self) -> int:
        """How many articles it has learned from."""
        return self._articles.total()

    def verdict(self, url: str) -> bool | None:
        """Whether the address is that of an article; None if what was learned doesn't tell."""
        url = canonical(url)
        shape = _shape(url)
        form = _general(shape)
        seen = form in self._articles
        plain = all(part.startswith(_ANY) for part in form)  # lone words, as some articles have: sections have them too
        if url in self._sure or (seen and not plain):
            return True
        if url in self._others:
            return False
        if _telling(shape) in self._folders:
            return True
        return False if not seen and self.known >= _FEW and self._all_tell() else None

    def _all_tell(self) -> bool:
        """Whether every article so far stands in a folder that tells: a date, a number, a folder of articles."""
        return bool(self._folders) and all(
            any(part in {"Y", "D", "N", "H", "S#", "#S"} for part in form) or _telling(form) in self._folders
            for form in self._articles
        )


def shape_of(url: str) -> str:
    """The shape of an address, for what is counted by pattern.

    >>> shape_of("https://example.org/calendar/2031/04/?view=list")
    '/w:calendar/Y/N?view'
    """
    return "/" + "/".join(_shape(url)).replace("/?", "?", 1)


@lru_cache(maxsize=8192)
def _shape(url: str) -> tuple[str, ...]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ()
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    shape = [_part(segment) for segment in segments]
    if parts.query:
        pairs = parse_qsl(parts.query, keep_blank_values=True)[:16]
        shape.append("?" + "&".join(sorted({name for name, _ in pairs})))
    return tuple(shape)


def _part(segment: str) -> str:
    extension = _EXTENSION.search(segment)
    name = segment[: extension.start()] if extension else segment
    end = extension.group().lower() if extension else ""
    for kind, pattern in _kinds():
        if pattern.fullmatch(name):
            return kind + end
    return f"{_WORD}{name.lower()[:40]}{end}"


def _general(shape: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_ANY + (_EXTENSION.search(part) or [""])[0] if part.startswith(_WORD) else part for part in shape)


def _telling(shape: tuple[str, ...]) -> tuple[str, ...] | None:
    """The folders of a page if they alone make it an article's: a date, or a folder such as /p/ or /article/."""
    folders = shape[:-1]
    if any(part in {"Y", "D"} for part in folders):
        return _general(folders)
    return folders if _article_folders() & set(folders[-2:]) else None


@cache
def _article_folders() -> frozenset[str]:
    return frozenset(f"{_WORD}{word}" for word in table("addresses")["article_folders"])


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind["id"], re.compile(kind["pattern"], re.IGNORECASE)) for kind in table("addresses")["segment"])

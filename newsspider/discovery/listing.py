"""Listing pages -> links to articles, and the next page. In: HTML. Out: ``Listing``. Refused: nothing.

Each link on the page's own site is weighed by where it stands and how its address is built; words, patterns
and weights are in ``listing.toml``. What isn't HTML has no links.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from math import inf
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lxml import etree

from newsspider.discovery.bodies import page_tree
from newsspider.discovery.data import any_of, table
from newsspider.discovery.dates import iso_date
from newsspider.discovery.judgement import address_weight, is_never_article
from newsspider.discovery.link import Link
from newsspider.discovery.pagination import next_pages
from newsspider.discovery.shapes import shape_of
from newsspider.discovery.web import absolute
from newsspider.urls import canonical, same_site

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing page says.

    Attributes:
        links: Its articles in page order, each once.
        next_pages: Addresses of the next pages, with older articles.
        doubtful: Links of its own site that don't look like articles enough; what the site teaches may tell.
        sections: Addresses in its menus that look like lists of articles: sections, categories.
        archives: Addresses that look like archives by date, newest first as they stand.
        furniture: Addresses in its menus, footers and side columns, whatever they are.
    """

    links: Sequence[Link] = ()
    next_pages: tuple[str, ...] = ()
    doubtful: Sequence[Link] = ()
    sections: tuple[str, ...] = ()
    archives: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """What surrounds an element: is it in a heading, in a card (which one), in the page's furniture?"""

    heading: bool = False
    card: Any = None
    furniture: bool = False


@dataclass(slots=True)
class _Candidate:
    """What is known of a page from all links to it."""

    url: str
    weight: float = -inf
    card: Any = None
    headings: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Lists:
    """What a page says of other lists of its site."""

    page: str
    sections: dict[str, None] = field(default_factory=dict)
    archives: dict[str, None] = field(default_factory=dict)
    furniture: dict[str, None] = field(default_factory=dict)

    def note(self, target: str, place: _Place) -> None:
        """Look at one link."""
        most = int(table("listing")["sections"]["max_links"])
        if not same_site(target, self.page) or canonical(target) == canonical(self.page):
            return
        path = urlsplit(target).path
        if len(self.archives) < most and _section("archive").search(path):
            self.archives.setdefault(target)
        elif place.furniture:
            self.furniture.setdefault(target)
            wanted = len(self.sections) < most and not urlsplit(target).query
            if wanted and _section("section").search(path) and not _section("not_sections").search(path):
                self.sections.setdefault(target)


@cache
def _section(name: str) -> re.Pattern[str]:
    return any_of([table("listing")["sections"][name]])


def parse_listing(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """Read a listing page: a home page, a section, an archive.

    Args:
        body: The page.
        url: Where it came from, after redirects.
        content_type: The HTTP header, for its charset.
    """
    tree = page_tree(body, content_type)
    if tree is None:
        return Listing()
    base = _base(tree, url)
    found: dict[str, _Candidate] = {}
    lists = _Lists(url)
    dates: dict[Any, str] = {}
    for element, place in islice(_walk(tree, dates), table("listing")["max_anchors"]):
        target = absolute(base, element.get("href") or "")
        if target is None:
            continue
        lists.note(target, place)
        if _may_be_article(target, url):
            known = found.setdefault(canonical(target), _Candidate(target))
            _note(known, element, place)
    threshold = table("listing")["threshold"]
    alike = _alike(found.values(), threshold)
    links: list[Link] = []
    doubtful: list[Link] = []
    for c in found.values():
        link = Link(c.url, "listing", title=_title(c.headings, c.texts), date=dates.get(c.card))
        (links if c.weight >= threshold or c.url in alike else doubtful).append(link)
    return Listing(
        tuple(links),
        next_pages(tree, base, url),
        tuple(doubtful),
        tuple(lists.sections),
        tuple(lists.archives),
        tuple(lists.furniture),
    )


def _alike(found: Iterable[_Candidate], threshold: float) -> set[str]:
    """Links that are articles because so many others on the page are called alike: ``[alike]``."""
    rule: dict[str, Any] = table("listing")["alike"]
    rows: dict[str, list[_Candidate]] = {}
    for c in found:
        parts = urlsplit(c.url)
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if rule["weight"] <= c.weight < threshold and _patterns("alike", "numbered").search(address):
            rows.setdefault(shape_of(c.url), []).append(c)
    return {
        c.url
        for row in rows.values()
        for c in row
        if len({title for one in row if _is_long(title := _title(one.headings, one.texts) or "")}) >= rule["least"]
    }


def _base(tree: Any, url: str) -> str:
    declared = tree.xpath("string(//base/@href)")
    return absolute(url, declared) or url


@cache
def _patterns(group: str, name: str) -> re.Pattern[str]:
    found = table("listing")[group][name]
    return any_of([found] if isinstance(found, str) else found)


def _walk(tree: Any, dates: dict[Any, str]) -> Iterator[tuple[Any, _Place]]:
    """Every link with its place, in page order; on the way the first date of each card goes to ``dates``."""
    places = [_Place()]
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            places.pop()
            continue
        place = _place(element, places[-1])
        places.append(place)
        if element.tag == "a":
            yield element, place
        elif element.tag == "time" and place.card is not None and place.card not in dates:
            date = iso_date(element.get("datetime"))
            if date:
                dates[place.card] = date


def _place(element: Any, around: _Place) -> _Place:
    tag = element.tag
    if not isinstance(tag, str):
        return around
    elements = table("listing")["elements"]
    words = f"{element.get('class') or ''} {element.get('id') or ''}".split()[:32]
    heading = around.heading or tag in elements["headings"]
    card = around.card
    # An entry inside an article is the same card; an article inside a list is a card of its own.
    if tag in elements["cards"] or (card is None and any(_patterns("classes", "card").search(word) for word in words)):
        card = element
    furniture = around.furniture or tag in elements["furniture"]
    furniture = furniture or any(_patterns("classes", "furniture").search(word) for word in words)
    if (heading, card, furniture) == (around.heading, around.card, around.furniture):
        return around
    return _Place(heading, card, furniture)


def _may_be_article(target: str, page: str) -> bool:
    if is_never_article(target) or not same_site(target, page):
        return False
    return canonical(target) != canonical(page)


def _note(known: _Candidate, element: Any, place: _Place) -> None:
    """Add what one link tells of its page."""
    headings = table("listing")["elements"]["headings"]
    inner = next((child for child in element.iterdescendants(*headings)), None)
    text = _text(element)
    known.weight = max(known.weight, _weight(known.url, text, place, in_heading=place.heading or inner is not None))
    known.card = place.card if known.card is None else known.card
    if not text or _patterns("not_titles", "texts").fullmatch(text):
        return
    if inner is not None:
        known.headings.append(_text(inner))
    else:
        (known.headings if place.heading else known.texts).append(text)


def _text(element: Any) -> str:
    limit: int = table("listing")["max_title_chars"]
    return " ".join("".join(element.itertext()).split())[:limit]


def _weight(url: str, title: str, place: _Place, *, in_heading: bool) -> float:
    weights: dict[str, float] = table("listing")["weights"]
    signs = {
        "heading": in_heading,
        "card": place.card is not None,
        "furniture": place.furniture,
        "long_text": _is_long(title),
    }
    return address_weight(url) + sum(weights[sign] for sign, there in signs.items() if there)


def _is_long(title: str) -> bool:
    limits: dict[str, Any] = table("listing")["text"]
    min_chars, min_words = int(limits["min_chars"]), int(limits["min_words"])
    if len(any_of([limits["unspaced"]]).findall(title)) * 2 >= min_chars:
        return True
    return len(title) >= min_chars and len(title.split()) >= min_words


def _title(headings: list[str], texts: list[str]) -> str | None:
    """What stands as a heading, else the first text that is as long as a headline, else the longest."""
    long_ones = (text for text in texts if _is_long(text))
    return next(iter(headings), None) or next(long_ones, None) or max(texts, key=len, default=None)

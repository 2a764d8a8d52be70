"""Which links of a way are asked for: those of articles, as far as address, place and the site's own habits tell.

In: the links of a feed, an interface, a sitemap or a list. Out: those that are wanted. Refused, each counted under
``skipped/``: addresses that are no article's (``not_article``), of other sites (``other_site``).

A source that says what its articles are called (``include``) is taken at its word.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from newsspider.discovery import address_weight, is_never_article
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newsspider.discovery import Link, Listing
    from newsspider.spiders.ways import Ways

    Count = Callable[[str], None]

_LIKELY = 1.0  # the weight of an address that looks like an article's
_MENU_ARTICLE = 1.5  # what a menu lists is no article, unless its address says so: "recent posts"


def sure_links(ways: Ways, links: Iterable[Link]) -> Iterator[Link]:
    """The links of a feed or of the site's interface: all of them, and their addresses teach."""
    for link in links:
        if ways.is_here(link.url):
            ways.shapes.learn(link.url)
        ways.note_feed_link(item_id(link.url))
        yield link


def sitemap_links(count: Count, ways: Ways, links: Iterable[Link], kind: str | None) -> Iterator[Link]:
    """The links of a sitemap that are articles.

    Args:
        count: Counts under this key.
        ways: What is known of the site.
        links: What the sitemap lists.
        kind: What its name says: "articles", or None.
    """
    for link in links:
        if ways.source.finds_own_ways and not ways.is_here(link.url):
            count("skipped/other_site")
        elif ways.source.include or _in_sitemap(ways, link, kind):
            ways.note_sitemap_link(item_id(link.url))
            yield link
        else:
            count("skipped/not_article")


def _in_sitemap(ways: Ways, link: Link, kind: str | None) -> bool:
    if is_never_article(link.url):
        return False
    if link.date is not None or kind == "articles":  # a news sitemap, or one of posts alone
        return True
    verdict = ways.shapes.verdict(link.url)
    if verdict is not None or not ways.source.finds_own_ways:  # a sitemap that the source names lists articles
        return verdict is not False
    return address_weight(link.url) >= _LIKELY


def listing_links(count: Count, ways: Ways, listing: Listing) -> Iterator[Link]:
    """The links of a page that lists articles."""
    for link in listing.links:
        if ways.source.include or ways.shapes.verdict(link.url) is not False:
            yield link
        else:
            count("skipped/not_article")
    for link in listing.doubtful:
        if ways.source.include or ways.shapes.verdict(link.url) is True:
            yield link


def home_links(count: Count, ways: Ways) -> Iterator[Link]:
    """The links of the home page; where all articles are listed elsewhere, only what surely is one."""
    front = ways.front
    if front is None:
        return
    for url in front.furniture:
        if address_weight(url) < _MENU_ARTICLE:
            ways.shapes.learn_other(url)
    if ways.is_whole or ways.shapes.known:
        for link in chain(front.links, front.doubtful):
            if ways.source.include or ways.shapes.verdict(link.url) is True:
                yield link
        return
    yield from listing_links(count, ways, front)

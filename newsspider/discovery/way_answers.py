"""What a way into a site answers, by what it was asked for as: a feed, a sitemap, a list, a home page.

In: bytes. Out: ``Feed``, ``Sitemap``, ``Listing`` or ``HomePage``. Refused (``DiscoveryError``): what is none of these.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsspider.discovery.api import parse_api
from newsspider.discovery.feeds import Feed, parse_feed
from newsspider.discovery.listing import Listing, parse_listing
from newsspider.discovery.sitemaps import Sitemap, parse_sitemap
from newsspider.discovery.telegram import parse_telegram
from newsspider.discovery.ways import Ways, find_ways

_TELEGRAM = b"tgme_widget_message"


@dataclass(frozen=True, slots=True)
class HomePage:
    """What a home page says.

    Attributes:
        ways: Of feeds, sitemaps and the site's interface.
        front: Of articles, as any list.
    """

    ways: Ways
    front: Listing


WayAnswer = Feed | Sitemap | Listing | HomePage


def read_way(
    read_as: str, body: bytes, url: str, content_type: str | None = None, pages: int | None = None
) -> WayAnswer:
    """Read what a way answers.

    Args:
        read_as: "feed", "api" (a ``Feed`` too), "sitemap", "listing" or "home".
        body: As it came.
        url: Where it came from, after redirects.
        content_type: The HTTP header, for its charset.
        pages: Of an interface: how many pages there are, if it says.

    Raises:
        DiscoveryError: It is something else.
    """
    if read_as == "feed":
        return parse_feed(body, url, content_type)
    if read_as == "api":
        return parse_api(body, url, pages)
    if read_as == "sitemap":
        return parse_sitemap(body, url)
    if read_as == "home":
        return HomePage(find_ways(body, url, content_type), parse_listing(body, url, content_type))
    parse = parse_telegram if _TELEGRAM in body else parse_listing
    return parse(body, url, content_type)

"""How articles are found: the bytes of a feed, sitemap, listing or home page come in, links go out.

Refused, as ``NotAFeedError`` and ``NotASitemapError``: bodies that are something else.
"""

from newsspider.discovery.errors import DiscoveryError, NotAFeedError, NotASitemapError
from newsspider.discovery.feeds import Feed, parse_feed
from newsspider.discovery.link import Link
from newsspider.discovery.listing import Listing, parse_listing
from newsspider.discovery.sitemaps import Sitemap, parse_sitemap
from newsspider.discovery.ways import Ways, find_ways, sitemaps_in_robots

__all__ = [
    "DiscoveryError",
    "Feed",
    "Link",
    "Listing",
    "NotAFeedError",
    "NotASitemapError",
    "Sitemap",
    "Ways",
    "find_ways",
    "parse_feed",
    "parse_listing",
    "parse_sitemap",
    "sitemaps_in_robots",
]

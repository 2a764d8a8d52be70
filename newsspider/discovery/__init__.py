"""How articles are found: the bytes of a feed, sitemap, listing or home page come in, links go out.

Refused, as ``NotAFeedError``, ``NotASitemapError`` and ``NotAnApiError``: bodies that are something else. As
``NewerFrontierError``: a frontier that a newer newsspider has written.
"""

from newsspider.discovery.api import parse_api, posts_url
from newsspider.discovery.errors import DiscoveryError, NotAFeedError, NotAnApiError, NotASitemapError
from newsspider.discovery.feeds import Feed, parse_feed
from newsspider.discovery.frontier import Frontier, Pending
from newsspider.discovery.frontier_file import NewerFrontierError
from newsspider.discovery.judgement import address_weight, is_never_article, sitemap_kind
from newsspider.discovery.link import Link
from newsspider.discovery.listing import Listing, parse_listing
from newsspider.discovery.opt_outs import (
    AiRules,
    TdmRule,
    ai_agents_forbidden,
    ai_rules,
    is_reserved,
    refuses_use,
    tdm_rules,
)
from newsspider.discovery.own_addresses import OwnAddresses, own_addresses
from newsspider.discovery.robots_rules import MOST_RULES, rules_in_robots
from newsspider.discovery.shapes import Shapes, shape_of
from newsspider.discovery.sitemaps import Sitemap, parse_sitemap
from newsspider.discovery.telegram import parse_telegram
from newsspider.discovery.traps import Trap, trap_of
from newsspider.discovery.variants import Variants, firing_rules, plainer
from newsspider.discovery.waits import backoff_s, retry_after_s
from newsspider.discovery.way_answers import HomePage, WayAnswer, read_way
from newsspider.discovery.way_memory import Reader, Visit, WayMemory
from newsspider.discovery.ways import Ways, find_ways, kind_of_platform, sitemaps_in_robots

__all__ = [
    "MOST_RULES",
    "AiRules",
    "DiscoveryError",
    "Feed",
    "Frontier",
    "HomePage",
    "Link",
    "Listing",
    "NewerFrontierError",
    "NotAFeedError",
    "NotASitemapError",
    "NotAnApiError",
    "OwnAddresses",
    "Pending",
    "Reader",
    "Shapes",
    "Sitemap",
    "TdmRule",
    "Trap",
    "Variants",
    "Visit",
    "WayAnswer",
    "WayMemory",
    "Ways",
    "address_weight",
    "ai_agents_forbidden",
    "ai_rules",
    "backoff_s",
    "find_ways",
    "firing_rules",
    "is_never_article",
    "is_reserved",
    "kind_of_platform",
    "own_addresses",
    "parse_api",
    "parse_feed",
    "parse_listing",
    "parse_sitemap",
    "parse_telegram",
    "plainer",
    "posts_url",
    "read_way",
    "refuses_use",
    "retry_after_s",
    "rules_in_robots",
    "shape_of",
    "sitemap_kind",
    "sitemaps_in_robots",
    "tdm_rules",
    "trap_of",
]

"""What is said of bytes that aren't what they were asked for as."""

from __future__ import annotations


class DiscoveryError(ValueError):
    """A body can't be read as what it was fetched as.

    Attributes:
        url: Where it came from.
        looks_like: What it seems to be, such as "an HTML page".
    """

    what = "page"
    remedy = "look at the address in a browser"

    def __init__(self, url: str, looks_like: str) -> None:
        super().__init__(f"{url} is not a {self.what}: it looks like {looks_like}; {self.remedy}")
        self.url = url
        self.looks_like = looks_like


class NotAFeedError(DiscoveryError):
    """The body isn't RSS, Atom, RDF or a JSON feed."""

    what = "feed"
    remedy = "mend or remove it under `feeds`"


class NotASitemapError(DiscoveryError):
    """The body is neither a sitemap nor a sitemap index, nor a list of addresses."""

    what = "sitemap"
    remedy = "mend or remove it under `sitemaps`"


class NotAnApiError(DiscoveryError):
    """The answer is no list of posts: the site's interface is switched off, or is another one."""

    what = "list of posts"
    remedy = "nothing: feeds and sitemaps are read instead"

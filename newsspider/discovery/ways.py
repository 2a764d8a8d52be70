"""A home page -> its feeds and sitemaps: by its own <link> tags, else by the places that its platform keeps.

In: HTML, or the text of robots.txt. Out: addresses. Refused: nothing. Platforms are in ``platforms.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsspider.discovery.bodies import page_tree
from newsspider.discovery.data import any_of, table
from newsspider.discovery.web import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable

# White space of its own line alone: with empty lines too, a file of them would be read once for each.
_SITEMAP_LINE = re.compile(r"^[^\S\n]*sitemap[^\S\n]*:[^\S\n]*(\S+)", re.IGNORECASE | re.MULTILINE)
_MAX_ROBOTS_CHARS = 512 * 1024  # RFC 9309 asks for at least 500 KiB
_MAX_LINKS = 10_000
_MAX_MARKUP_BYTES = 256 * 1024  # platforms show themselves at the top


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways to a site's articles.

    Attributes:
        feeds: Addresses of feeds, the best first; feeds of comments are left out.
        sitemaps: Addresses of sitemaps, those of robots.txt not included.
        platform: What the site runs on, such as "wordpress", or None.
        api: Addresses of the site's own interface: WordPress's root, or a list of posts.
        listing: Pages that list articles where the home page doesn't.
        feed_pages: The query of a feed's further pages, with {n} for the number, or None.
        guessed: Addresses among these that nothing on the page names: places where the platform keeps them.
            That one isn't there is no failure.
    """

    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    platform: str | None = None
    guessed: frozenset[str] = frozenset()
    api: tuple[str, ...] = ()
    listing: tuple[str, ...] = ()
    feed_pages: str | None = None


def find_ways(body: bytes, url: str, content_type: str | None = None) -> Ways:
    """Find feeds and sitemaps from a home page: the first ones, for each costs a request in every run.

    Args:
        body: The page.
        url: Where it came from, after redirects.
        content_type: The HTTP header, for its charset.
    """
    tree = page_tree(body, content_type)
    if tree is None:
        return Ways()
    base = absolute(url, tree.xpath("string(//base/@href)")) or url
    most = table("platforms")["links"]["most"]
    feeds = _once(_declared_feeds(tree, base))[: most["feeds"]]
    sitemaps = _once(absolute(base, link.get("href") or "") for link in _links(tree, "sitemap"))[: most["sitemaps"]]
    api = _once(absolute(base, link.get("href") or "") for link in _links(tree, table("platforms")["links"]["api"]))
    api = api[: most["api"]]
    platform = _platform(tree, body, url)
    if platform is None:
        return Ways(feeds, sitemaps, api=api)
    places = {kind: _once(_places(platform, kind, url)) for kind in ("feeds", "sitemaps", "api", "listing")}
    named = {"feeds": feeds, "sitemaps": sitemaps, "api": api, "listing": ()}
    guessed = frozenset(address for kind, found in places.items() if not named[kind] for address in found)
    return Ways(
        feeds=feeds or places["feeds"],
        sitemaps=sitemaps or places["sitemaps"],
        platform=platform["name"],
        guessed=guessed,
        api=api or places["api"],
        listing=places["listing"],
        feed_pages=platform.get("feed_pages"),
    )


def kind_of_platform(platform: str | None) -> str:
    """What a site on a platform most likely is: "mirror" for a blog, else "news". A guess."""
    known = {entry["name"]: entry.get("kind", "news") for entry in table("platforms")["platform"]}
    return str(known.get(platform or "", "news"))


def sitemaps_in_robots(text: str) -> list[str]:
    r"""The sitemaps that a robots.txt names, absolute, each once; the first ones, as of a home page.

    >>> sitemaps_in_robots("User-agent: *\nSitemap: https://example.org/sitemap.xml  # all")
    ['https://example.org/sitemap.xml']
    """
    found = _SITEMAP_LINE.findall(text[:_MAX_ROBOTS_CHARS].lstrip("\ufeff"))
    return list(_once(absolute("", address) for address in found))[: table("platforms")["links"]["most"]["sitemaps"]]


def _once(addresses: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for address in addresses if address))


def _links(tree: Any, rel: str) -> list[Any]:
    every = islice(tree.iter("link", "a"), _MAX_LINKS)
    return [link for link in every if rel in (link.get("rel") or "").lower().split()]


def _declared_feeds(tree: Any, base: str) -> list[str | None]:
    data = table("platforms")["links"]
    strange = any_of(data["not_articles"])
    found = []
    for link in _links(tree, "alternate"):
        kind = (link.get("type") or "").split(";")[0].strip().lower()
        address = link.get("href") or ""
        if kind in data["feed_types"] and not strange.search(address) and not strange.search(link.get("title") or ""):
            found.append(absolute(base, address))
    return found


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _platform(tree: Any, body: bytes, url: str) -> dict[str, Any] | None:
    """The first platform that the generator names, else by host, else by markup."""
    generators = [
        meta.get("content") or "" for meta in tree.iter("meta") if (meta.get("name") or "").lower() == "generator"
    ]
    markup = body[:_MAX_MARKUP_BYTES].decode("latin-1")
    seen = {"generator": generators, "host": [urlsplit(url).hostname or ""], "markup": [markup]}
    fits = [p for p in table("platforms")["platform"] if _pattern(p.get("path", "")).search(urlsplit(url).path)]
    for sign, texts in seen.items():
        for platform in fits:
            if sign in platform and any(_pattern(platform[sign]).search(text) for text in texts):
                return dict(platform)
    return None


def _places(platform: dict[str, Any], kind: str, url: str) -> list[str | None]:
    """The platform's addresses for a home page; a home page without trailing slash is a folder too."""
    path = _pattern(platform.get("path", "")).search(urlsplit(url).path)
    folder = urlsplit(url)._replace(query="", fragment="").geturl()
    folder = folder if folder.endswith("/") or platform.get("path") else f"{folder}/"
    first = path.group(1) if path and path.re.groups else ""
    return [absolute(folder, place.replace("{1}", first)) for place in platform.get(kind, ())]

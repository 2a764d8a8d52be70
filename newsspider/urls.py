"""Addresses of pages: one form per page, its site, and the id of its item. Pure: strings in, strings out.

Refused: nothing; what can't be understood as a URL comes back as it was.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit

import tldextract
from w3lib.url import canonicalize_url, url_query_cleaner

# Hosts under which each subdomain is a blog of its own, where the public suffix list doesn't say so.
_BLOG_HOSTS = (
    "wordpress.com",
    "substack.com",
    "tumblr.com",
    "ghost.io",
    "livejournal.com",
    "medium.com",
    "typepad.com",
)
# The list of public suffixes that ships with the package: never a download.
_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, extra_suffixes=_BLOG_HOSTS)
# Parameters that tell a site where the reader came from, not which page is meant.
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_cid|mc_eid|ref_src|cmpid|ocid|smid|"
    r"share|replytocom|like_comment|_ga|at_\w+|ns_\w+|spm|xtor)$"
)
# A URL that is its own canonical form, as most are: nothing to quote, to sort or to drop.
_PLAIN = re.compile(r"https?://(?:www\.)?((?!www\.)[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/(?!\.)[A-Za-z0-9._~-]*)*)")
_SHORTEST_PATH = 5
_DEFAULT_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=1024)
def canonical(url: str) -> str:
    """The one form of a page's URL: no fragment, no tracking parameters, sorted query, lower-case host.

    Two URLs with the same canonical form are the same page. The scheme is kept; ``item_id`` sees past it.

    >>> canonical("https://Example.org/a/?utm_source=x&b=2#top")
    'https://example.org/a/?b=2'
    """
    if plain := _PLAIN.fullmatch(url):
        return url if "/" in plain[1] else f"{url}/"
    original = url
    try:
        parts = urlsplit(url.strip())
        names = {p.split("=", 1)[0] for p in parts.query.split("&") if p}
        drop = sorted(n for n in names if _TRACKING.match(n))
        if drop:
            url = url_query_cleaner(url, drop, remove=True)
        parts = urlsplit(canonicalize_url(url))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return original
    if not host:
        return original
    host = f"[{host}]" if ":" in host else host  # IPv6
    netloc = host if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))


def item_id(url: str) -> str:
    """The id of the item at a URL: 20 hexadecimal digits of BLAKE2b over the canonical form.

    http and https, a leading "www." and a trailing slash make no difference. Stable across runs and versions.
    """
    if plain := _PLAIN.fullmatch(url):
        return _digest(f"{plain[1].rstrip('/')}?")
    form = canonical(url)
    try:
        parts = urlsplit(form)
        key = f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"
    except ValueError:  # no URL, such as "http://[": its own text is its key
        key = form
    return _digest(key)


def _digest(key: str) -> str:
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


@lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """The host of a URL in lower case without "www.", or "" if it has none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def site_of(host: str) -> str:
    """The site a host belongs to: its registrable domain, or the blog on a hosting platform.

    >>> site_of("news.bbc.co.uk"), site_of("a.wordpress.com")
    ('bbc.co.uk', 'a.wordpress.com')
    """
    found = _EXTRACT(host, include_psl_private_domains=True)
    return found.top_domain_under_public_suffix or host


def same_site(a: str, b: str) -> bool:
    """Whether two URLs belong to one site."""
    return site_of(host_of(a)) == site_of(host_of(b))


def page_elsewhere(url: str | None, href: str) -> str | None:
    """The absolute address of a link if it leads to a page of another site, else None.

    A bare home page or a short section path is no page of a story.
    """
    # Nearly all links are relative. White space inside an address counts for nothing.
    if "//" not in href and "//" not in "".join(href.split()):
        return None
    if url and (own := url.split("/", 3)[2:3]) and own[0] and href.split("/", 3)[2:3] == own:
        return None
    try:
        link = urljoin(url or "", href.strip())
        parts = urlsplit(link)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or (url and same_site(link, url)):
        return None
    return link if len(parts.path.strip("/")) > _SHORTEST_PATH else None

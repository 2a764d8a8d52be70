"""Addresses of pages: one form per page, its site, and the id of its item. Pure: strings in, strings out.

Refused: nothing; what can't be understood as a URL comes back as it was.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

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
# The list of public suffixes that ships with tldextract: never a download. The package itself loads an HTTP client and
# builds its tries for a tenth of a second; it is asked only about hosts that aren't plain.
_SUFFIX_LIST = ".tld_set_snapshot"
# What broken links hold for a host, "example.com%2fa", is as plain: no label of it stands in the list.
_PLAIN_HOST = re.compile(r"(?:[^\x00- \x7f-\U0010ffffA-Z./:?#@\[\]\\]+(?:\.(?!$)|$))+")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
# Parameters that tell a site where the reader came from, not which page is meant.
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_cid|mc_eid|ref_src|cmpid|ocid|smid|"
    r"share|replytocom|like_comment|_ga|at_\w+|ns_\w+|spm|xtor)$"
)
# A URL that is its own canonical form, as most are: nothing to quote, to sort or to drop.
_PLAIN = re.compile(r"https?://(?:www\.)?((?!www\.)[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/(?!\.)[A-Za-z0-9._~-]*)*)")
# An address whose parts can be read off: as ``urljoin`` and ``urlsplit`` give them, several times as fast.
_SIMPLE = re.compile(
    r"https?://(?:www\.)?((?!www\.)[a-z0-9-]+(?:\.[a-z0-9-]+)+)(/[!-\"$-:<->@-~]*+)?(?:\?[!-\"$-~]++)?(?:#[!-~]++)?"
)
_LONGEST_HOST = 253  # RFC 1035; what is longer is no host, and each of its dots would be looked at with all behind it
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


@lru_cache(maxsize=4096)
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
    if simple := _SIMPLE.fullmatch(url):
        return simple[1]
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".").removeprefix("www.")  # behind a "%" it keeps its case
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def site_of(host: str) -> str:
    """The site a host belongs to: its registrable domain, or the blog on a hosting platform; itself if it is none.

    >>> site_of("news.bbc.co.uk"), site_of("a.wordpress.com")
    ('bbc.co.uk', 'a.wordpress.com')
    """
    if "." not in host or len(host) > _LONGEST_HOST or _IPV4.fullmatch(host):
        return host
    rules = _suffixes()
    if not rules or not _PLAIN_HOST.fullmatch(host) or "xn--" in host:
        found = _extract()(host, include_psl_private_domains=True)
        return str(found.top_domain_under_public_suffix or host)
    labels = host.split(".")
    for at in range(len(labels)):
        rest = ".".join(labels[at + 1 :])
        own = f"{labels[at]}.{rest}" if rest else labels[at]
        if f"!{own}" in rules:  # an exception: no suffix, though a wildcard says so
            return own
        if own in rules or (rest and f"*.{rest}" in rules):
            return ".".join(labels[at - 1 :]) if at else host
    return host


@lru_cache(maxsize=1)
def _suffixes() -> frozenset[str]:
    """The rules of the public suffix list (publicsuffix.org/list), private domains too; none if there is no list."""
    spec = find_spec("tldextract")
    folders = spec.submodule_search_locations if spec else None
    path = Path(folders[0], _SUFFIX_LIST) if folders else None
    if path is None or not path.is_file():
        return frozenset()
    lines = path.read_text("utf-8").splitlines()
    return frozenset(_BLOG_HOSTS).union(line.strip() for line in lines if line and not line.startswith("//"))


@lru_cache(maxsize=1)
def _extract() -> Any:
    import tldextract  # noqa: PLC0415 - see _SUFFIX_LIST

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, extra_suffixes=_BLOG_HOSTS)


def same_site(a: str, b: str) -> bool:
    """Whether two URLs belong to one site."""
    return site_of(host_of(a)) == site_of(host_of(b))


def without_login(url: str) -> str:
    """The address without a user name and password in front of its host; as it is, if it can't be understood.

    >>> without_login("https://user:secret@news.example/a@b")
    'https://news.example/a@b'
    """
    if "@" not in url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


def absolute(base: str, href: str) -> str:
    """The address that a link on a page leads to, without a login.

    Args:
        base: The page's address, or the one that it names for its links.
        href: The link as it stands.

    Raises:
        ValueError: It can't be understood as an address.
    """
    return href if _SIMPLE.fullmatch(href) else without_login(urljoin(base, href))


def page_elsewhere(url: str | None, href: str) -> str | None:
    """The absolute address of a link if it leads to a page of another site, else None.

    A bare home page or a short section path is no page of a story.
    """
    # Nearly all links are relative. White space inside an address counts for nothing.
    if "//" not in href and "//" not in "".join(href.split()):
        return None
    if url and (own := url.split("/", 3)[2:3]) and own[0] and href.split("/", 3)[2:3] == own:
        return None
    if simple := _SIMPLE.fullmatch(href):
        is_page = len((simple[2] or "").strip("/")) > _SHORTEST_PATH
        return href if is_page and not (url and site_of(simple[1]) == site_of(host_of(url))) else None
    try:
        link = without_login(urljoin(url or "", href.strip()))
        parts = urlsplit(link)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or (url and same_site(link, url)):
        return None
    return link if len(parts.path.strip("/")) > _SHORTEST_PATH else None

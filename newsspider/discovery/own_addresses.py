"""What a page says of its own addresses: its canonical link and its AMP page, read without building a tree.

In: the bytes of a page. Out: absolute addresses, or None. Refused: nothing; a page that names two canonical links that
differ has none.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from newsspider.urls import without_login

_MOST_BYTES = 256 * 1024  # behind so much of a page there is no head any more
_LINK = re.compile(rb"<link\b([^<>]{0,4000})>", re.IGNORECASE)
_REL = re.compile(rb"""\brel\s*=\s*(?:["']\s*)?(canonical|amphtml)\b""", re.IGNORECASE)
_HREF = re.compile(rb"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


class OwnAddresses(NamedTuple):
    """Of one page.

    Attributes:
        canonical: What it calls itself.
        amp: Its AMP page.
    """

    canonical: str | None = None
    amp: str | None = None


def own_addresses(body: bytes, url: str) -> OwnAddresses:
    """The addresses of the page at ``url``."""
    found: dict[bytes, set[str]] = {b"canonical": set(), b"amphtml": set()}
    head = body[:_MOST_BYTES]
    if b"canonical" not in head and b"amphtml" not in head:  # as most pages that aren't news
        return OwnAddresses()
    for link in _LINK.finditer(head):
        rel, href = _REL.search(link[1]), _HREF.search(link[1])
        if rel and href:
            address = _absolute(url, next(part for part in href.groups() if part is not None))
            if address is not None:
                found[rel[1].lower()].add(address)
    return OwnAddresses(*(next(iter(some)) if len(some) == 1 else None for some in found.values()))


def _absolute(url: str, href: bytes) -> str | None:
    try:
        address = without_login(urljoin(url, unescape(href.decode("utf-8", "replace")).strip()))
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.hostname else None

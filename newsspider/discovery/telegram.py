"""The web view of a Telegram channel -> links: ``t.me/s/NAME``, twenty messages a page.

In: HTML. Out: ``Listing``; each link carries the whole message. Refused: nothing; a page without messages has no links.

The page of one message shows its text in a frame alone, so the message is taken from the list and isn't asked for.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html

from newsspider.discovery.bodies import page_tree
from newsspider.discovery.dates import iso_date
from newsspider.discovery.link import Link
from newsspider.discovery.listing import Listing
from newsspider.discovery.web import absolute

_MESSAGE = "//div[contains(concat(' ', @class, ' '), ' tgme_widget_message ')][@data-post]"
_TEXT = ".//div[contains(concat(' ', @class, ' '), ' tgme_widget_message_text ')]"
_TITLE_CHARS = 120


def parse_telegram(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """Read a page of a channel, the newest message first."""
    tree = page_tree(body, content_type)
    if tree is None:
        return Listing()
    links = [link for link in (_link(message, url) for message in tree.xpath(_MESSAGE)) if link is not None]
    return Listing(tuple(reversed(links)), _older(tree, url))


def _link(message: Any, base: str) -> Link | None:
    texts = message.xpath(_TEXT)
    url = absolute(urljoin(base, "/"), message.get("data-post"))
    if url is None or not texts:
        return None
    html = "".join(lxml.html.tostring(text, encoding="unicode", with_tail=False) for text in texts)
    times = message.xpath(".//time/@datetime")
    lines = [line.strip() for line in texts[0].itertext() if line.strip()]
    title = lines[0] if lines and len(lines[0]) <= _TITLE_CHARS else None
    date = iso_date(times[-1]) if times else None
    return Link(url, "listing", title=title, date=date, text=html, whole=True)


def _older(tree: Any, url: str) -> tuple[str, ...]:
    marked = tree.xpath("//link[@rel='prev']/@href | //a[@data-before]/@href")
    found = (absolute(url, href) for href in marked)
    here = urlsplit(url).path
    return tuple(dict.fromkeys(a for a in found if a and urlsplit(a).path == here and a != url))[:1]

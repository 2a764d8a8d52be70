"""Texts as they are compared: their words, and their hash."""

from __future__ import annotations

import hashlib
from html import unescape
from typing import TYPE_CHECKING

from w3lib.html import remove_tags

if TYPE_CHECKING:
    from newsspider.records import Article

_SPACE = b" \t\n\r\v\f"


def text_hash(article: Article) -> str:
    """The hash of an article's title and text, white space left out: what only reflows them doesn't change it."""
    told = f"{article.title or ''}\n{article.text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told.translate(None, _SPACE), digest_size=12).hexdigest()


def plain_text(html: str) -> str:
    """The words of a piece of HTML."""
    return " ".join(unescape(remove_tags(html.replace("<", " <"))).split())

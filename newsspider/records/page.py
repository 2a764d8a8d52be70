"""What a spider hands on: a response as it came from the net."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["news", "mirror"]


@dataclass(frozen=True, slots=True)
class Page:
    """One response as it came from the net, before anything is decoded.

    Attributes:
        url: Where the body came from, after redirects.
        body: The bytes of the body, content encoding (gzip ...) undone, character encoding not.
        content_type: The HTTP header, whole, or None.
        http_status: The status code.
        source: The name of the source in ``sources.toml`` that led here.
        kind: What that source is.
        requested_url: The URL that was asked for, if a redirect led elsewhere.
        discovered_via: "feed", "sitemap", "listing", "api" (the site's own interface), "credit" (a copy named this
            page as its original) or "warc" (a web archive).
        date_crawled: ISO 8601 with offset.
        robots: "allowed", "disregarded" (``obey_robots = false``) or "unknown".
        opt_out: The opt-out signals that the page carries, such as "meta:noai".
        date_hint: A date that the feed or sitemap gave, ISO 8601, or None; used where the page gives none.
        language_hint: The source's language, for a page that doesn't say its own.
        warc: Its place in a WARC file, "FILE:BYTE", or None.
        again: Its article is in the corpus, and is said to have been changed since.
    """

    url: str
    body: bytes
    content_type: str | None = None
    http_status: int = 200
    source: str = ""
    kind: Kind = "news"
    requested_url: str | None = None
    discovered_via: str = "listing"
    date_crawled: str = ""
    robots: str = "unknown"
    opt_out: tuple[str, ...] = ()
    date_hint: str | None = None
    language_hint: str | None = None
    again: bool = False
    warc: str | None = None

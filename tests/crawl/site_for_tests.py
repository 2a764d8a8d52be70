"""Small sites of our own for the crawl tests: pages, feeds and sitemaps, served on loopback by pytest-httpserver."""

from __future__ import annotations

import random
import re
import time
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any

from werkzeug import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_httpserver import HTTPServer

_WORDS = """\
harbour council bridge winter teacher engine village railway orchard market surgeon airport lantern glacier
committee fisherman reservoir telescope bakery festival hospital warehouse library senator quarry painter ferry vineyard
museum stadium pipeline meadow captain brewery factory island tunnel lighthouse parliament shepherd clinic archive
turbine castle gallery workshop dentist forest canyon theatre furnace station pilot cottage valley journal merchant
tailor sculptor mayor plumber botanist violinist geologist carpenter notary beekeeper optician referee umpire novelist
collapsed reopened inspected measured flooded auctioned renovated photographed financed questioned transported harvested
repaired dismantled celebrated investigated postponed approved rejected evacuated translated insured polished mapped
copper granite timber barley silver amber marble cotton linen leather porcelain saffron ginger walnut juniper maple
"""
JITTER_S = 0.05  # between the moment of sending and that of the server's note


def story(slug: str, paragraphs: int = 6) -> list[str]:
    """Paragraphs that are the same for the same slug and share no phrase with those of another."""
    rng = random.Random(slug)  # noqa: S311 - words for a test, no secret
    found = []
    for _ in range(paragraphs):
        sentences = []
        for _ in range(3):
            words = rng.sample(_WORDS.split(), 12)
            sentences.append(f"The {words[0]} {words[1]} and the {words[2]} {' '.join(words[3:])}.".replace("  ", " "))
        found.append(" ".join(sentences))
    return found


def article(slug: str, title: str | None = None, *, credit: str = "", canonical: str = "", paragraphs: int = 6) -> str:
    """A page with the story of this slug; ``credit`` is the URL of the original that it names."""
    body = "\n".join(f"<p>{text}</p>" for text in story(slug, paragraphs))
    if credit:
        named = f'<a href="{credit}">the original site</a>'
        body += f'\n<p class="credit">This article was originally published at {named}.</p>'
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    name = title or f"About {slug}"
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{name}</title>{link}"
        '<meta property="article:published_time" content="2026-03-04T08:00:00+00:00"></head>'
        "<body><header><nav><a href='/'>Home</a></nav></header>"
        f"<main><article><h1>{name}</h1>\n{body}\n</article></main></body></html>"
    )


HOME = (
    '<!doctype html><title>A site</title><link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    "<p>Welcome.</p>"
)


@dataclass
class Site:
    """One site on one loopback address."""

    server: HTTPServer
    feed: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.server.host}:{self.server.port}"

    @property
    def hits(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.full_path.rstrip("?") for request, _ in self.server.log]

    def page(self, path: str, body: str | bytes, *, kind: str = "text/html; charset=utf-8", status: int = 200) -> str:
        self.server.expect_request(path).respond_with_data(body, status=status, content_type=kind)
        return self.url + path

    def article(self, path: str, slug: str, title: str | None = None, **more: Any) -> str:
        """An article that stands in the feed."""
        url = self.page(path, article(slug, title, **more))
        self.feed.append(url)
        return url

    def redirect(self, path: str, to: str) -> str:
        self.server.expect_request(path).respond_with_data("", status=302, headers={"Location": to})
        return self.url + path

    def serve(self, home: str = HOME, robots: str = "") -> None:
        """Serve home page, robots.txt and feed as they stand at the time of the request."""
        self.page("/robots.txt", robots, kind="text/plain")
        self.page("/", home)
        self.server.expect_request("/feed.xml").respond_with_handler(self._rss)

    def _rss(self, _: Request) -> Response:
        items = "".join(f"<item><title>t</title><link>{url}</link></item>" for url in self.feed)
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>{items}</channel></rss>'
        return Response(body, content_type="application/rss+xml")


class Clock:
    """Notes when each path was asked for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.asked: list[tuple[float, str]] = []
        self._lock = Lock()

    def note(self, path: str) -> int:
        """Note a request; which one it is, from 1."""
        with self._lock:
            self.asked.append((time.monotonic(), path))
            return len(self.asked)

    def serve(self, path: str, answer: Callable[[int], Response]) -> None:
        def respond(request: Request) -> Response:
            return answer(self.note(request.path))

        self.site.server.expect_request(re.compile(path)).respond_with_handler(respond)

    def gaps(self) -> list[float]:
        """Seconds between each request and the next."""
        return [later - sooner for (sooner, _), (later, _) in pairwise(self.asked)]


def story_page(slug: str) -> Response:
    """The answer that holds the story of this slug."""
    return Response(article(slug), content_type="text/html; charset=utf-8")

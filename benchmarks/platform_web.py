"""Local sites, one per platform that news and mirror blogs run on: markup, feeds, sitemaps and manners of ours.

In: a number of stories. Out: sites that answer ``(path, query)`` as the platform would, and say which of their
addresses are articles. Refused: what isn't there (404). Besides its articles each site has what such sites have: pages
about itself, tags, authors, searches, calendars without end, several addresses of one page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from urllib.parse import parse_qsl

from platform_posts import SECTIONS, Post, newest_first

Answer = tuple[int, dict[str, str], bytes]
HTML, XML, JSON = "text/html; charset=utf-8", "application/xml; charset=utf-8", "application/json"
GZIP = "application/x-gzip"  # what servers call a sitemap in gzip
_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PER_PAGE = 10


def answer(body: str, kind: str = HTML, status: int = 200, more: dict[str, str] | None = None) -> Answer:
    """An answer with a body."""
    return status, {"Content-Type": kind, **(more or {})}, body.encode()


NOT_FOUND = answer("<!doctype html><title>Not found</title><p>There is no such page.</p>", status=404)


@dataclass
class PlatformSite:
    """One site; a platform is a subclass.

    Attributes:
        base: Where it is, such as "http://127.0.0.2:8000".
        posts: Its stories, the newest first.
        log: What was asked for: path with query, and status, in order.
    """

    base: str
    posts: list[Post]
    log: list[tuple[str, int]] = field(default_factory=list)

    name = ""
    generator = ""
    head = ""
    others: tuple[str, ...] = ("about", "contact", "privacy-policy")
    validators = True
    home_path = "/"

    def path(self, post: Post) -> str:
        """The path of a story."""
        return f"/{post.slug}/"

    @property
    def articles(self) -> dict[str, Post]:
        """Its stories by their paths."""
        return {self.path(post): post for post in self.posts}

    def respond(self, path: str, query: str, headers: dict[str, str]) -> Answer:
        """What the server answers; feeds and sitemaps that haven't changed are 304 to who asks so."""
        status, given, body = self._respond(path, query)
        if self.validators and status == 200 and given["Content-Type"] in {XML, GZIP}:
            tag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
            given = {**given, "ETag": tag}
            if headers.get("If-None-Match") == tag:
                status, body = 304, b""
        self.log.append((f"{path}?{query}" if query else path, status))
        return status, given, body

    def _respond(self, path: str, query: str) -> Answer:
        post = self.articles.get(path) if not query or "utm" in query else None
        if post is not None:
            return answer(self.article(post))
        params = dict(parse_qsl(query))
        if path == "/":
            return answer(self.home(params))
        found = self.special(path, params)
        if found is not None:
            return found
        if path == "/robots.txt":
            return answer(self.robots(), "text/plain")
        if path.strip("/").removesuffix(".html").split("/")[-1] in self.others:
            return answer(self.page(path.strip("/"), "<p>We have been here for a while, and so has the site.</p>" * 8))
        return NOT_FOUND

    def special(self, path: str, params: dict[str, str]) -> Answer | None:
        """What the platform has besides."""
        del path, params
        return None

    def robots(self) -> str:
        """robots.txt."""
        return "User-agent: *\nDisallow: /private/\n"

    def home(self, params: dict[str, str]) -> str:
        """The home page."""
        del params
        return self.list_page("Home", self.posts, 1, "/page/{n}/")

    def next_night(self) -> None:
        """Two new stories, and one of the newest ten rewritten."""
        newest = self.posts[0].number
        at = newest % 10
        self.posts[at] = self.posts[at].changed()
        self.posts[:0] = [Post(newest + 2), Post(newest + 1)]

    # --- pieces -------------------------------------------------------------------------------------------

    def page(self, title: str, body: str, head: str = "") -> str:
        """A page with the site's furniture."""
        menu = "".join(f'<li><a href="{href}">{name}</a></li>' for name, href in self.menu())
        foot = "".join(f'<a href="/{page}">{page.title()}</a> ' for page in self.others)
        return (
            f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{escape(title)}</title>"
            f'<meta name="generator" content="{self.generator}">{self.head}{head}</head><body>'
            f'<header><nav><ul><li><a href="/">Home</a></li>{menu}</ul></nav></header>'
            f"<main>{body}</main><footer>{foot}<a href='https://elsewhere.example/'>Elsewhere</a></footer></body></html>"
        )

    def menu(self) -> list[tuple[str, str]]:
        """Its sections."""
        return [(name.title(), f"/category/{name}/") for name in SECTIONS]

    def article(self, post: Post) -> str:
        """The page of a story."""
        when = post.date.isoformat()
        older = [other for other in self.posts if other.number < post.number][:1]
        more = "".join(f'<a rel="prev" href="{self.path(p)}">{escape(p.title)}</a>' for p in older)
        head = (
            f'<link rel="canonical" href="{self.base}{self.path(post)}"><meta property="og:type" content="article">'
            f'<meta property="article:published_time" content="{when}">'
        )
        body = (
            f'<article class="post"><h1>{escape(post.title)}</h1><p><time datetime="{when}">{when[:10]}</time> by '
            f'<a href="/author/ann/">Ann</a> in <a href="/tag/{post.section}-news/">{post.section}</a></p>{post.html}'
            f'</article><nav class="post-navigation">{more}</nav><a href="{self.path(post)}?share=mail">Share</a>'
        )
        return self.page(post.title, body, head)

    def list_page(self, title: str, posts: list[Post], number: int, pages: str, per_page: int = _PER_PAGE) -> str:
        """A page of a list, with links to the next one."""
        first = (number - 1) * per_page
        cards = "".join(
            f'<article class="post"><h2><a href="{self.path(post)}">{escape(post.title)}</a></h2>'
            f'<time datetime="{post.date.isoformat()}"></time><p>{post.paragraphs[0][:80]}</p>'
            f'<a href="{self.path(post)}#respond">3 comments</a></article>'
            for post in posts[first : first + per_page]
        )
        is_last = first + per_page >= len(posts)
        older = (
            "" if is_last else f'<div class="nav-previous"><a href="{pages.format(n=number + 1)}">Older posts</a></div>'
        )
        return self.page(title, f"{cards}<div class='nav-links'>{older}</div>")

    def rss(self, posts: list[Post], *, whole: bool = False) -> Answer:
        """A feed."""
        items = "".join(
            f"<item><title>{escape(p.title)}</title><link>{self.base}{self.path(p)}?utm_source=rss</link>"
            f"<pubDate>{p.date:%a, %d %b %Y %H:%M:%S +0000}</pubDate>"
            + (f"<content:encoded><![CDATA[{p.html}]]></content:encoded>" if whole else "")
            + "</item>"
            for p in posts
        )
        return answer(
            '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            f"<channel><title>{self.name}</title><generator>{self.generator}</generator>{items}</channel></rss>",
            XML,
        )

    def urlset(self, entries: list[tuple[str, str]]) -> Answer:
        """A sitemap of paths and dates."""
        urls = "".join(
            f"<url><loc>{escape(self.base + path)}</loc>{f'<lastmod>{when}</lastmod>' if when else ''}</url>"
            for path, when in entries
        )
        return answer(f'<?xml version="1.0"?><urlset {_NS}>{urls}</urlset>', XML)

    def index(self, paths: list[str]) -> Answer:
        """A sitemap index."""
        children = "".join(f"<sitemap><loc>{self.base}{escape(path)}</loc></sitemap>" for path in paths)
        return answer(f'<?xml version="1.0"?><sitemapindex {_NS}>{children}</sitemapindex>', XML)

    def dated(self, posts: list[Post]) -> list[tuple[str, str]]:
        """Paths and dates of stories."""
        return [(self.path(post), post.modified.isoformat()) for post in posts]


Maker = Callable[[str, list[Post]], PlatformSite]


def sites(makers: list[Maker], count: int, base: Callable[[int], str]) -> list[PlatformSite]:
    """A site of so many stories for each maker; ``base`` says where the n-th is."""
    return [make(base(number), newest_first(count)) for number, make in enumerate(makers)]

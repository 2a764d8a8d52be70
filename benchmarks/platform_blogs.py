"""The blog platforms of ``platform_web`` but for WordPress: what each keeps where."""

from __future__ import annotations

import json
from html import escape

from platform_posts import SECTIONS, Post
from platform_web import JSON, XML, Answer, PlatformSite, answer


class Blogspot(PlatformSite):
    """Blogspot: Atom in pages, archives by month, pages under /p/."""

    name, generator = "blogspot", "blogger"
    head = '<link rel="alternate" type="application/atom+xml" title="Atom" href="/feeds/posts/default">'
    others = ("p/about.html", "p/contact.html")

    def path(self, post: Post) -> str:
        """/2026/03/name.html."""
        return f"/{post.date:%Y/%m}/{post.slug[:39].rstrip('-')}.html"

    def menu(self) -> list[tuple[str, str]]:
        """Labels."""
        return [(name, f"/search/label/{name}") for name in SECTIONS]

    def home(self, params: dict[str, str]) -> str:
        """The newest, and the way to the older ones."""
        del params
        return self.list_page("Home", self.posts, 1, "/search?updated-max=2026&max-results={n}")

    def special(self, path: str, params: dict[str, str]) -> Answer | None:
        """The feed with its further pages, and the sitemap in pages."""
        if path == "/feeds/posts/default":
            return self._atom(int(params.get("start-index", "1")))
        if path == "/sitemap.xml" and "page" not in params:
            return self.index(["/sitemap.xml?page=1"])
        if path == "/sitemap.xml":
            return self.urlset(self.dated(self.posts))
        if path.startswith("/p/"):
            return answer(self.page("About", "<p>We write of what we read, and read what others write.</p>" * 9))
        if path == "/search" or path.startswith("/search/label"):
            return answer(
                self.list_page("Search", self.posts, int(params.get("max-results", "1")), "/search?max-results={n}")
            )
        return None

    def _atom(self, start: int) -> Answer:
        some = self.posts[start - 1 : start + 24]
        entries = "".join(
            f'<entry><title>{escape(p.title)}</title><link rel="alternate" href="{self.base}{self.path(p)}"/>'
            f"<id>tag:{p.number}</id><published>{p.date.isoformat()}</published>"
            f"<updated>{p.modified.isoformat()}</updated><content type='html'>{escape(p.html)}</content></entry>"
            for p in some
        )
        after = f'<link rel="next" href="{self.base}/feeds/posts/default?start-index={start + 25}"/>'
        following = after if start + 25 <= len(self.posts) else ""
        return answer(
            f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>b</title>{following}{entries}</feed>',
            XML,
        )

    def robots(self) -> str:
        """As Blogspot has it: searches are forbidden."""
        return f"User-agent: *\nDisallow: /search\nAllow: /\n\nSitemap: {self.base}/sitemap.xml\n"


class Substack(PlatformSite):
    """Substack: /p/name, an archive that scripts fill from its own interface."""

    name, generator = "substack", "Substack"
    head = '<link rel="alternate" type="application/rss+xml" href="/feed"><link rel="preconnect" href="https://substackcdn.com/">'
    others = ("about", "archive", "recommendations", "notes")

    def path(self, post: Post) -> str:
        """/p/name."""
        return f"/p/{post.slug}"

    def menu(self) -> list[tuple[str, str]]:
        """As there."""
        return [("Archive", "/archive"), ("About", "/about"), ("Notes", "/notes")]

    def home(self, params: dict[str, str]) -> str:
        """The newest ones; the rest is behind a script."""
        del params
        return self.list_page("Home", self.posts[:8], 1, "")

    def special(self, path: str, params: dict[str, str]) -> Answer | None:
        """Feed, interface, sitemap."""
        if path == "/feed":
            return self.rss(self.posts[:20], whole=True)
        if path == "/api/v1/archive":
            first, limit = int(params.get("offset", "0")), min(int(params.get("limit", "12")), 50)
            some = self.posts[first : first + limit]
            told = [
                {"canonical_url": self.base + self.path(p), "title": p.title, "post_date": p.date.isoformat()}
                for p in some
            ]
            return answer(json.dumps(told), JSON)
        if path == "/sitemap.xml":
            return self.urlset([("/about", ""), ("/archive", ""), *self.dated(self.posts)])
        return None

    def robots(self) -> str:
        """robots.txt names the sitemap."""
        return f"User-agent: *\nDisallow: /private/\nSitemap: {self.base}/sitemap.xml\n"


class Ghost(PlatformSite):
    """Ghost: addresses of one part, sitemaps by kind."""

    name, generator = "ghost", "Ghost 5.80"
    head = '<link rel="alternate" type="application/rss+xml" href="/rss/">'

    def menu(self) -> list[tuple[str, str]]:
        """Tags as sections."""
        return [(name.title(), f"/tag/{name}/") for name in SECTIONS]

    def special(self, path: str, params: dict[str, str]) -> Answer | None:
        """Feed, sitemaps, further pages."""
        del params
        if path == "/rss/":
            return self.rss(self.posts[:15], whole=True)
        if path == "/sitemap.xml":
            return self.index([f"/sitemap-{kind}.xml" for kind in ("pages", "posts", "authors", "tags")])
        entries = {
            "/sitemap-pages.xml": [("/", ""), ("/about/", "")],
            "/sitemap-posts.xml": self.dated(self.posts),
            "/sitemap-authors.xml": [("/author/ann/", "")],
            "/sitemap-tags.xml": [(f"/tag/{name}/", "") for name in SECTIONS],
        }
        if path in entries:
            return self.urlset(entries[path])
        if path.startswith("/page/"):
            return answer(self.list_page("Page", self.posts, int(path.split("/")[2]), "/page/{n}/"))
        return None

    def robots(self) -> str:
        """robots.txt names the sitemap."""
        return f"User-agent: *\nDisallow: /private/\nSitemap: {self.base}/sitemap.xml\n"


class Medium(PlatformSite):
    """A publication on Medium: names with an id at their end, a feed of ten, sitemaps by day."""

    name, generator = "medium", "Medium"
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/feed">'
        '<link href="https://miro.medium.com/x.png" rel="icon">'
    )

    def path(self, post: Post) -> str:
        """/name-0123456789ab."""
        return f"/{post.slug}-{post.number * 7919 + 0xA00000000000:012x}"

    def menu(self) -> list[tuple[str, str]]:
        """Tags, people, and the rest."""
        return [("Culture", "/tagged/culture"), ("Science", "/tagged/science"), ("Ann", "/@ann"), ("About", "/about")]

    def home(self, params: dict[str, str]) -> str:
        """The newest ones; the rest is behind a script."""
        del params
        return self.list_page("Home", self.posts[:10], 1, "")

    def special(self, path: str, params: dict[str, str]) -> Answer | None:
        """Feed and sitemaps."""
        del params
        if path == "/feed":
            return self.rss(self.posts[:10], whole=True)
        years = sorted({post.date.year for post in self.posts})
        if path == "/sitemap/sitemap.xml":
            return self.index(
                [f"/sitemap/posts/{year}/posts-{year}.xml" for year in years] + ["/sitemap/users/2026/users-2026.xml"]
            )
        if path.startswith("/sitemap/posts/"):
            return self.urlset(self.dated([p for p in self.posts if str(p.date.year) in path]))
        if path.startswith("/sitemap/users/"):
            return self.urlset([("/@ann", ""), ("/@ben", "")])
        return None


class Tumblr(PlatformSite):
    """Tumblr: /post/number/name, a feed of twenty, a sitemap, pages."""

    name, generator = "tumblr", "tumblr"
    head = '<link rel="alternate" type="application/rss+xml" href="/rss"><script src="https://assets.tumblr.com/x.js"></script>'
    others = ("about", "ask", "submit")

    def path(self, post: Post) -> str:
        """/post/720000000000000001/name."""
        return f"/post/{720000000000000000 + post.number}/{post.slug}"

    def menu(self) -> list[tuple[str, str]]:
        """Tags."""
        return [("Culture", "/tagged/culture"), ("Archive", "/archive"), ("Ask", "/ask")]

    def home(self, params: dict[str, str]) -> str:
        """Pages without end."""
        del params
        return self.list_page("Home", self.posts, 1, "/page/{n}")

    def special(self, path: str, params: dict[str, str]) -> Answer | None:
        """Feed, sitemap index with pages, further pages."""
        del params
        if path == "/rss":
            return self.rss(self.posts[:20], whole=True)
        if path == "/sitemap.xml":
            return self.index(["/sitemap-pages.xml", "/sitemap1.xml"])
        if path == "/sitemap1.xml":
            return self.urlset([("/", ""), *self.dated(self.posts)])
        if path == "/sitemap-pages.xml":
            return self.urlset([("/ask", ""), ("/about", "")])
        if path.startswith("/page/"):
            return answer(self.list_page("Page", self.posts, int(path.split("/")[2]), "/page/{n}"))
        return None

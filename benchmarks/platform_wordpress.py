"""WordPress for ``platform_web``, with all its ways, without its interface, bare, and on WordPress.com."""

from __future__ import annotations

import json
from html import escape

from platform_posts import SECTIONS, Post
from platform_web import JSON, NOT_FOUND, Answer, PlatformSite, answer


class WordPress(PlatformSite):
    """WordPress of one's own, with its REST interface."""

    name, generator = "wordpress", "WordPress 6.8.1"
    rest = True

    @property
    def head(self) -> str:  # type: ignore[override] # depends on the site
        """The links of WordPress's own head."""
        api = f'<link rel="https://api.w.org/" href="{self.base}/wp-json/">' if self.rest else ""
        return (
            '<link rel="alternate" type="application/rss+xml" title="The site" href="/feed/">'
            '<link rel="alternate" type="application/rss+xml" title="Comments Feed" href="/comments/feed/">'
            f'{api}<link rel="stylesheet" href="/wp-content/themes/plain/style.css">'
        )

    def special(self, path: str, params: dict[str, str]) -> Answer | None:
        """Feeds, archives, sitemaps and the interface."""
        parts = path.strip("/").split("/")
        number = int(parts[parts.index("page") + 1]) if "page" in parts else 1
        page = int(params.get("paged", "1"))
        if path == "/feed/":
            some = self.posts[(page - 1) * 10 : page * 10]
            return self.rss(some, whole=True) if some else NOT_FOUND
        if parts[0] == "page" or (parts[0] in {"category", "author", "tag"} and len(parts) > 1):
            posts = [p for p in self.posts if parts[0] == "page" or parts[0] == "author" or p.section in parts[1]]
            folder = "" if parts[0] == "page" else f"/{parts[0]}/{parts[1]}"
            return answer(self.list_page("Archive", posts, number, folder + "/page/{n}/"))
        if path == "/wp-json/wp/v2/posts" and self.rest:
            return self._rest(params)
        if path.startswith("/wp-json"):
            refused = {"code": "rest_disabled", "message": "The interface is switched off."}
            return answer(json.dumps(refused), JSON, 401)
        return self._sitemaps(path)

    def _rest(self, params: dict[str, str]) -> Answer:
        size, page = int(params.get("per_page", "10")), int(params.get("page", "1"))
        since = params.get("modified_after", "")
        posts = [p for p in self.posts if p.modified.isoformat() > since] if since else self.posts
        some = posts[(page - 1) * size : page * size]
        listed = [
            {
                "link": self.base + self.path(p),
                "date_gmt": p.date.isoformat()[:19],
                "modified_gmt": p.modified.isoformat()[:19],
                "title": {"rendered": escape(p.title)},
            }
            for p in some
        ]
        return answer(json.dumps(listed), JSON, more={"X-WP-TotalPages": str(-(-len(posts) // size) or 1)})

    def _sitemaps(self, path: str) -> Answer | None:
        half = len(self.posts) // 2
        names = ("posts-post-1", "posts-post-2", "posts-page-1", "taxonomies-category-1", "users-1")
        if path == "/wp-sitemap.xml":
            return self.index([f"/wp-sitemap-{name}.xml" for name in names])
        entries = {
            "posts-post-1": self.dated(self.posts[half:]),
            "posts-post-2": self.dated(self.posts[:half]),
            "posts-page-1": [("/", ""), *((f"/{other}/", "") for other in self.others)],
            "taxonomies-category-1": [(f"/category/{name}/", "") for name in SECTIONS],
            "users-1": [("/author/ann/", "")],
        }
        found = entries.get(path.removeprefix("/wp-sitemap-").removesuffix(".xml"))
        return None if found is None else self.urlset(found)

    def robots(self) -> str:
        """robots.txt, as WordPress makes it."""
        return f"User-agent: *\nDisallow: /wp-admin/\n\nSitemap: {self.base}/wp-sitemap.xml\n"


class WordPressShut(WordPress):
    """WordPress with its interface switched off."""

    name, rest = "wordpress, no REST", False


class WordPressBare(WordPress):
    """WordPress with neither interface nor sitemap: feeds and archives alone."""

    name, rest = "wordpress, bare", False

    def _sitemaps(self, path: str) -> Answer | None:
        del path
        return None

    def robots(self) -> str:
        """Nothing but a rule."""
        return "User-agent: *\nDisallow: /wp-admin/\n"


class WordPressCom(WordPress):
    """A blog on WordPress.com: dated addresses, and one sitemap for stories and pages alike."""

    name, generator, rest = "wordpress.com", "WordPress.com", False

    def path(self, post: Post) -> str:
        """Dated, as all are there."""
        return f"/{post.date:%Y/%m/%d}/{post.slug}/"

    def _sitemaps(self, path: str) -> Answer | None:
        if path == "/sitemap.xml":
            pages = [(f"/{other}/", "2026-01-01") for other in self.others]
            return self.urlset([("/", ""), *pages, *self.dated(self.posts)])
        return None

    def robots(self) -> str:
        """robots.txt names the sitemap."""
        return f"Sitemap: {self.base}/sitemap.xml\nUser-agent: *\nDisallow: /wp-login.php\n"

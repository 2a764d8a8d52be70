"""The news sites of ``platform_web``, each with a system of its own, and a Telegram channel."""

from __future__ import annotations

import gzip
from html import escape

from platform_posts import SECTIONS, Post
from platform_web import GZIP, Answer, PlatformSite, answer


class Telegram(PlatformSite):
    """A channel's web view: twenty messages a page, the older ones behind ``?before=``."""

    name, generator = "telegram", "Telegram"
    home_path = "/channel"
    validators = False

    def path(self, post: Post) -> str:
        """/channel/number."""
        return f"/channel/{post.number}"

    def home(self, params: dict[str, str]) -> str:
        """The channel's card, with a button to its messages."""
        del params
        return self.page(
            "Channel", '<div class="tgme_page"><a class="tgme_action_button_new" href="/s/channel">Open</a></div>'
        )

    def menu(self) -> list[tuple[str, str]]:
        """None."""
        return []

    def special(self, path: str, params: dict[str, str]) -> Answer | None:
        """The web view."""
        if path not in {"/s/channel", "/channel"}:
            return None
        if path == "/channel":
            return answer(self.home(params))
        before = int(params.get("before", str(len(self.posts) + 1)))
        some = [p for p in self.posts if p.number < before][:20]
        older = ""
        if some and some[-1].number > 1:
            first = some[-1].number
            older = f'<a class="tme_messages_more" href="/s/channel?before={first}" data-before="{first}"></a>'
        messages = "".join(
            f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message" data-post="channel/{p.number}">'
            f'<div class="tgme_widget_message_text">{escape(p.title)}<br/><br/>{"<br/><br/>".join(p.paragraphs)}</div>'
            f'<a class="tgme_widget_message_date" href="{self.base}{self.path(p)}">'
            f'<time datetime="{p.date.isoformat()}"></time></a></div></div>'
            for p in reversed(some)
        )
        return answer(self.page("Channel", f'{older}<section class="tgme_channel_history">{messages}</section>'))


class Agency(PlatformSite):
    """A news site with a system of its own: sitemaps in gzip by month with everything in them, a feed."""

    name, generator = "news, sitemaps", "Plain CMS"
    head = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'

    def path(self, post: Post) -> str:
        """/section/name-number."""
        return f"/{post.section}/{post.slug}-{100000 + post.number}"

    def menu(self) -> list[tuple[str, str]]:
        """Sections of one word."""
        return [(name.title(), f"/{name}") for name in SECTIONS]

    def home(self, params: dict[str, str]) -> str:
        """The newest ones, no further pages."""
        del params
        return self.list_page("Home", self.posts[:12], 1, "", per_page=12)

    def special(self, path: str, params: dict[str, str]) -> Answer | None:
        """Feed, sitemaps, sections."""
        del params
        if path == "/rss.xml":
            return self.rss(self.posts[:20])
        months = sorted({f"{p.date:%Y-%m}" for p in self.posts})
        if path == "/sitemaps/index.xml":
            return self.index([f"/sitemaps/{month}.xml.gz" for month in months] + ["/sitemaps/topics.xml"])
        if path.startswith("/sitemaps/2"):
            month = path.removeprefix("/sitemaps/").removesuffix(".xml.gz")
            return self._month(month)
        if path == "/sitemaps/topics.xml":
            return self.urlset([(f"/topic/{name}", "") for name in SECTIONS])
        if path.strip("/") in SECTIONS:
            posts = [p for p in self.posts if p.section == path.strip("/")]
            return answer(self.list_page(path, posts, 1, "", per_page=20))
        is_list = path in {"/world/europe", "/weather/today"}
        return answer(self.list_page(path, self.posts[:5], 1, "")) if is_list else None

    def _month(self, month: str) -> Answer:
        others = ["/", "/about", "/world/europe", "/weather/today", *(f"/{name}" for name in SECTIONS)]
        posts = [post for post in self.posts if f"{post.date:%Y-%m}" == month]
        status, headers, body = self.urlset([(path, "") for path in others] + self.dated(posts))
        return status, {**headers, "Content-Type": GZIP}, gzip.compress(body, mtime=0)

    def robots(self) -> str:
        """robots.txt names the index."""
        return f"User-agent: *\nDisallow: /private/\nSitemap: {self.base}/sitemaps/index.xml\n"


class Sections(Agency):
    """A news site with neither feed nor sitemap: sections with numbered pages, and a calendar without end."""

    name, head = "news, sections", ""

    def path(self, post: Post) -> str:
        """/section/number-name.html."""
        return f"/{post.section}/{100000 + post.number}-{post.slug}.html"

    def menu(self) -> list[tuple[str, str]]:
        """Sections, and the trap."""
        return [*super().menu(), ("Calendar", "/calendar/2026/03/"), ("Log in", "/login"), ("Video", "/video/")]

    def special(self, path: str, params: dict[str, str]) -> Answer | None:
        """Sections in pages; a calendar that always has a next month."""
        parts = path.strip("/").split("/")
        if parts[0] in SECTIONS and len(parts) == 1:
            posts = [p for p in self.posts if p.section == parts[0]]
            return answer(self._numbered(posts, int(params.get("page", "1")), path))
        if parts[0] == "calendar":
            year, month = int(parts[1]), int(parts[2])
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
            days = "".join(f'<a href="/calendar/{year}/{month:02}/{day:02}/">{day}</a> ' for day in range(1, 29))
            return answer(self.page("Calendar", f'<a rel="next" href="/calendar/{year}/{month:02}/">Next</a>{days}'))
        if path == "/video/":
            return answer(self.page("Video", "<p>No videos today.</p>"))
        return None

    def _numbered(self, posts: list[Post], number: int, path: str) -> str:
        page = self.list_page(path, posts[(number - 1) * 10 : number * 10], 1, "")
        last = -(-len(posts) // 10)
        numbers = "".join(f'<a href="{path}?page={n}">{n}</a> ' for n in range(1, last + 1) if n != number)
        return page.replace("</main>", f'<div class="pagination">{numbers}</div></main>')

    def robots(self) -> str:
        """No sitemap."""
        return "User-agent: *\nDisallow: /private/\n"


class Archives(Agency):
    """A site whose old stories stand in archives by month alone; its feed has the newest ten."""

    name = "news, archives"

    def path(self, post: Post) -> str:
        """/2026/03/name."""
        return f"/{post.date:%Y/%m}/{post.slug}"

    def menu(self) -> list[tuple[str, str]]:
        """Pages of the site; the archives stand beside the list."""
        return [("Subscribe", "/subscribe"), ("Team", "/our-team")]

    def home(self, params: dict[str, str]) -> str:
        """The newest ones, and all months."""
        months = sorted({f"{p.date:%Y/%m}" for p in self.posts}, reverse=True)
        links = "".join(f'<li><a href="/{month}/">{month}</a></li>' for month in months)
        return super().home(params).replace("</main>", f'</main><aside class="widget"><ul>{links}</ul></aside>')

    def special(self, path: str, params: dict[str, str]) -> Answer | None:
        """The months, in pages."""
        if path == "/rss.xml":
            return self.rss(self.posts[:10])
        month = "/".join(path.strip("/").split("/")[:2])
        posts = [p for p in self.posts if f"{p.date:%Y/%m}" == month]
        if not posts or path.count("/") != 3:
            return answer(self.page("Team", "<p>We are five.</p>")) if path == "/our-team" else None
        number = int(params.get("page", "1"))
        return answer(self.list_page(month, posts, number, f"/{month}/?page={{n}}"))

    def robots(self) -> str:
        """No sitemap."""
        return "User-agent: *\nDisallow: /private/\n"

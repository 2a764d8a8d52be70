"""One article, one request, whatever its addresses; and two articles stay two, however alike theirs are."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from conftest import PROJECT, Scrapy

sys.path.insert(0, str(PROJECT / "benchmarks"))

from platform_news import Agency
from platform_server import Served
from platform_web import NOT_FOUND, Answer, answer

if TYPE_CHECKING:
    from platform_posts import Post
    from platform_web import PlatformSite

STORIES = 24


class ManyAddresses(Agency):
    """A site whose sitemap lists each story by its plain address, its AMP page, to be printed, and in capitals."""

    redirects = False
    others = ()

    def path(self, post: Post) -> str:
        return f"/{post.section}/{post.slug}-{100000 + post.number}/"

    def variants(self, post: Post) -> list[str]:
        plain = self.path(post)
        return [f"{plain}amp/", f"{plain}?print=1", f"{plain}index.html", "/" + plain[1:].title()]

    def _respond(self, path: str, query: str) -> Answer:
        if path == "/sitemaps/index.xml":
            posts = self.posts
            first = self.dated(posts)
            return self.urlset(first + [(v, post.modified.isoformat()) for post in posts for v in self.variants(post)])
        address = f"{path}?{query}" if query else path
        for post in self.posts:
            if address in self.variants(post):
                if self.redirects and "amp" not in address:
                    return 301, {"Content-Type": "text/html", "Location": self.path(post)}, b""
                return answer(self.article(post))
            if address == self.path(post):
                return answer(self.article(post).replace("</head>", f'<link rel=amphtml href="{path}amp/"></head>'))
        return super()._respond(path, query) if not path.startswith("/rss") else NOT_FOUND


class Redirects(ManyAddresses):
    """The same, but its server leads to the plain address."""

    name, redirects = "redirects", True


class Capitals(Agency):
    """A site whose server tells small letters from capitals, in names made of few of them."""

    others = ()
    name = "capitals"

    def path(self, post: Post) -> str:
        name = f"sToRy-{post.number // 2:03}"
        return f"/tales/a-tale-of-{name if post.number % 2 else name.lower()}"

    def menu(self) -> list[tuple[str, str]]:
        return []


def asked(site: PlatformSite, posts: list[Post]) -> Counter[int]:
    """How often each story was asked for, by whatever address."""
    counts: Counter[int] = Counter()
    for address, status in site.log:
        path = address.split("?")[0].lower()
        for post in posts:
            if path.startswith(site.path(post).lower()) and status == 200:
                counts[post.number] += 1
    return counts


def test_each_article_is_asked_for_once_though_it_is_listed_by_five_addresses(scrapy: Scrapy) -> None:
    with Served([ManyAddresses, Redirects], STORIES) as web:
        sources = web.sources()
        # One at a time: what is under way when a proof comes is one request, however slow the machine is.
        settings: dict[str, Any] = {
            "FETCH_CREDITED_ORIGINALS": False,
            "LEARN_FROM_SITES": False,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        }
        first = scrapy("crawl", "news", sources=sources, **settings)
        assert first.code == 0, first.err
        for site in web.sites:
            assert isinstance(site, ManyAddresses)
            counts = asked(site, site.posts)
            assert len(counts) == STORIES
            # Two proofs for each of four rules, and for the last of them what is under way and what is being read.
            assert counts.total() <= STORIES + 8 + 2, (site.name, counts)
            found = [item["canonical_url"] for item in first.items if item["url"].startswith(site.base)]
            assert sorted(found) == sorted(site.base + site.path(post) for post in site.posts)
            site.log.clear()
            site.next_night()
        second = scrapy("crawl", "news", sources=sources, FETCH_CREDITED_ORIGINALS=False, LEARN_FROM_SITES=False)
        assert second.code == 0, second.err
        for site in web.sites:
            new = [post for post in site.posts if post.number > STORIES]
            assert asked(site, new) == {post.number: 1 for post in new}
            assert len([path for path, status in site.log if "amp/" in path and status == 200]) == 0


def test_addresses_that_differ_in_capitals_alone_are_two_articles_where_the_pages_say_so(scrapy: Scrapy) -> None:
    with Served([Capitals], STORIES) as web:
        run = scrapy("crawl", "news", sources=web.sources(), FETCH_CREDITED_ORIGINALS=False, LEARN_FROM_SITES=False)
        site = web.sites[0]
        assert {item["url"].split("?")[0] for item in run.items} == {site.base + path for path in site.articles}, (
            run.err
        )
        asked = [path.split("?")[0] for path, _ in site.log]
        assert Counter(path for path in asked if path in site.articles) == dict.fromkeys(site.articles, 1)

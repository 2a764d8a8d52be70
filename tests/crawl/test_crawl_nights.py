"""Night after night over a site that changes: the server's own log says what was asked for, and how often."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from conftest import PROJECT, Scrapy

sys.path.insert(0, str(PROJECT / "benchmarks"))

from platform_blogs import Ghost
from platform_server import Served

if TYPE_CHECKING:
    from platform_posts import Post
    from platform_web import PlatformSite

STORIES = 12


class Touchy(Ghost):
    """A site whose sitemap may say of a story that it was changed, though it wasn't."""

    touched = 0

    def dated(self, posts: list[Post]) -> list[tuple[str, str]]:
        later = "2028-01-01T00:00:00+00:00"
        return [(self.path(p), later if p.number == self.touched else p.modified.isoformat()) for p in posts]


def asked(site: PlatformSite) -> tuple[Counter[str], set[str], set[str]]:
    """The articles that were asked for, and the feeds and sitemaps that were sent and that were answered 304."""
    log = [(path.split("?")[0], status) for path, status in site.log]
    site.log.clear()
    ways = [(path, status) for path, status in log if "sitemap" in path or path == "/rss/"]
    articles = Counter(path for path, _ in log if path in site.articles)
    return articles, {path for path, status in ways if status == 200}, {path for path, status in ways if status == 304}


def test_three_nights_ask_for_each_story_once_and_for_a_changed_one_again(scrapy: Scrapy) -> None:
    with Served([Touchy], STORIES) as web:
        site, sources = web.sites[0], web.sources()
        assert isinstance(site, Touchy)

        first = scrapy("crawl", "news", sources=sources)
        articles, sent, unchanged = asked(site)
        assert articles == dict.fromkeys(site.articles, 1)
        assert (len(first.items), unchanged) == (STORIES, set())
        assert {"/rss/", "/sitemap.xml", "/sitemap-posts.xml"} <= sent

        old = {post.number: post for post in site.posts}
        site.next_night()
        site.touched = 1
        new = [post for post in site.posts if post.number not in old]
        (changed,) = (post for post in site.posts if old.get(post.number, post) != post)
        second = scrapy("crawl", "news", sources=sources)
        articles, sent, unchanged = asked(site)
        assert articles == {site.path(post): 1 for post in (*new, changed, old[site.touched])}
        assert sent >= {"/rss/", "/sitemap-posts.xml"}
        records = second.items[STORIES:]
        assert {r["url"].split("?")[0]: r["revision"] for r in records} == {
            site.base + site.path(post): 2 if post is changed else 1 for post in (*new, changed)
        }
        (before, after) = (r for r in second.items if r["url"].split("?")[0] == site.base + site.path(changed))
        assert (before["id"], before["revision"]) == (after["id"], 1)
        assert changed.paragraphs[0] in after["text"]
        assert changed.paragraphs[0] not in before["text"]

        written = second.items  # as they stand now
        third = scrapy("crawl", "news", sources=sources)  # a night without news
        articles, sent, unchanged = asked(site)
        assert (articles, sent) == ({}, set())
        assert unchanged >= {"/rss/", "/sitemap.xml", "/sitemap-posts.xml"}
        assert third.items == written
        assert [run.code for run in (first, second, third)] == [0, 0, 0]

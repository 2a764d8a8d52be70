"""The main job end to end: from sources to records, in real Scrapy runs."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from threading import Lock
from typing import TYPE_CHECKING

from conftest import PROJECT, Scrapy, source
from site_for_tests import Site, article, story
from werkzeug import Request, Response

if TYPE_CHECKING:
    from pathlib import Path


def test_records_of_a_first_run_and_nothing_new_in_a_second(scrapy: Scrapy, sites: list[Site]) -> None:
    news = sites[0]
    for slug in ("bridge", "orchard", "clinic"):
        news.article(f"/2026/03/{slug}/", slug)
    news.article("/2026/03/bridge/?utm_source=feed", "bridge")
    news.serve()
    text = source(news, "the-news", "news")

    first = scrapy("crawl", "news", sources=text)

    assert (first.code, first.err) == (0, "")
    assert {item["title"] for item in first.items} == {"About bridge", "About orchard", "About clinic"}
    bridge = next(item for item in first.items if item["title"] == "About bridge")
    assert bridge["text"] == "\n\n".join(story("bridge"))
    assert bridge["source"] == "the-news"
    assert bridge["provenance"]["discovered_via"] == "feed"
    assert bridge["provenance"]["robots"] == "allowed"
    assert bridge["provenance"]["run_id"].endswith("Z-news")
    assert news.hits.count("/2026/03/bridge/") == 1
    manifest = json.loads((first.corpus / "manifest.json").read_text())
    assert (manifest["complete"], manifest["counts"]["by_source"]) == (True, {"the-news": 3})
    assert (first.corpus / "report.html").stat().st_size > 1000
    assert "New records" in first.out

    before = len(news.hits)
    second = scrapy("crawl", "news", sources=text)

    assert second.code == 0
    assert len(second.items) == 3
    assert not [path for path in news.hits[before:] if path.startswith("/2026")]


def test_news_after_mirrors_and_before_them_tie_the_same_copies(scrapy: Scrapy, sites: list[Site]) -> None:
    news, mirror = sites[:2]
    original = news.article("/news/bridge", "bridge", "Bridge reopens")
    copy = mirror.article("/copied-without-a-word/", "bridge", "What a bridge")
    news.serve()
    mirror.serve()
    both = source(news, "news", "news") + source(mirror, "mirror", "mirror")

    alone = scrapy("crawl", "mirrors", sources=both)
    assert alone.stories[copy]["role"] == "unique"
    after = scrapy("crawl", "news", sources=both)
    assert after.stories[copy]["role"] == "repost"
    assert after.stories[copy]["origin_url"] == original

    scrapy("crawl", "news", sources=both, CORPUS_DIR="corpus2")
    before = scrapy("crawl", "mirrors", sources=both, CORPUS_DIR="corpus2")
    copied = next(item for item in before.items if item["source"] == "mirror")
    assert (copied["story"]["role"], copied["story"]["origin_url"]) == ("repost", original)


def test_what_is_not_a_story_is_rejected_by_name_and_the_rest_goes_on(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    site.article("/good", "bridge")
    for path, body, kind in (
        ("/report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <<>> endobj", "application/pdf"),
        ("/lying.html", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <<>> endobj", "text/html"),
        ("/noise", bytes(range(256)) * 40, "text/html"),
        ("/empty", b"", "text/html"),
        ("/stub", b"<!doctype html><html><body><p>Only five words stand here.</p></body></html>", "text/html"),
        ("/large", b"<p>" + b"word " * 60_000 + b"</p>", "text/html"),
    ):
        site.feed.append(site.page(path, body, kind=kind))
    site.feed.append(site.page("/gone", "<p>Gone.</p>", status=410))
    site.feed.append(site.page("/private/page", article("orchard")))
    site.feed.append(site.redirect("/away", "file:///etc/passwd"))
    site.feed.append(site.redirect("/loop", site.url + "/loop"))
    site.serve(robots="User-agent: *\nDisallow: /private/\n")

    run = scrapy("crawl", "news", sources=source(site, "site", "news"), DOWNLOAD_MAXSIZE=200_000, REDIRECT_MAX_TIMES=3)

    assert run.code == 0
    assert "Traceback" not in run.err
    assert [item["url"] for item in run.items] == [site.url + "/good"]
    reasons = run.rejected
    assert reasons.pop("/stub") in {"too_short", "no_story"}
    assert reasons == {
        "/report.pdf": "not_html",
        "/lying.html": "not_html",
        "/noise": "not_html",
        "/empty": "empty_body",
        "/large": "too_large",
        "/gone": "http_error",
        "/private/page": "robots",
        "/away": "http_error",
        "/loop": "redirect_loop",
    }
    assert "not html" in run.out.replace("_", " ")


def test_ways_listing_pagination_sitemap_and_limits(scrapy: Scrapy, sites: list[Site]) -> None:
    listing, mapped = sites[:2]
    for number in range(1, 5):
        links = "".join(
            f'<article><h2><a href="/2026/03/story-{number}-{n}/">The story of {number} and {n} is told here</a>'
            "</h2><p>Some words about it.</p></article>"
            for n in range(2)
        )
        older = f'<a rel="next" href="/page/{number + 1}/">Older posts</a>' if number < 4 else ""
        listing.page(f"/page/{number}/" if number > 1 else "/", f"<!doctype html><main>{links}{older}</main>")
        for n in range(2):
            listing.page(f"/2026/03/story-{number}-{n}/", article(f"listed {number} {n}"))
    listing.page("/robots.txt", "", kind="text/plain")

    urls = [mapped.page(f"/{kind}/{n}.html", article(f"{kind} {n}")) for kind in ("news", "ads") for n in range(4)]
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    old = mapped.page("/news/old.html", article("old"))
    entries += f"<url><loc>{old}</loc><lastmod>2019-01-01</lastmod></url>"
    xml = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    mapped.page("/articles.xml", f"<urlset {xml}>{entries}</urlset>", kind="application/xml")
    child = f"<sitemap><loc>{mapped.url}/articles.xml</loc></sitemap>"
    mapped.page("/sitemap.xml", f"<sitemapindex {xml}>{child}</sitemapindex>", kind="application/xml")
    mapped.page("/robots.txt", f"Sitemap: {mapped.url}/sitemap.xml", kind="text/plain")
    mapped.page("/", "<!doctype html><title>Home</title><p>Nothing here.</p>")

    text = source(listing, "listed", "news", max_items=5)
    text += source(mapped, "mapped", "news", include=["/news/"], exclude=["/3[.]html"]) + "since = 2020-01-01\n"
    run = scrapy("crawl", "news", sources=text, LISTING_PAGES=3)

    found = [item for item in run.items if item["source"] == "listed"]
    assert len(found) == 5
    assert {item["provenance"]["discovered_via"] for item in found} == {"listing"}
    assert "/page/4/" not in listing.hits
    assert sorted(item["url"] for item in run.items if item["source"] == "mapped") == urls[:3]
    assert run.code == 0


def test_one_article_by_many_addresses_is_one_record(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    real = site.page("/2026/bridge/", article("bridge", canonical=site.url + "/2026/bridge/"))
    other = site.page("/amp/bridge", article("bridge", canonical=real))
    moved = site.redirect("/old-address", "/2026/orchard/")
    site.page("/2026/orchard/", article("orchard"))
    site.feed = [real, other, moved]
    site.serve()
    text = source(site, "site", "news")

    run = scrapy("crawl", "news", sources=text)
    assert sorted(item["canonical_url"] for item in run.items) == [real, site.url + "/2026/orchard/"]
    assert set(run.rejected.values()) == {"duplicate"}

    before = len(site.hits)
    again = scrapy("crawl", "news", sources=text)
    assert len(again.items) == 2
    assert not {"/amp/bridge", "/old-address", "/2026/bridge/"} & set(site.hits[before:])


def test_the_bundled_web_is_crawled_when_there_are_no_sources(scrapy: Scrapy) -> None:
    run = scrapy("crawl", "mirrors", "-a", "only=commonroom")
    assert run.code == 0, run.err
    assert run.items
    assert all(item["domain"].endswith(".example") for item in run.items)
    assert {"repost", "unique"} <= {story["role"] for story in run.stories.values()}


def test_progress_shows_on_a_terminal_only(tmp_path: Path, sites: list[Site]) -> None:
    site = sites[0]
    site.article("/good", "bridge")
    site.serve()
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = newsspider.settings\n")
    (tmp_path / "sources.toml").write_text(source(site, "site", "news"))
    terminal, inner = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "news"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT), "TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=inner,
        check=True,
        timeout=300,
    )
    os.close(inner)
    shown = os.read(terminal, 65_536).decode()
    os.close(terminal)
    assert "rejected" in shown
    assert "queued" in shown


def test_a_source_is_asked_for_no_more_pages_at_once_than_it_allows(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    now, most, lock = 0, 0, Lock()

    def slow(request: Request) -> Response:
        nonlocal now, most
        with lock:
            now, most = now + 1, max(most, now + 1)
        time.sleep(0.2)
        with lock:
            now -= 1
        return Response(article(request.path), content_type="text/html")

    for number in range(8):
        site.server.expect_request(f"/slow/{number}").respond_with_handler(slow)
        site.feed.append(f"{site.url}/slow/{number}")
    site.serve()
    run = scrapy("crawl", "news", sources=source(site, "site", "news", concurrency=2))
    assert len(run.items) == 8
    assert most == 2

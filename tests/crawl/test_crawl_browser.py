"""Pages that are made by scripts, in a real Chromium: read whole, without a network of its own, within their bounds."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import Scrapy, source
from site_for_tests import Site, article, story

from newsspider.browser import BrowserMissingError, refuse_if_missing

CHROMIUM = shutil.which("chromium")
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or find_spec("scrapy_playwright") is None,
    reason="needs Chromium (apt-get install chromium) and pip install -e '.[browser]'",
)
FETCH = 90.0


def scripted(path: str, *, more: str = "") -> str:
    """A page whose story a script puts in, from data that it asks for."""
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>About {path}</title></head><body><main></main>"
        "<script src='/app.js'></script>"
        f"{more}</body></html>"
    )


APP = """
fetch('/data' + location.pathname + '.json').then(r => r.json()).then(told => {
  document.querySelector('main').innerHTML =
    '<article><h1>' + told.title + '</h1>' + told.paragraphs.map(p => '<p>' + p + '</p>').join('') + '</article>';
});
"""


def serve_scripted(site: Site, path: str, slug: str, *, more: str = "") -> str:
    site.page("/app.js", APP, kind="text/javascript")
    site.page(f"/data{path}.json", json.dumps({"title": slug, "paragraphs": story(slug)}), kind="application/json")
    url = site.page(path, scripted(path, more=more))
    site.feed.append(url)
    return url


@pytest.fixture
def secret(sites: list[Site]) -> Site:
    """A site that no source may contact."""
    sites[2].page("/secret.js", "document.title = 'stolen'", kind="text/javascript")
    sites[2].page("/secret.json", "{}", kind="application/json")
    return sites[2]


@needs_browser
def test_a_story_that_a_script_puts_in_is_read_and_nothing_else_is_contacted(
    scrapy: Scrapy, sites: list[Site], secret: Site
) -> None:
    site = sites[0]
    reach = (
        f"<script src='{secret.url}/secret.js'></script><img src='/picture.png'>"
        f"<link rel=stylesheet href='/style.css'><iframe src='file:///etc/passwd'></iframe>"
        f"<script>fetch('{secret.url}/secret.json'); new WebSocket('ws://{secret.server.host}:{secret.server.port}/');"
        f"navigator.sendBeacon('{secret.url}/beacon'); new Image().src = '{secret.url}/pixel'</script>"
    )
    url = serve_scripted(site, "/news/one", "bridge", more=reach)
    site.serve()
    run = scrapy("crawl", "news", sources=source(site, "site", "news", browser=True), timeout_s=FETCH)
    assert [item["url"] for item in run.items] == [url], run.err
    assert run.items[0]["text"] == "\n\n".join(story("bridge"))
    assert secret.hits == []
    assert not {"/picture.png", "/style.css"} & set(site.hits)
    assert site.hits.count("/news/one") == 1


@needs_browser
def test_a_home_page_made_by_a_script_leads_to_its_articles_and_redirects_are_followed(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    site = sites[0]
    links = {f"/2026/03/0{n}/a-long-name-of-the-story-{n}/": f"story {n}" for n in range(1, 4)}
    for path, slug in links.items():
        serve_scripted(site, path, slug)
    site.redirect("/2026/03/09/a-long-name-of-a-story-that-moved/", next(iter(links)))
    shown = [*links, "/2026/03/09/a-long-name-of-a-story-that-moved/"]
    cards = "".join(f'<article><h2><a href="{path}">A long name of {path[-2]}</a></h2></article>' for path in shown)
    site.page("/list.js", f"document.querySelector('main').innerHTML = {json.dumps(cards)};", kind="text/javascript")
    site.feed.clear()
    site.serve(home="<!doctype html><title>A site</title><main></main><script src='/list.js'></script>")
    run = scrapy("crawl", "news", sources=source(site, "site", "news", browser=True), timeout_s=FETCH)
    assert {item["url"] for item in run.items} == {site.url + path for path in links}, run.err
    assert run.code == 0, run.out


@needs_browser
def test_when_empty_a_page_is_read_by_the_browser_only_if_it_has_no_story(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    plain = site.article("/news/plain", "harbour")
    made = serve_scripted(site, "/news/made", "bridge")
    site.serve()
    run = scrapy(
        "crawl", "news", sources=source(site, "site", "news", browser="when_empty"), timeout_s=FETCH, MIN_WORDS=25
    )
    assert {item["url"] for item in run.items} == {plain, made}, run.err
    assert site.hits.count("/news/plain") == 1
    assert site.hits.count("/news/made") == 2
    assert run.rejected == {}


@needs_browser
def test_where_three_articles_have_needed_the_browser_the_others_go_to_it_at_once(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    site = sites[0]
    for number in range(10):
        serve_scripted(site, f"/news/{number}", f"story {number}")
    site.serve()
    text = source(site, "site", "news", browser="when_empty", concurrency=1, delay_s=2)
    run = scrapy("crawl", "news", sources=text, timeout_s=150, LEARN_FROM_SITES=False)
    assert len(run.items) == 10, run.err
    twice = [number for number in range(10) if site.hits.count(f"/news/{number}") == 2]
    assert 3 <= len(twice) < 10


@needs_browser
def test_a_page_that_never_ends_or_eats_memory_is_ended_and_the_others_go_on(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    busy = site.page("/news/busy", "<main></main><script>for (;;) {}</script>")
    large = "const all = []; for (;;) all.push(new Uint8Array(1 << 22).fill(7));"
    hungry = site.page("/news/hungry", f"<main></main><script>{large}</script>")
    site.feed += [busy, hungry]
    good = serve_scripted(site, "/news/good", "bridge")
    site.serve()
    text = source(site, "site", "news", browser=True, feeds=["/feed.xml"])
    run = scrapy("crawl", "news", sources=text, timeout_s=150, BROWSER_PAGE_S=8, BROWSER_MEMORY_MB=300, RETRY_TIMES=0)
    assert [item["url"] for item in run.items] == [good], run.err
    assert run.rejected == {"/news/busy": "download_failed", "/news/hungry": "download_failed"}


@pytest.mark.parametrize("value", [True, "when_empty"])
def test_without_a_browser_the_start_says_what_to_install(scrapy: Scrapy, sites: list[Site], value: object) -> None:
    site = sites[0]
    site.serve()
    run = scrapy("crawl", "news", sources=source(site, "site", "news", browser=value), BROWSER_PATH="/no/such/chromium")
    assert run.code == 2
    assert "sources.toml, line " in run.err
    assert "wants a browser" in run.err + run.out
    assert "install" in run.err + run.out
    assert "Traceback" not in run.err
    assert site.hits == []


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsspider.browser.extra.find_spec", lambda name: None)
    with pytest.raises(BrowserMissingError, match=r"pip install -e '.\[browser\]'"):
        refuse_if_missing("/bin/sh")


def test_sources_without_a_browser_start_none(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    site.page("/news/one", article("bridge"))
    site.feed.append(f"{site.url}/news/one")
    site.serve()
    run = scrapy("crawl", "news", sources=source(site, "site", "news"), BROWSER_PATH="/no/such/chromium")
    assert len(run.items) == 1
    assert Path("/no/such/chromium").exists() is False

"""Pages that lie, each under its own reason; stories behind a wall, taken from their feed; opt-outs."""

from __future__ import annotations

import json

from conftest import Scrapy, source
from site_for_tests import Site, article, story
from werkzeug import Request, Response


def html(
    title: str, body: str = "<p>Nothing to read here, and no more words than these few.</p>", head: str = ""
) -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


CARDS = "".join(f'<article><h2><a href="/2026/03/a-name-of-{n}/">A name of {n}</a></h2></article>' for n in range(9))
LIES = {
    "/soft": html("Page not found | A site", "<p>" + "Sorry for that. " * 30 + "</p>"),
    "/member": html("Log in - A site", "<p>" + "Members can read on here. " * 30 + "</p>"),
    "/cookies": html("Before you continue", "<p>" + "We and our 900 partners. " * 30 + "</p>"),
    "/robot": html("Just a moment...", "<p>" + "Checking your browser. " * 30 + "</p>"),
    "/list": html("World", CARDS),
    "/leads-on": html("Redirect", head='<meta http-equiv="refresh" content="0; url=/moved-on">'),
    "/leads-off": html("Redirect", head='<meta http-equiv="refresh" content="0; url=https://b.example/x">'),
    "/circle-1": html("Redirect", head='<meta http-equiv="refresh" content="0; url=/circle-2">'),
    "/circle-2": html("Redirect", head='<meta http-equiv="refresh" content="0; url=/circle-1">'),
}


def test_each_lie_has_its_reason(scrapy: Scrapy, sites: list[Site]) -> None:
    site, other = sites[:2]
    other.page("/robots.txt", "")
    site.article("/good", "bridge")
    site.page("/moved-on", article("orchard"))
    for path, body in LIES.items():
        site.page(path, body)
        if path != "/circle-2":
            site.feed.append(site.url + path)
    site.feed.append(site.page("/pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <<>> endobj"))
    site.feed.append(site.redirect("/home", site.url + "/"))
    site.feed.append(site.redirect("/loop", site.url + "/loop"))
    site.feed.append(site.redirect("/off", other.page("/elsewhere", article("clinic"))))
    site.serve()
    text = source(site, "site", "news", allow_private=["127.0.0.1", "127.0.0.2"])

    run = scrapy("crawl", "news", sources=text)

    assert run.code == 0, run.err
    assert run.rejected == {
        "/soft": "soft_404",
        "/home": "soft_404",
        "/member": "login_wall",
        "/cookies": "consent_wall",
        "/robot": "bot_wall",
        "/list": "list_page",
        "/leads-off": "meta_refresh",
        "/circle-1": "meta_refresh",
        "/pdf": "not_html",
        "/loop": "redirect_loop",
        "/off": "offsite_redirect",
    }
    assert {item["title"] for item in run.items} == {"About bridge", "About orchard"}
    before = len(site.hits)
    again = scrapy("crawl", "news", sources=text)
    assert len(again.items) == 2
    assert not {"/good", "/soft", "/member", "/off", "/list"} & set(site.hits[before:])  # not every night anew


def whole(site: Site, paths: dict[str, str]) -> None:
    """A feed that carries the stories whole."""

    def rss(_: Request) -> Response:
        items = "".join(
            f"<item><title>About {slug}</title><link>{site.url}{path}</link><content:encoded><![CDATA["
            + "".join(f"<p>{text}</p>" for text in story(slug))
            + "]]></content:encoded></item>"
            for path, slug in paths.items()
        )
        xmlns = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        body = f'<rss version="2.0" {xmlns}><channel><title>F</title>{items}</channel></rss>'
        return Response(body, content_type="text/xml")

    site.server.expect_request("/feed.xml").respond_with_handler(rss)


def test_a_story_that_its_page_does_not_give_is_taken_from_the_feed(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    paths = {"/good": "bridge", "/shut": "orchard", "/script": "clinic", "/wall": "harbour", "/teaser": "ferry"}
    site.page("/good", article("bridge"))
    site.page("/shut", "No.", status=403)
    site.page("/script", html("App", '<div id="root"></div><script src="/app.js"></script>'))
    site.page("/wall", html("Log in - A site"))
    site.page("/teaser", article("ferry", paragraphs=1))
    site.page("/gone", "Gone.", status=404)
    whole(site, {**paths, "/gone": "market"})
    site.serve()

    run = scrapy("crawl", "news", sources=source(site, "site", "news"))

    assert run.code == 0, run.err
    texts = {item["url"].removeprefix(site.url): item["text"] for item in run.items}
    assert texts == {path: "\n\n".join(story(slug)) for path, slug in paths.items()}
    assert run.rejected == {"/gone": "http_error"}  # what is gone is gone
    status = {item["url"].removeprefix(site.url): item["provenance"]["http_status"] for item in run.items}
    assert (status["/shut"], status["/good"]) == (403, 200)
    figures = json.loads((run.corpus / "state" / "figures.json").read_text("utf-8"))["stats"]
    assert figures["newsspider/feed_text/used"] == 4
    assert figures["newsspider/feed_text/agrees"] == 1


def test_opt_outs_are_recorded_and_obeyed_by_setting(scrapy: Scrapy, sites: list[Site]) -> None:
    site, reserved = sites[:2]
    robots = "User-agent: *\nDisallow: /private/\n\nUser-agent: GPTBot\nDisallow: /no-ai/\n"
    site.article("/free/1", "bridge")
    site.article("/no-ai/1", "orchard")
    said = article("clinic").replace("<title>", '<meta name="robots" content="noai"><title>')
    site.feed.append(site.page("/meta", said))
    site.server.expect_request("/usage").respond_with_data(
        article("harbour"), headers={"Content-Usage": "train-ai=n"}, content_type="text/html"
    )
    site.feed.append(site.url + "/usage")
    site.serve(robots=robots)
    rules = [{"location": "/open/*", "tdm-reservation": 0}, {"location": "/*", "tdm-reservation": 1}]
    reserved.page("/.well-known/tdmrep.json", json.dumps(rules), kind="application/json")
    reserved.article("/open/1", "ferry")
    reserved.article("/shut/1", "market")
    reserved.serve()
    text = source(site, "site", "news") + source(reserved, "reserved", "news")

    run = scrapy("crawl", "news", sources=text)
    told = {"/" + item["url"].split("/", 3)[3]: item["provenance"]["opt_out"] for item in run.items}
    assert told == {
        "/free/1": [],
        "/no-ai/1": ["robots:GPTBot"],
        "/meta": ["meta:noai"],
        "/usage": ["header:content-usage"],
        "/open/1": [],
        "/shut/1": ["tdmrep"],
    }
    assert reserved.hits.count("/.well-known/tdmrep.json") == 1

    site.server.clear_log()
    obeyed = scrapy("crawl", "news", sources=text, OBEY_OPT_OUTS=True, CORPUS_DIR="obeyed")
    assert {item["url"].split("/", 3)[3] for item in obeyed.items} == {"free/1", "open/1"}
    assert obeyed.rejected == dict.fromkeys(("/no-ai/1", "/meta", "/usage", "/shut/1"), "opt_out")
    assert "/no-ai/1" not in site.hits


def test_a_part_that_nobody_has_asked_for_is_no_page(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    for path, told in (("/part", "bytes 0-99/100000"), ("/middle", "bytes 5-9/10"), ("/whole", "bytes 0-9/10")):
        answer = Response(article(path), 206, {"Content-Range": told}, content_type="text/html; charset=utf-8")
        site.server.expect_request(path).respond_with_response(answer)
        site.feed.append(site.url + path)
    site.serve()
    run = scrapy("crawl", "news", sources=source(site, "site", "news"), RETRY_TIMES=1)
    assert [item["url"] for item in run.items] == [site.url + "/whole"]
    assert run.rejected == {"/part": "download_failed", "/middle": "download_failed"}
    assert site.hits.count("/part") == 2

"""No address that isn't public is contacted unless the source allows it: real servers' logs are the proof."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from conftest import Scrapy, source
from site_for_tests import Site, article

if TYPE_CHECKING:
    from pathlib import Path


def test_every_way_to_a_private_address_is_refused(scrapy: Scrapy, sites: list[Site], work: Path) -> None:
    site, secret, secret_too = sites
    inside = secret.page("/inside", article("secret"))
    too = secret_too.page("/inside", article("another secret"))
    port = secret.server.port
    site.article("/good", "bridge")
    site.feed.append(inside)  # a link
    site.feed.append(site.redirect("/redirect", inside))
    site.feed.append(site.redirect("/decimal", f"http://2130706434:{port}/inside"))  # 127.0.0.2
    site.feed.append(site.redirect("/short", f"http://127.2:{port}/inside"))
    site.feed.append(site.redirect("/mapped", f"http://[::ffff:127.0.0.2]:{port}/inside"))
    site.feed.append(site.redirect("/metadata", "http://169.254.169.254/latest/meta-data/"))
    site.article("/credit", "orchard", credit=inside)  # a credited original
    entries = f"<url><loc>{too}</loc></url>"
    xml = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    site.page("/sitemap.xml", f"<urlset {xml}>{entries}</urlset>", kind="application/xml")
    site.page("/index.xml", f"<sitemapindex {xml}><sitemap><loc>{secret.url}/s.xml</loc></sitemap></sitemapindex>")
    site.serve()
    text = source(
        site, "site", "mirror", feeds=["/feed.xml"], sitemaps=["/sitemap.xml", "/index.xml", secret.url + "/s.xml"]
    )

    run = scrapy("crawl", "mirrors", sources=text)

    assert secret.hits == []
    assert secret_too.hits == []
    assert {item["title"] for item in run.items} == {"About bridge", "About orchard"}
    reasons = {line["url"]: line["reason"] for line in run.lines("rejected.jsonl")}
    refused = {url for url, reason in reasons.items() if reason == "address_refused"}
    ours = {site.url + path for path in ("/redirect", "/decimal", "/short", "/mapped", "/metadata")}
    assert refused == {inside, too} | ours
    assert run.code == 0


def test_addresses_with_a_password_are_followed_without_it(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    with_login = f"http://user:secret@{site.server.host}:{site.server.port}"
    site.page("/linked", article("linked"))
    site.page("/target", article("target"))
    site.page("/refreshed", article("refreshed"))
    refresh = (
        f'<html><head><meta http-equiv="refresh" content="0;url={with_login}/refreshed"></head><body></body></html>'
    )
    site.feed = [
        f"{with_login}/linked",
        site.redirect("/redirect", f"{with_login}/target"),
        site.page("/refresh", refresh),
        site.page("/canonical", article("canonical", canonical=f"{with_login}/canonical")),
        site.page("/credit", article("credit", credit=f"{with_login}/origin/of/it")),
        site.page("/nowhere", "", status=404),
    ]
    site.serve()
    run = scrapy("crawl", "mirrors", "-L", "INFO", sources=source(site, "site", "mirror"))
    assert run.code == 0, run.err
    paths = {item["url"].removeprefix(site.url) for item in run.items}
    assert paths == {"/linked", "/target", "/refreshed", "/canonical", "/credit"}
    assert run.rejected == {"/nowhere": "http_error"}
    assert not any("Authorization" in request.headers for request, _ in site.server.log)
    written = [path for path in run.corpus.rglob("*") if path.is_file() and b"secret" in path.read_bytes()]
    assert written == []
    assert "secret" not in run.out + run.err


HOSTS = """
import socket
from newsspider.settings import *
_real, _asked = socket.getaddrinfo, {}
_NAMES = {"inside.example.com": ["127.0.0.2"], "rebound.example.com": ["127.0.0.1", "127.0.0.2"],
          "both.example.com": [("127.0.0.1", "127.0.0.2")]}
def getaddrinfo(host, port, *rest, **more):
    if host not in _NAMES:
        return _real(host, port, *rest, **more)
    answers = _NAMES[host]
    turn = _asked[host] = _asked.get(host, -1) + 1
    answer = answers[min(turn, len(answers) - 1)]
    addresses = answer if isinstance(answer, tuple) else (answer,)
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]
from twisted.internet import _resolver
_resolver.GAIResolver.__init__.__defaults__ = (None, getaddrinfo)
"""


def test_names_that_lead_there_are_refused_too(scrapy: Scrapy, sites: list[Site], work: Path) -> None:
    site, secret = sites[:2]
    secret.page("/inside", article("secret"))
    port = secret.server.port
    site.article("/good", "bridge")
    site.feed.append(f"http://inside.example.com:{port}/inside")
    site.feed.append(f"http://both.example.com:{port}/inside")
    # The first answer for this name is an allowed address, the next one isn't: the first is kept.
    site.feed += [f"http://rebound.example.com:{site.server.port}/good-{n}" for n in range(3)]
    for n in range(3):
        site.page(f"/good-{n}", article(f"rebound {n}"))
    site.serve()
    (work / "hosts.py").write_text(HOSTS)
    (work / "scrapy.cfg").write_text("[settings]\ndefault = hosts\n")

    run = scrapy("crawl", "news", sources=source(site, "site", "news"))

    assert secret.hits == []
    reasons = {line["url"]: line["reason"] for line in run.lines("rejected.jsonl")}
    assert reasons == {
        f"http://inside.example.com:{port}/inside": "address_refused",
        # Its allowed address remains, on which nobody listens at that port.
        f"http://both.example.com:{port}/inside": "download_failed",
    }
    assert len(run.items) == 4


def test_what_can_be_no_name_keeps_nobody_waiting(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    site.article("/good", "bridge")
    none = [f"http://{host}/stories/1" for host in ("a..example", "a" * 64 + ".example", "\u0091.example", "..")]
    site.feed += none
    site.serve()
    begun = time.monotonic()
    run = scrapy("crawl", "news", sources=source(site, "site", "news"), RETRY_TIMES=1)
    assert time.monotonic() - begun < 25  # a look-up that is never answered is given up after thirty seconds, each time
    assert set(run.rejected.values()) == {"download_failed"}
    assert len(run.items) == 1
    assert "Traceback" not in run.err


def test_one_sources_permission_is_not_anothers(scrapy: Scrapy, sites: list[Site]) -> None:
    site, intranet = sites[:2]
    inside = intranet.article("/inside", "secret")
    intranet.serve()
    site.article("/good", "bridge")
    site.feed += [inside, inside + "?from=site"]
    site.serve()
    run = scrapy(
        "crawl", "news", sources=source(site, "site", "news") + source(intranet, "intranet", "news", exclude=["inside"])
    )
    assert "/inside" not in intranet.hits
    assert "/inside?from=site" not in intranet.hits
    assert set(run.rejected.values()) == {"address_refused"}


@pytest.mark.parametrize("url", ["http://[::1]/", "http://localhost/"])
def test_extract_refuses_them_too(scrapy: Scrapy, url: str) -> None:
    run = scrapy("extract", url)
    assert run.code == 1
    assert "address_refused" in run.err
    assert "Traceback" not in run.err

"""docs/own.md as it stands: spiders, steps and projects of one's own, in real runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT, Scrapy
from site_for_tests import article

if TYPE_CHECKING:
    from pathlib import Path

    from site_for_tests import Site

PAGE = (PROJECT / "docs" / "own.md").read_text("utf-8")
CODE: list[str] = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SETTINGS = next(code for code in CODE if "CONTACT =" in code).replace("your-domain", "domain.example")
SHORT = "/b.php?id=7"
LISTED = ["/2026/a-ferry", SHORT, "third"]


def block(words: str) -> str:
    """The one block of the page that has these words."""
    (found,) = [code for code in CODE if words in code]
    return found


@pytest.fixture
def chronicle(work: Path, sites: list[Site]) -> Site:
    """The site of the page's spider, and its project in ``work``."""
    site = sites[0]
    older = '<p class=entry><a href="/third">Third</a>'
    first = "".join(f'<p class=entry><a href="{path}">Read</a></p>' for path in LISTED[:2])
    site.serve(f"<!doctype html><title>A list</title>{first}<a class=older href=/older>Older</a>")
    site.page("/older", f"<!doctype html><title>More</title>{older}")
    for path in LISTED:
        site.server.expect_request("/" + path.lstrip("/").partition("?")[0]).respond_with_data(
            article(path, paragraphs=3 if path == SHORT else 6), content_type="text/html"
        )
    (work / "scrapy.cfg").write_text("[settings]\ndefault = mine.settings\n")
    (work / "mine" / "spiders").mkdir(parents=True)
    for package in ("mine", "mine/spiders"):
        (work / package / "__init__.py").touch()
    (work / "mine" / "settings.py").write_text(SETTINGS)
    spider = block("class Chronicle").replace("https://chronicle.example", site.url)
    allowed = f'"allow_private": ["{site.server.host}"], "delay_s": 0'
    (work / "mine" / "spiders" / "chronicle.py").write_text(spider.replace('"delay_s": 2', allowed))
    return site


@pytest.mark.parametrize("command", ["fetch", "shell"])
def test_a_command_of_scrapy_s_own_says_why_a_page_is_not_fetched(scrapy: Scrapy, command: str) -> None:
    run = scrapy(command, "http://127.0.0.1:1/", stdin="")
    assert "http://127.0.0.1:1/ isn't fetched: 127.0.0.1 is not a public address" in run.err
    assert not run.corpus.exists()


def test_a_spider_of_ones_own_finds_links_and_the_house_does_the_rest(scrapy: Scrapy, chronicle: Site) -> None:
    run = scrapy("crawl", "chronicle")
    assert (run.code, run.err) == (0, "")
    first = run.items
    assert run.rejected == {}
    assert {item["url"] for item in first} == {f"{chronicle.url}/{path.lstrip('/')}" for path in LISTED}
    assert {(item["source"], item["kind"]) for item in first} == {("chronicle", "news")}
    before = len(chronicle.hits)
    again = scrapy("crawl", "chronicle")
    assert again.code == 0
    assert again.items == first
    assert set(chronicle.hits[before:]) <= {"/", "/older", "/robots.txt", "/.well-known/tdmrep.json"}


def test_its_failure_and_its_mistakes_are_told(scrapy: Scrapy, chronicle: Site, work: Path) -> None:
    spider = work / "mine" / "spiders" / "chronicle.py"
    good = spider.read_text()
    spider.write_text(good.replace('"kind"', '"kinds"'))
    run = scrapy("crawl", "chronicle")
    assert (run.code, run.out) == (2, "")
    assert '"kinds", which means nothing here' in run.err
    assert "did you mean kind?" in run.err
    spider.write_text(good.replace("source = {", f'start_urls = ["{chronicle.url}/gone"]\n    source = {{'))
    run = scrapy("crawl", "chronicle")
    assert run.code == 1
    assert "chronicle  " in run.out.split("Sources that failed")[1]


def test_a_story_that_the_sites_interface_gives_whole_is_not_asked_for(
    scrapy: Scrapy, chronicle: Site, work: Path
) -> None:
    words = " ".join(f"The ferry number {n} was late, and nobody on the pier could say why." for n in range(5))
    given = f'Link("{chronicle.url}/none", "api", title="Late", text="<p>{words}</p>", whole=True)'
    (work / "mine" / "spiders" / "chronicle.py").write_text(
        f"from newsspider.discovery import Link\n{(work / 'mine' / 'spiders' / 'chronicle.py').read_text()}".replace(
            'response.css(".entry a::attr(href)").getall()', f"[{given}, 'mailto:a@b.example']"
        )
    )
    run = scrapy("crawl", "chronicle", "-a", "section=all")
    assert run.code == 0, run.err
    assert [(item["title"], item["text"]) for item in run.items] == [("Late", words)]
    assert "/none" not in chronicle.hits


def test_a_plain_spider_is_told_that_it_is_none_of_ours(scrapy: Scrapy, chronicle: Site, work: Path) -> None:
    (work / "mine" / "spiders" / "plain.py").write_text(
        "import scrapy\n\n\nclass Plain(scrapy.Spider):\n    name = 'plain'\n    start_urls = []\n"
    )
    run = scrapy("crawl", "plain")
    assert run.code == 0
    assert "plain is no SiteSpider" in run.err
    assert not run.corpus.exists()


def test_steps_of_ones_own_drop_and_pass_on(scrapy: Scrapy, chronicle: Site, work: Path) -> None:
    (work / "mine" / "settings.py").write_text(SETTINGS + block("mine.steps.LongOnly"))
    (work / "mine" / "steps.py").write_text(block("class LongOnly"))
    run = scrapy("crawl", "chronicle")
    assert run.code == 0, run.err
    assert run.rejected == {SHORT: "dropped"}
    assert len(run.items) == 2
    assert all(f"unique {item['title']}" in run.out for item in run.items)
    before = len(chronicle.hits)
    assert scrapy("crawl", "chronicle").code == 0
    assert SHORT not in chronicle.hits[before:]


def test_a_project_that_is_not_ours(work: Path, chronicle: Site) -> None:
    (work / "mine" / "steps.py").write_text(block("class CleanStory"))
    (work / "mine" / "settings.py").write_text(
        "SPIDER_MODULES = ['mine.spiders']\nITEM_PIPELINES = {'mine.steps.CleanStory': 1}\n"
        "FEEDS = {'out.jsonl': {'format': 'jsonl'}}\n"
    )
    (work / "mine" / "spiders" / "chronicle.py").write_text(
        "import scrapy\n\n\nclass Theirs(scrapy.Spider):\n    name = 'theirs'\n"
        f"    start_urls = ['{chronicle.url}/third']\n\n"
        "    def parse(self, response):\n        yield {'url': response.url, 'html': response.body}\n"
    )
    subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "theirs"],
        cwd=work,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        timeout=300,
        check=True,
    )
    (item,) = [json.loads(line) for line in (work / "out.jsonl").read_text("utf-8").splitlines()]
    assert (item["title"], item["role"], item["original"]) == ("About third", "unique", f"{chronicle.url}/third")

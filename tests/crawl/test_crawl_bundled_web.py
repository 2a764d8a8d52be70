"""The main job on the bundled web: each record held against the expected one, each copy against its original."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from conftest import PROJECT, Run, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Scrapy
    from site_for_tests import Site

WEB = PROJECT / "fixtures" / "web"
EXPECTED = {
    expected["url"]: expected
    for expected in (json.loads(path.read_text("utf-8")) for path in sorted(WEB.rglob("*expected.json")))
}
FIELDS = ("canonical_url", "kind", "source", "title", "text", "authors", "language", "captions", "tags")


def _copies(role: str = "repost") -> dict[str, str]:
    return {url: e["story"]["origin_url"] for url, e in EXPECTED.items() if e["story"]["role"] == role}


def _tied(run: Run) -> dict[str, str]:
    return {url: story["origin_url"] for url, story in run.stories.items() if story["role"] == "repost"}


def _differences(item: dict[str, Any]) -> Iterator[str]:
    expected = EXPECTED[item["url"]]
    for field in FIELDS:
        if item[field] != expected[field]:
            yield f"{item['url']} {field}: {item[field]!r} is not {expected[field]!r}"
    dates = [datetime.fromisoformat(d) if d else None for d in (item["date_published"], expected["date_published"])]
    if dates[0] != dates[1]:
        yield f"{item['url']} date_published: {dates[0]} is not {dates[1]}"
    for snippet in expected["clutter"]:
        if snippet in item["text"].split("\n\n"):
            yield f"{item['url']} still holds {snippet!r}"


def test_mirrors_alone_tie_copies_to_the_originals_that_they_name(scrapy: Scrapy) -> None:
    run = scrapy("crawl", "mirrors", cold=True)
    assert run.code == 0, run.err
    assert len(run.items) >= 60
    right = [url for url, origin in _tied(run).items() if _copies().get(url) == origin]
    assert len(right) >= 25
    assert "Traceback" not in run.err


def test_made_up_records_are_told_and_stand_in_a_corpus_of_their_own(scrapy: Scrapy, sites: list[Site]) -> None:
    first = scrapy("crawl", "news")
    assert "The sites are the made-up ones that come with newsspider" in first.out
    assert "made-up ones" in (first.corpus / "report.html").read_text("utf-8")
    sites[0].article("/bridge", "bridge")
    sites[0].serve()
    own = source(sites[0], "paper", "news")
    mixed = scrapy("crawl", "news", sources=own)
    assert mixed.code == 2
    assert "holds records of the small web that comes with newsspider, which is made up" in mixed.err
    shutil.rmtree(first.corpus)
    after = scrapy("crawl", "news", sources=own)
    assert (after.code, len(after.items), "made-up" in after.out) == (0, 1, False)
    lost = scrapy("nightly", sources="")
    assert lost.code == 2
    assert "holds records of your sources (paper ...), and " in lost.err
    assert len(lost.items) == 1


@pytest.mark.parametrize("order", [("mirrors", "news"), ("news", "mirrors")], ids="-then-".join)
def test_both_in_either_order_give_every_record_and_every_copy(scrapy: Scrapy, order: tuple[str, str]) -> None:
    scrapy("crawl", order[0], cold=True)
    run = scrapy("crawl", order[1])
    assert run.code == 0, run.err
    assert {item["url"] for item in run.items} == set(EXPECTED)
    assert not [difference for item in run.items for difference in _differences(item)]
    assert _tied(run) == _copies()
    agencies = {url: story["agency"] for url, story in run.stories.items()}
    assert agencies == {url: expected["story"]["agency"] for url, expected in EXPECTED.items()}


def test_a_copy_tells_what_the_story_was_called_there(scrapy: Scrapy) -> None:
    run = scrapy("crawl", "mirrors", "-a", "only=wellspring")
    url = "http://wellspring.wordpress.example/2026/02/09/haddock-and-barley-the-way-grandmother-did-it/"
    story = run.stories[url]
    assert story["origin_url"] == EXPECTED[url]["story"]["origin_url"]
    titles = [e["value"] for e in story["evidence"] if e["kind"] == "origin_title"]
    assert titles == [EXPECTED[story["origin_url"]]["title"]]

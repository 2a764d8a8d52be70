"""Pages kept in WARC files by a crawl, and read again by ``scrapy replay`` without one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import Run, Scrapy, source
from site_for_tests import Site, article

from newsspider.warc import WarcWriter

if TYPE_CHECKING:
    from pathlib import Path

STORIES = 7


def crawled(scrapy: Scrapy, site: Site) -> Run:
    undated = site.page("/undated", article("undated").replace("article:published_time", "nothing"))
    site.feed.append(f"{undated}</link><pubDate>Wed, 04 Mar 2026 08:00:00 GMT</pubDate><link>{undated}")
    for number in range(1, STORIES):
        site.article(f"/stories/{number}", f"story {number}")
    site.serve()
    return scrapy("crawl", "news", sources=source(site, "site", "news"), WARC=True)


def test_a_replay_gives_the_records_of_the_crawl(scrapy: Scrapy, sites: list[Site]) -> None:
    first = crawled(scrapy, sites[0])
    assert (first.code, len(first.items)) == (0, STORIES)
    (archive,) = (first.corpus / "warc").iterdir()
    places = {item["provenance"]["warc"] for item in first.items}
    assert len(places) == STORIES
    assert all(place.startswith(f"warc/{archive.name}:") for place in places)
    sites[0].server.clear()  # nobody is asked
    again = scrapy("replay", str(archive), CORPUS_DIR="second")
    assert again.code == 0, again.out + again.err
    same = ("id", "url", "kind", "source", "title", "text", "authors", "date_published", "date_crawled", "captions")
    assert sorted([item[key] for key in same] for item in again.items) == sorted(
        [item[key] for key in same] for item in first.items
    )
    assert all(item["date_published"] for item in again.items)
    assert {f"warc/{item['provenance']['warc']}" for item in again.items} == places
    assert {item["provenance"]["discovered_via"] for item in again.items} == {"warc"}
    assert sites[0].server.log == []


def test_a_replay_goes_on_where_it_was_and_needs_no_sources(scrapy: Scrapy, sites: list[Site]) -> None:
    first = crawled(scrapy, sites[0])
    (archive,) = (first.corpus / "warc").iterdir()
    again = scrapy("replay", str(archive), "-a", "kind=mirror", sources="", CORPUS_DIR="second")
    name = archive.name.removesuffix(".warc.gz")
    assert {(item["source"], item["kind"]) for item in again.items} == {(name, "mirror")}
    writer = WarcWriter(archive.parent, "gone", "newsspider/1", 0)
    writer.write(
        sites[0].url + "/gone", "404 Not Found", [("Content-Type", "text/html")], b"gone", "2026-11-27T17:00:00Z"
    )
    writer.close()
    once_more = scrapy("replay", *map(str, sorted(archive.parent.iterdir())), sources="", CORPUS_DIR="second")
    assert (once_more.code, len(once_more.items)) == (0, STORIES)
    for line in (f"Already known +{STORIES}", "Pages read +0", "Passed over +1 +http status 1"):
        assert re.search(rf"^{line}$", once_more.out, re.MULTILINE), once_more.out


def test_a_replay_leaves_what_a_crawl_knows_as_it_is(scrapy: Scrapy, sites: list[Site], tmp_path: Path) -> None:
    news, mirror = sites[:2]
    news.article("/first", "first")
    news.feed.append(news.page("/later", "busy", status=503))
    news.serve()
    its = source(news, "site", "news", browser="when_empty")
    first = scrapy("crawl", "news", sources=its)
    history = first.corpus / "state/runs.jsonl"
    known = history.read_bytes()
    writer = WarcWriter(tmp_path / "archive", "old", "newsspider/1", 1 << 20)
    for url, body in (
        (news.url + "/later", "<title>Soon</title><div id=app></div><script>go()</script>"),
        (mirror.url + "/copy", article("other", credit=news.url + "/credited")),
    ):
        writer.write(url, "200 OK", [("Content-Type", "text/html")], body.encode(), "2026-11-27T17:00:00Z")
    writer.close()
    news.server.clear_log()
    archive = next((tmp_path / "archive").iterdir())
    again = scrapy("replay", str(archive), FETCH_CREDITED_ORIGINALS=True)
    assert (again.code, len(again.items)) == (0, 2), again.err
    assert news.server.log == []
    assert history.read_bytes() == known
    news.server.clear()
    news.page("/later", article("later"))
    news.serve()
    after = scrapy("crawl", "news", sources=its)
    assert (after.code, len(after.items)) == (0, 3), after.out


def test_a_damaged_archive_is_named_and_what_stands_before_is_taken(scrapy: Scrapy, sites: list[Site]) -> None:
    first = crawled(scrapy, sites[0])
    (archive,) = (first.corpus / "warc").iterdir()
    cut = archive.with_name("cut.warc.gz")
    cut.write_bytes(archive.read_bytes()[:-600])
    run = scrapy("replay", str(cut), str(archive), CORPUS_DIR="second", sources="")
    assert (run.code, len(run.items)) == (3, STORIES), run.out
    assert "cut.warc.gz can't be read to its end" in run.err
    alone = scrapy("replay", str(cut), CORPUS_DIR="third", sources="")
    assert alone.code == 1
    assert 0 < len(alone.items) < STORIES


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name one WARC file or more"),
        (("none.warc.gz",), "none.warc.gz: No such file or directory; name WARC files"),
        (("scrapy.cfg", "-a", "only=a"), "-a only= means nothing here; there are: sources, kind"),
        (("scrapy.cfg", "-a", "kind=blog"), "-a kind=blog can't be used: expected news or mirror"),
        (("scrapy.cfg", "-a", "sources=none.toml"), "none.toml"),
        (("scrapy.cfg", "-O", "items.json"), "-o, -O and FEEDS mean nothing here"),
        (("scrapy.cfg", "-s", "WARC=maybe"), "WARC='maybe' can't be used: expected True or False"),
    ],
)
def test_what_cannot_be_replayed_is_refused(scrapy: Scrapy, arguments: tuple[str, ...], words: str) -> None:
    run = scrapy("replay", *arguments)
    assert run.code == 2
    assert words in run.err
    assert "Traceback" not in run.err
    assert not run.corpus.exists()


def test_a_spider_of_archives_is_not_crawled(scrapy: Scrapy) -> None:
    run = scrapy("crawl", "archive")
    assert (run.code, "scrapy replay" in run.err) == (2, True)


def test_a_disk_that_does_not_take_the_pages_ends_the_run(scrapy: Scrapy, sites: list[Site]) -> None:
    sites[0].article("/stories/1", "story")
    sites[0].serve()
    (scrapy_corpus := scrapy("list").corpus).mkdir()
    (scrapy_corpus / "warc").write_text("no folder")
    run = scrapy("crawl", "news", sources=source(sites[0], "site", "news"), WARC=True)
    assert run.code == 74
    assert "warc can't be written: File exists" in run.out + run.err
    assert "Traceback" not in run.err

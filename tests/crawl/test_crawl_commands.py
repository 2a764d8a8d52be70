"""The commands for single pages and existing corpora, as processes of their own."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from site_for_tests import article, story

from newsspider.corpus import Journal
from newsspider.records import Article, Extraction, Item, Page, Role, Story

if TYPE_CHECKING:
    from conftest import Scrapy
    from site_for_tests import Site

CLUTTERED = "The road over the pass is open again.\n\nShare this: Facebook Twitter\n"


def rows() -> list[dict[str, object]]:
    text = "\n\n".join(story("bridge"))
    return [
        {"id": "copy", "text": text, "url": "http://blog.example/copy", "date_published": "2026-03-05T08:00:00Z"},
        {"id": "other", "text": "\n\n".join(story("orchard")), "url": "http://blog.example/other"},
        {"id": "first", "text": text, "url": "http://paper.example/first", "date_published": "2026-03-01T08:00:00Z"},
    ]


def as_lines(objects: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in objects)


def test_extract_prints_the_record_of_a_page(scrapy: Scrapy, sites: list[Site], work: Path) -> None:
    page = article("bridge", "Bridge reopens")
    (work / "page.html").write_text(page)
    from_file = scrapy("extract", "page.html", "--url", "http://paper.example/bridge")
    piped = scrapy("extract", "-", stdin=page)
    url = sites[0].page("/bridge", page)
    fetched = scrapy("extract", url, "--allow-private", "127.0.0.1")
    for run in (from_file, piped, fetched):
        assert run.code == 0, run.err
        record = json.loads(run.out)
        assert record["title"] == "Bridge reopens"
        assert record["text"] == "\n\n".join(story("bridge"))
    assert json.loads(from_file.out)["url"] == "http://paper.example/bridge"
    assert json.loads(fetched.out)["url"] == url
    assert not from_file.corpus.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("extract", "nowhere.html"), 2, "nowhere.html: No such file"),
        (("extract",), 2, "name one file or URL"),
        (("extract", "http://a.example/", "--allow-private", "everything"), 2, "--allow-private: 'everything'"),
        (("clean", "nowhere.txt"), 2, "nowhere.txt: No such file"),
        (("clean",), 2, "name one file"),
        (("reposts", "nowhere.jsonl", "-o", "out"), 2, "nowhere.jsonl: No such file or directory; name files of JSON"),
        (("reposts", ".", "-o", "out"), 2, ".: no items.jsonl and no segment of one in this directory"),
        (("reposts", "/dev/null", "-o", "/dev/null/out"), 1, "Not a directory; name with -o a directory"),
        (("reposts", "nowhere.jsonl"), 2, "-o DIR is missing"),
        (("reposts", "--diff", "a", "b", "nowhere.jsonl"), 2, "nowhere.jsonl: No such file"),
        (("reposts", "--diff", "a", "b", "/dev/null"), 2, "no item 'a' in /dev/null"),
        (("reposts", "--diff", "a", "b", "-"), 2, "--diff takes files"),
        (("report", "nowhere"), 2, "no run has ended there"),
    ],
)
def test_wrong_usage(scrapy: Scrapy, arguments: tuple[str, ...], code: int, words: str) -> None:
    run = scrapy(*arguments)
    assert run.code == code
    assert words in run.err
    assert "Traceback" not in run.err


def test_a_page_without_a_story_is_said_to_be_one(scrapy: Scrapy) -> None:
    run = scrapy("extract", "-", stdin="%PDF-1.7\n%\n1 0 obj <<>> endobj")
    assert run.code == 1
    assert json.loads(run.out)["text"] == ""
    assert "not_html" in run.err


def test_clean_text_and_json_lines(scrapy: Scrapy, work: Path) -> None:
    plain = scrapy("clean", "-", stdin=CLUTTERED)
    assert (plain.code, plain.out) == (0, "The road over the pass is open again.\n")
    assert "stripped 1" in plain.err

    (work / "dump.jsonl").write_text(as_lines([{"id": 1, "text": CLUTTERED, "n": 2}]) + "no JSON\n")
    dump = scrapy("clean", "dump.jsonl")
    assert dump.code == 1
    first, second = dump.out.splitlines()
    assert json.loads(first) == {"id": 1, "text": "The road over the pass is open again.", "n": 2}
    assert second == "no JSON"
    assert "line 2" in dump.err


def test_clean_takes_lines_of_json_for_what_they_are(scrapy: Scrapy) -> None:
    run = scrapy("clean", "-", stdin=as_lines([{"id": 1, "text": CLUTTERED}]))
    assert run.code == 0
    assert json.loads(run.out) == {"id": 1, "text": "The road over the pass is open again."}
    assert "read as JSON lines" in run.err


def test_reposts_of_a_file_and_of_a_stream(scrapy: Scrapy, work: Path) -> None:
    (work / "rows.jsonl").write_text(as_lines(rows()))
    batch = scrapy("reposts", "rows.jsonl", "-o", "out")
    assert batch.code == 0, batch.err
    told = {
        line["item_id"]: line["story"]
        for line in map(json.loads, (work / "out/stories.jsonl").read_text().splitlines())
    }
    assert told["copy"]["role"] == "repost"
    assert told["copy"]["origin_id"] == "first"
    assert told["other"]["role"] == "unique"

    stream = scrapy("reposts", "-", stdin=as_lines(rows()) + "no JSON\n")
    answers = [json.loads(line) for line in stream.out.splitlines()]
    assert [answer["id"] for answer in answers[:4]] == ["copy", "other", "first", None]
    assert "error" in answers[3]
    assert {answer["id"]: answer["origin_id"] for answer in answers[4:]}["copy"] == "first"
    assert stream.code == 1


def test_reposts_of_a_corpus_read_its_segments_too(scrapy: Scrapy, work: Path) -> None:
    copy, other, first = rows()
    (work / "crawled").mkdir()
    (work / "crawled/items-2026-10-01.jsonl.gz").write_bytes(gzip.compress(as_lines([first]).encode()))
    (work / "crawled/items-2026-10-02.jsonl").write_text(as_lines([other]))
    (work / "crawled/items.jsonl").write_text(as_lines([copy]))
    batch = scrapy("reposts", "crawled", "-o", "out")
    assert batch.out == f"3 items, 1 copies: {Path('out/stories.jsonl')}\n", batch.err
    told = map(json.loads, (work / "out/stories.jsonl").read_text().splitlines())
    assert [line["item_id"] for line in told] == ["first", "other", "copy"]


def test_reposts_go_on_and_tell_what_a_copy_changed(scrapy: Scrapy, work: Path) -> None:
    told = rows()
    told[0]["text"] = "\n\n".join([*story("bridge")[1:], "More from us tomorrow, if the road holds."])
    told[0]["title"], told[2]["title"] = "They did it!", "Bridge reopens"
    (work / "rows.jsonl").write_text(as_lines(told))
    first = scrapy("reposts", "rows.jsonl", "-o", "out")
    again = scrapy("reposts", "rows.jsonl", "-o", "out", "--changed")
    assert first.out == again.out == f"3 items, 1 copies: {Path('out/stories.jsonl')}\n"
    assert "3 items were read before" in again.err
    copy, other, _ = map(json.loads, (work / "out/stories.jsonl").read_text().splitlines())
    assert "changed" not in other
    assert copy["changed"]["left_out"] == [story("bridge")[0]]
    assert copy["changed"]["put_in"] == ["More from us tomorrow, if the road holds."]

    seen = scrapy("reposts", "--diff", "copy", "first", "rows.jsonl")
    assert seen.code == 0, seen.err
    assert seen.out.startswith("title then Bridge reopens\ntitle now  They did it!\n")
    as_json = scrapy("reposts", "--diff", "copy", "first", "rows.jsonl", "--json")
    assert json.loads(as_json.out) == copy["changed"]


def test_report_is_written_again(scrapy: Scrapy, sites: list[Site]) -> None:
    from conftest import source

    sites[0].article("/good", "bridge")
    sites[0].serve()
    run = scrapy("crawl", "news", sources=source(sites[0], "site", "news"))
    page = run.corpus / "report.html"
    written = page.read_text()
    page.unlink()
    again = scrapy("report", "corpus")
    assert again.code == 0, again.err
    assert again.out.splitlines()[0] == run.out.splitlines()[0]
    assert abs(len(page.read_text()) - len(written)) < 200


def test_export_writes_a_corpus_and_says_what_it_left_out(scrapy: Scrapy, work: Path) -> None:
    with Journal(work / "corpus", "run") as journal:
        for number in range(3):
            named = Article(
                id=f"{number}",
                url=f"http://a.example/{number}",
                canonical_url=None,
                domain="a.example",
                text="A story.",
                extraction=Extraction("blocks", 1.0, None, "", ""),
            )
            role: Role = "repost" if number else "original"
            page = Page(f"http://a.example/{number}", b"", date_crawled="2026-03-04T08:00:00+00:00")
            journal.write(Item(page, named, Story("s-0", role, "0", containment=0.9 if number else None)))
    done = scrapy("export", "-o", "out", "--as", "dolma", "--stories", "one")
    assert done.code == 0, done.err
    assert done.out.startswith("1 rows in 2 files, ")
    assert "(left out: copy of story 2)" in done.out
    assert {path.name for path in (work / "out").iterdir()} == {
        "README.md", "attributes", "croissant.json", "documents", "manifest.json",
    }  # fmt: skip
    again = scrapy("export", "-o", "out")
    assert again.code == 2
    assert "there is something already" in again.err
    assert "Traceback" not in again.err

"""``scrapy reposts``: files, streams, a corpus; what it refuses, and what a copy changed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from site_for_tests import story

from newsspider.reposts import RowError, row_of_line

if TYPE_CHECKING:
    from conftest import Scrapy


def rows() -> list[dict[str, object]]:
    text = "\n\n".join(story("bridge"))
    return [
        {"id": "copy", "text": text, "url": "http://blog.example/copy", "date_published": "2026-03-05T08:00:00Z"},
        {"id": "other", "text": "\n\n".join(story("orchard")), "url": "http://blog.example/other"},
        {"id": "first", "text": text, "url": "http://paper.example/first", "date_published": "2026-03-01T08:00:00Z"},
    ]


def as_lines(objects: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in objects)


def test_reposts_of_lines_that_are_none_tell_of_the_first_and_count_the_rest(scrapy: Scrapy, work: Path) -> None:
    (work / "rows.jsonl").write_bytes(
        b"\xef\xbb\xbf" + as_lines(rows()).encode() + b"1,text\n" * 6 + b'{"id": "\xe9"}\n'
    )
    run = scrapy("reposts", "rows.jsonl", "-o", "out")
    assert run.code == 1
    assert run.out.startswith("3 items, 1 copies")
    told = [line for line in run.err.splitlines() if line.startswith("scrapy reposts")]
    assert len(told) == 6
    assert told[0].endswith("rows.jsonl, line 4: no JSON: unexpected content after document, at character 2")
    assert told[5] == "scrapy reposts: 7 lines are no items, and were passed over"
    assert row_of_line(b"\xef\xbb\xbf{}") == {}
    with pytest.raises(RowError, match="no UTF-8: byte 0xe9 at 9"):
        row_of_line(b'{"id": "\xe9"}')


def test_reposts_write_over_no_stories_but_their_own(scrapy: Scrapy, work: Path) -> None:
    (work / "rows.jsonl").write_text(as_lines(rows()))
    crawled = work / "crawled"
    (crawled / "state").mkdir(parents=True)
    (crawled / "state" / "journal.sqlite").touch()
    (work / "mine").mkdir()
    (work / "mine" / "stories.jsonl").write_text("{}\n")
    for folder in ("crawled", "mine"):
        run = scrapy("reposts", "rows.jsonl", "-o", folder)
        assert (run.code, run.out) == (2, "")
        assert "was written by a crawl or by hand; name another directory with -o" in run.err
    assert [path.name for path in crawled.iterdir()] == ["state"]
    assert (work / "mine" / "stories.jsonl").read_text() == "{}\n"


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

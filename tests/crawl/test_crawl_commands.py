"""The commands for single pages and existing corpora, as processes of their own."""

from __future__ import annotations

import gzip
import json
import re
import sys
from typing import TYPE_CHECKING

import pytest
from scrapy.exceptions import UsageError
from site_for_tests import article, story

from newsspider.clutter import default_rules
from newsspider.commands.clean import refuse_what_is_no_text
from newsspider.commands.cleaning import Cleaning, clean_plain
from newsspider.corpus import Journal
from newsspider.records import Article, Extraction, Item, Page, Role, Story

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Scrapy
    from site_for_tests import Site

CLUTTERED = "The road over the pass is open again.\n\nShare this: Facebook Twitter\n"


def as_lines(objects: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in objects)


def test_extract_prints_the_record_of_a_page(scrapy: Scrapy, sites: list[Site], work: Path) -> None:
    page = article("bridge", "Bridge reopens")
    (work / "page.html").write_text(page)
    from_file = scrapy("extract", "page.html", "--url", "http://paper.example/bridge")
    piped = scrapy("extract", "-", stdin=page)
    sites[0].page("/robots.txt", "")
    url = sites[0].page("/bridge", page)
    fetched = scrapy("extract", url, "--allow-private", "127.0.0.1")
    for run in (from_file, piped, fetched):
        assert run.code == 0, run.err
        record = json.loads(run.out)
        assert record["title"] == "Bridge reopens"
        assert record["story"]["id"] == f"s-{record['id']}"
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
        (("crawl", "news", "--max-minutes", "4"), 2, "--max-minutes means nothing here; --help lists the options"),
        (("rules", "--nevr", "corpus"), 2, "--nevr means nothing here"),
        (("reposts", "--change", "-", "--chnged"), 2, "--chnged means nothing here"),
        (("report", "nowhere"), 2, "no run has ended there"),
        (("report", "/dev/null"), 2, "/dev/null: no run has ended there; name the CORPUS_DIR of a crawl"),
        (("reposts", "--diff", "a", "b"), 2, "there is no corpus; name files of JSON lines, or -s CORPUS_DIR=DIR"),
        (("rules", "newsleter.offer"), 2, "there is no rule 'newsleter.offer'; the nearest: newsletter.offer"),
        (("rules", "share"), 2, "there is no rule 'share'; those of its file: share."),
        (("extract", "-L", "LOUD", "-"), 2, "LOG_LEVEL='LOUD' can't be used"),
        (("sources", "check", "--logfile", "nowhere/a.log"), 2, "LOG_FILE='nowhere/a.log' can't be used"),
        (("rules", "--fired", "nowhere"), 2, "nowhere: No such file or directory; name the CORPUS_DIR of a crawl"),
        (("extract", "http://127.0.0.1:1/"), 1, "allow_private (address_refused); --allow-private NET allows it"),
        (("sources", "discover", "http://127.0.0.1:1/"), 1, "allow_private; --allow-private NET allows it"),
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


def test_clean_says_what_is_wrong_with_a_line_and_changes_no_byte_of_it(scrapy: Scrapy, work: Path) -> None:
    good = json.dumps({"text": CLUTTERED})
    lines = [
        b"\xef\xbb\xbf" + good.encode(),
        b"{broken",
        b"[1]",
        b'{"body": "x", "n": 1}',
        b'{"text": 7}',
    ]
    (work / "bad.jsonl").write_bytes(b"\r\n".join(lines))
    run = scrapy("clean", "bad.jsonl")
    assert run.code == 1
    assert run.out.splitlines()[1:] == [line.decode() for line in lines[1:]]
    assert json.loads(run.out.splitlines()[0]) == {"text": "The road over the pass is open again."}
    assert [line.split("line ")[1] for line in run.err.splitlines() if "line " in line] == [
        "2: no JSON: unexpected character, expected a string key, at character 2",
        "3: JSON, but no object",
        "4: no field 'text'; there are body, n (--field NAME)",
        "5: 'text' is no text",
    ]
    assert "1 text, 1 changed" in run.err
    (work / "good.jsonl.gz").write_bytes(gzip.compress(good.encode()))
    packed = scrapy("clean", "good.jsonl.gz")
    assert (packed.code, json.loads(packed.out)) == (0, json.loads(run.out.splitlines()[0]))


def test_clean_keeps_the_bytes_of_plain_text_that_is_no_utf_8(
    work: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    text = f"Das Caf\xe9 ist zu.\n{CLUTTERED}".encode("latin-1")
    (work / "old.txt").write_bytes(text)
    cleaning = Cleaning(default_rules(), (work / "old.txt").open("rb"), sys.stdout.buffer)
    with cleaning.file:
        clean_plain(cleaning, None)
    out, err = capfdbinary.readouterr()
    assert out == b"Das Caf\xe9 ist zu.\nThe road over the pass is open again.\n"
    assert err == b"scrapy clean: line 1: no UTF-8 (byte 0xe9), passed as it is\n"
    assert cleaning.refused == 1


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        ("rows.csv", b"id,text\n", "rows.csv: a table isn't read; make JSON lines of it"),
        ("rows.json", b'\xef\xbb\xbf [ {"text": "a"}]', "a JSON array isn't read"),
        ("page.txt", "text".encode("utf-16"), "no text in UTF-8; save it as UTF-8"),
        ("photo", b"\x89PNG\r\n\x1a\n\0\0", "no text in UTF-8"),
    ],
)
def test_clean_refuses_what_is_no_text(name: str, head: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        refuse_what_is_no_text(name, head)
    refuse_what_is_no_text("a.txt", b"[1] The road is open {again}.")
    refuse_what_is_no_text("b.txt", "Das Caf\xe9".encode("latin-1"))


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

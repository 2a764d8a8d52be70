"""``scrapy inspect`` as a process of its own: of a file, of standard input, of the URL of a real server."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest
from site_for_tests import article, story

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Scrapy
    from site_for_tests import Site

PAGE = article("bridge", "Bridge reopens").replace("</article>", "<p>Subscribe to our newsletter</p></article>")
NO_PAGE = "%PDF-1.7\n%\n1 0 obj <<>> endobj"


def test_the_page_on_a_page_of_a_file_of_standard_input_and_of_the_net(
    scrapy: Scrapy, sites: list[Site], work: Path
) -> None:
    (work / "page.html").write_text(PAGE)
    sites[0].page("/robots.txt", "")
    url = sites[0].page("/bridge", PAGE)
    for run, name in (
        (scrapy("inspect", "page.html", "--url", "http://paper.example/bridge"), "page.html"),
        (scrapy("inspect", "-", stdin=PAGE), "standard input"),
        (scrapy("inspect", url, "--allow-private", "127.0.0.1"), url),
    ):
        assert run.code == 0, run.err
        page = unescape(run.out)
        assert page.startswith("<!doctype html>")
        assert page.endswith("</html>")
        assert name in page
        assert all(text in page for text in (*story("bridge"), "Subscribe to our newsletter", "Bridge reopens"))
        assert not run.corpus.exists()


def test_it_is_written_where_it_is_wanted(scrapy: Scrapy, work: Path) -> None:
    (work / "page.html").write_text(PAGE)
    (work / "old.html").write_text("an older page")
    (work / "link.html").symlink_to("old.html")
    (work / "own.toml").write_text('off = ["newsletter.offer"]')
    run = scrapy("inspect", "page.html", "-o", "link.html", "--clutter", "own.toml")
    assert (run.code, run.out) == (0, "link.html: 6 blocks kept, 2 struck\n"), run.err
    assert (work / "link.html").is_symlink()
    page = (work / "old.html").read_text("utf-8")
    assert "Bridge reopens" in page
    assert "newsletter.offer" not in page
    assert sorted(path.name for path in work.iterdir()) == [
        "link.html", "old.html", "own.toml", "page.html", "scrapy.cfg",
    ]  # fmt: skip


def test_a_page_without_a_story_is_shown_all_the_same(scrapy: Scrapy, work: Path) -> None:
    run = scrapy("inspect", "-", "-o", "page.html", stdin=NO_PAGE)
    assert (run.code, run.out) == (1, "page.html: 0 blocks kept, 0 struck\n")
    assert "no story in -: not_html" in run.err
    assert "none:not_html" in (work / "page.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "name one file or URL"),
        (("a", "b"), 2, "name one file or URL"),
        (("nowhere.html",), 2, "nowhere.html: No such file"),
        (("page.html", "--explain"), 2, "--explain means nothing here"),
        (("page.html", "--clutter", "nowhere.toml"), 2, "nowhere.toml"),
        (("page.html", "-o", "page.html"), 2, "-o page.html: this is the page that is looked at"),
        (("page.html", "-o", "."), 2, "-o .: this is no file; name one, or leave -o out"),
        (("page.html", "-o", "/dev/null"), 2, "-o /dev/null: this is no file"),
        (("page.html", "-o", "nowhere/a.html"), 2, "-o nowhere/a.html: there is no such directory"),
        (("page.html", "-o", "/proc/a.html"), 74, "/proc/a.html: cannot write"),
        (("http://127.0.0.1:1/", "-o", "a.html"), 1, "allow_private (address_refused); --allow-private NET allows it"),
        (("http://a.example/", "--allow-private", "everything"), 2, "--allow-private: 'everything'"),
        (("-L", "LOUD", "page.html"), 2, "LOG_LEVEL='LOUD' can't be used"),
    ],
)
def test_wrong_usage(scrapy: Scrapy, work: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    (work / "page.html").write_text(PAGE)
    run = scrapy("inspect", *arguments)
    assert run.code == code, run.err
    assert words in run.err
    assert "Traceback" not in run.err
    assert (work / "page.html").read_text() == PAGE
    assert not (work / "a.html").exists()

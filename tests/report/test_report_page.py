from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from page_reader import needs_browser, read, shown_by_browser

from newsspider.corpus import Journal, WriteError
from newsspider.records import Article, Extraction, Item, Page, Story, StoryChange
from newsspider.report import RunFigures, figures_of, with_final_stories, write_report
from newsspider.report.stories import stories_of_run
from newsspider.urls import item_id

if TYPE_CHECKING:
    from pathlib import Path

ORIGINAL = "http://wire.example/bridge/"
EVIL = "<script>alert(1)</script>\x1b[31m\u202e & \"quoted\" 'title'"


def make_item(url: str, title: str, story: Story, source: str) -> Item:
    article = Article(
        item_id(url),
        url,
        None,
        "x.example",
        "text",
        Extraction("blocks", 1, None, "0", "x"),
        title,
        language="en",
    )
    return Item(Page(url, b"", source=source), article, story)


def repost(origin: str = ORIGINAL, agency: str | None = None) -> Story:
    return Story("s", "repost", item_id(origin), origin, 0.9, 0.97, agency)


def fill(corpus_dir: Path) -> None:
    with Journal(corpus_dir, "run") as journal:
        own = item_id(ORIGINAL)
        journal.write(make_item(ORIGINAL, "Harbour bridge reopens", Story(own, "original", own), "wire"))
        journal.write(make_item("http://a.example/1/", EVIL, repost(agency="AP"), "blog-a"))
        journal.write(make_item("javascript:alert(2)", "Harbour bridge reopens", repost(), "blog-b"))
        journal.write(make_item("http://a.example/2/", "جسر", repost("http://unseen.example/x"), "blog-a"))


def stats() -> dict[str, object]:
    return {
        "newsspider/pages/wire": 1,
        "newsspider/records/wire": 1,
        "newsspider/records/<b>blog</b>": 3,
        "newsspider/source_failed/gone": "<img src=x onerror=alert(3)>",
        "newsspider/removed/comment_form": 12,
        "newsspider/rules/wordpress.comment_form": 12,
        "newsspider/rejected/too_short": 1,
        "newsspider/example/too_short": "http://a.example/s/ (12 words)",
        "newsspider/role/repost": 3,
        "newsspider/method/blocks": 4,
    }


def test_the_page_runs_loads_and_links_nothing_that_came_from_the_net(tmp_path: Path) -> None:
    fill(tmp_path)
    path = write_report(tmp_path, figures_of(stats(), corpus_dir=tmp_path, run_id="run"))
    page = read(path)
    assert not page.tags & {"script", "img", "link", "iframe", "form"}
    assert not page.handlers
    assert page.targets
    assert all(target.startswith("http://") for target in page.targets)
    text = path.read_text("utf-8")
    assert "<script" not in text
    assert "javascript:" not in text
    assert not any(char in text for char in "\x1b\u202e\x07")
    assert "alert(1)" in text  # shown as the title that it is
    assert "&lt;b&gt;blog&lt;/b&gt;" in text


def test_the_page_tells_the_facts_of_the_run(tmp_path: Path) -> None:
    fill(tmp_path)
    page = read(write_report(tmp_path, figures_of(stats(), corpus_dir=tmp_path, run_id="run")))
    words = " ".join(" ".join(page.words).split())
    for fact in (
        "incomplete", "1 of 3 sources failed", "4 new records", "Harbour bridge reopens", "AP",
        "97% in the original", "unseen.example (not crawled)", "comment form", "too short",
        "wordpress.comment_form", "(12 words)", "items.jsonl",
    ):  # fmt: skip
        assert fact in words, fact


def test_an_empty_run_has_a_page(tmp_path: Path) -> None:
    page = read(write_report(tmp_path, RunFigures()))
    assert "0 new records" in " ".join(page.words)


def test_stories_are_those_of_the_run_and_those_it_tied(tmp_path: Path) -> None:
    fill(tmp_path)
    late = "http://late.example/9/"
    with Journal(tmp_path, "second") as journal:
        own = item_id(late)
        journal.write(make_item(late, "Late original", Story(own, "original", own), "wire"))
        copy = item_id("http://a.example/2/")
        journal.story_changed(StoryChange(copy, repost(late), "origin_arrived", "2026-11-22T04:00:00+00:00"))
    (group,) = stories_of_run(tmp_path, "second")
    assert (group.title, group.source, group.copies[0].source) == ("Late original", "wire", "blog-a")
    (first,) = [g for g in stories_of_run(tmp_path, "run") if g.url == ORIGINAL]
    assert len(first.copies) == 2
    assert len(stories_of_run(tmp_path, "")) == 2


def test_figures_tell_the_stories_as_they_stand_at_the_end(tmp_path: Path) -> None:
    said = '"role":"unique" "run_id":"run"'
    with Journal(tmp_path, "earlier") as journal:
        for number in range(2):
            url = f"http://c.example/{number}/"
            journal.write(make_item(url, said, Story(item_id(url), "unique", item_id(url)), "blog-c"))
    with Journal(tmp_path, "run") as journal:
        copy, own = "http://a.example/1/", item_id(ORIGINAL)
        for number in range(3):
            url = f"http://b.example/{number}/"
            journal.write(make_item(url, said, Story(item_id(url), "unique", item_id(url)), "blog-b"))
        alone = Story(item_id(copy), "unique", item_id(copy))
        journal.write(make_item(copy, "The bridge", alone, "blog-a"))
        journal.write(make_item(ORIGINAL, "Harbour bridge reopens", Story(own, "original", own), "wire"))
        journal.story_changed(StoryChange(item_id(copy), repost(), "origin_arrived", "2026-11-22T04:00:00+00:00"))
    stats = {"newsspider/role/unique": 1, "newsspider/role/original": 1, "newsspider/records/blog-a": 1}
    first = figures_of(stats, run_id="run")
    last = with_final_stories(first, tmp_path)
    assert (first.copies_total, last.copies_total) == (0, 1)
    assert dict(last.roles) == {"repost": 1, "original": 1, "unique": 3}
    assert (last.copies[0].title, last.copies[0].sources) == ("Harbour bridge reopens", ("blog-a",))
    assert last.sources[0].copies == 1


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(WriteError, match=r"report\.html: cannot write"):
        write_report(tmp_path, RunFigures())


@needs_browser
def test_a_real_browser_shows_the_page_and_runs_nothing(tmp_path: Path) -> None:
    fill(tmp_path)
    shown = shown_by_browser(write_report(tmp_path, figures_of(stats(), corpus_dir=tmp_path, run_id="run")))
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script" not in shown

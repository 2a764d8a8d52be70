"""Items for the tests of the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from newsspider.records import Article, Extraction, Item, Page, Reason, Rejection, Story, StoryChange
from newsspider.urls import item_id

if TYPE_CHECKING:
    from pathlib import Path

TIME = "2026-11-22T04:00:09+00:00"


def url_of(number: int) -> str:
    return f"http://blog.example/2026/{number}/"


def id_of(number: int) -> str:
    return item_id(url_of(number))


def story_of(number: int) -> Story:
    return Story(id=id_of(number), role="unique", origin_id=id_of(number))


def make_item(number: int, *, text: str = "The bridge has opened.", title: str = "Bridge") -> Item:
    article = Article(
        id=id_of(number),
        url=url_of(number),
        canonical_url=None,
        domain="blog.example",
        text=text,
        title=title,
        extraction=Extraction("blocks", 0.9, "utf-8 (meta)", "0.1.0", "abc"),
    )
    page = Page(url_of(number), b"", source="blog", kind="mirror", date_crawled=TIME)
    return Item(page=page, article=article, story=story_of(number))


def make_rejection(number: int = 0) -> Rejection:
    return Rejection(url_of(number), "blog", Reason.TOO_SHORT, "12 words", TIME)


def make_change(number: int = 0) -> StoryChange:
    return StoryChange(id_of(number), story_of(number), "copy_arrived", TIME)


def ids_in(corpus_dir: Path) -> list[str]:
    """The ids of every line, which must all be whole."""
    content = (corpus_dir / "items.jsonl").read_bytes()
    assert not content or content.endswith(b"\n")
    return [orjson.loads(line)["id"] for line in content.splitlines()]

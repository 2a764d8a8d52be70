"""One line of ``items.jsonl``: all that the pipeline found out about a page."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

# At run time too: who reads an item from bytes asks for its fields' types.
from newsspider.records.article import Article, Extraction
from newsspider.records.page import Page  # noqa: TC001
from newsspider.records.story import Story, story_record

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a record came from. ``warc`` is a place in a WARC file, when one was written."""

    run_id: str
    discovered_via: str
    http_status: int
    robots: str
    opt_out: tuple[str, ...] = ()
    warc: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Everything that one line of ``items.jsonl`` tells; filled from left to right by the pipeline.

    Attributes:
        revision: 1 for an article's first record; each change of its text is one more, under the same id.
    """

    page: Page
    article: Article
    story: Story
    provenance: Provenance = field(default_factory=lambda: Provenance("", "", 0, "unknown"))
    revision: int = 1


_OF_EXTRACTION = tuple(one.name for one in fields(Extraction))
_OF_PROVENANCE = tuple(one.name for one in fields(Provenance))


def item_record(item: Item) -> dict[str, Any]:
    """The record of ``items.jsonl``: keys always in this order, nulls explicit."""
    article, page = item.article, item.page
    return {
        "schema_version": SCHEMA_VERSION,
        "id": article.id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "source": page.source,
        "kind": page.kind,
        "domain": article.domain,
        "site_name": article.site_name,
        "title": article.title,
        "text": article.text,
        "authors": list(article.authors),
        "date_published": article.date_published,
        "date_published_source": article.date_published_source,
        "date_modified": article.date_modified,
        "date_crawled": page.date_crawled,
        "language": article.language,
        "description": article.description,
        "tags": list(article.tags),
        "image": article.image,
        "captions": [{"text": c.text, "credit": c.credit} for c in article.captions],
        "word_count": article.word_count,
        "story": story_record(item.story),
        "removed": [{"rule": r.rule, "kind": r.kind, "chars": r.chars} for r in article.removed],
        "extraction": {name: getattr(article.extraction, name) for name in _OF_EXTRACTION},
        "provenance": {name: getattr(item.provenance, name) for name in _OF_PROVENANCE},
        "revision": item.revision,
    }

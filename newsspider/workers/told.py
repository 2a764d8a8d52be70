"""A page as it is told to a worker, and the article as a worker tells it: the crawl's side of ``tasks``.

In: a page; what a worker sent. Out: a JSON value; an ``Article``. Refused (``TooCostlyError``): pages of more tags than
any page of news has, before they wait for a worker. Nothing of extraction is loaded here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.records import Article, Caption, Credit, Extraction, Removal
from newsspider.workers.errors import TooCostlyError

if TYPE_CHECKING:
    from pathlib import Path

    from newsspider.records import Page

EXTRACT = "extract"
_MOST_TAGS = 300_000  # the largest of a thousand real pages has a tenth of that


def page_told(page: Page, clutter: tuple[Path, ...]) -> dict[str, Any]:
    """What extraction must know of a page beside its bytes."""
    return {
        "task": EXTRACT,
        "url": page.url,
        "content_type": page.content_type,
        "via": page.discovered_via,
        "date": page.date_hint,
        "language": page.language_hint,
        "clutter": [str(path) for path in clutter],
    }


def article_from(told: dict[str, Any]) -> Article:
    """The article that a worker sent."""
    many = {
        "captions": tuple(Caption(**one) for one in told["captions"]),
        "removed": tuple(Removal(**one) for one in told["removed"]),
        "credits": tuple(Credit(**one) for one in told["credits"]),
    }
    lists = {name: tuple(told[name]) for name in ("authors", "tags", "opt_out", "asked")}
    return Article(**{**told, **many, **lists, "extraction": Extraction(**told["extraction"])})


def refuse_many_tags(body: bytes) -> None:
    """Refuse a page of more tags than any page of news has; takes a millisecond or two, however large the page.

    Raises:
        TooCostlyError: It has more.
    """
    if len(body) > _MOST_TAGS and body.count(b"<") > _MOST_TAGS:
        raise TooCostlyError(f"more than {_MOST_TAGS:,} tags", 0)

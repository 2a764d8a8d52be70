"""What a worker can be asked to do, by name, and how its answers cross the border.

In: a JSON value and the bytes of a page. Out: a JSON value. An ``Article`` becomes JSON in the worker and an
``Article`` again in the crawl: the page's bytes cross once in one direction, the article once in the other.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsspider.clutter import RuleSet, default_rules, load_rules
from newsspider.extraction import extract, extract_page
from newsspider.records import Article, Caption, Credit, Extraction, Page, Removal
from newsspider.workers.errors import TooCostlyError

if TYPE_CHECKING:
    from collections.abc import Callable

EXTRACT = "extract"
_MOST_TAGS = 300_000  # the largest of a thousand real pages has a tenth of that
_MOST_CHARACTERS = 500_000  # of a story: a book; whoever compares it with others would feel it


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
    lists = {name: tuple(told[name]) for name in ("authors", "tags", "opt_out")}
    return Article(**{**told, **many, **lists, "extraction": Extraction(**told["extraction"])})


def answer(told: dict[str, Any], body: bytes) -> Any:
    """Do what a message asks for.

    Raises:
        TooCostlyError: It would take more than is given to one page.
    """
    return _TASKS[told["task"]](told, body)


def warm_up() -> None:
    """Load all that the first page of a crawl would load: models, rules, tables of dates."""
    text = "".join(f"<p>{'The harbour board met to hear of the late boats of the night. ' * 3}{n}" for n in range(9))
    extract(f"<title>Boats</title><body><h1>Boats</h1><p class=date>3 mars 2026</p>{text}".encode())


def refuse_many_tags(body: bytes) -> None:
    """Refuse a page of more tags than any page of news has; takes a millisecond or two, however large the page.

    Raises:
        TooCostlyError: It has more.
    """
    if len(body) > _MOST_TAGS and body.count(b"<") > _MOST_TAGS:
        raise TooCostlyError(f"more than {_MOST_TAGS:,} tags", 0)


def read_page(page: Page, clutter: tuple[str, ...]) -> Article:
    """The page's article.

    Raises:
        TooCostlyError: It has more tags, or its story is longer, than that of any page of news.
    """
    refuse_many_tags(page.body)
    article = extract_page(page, _rules(clutter))
    if len(article.text) > _MOST_CHARACTERS:
        raise TooCostlyError(f"a story of more than {_MOST_CHARACTERS:,} characters", 0)
    return article


def _extract(told: dict[str, Any], body: bytes) -> Article:
    page = Page(
        url=told["url"],
        body=body,
        content_type=told["content_type"],
        discovered_via=told["via"],
        date_hint=told["date"],
        language_hint=told["language"],
    )
    return read_page(page, tuple(told["clutter"]))


@cache
def _rules(paths: tuple[str, ...]) -> RuleSet:
    return load_rules([Path(path) for path in paths]) if paths else default_rules()


_TASKS: dict[str, Callable[[dict[str, Any], bytes], Any]] = {EXTRACT: _extract}

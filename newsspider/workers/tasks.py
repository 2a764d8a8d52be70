"""What a worker can be asked to do, by name, and how its answers cross the border.

In: a JSON value and the bytes of a page, or of a feed, sitemap or list. Out: a JSON value and bytes. ``Read`` becomes
JSON in the worker and ``Read`` again in the crawl: the page's bytes cross once in one direction, what was read once in
the other.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsspider.clutter import RuleSet, default_rules, load_rules
from newsspider.clutter.learned import page_marks
from newsspider.discovery import DiscoveryError, Trap, firing_rules, own_addresses, read_way, trap_of
from newsspider.extraction import extract_page
from newsspider.extraction.language import load_model
from newsspider.records import Page
from newsspider.reposts import prepare
from newsspider.workers.errors import TooCostlyError
from newsspider.workers.told import EXTRACT, Read, read_told, refuse_many_tags
from newsspider.workers.ways_told import WAY, answer_told, refusal_told

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsspider.records import Article

_SELDOM = ("newsspider.extraction.metadata.worded", "readability", "ftfy")  # loaded by the first page that needs them
_MOST_CHARACTERS = 500_000  # of a story: a book; whoever compares it with others would feel it


def answer(told: dict[str, Any], body: bytes) -> tuple[Any, bytes]:
    """Do what a message asks for.

    Raises:
        TooCostlyError: It would take more than is given to one page.
    """
    return _TASKS[told["task"]](told, body)


def warm_up() -> None:
    """Load all that the pages of a crawl would load: models, rules, tables of dates, what few pages need."""
    load_model()  # where it can't be mapped, the first page that needs it would seem to take more than a page may
    for name in _SELDOM:
        import_module(name)
    text = "".join(f"<p>{'The harbour board met to hear of the late boats of the night. ' * 3}{n}" for n in range(9))
    body = f"<title>Boats</title><body><h1>Boats</h1><p class=date>3 mars 2026</p>{text}".encode()
    read(Page("http://boats.example/a/b", body), (), is_answer=True)


def read(page: Page, clutter: tuple[str, ...], *, is_answer: bool = False) -> Read | Trap:
    """All that is to be known of a page, or the trap that it is.

    Args:
        page: The page.
        clutter: The files of its source's own rules.
        is_answer: A site has answered with it: it may be a trap, and tell its own addresses.

    Raises:
        TooCostlyError: It has more tags, or its story is longer, than that of any page of news.
    """
    refuse_many_tags(page.body)
    own = None
    if is_answer:
        asked = page.requested_url
        trap = trap_of(page.body, page.url, asked, page.content_type)
        if trap is not None:
            return trap
        if b"amphtml" in page.body or firing_rules(asked or page.url):
            own = own_addresses(page.body, page.url)
    article = read_page(page, clutter)
    return Read(article, prepare(article, kind=page.kind), page_marks(article.text.split("\n")), own)


def read_page(page: Page, clutter: tuple[str, ...]) -> Article:
    """The page's article.

    Raises:
        TooCostlyError: Its story is longer than that of any page of news.
    """
    article = extract_page(page, _rules(clutter))
    if len(article.text) > _MOST_CHARACTERS:
        raise TooCostlyError(f"a story of more than {_MOST_CHARACTERS:,} characters", 0)
    return article


def _extract(told: dict[str, Any], body: bytes) -> tuple[Any, bytes]:
    page = Page(
        url=told["url"],
        body=body,
        content_type=told["content_type"],
        kind=told["kind"],
        requested_url=told["requested"],
        discovered_via=told["via"],
        date_hint=told["date"],
        language_hint=told["language"],
    )
    found = read(page, tuple(told["clutter"]), is_answer=told["is_answer"])
    return ({"trap": found}, b"") if isinstance(found, Trap) else read_told(found)


def _read_way(told: dict[str, Any], body: bytes) -> tuple[Any, bytes]:
    try:
        return answer_told(read_way(told["read_as"], body, told["url"], told["content_type"], told["pages"]))
    except DiscoveryError as error:
        return refusal_told(error), b""


@cache
def _rules(paths: tuple[str, ...]) -> RuleSet:
    return load_rules([Path(path) for path in paths]) if paths else default_rules()


_TASKS: dict[str, Callable[[dict[str, Any], bytes], tuple[Any, bytes]]] = {EXTRACT: _extract, WAY: _read_way}

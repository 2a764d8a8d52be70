"""The next page of a list: rel=next, a pager's class or words, or the next number.

In: the elements of a page. Out: addresses. Refused: nothing. Classes and words are in ``pagination.toml``.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsspider.discovery.data import any_of, table
from newsspider.discovery.web import absolute
from newsspider.urls import canonical, same_site

if TYPE_CHECKING:
    import re

_MAX_ANCHORS = 10_000
_MAX_TEXT_CHARS = 60  # no pager's link says more


@cache
def _patterns(group: str, name: str) -> re.Pattern[str]:
    return any_of(table("pagination")[group][name])


def next_pages(tree: Any, base: str, url: str) -> tuple[str, ...]:
    """Addresses of the next page of the list, best sign first: at most two.

    Args:
        tree: The page.
        base: Where its relative addresses start.
        url: Its own address; pages before it and of other sites are left out.
    """
    marked: list[str] = []
    numbered: dict[int, str] = {}
    here = _number(url) or 1
    for element in islice(tree.iter("link", "a", "area"), _MAX_ANCHORS):
        target = absolute(base, element.get("href") or "")
        if target is None or not same_site(target, url) or canonical(target) == canonical(url):
            continue
        number = _number(target)
        if urlsplit(target).path in {"", "/"} and not urlsplit(target).query:
            continue  # the first page
        if number is not None and number <= here:
            continue
        if _is_marked(element):
            marked.append(target)
        elif number is not None and element.tag == "a" and _is_numeral(element, number):
            numbered.setdefault(number, target)
    if not marked and numbered:
        marked = [numbered[min(numbered)]]
    once = {canonical(target): target for target in reversed(marked)}
    return tuple(reversed(once.values()))[:2]


def _number(url: str) -> int | None:
    found = _patterns("urls", "numbered").search(url)
    if not found:
        return None
    return next(int(value) for value in found.groups() if value)


def _is_marked(element: Any) -> bool:
    if table("pagination")["rel"]["next"] in (element.get("rel") or "").lower().split():
        return True
    if element.tag == "link":
        return False
    near = [element, *islice(element.iterancestors(), 2)]
    words = [word for one in near for word in f"{one.get('class') or ''} {one.get('id') or ''}".split()[:32]]
    if any(_patterns("classes", "never").search(word) for word in words):
        return False
    if _patterns("texts", "never").fullmatch(_text(element)):
        return False
    if any(_patterns("classes", "next").search(word) for word in words[:64]):
        return True
    return bool(_patterns("texts", "next").fullmatch(_text(element)))


def _is_numeral(element: Any, number: int) -> bool:
    """Whether the link is a pager's number, not an article whose address happens to hold one."""
    return _text(element) == str(number)


def _text(element: Any) -> str:
    text = " ".join("".join(element.itertext()).split()) or (element.get("aria-label") or element.get("title") or "")
    if len(text) > _MAX_TEXT_CHARS:
        return ""
    return any_of([rf"^{trim}|{trim}$" for trim in [table("pagination")["texts"]["trim"]]]).sub("", text)

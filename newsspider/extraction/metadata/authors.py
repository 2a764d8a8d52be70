"""Who wrote a story: people, without "By", without desks and firms, once each.

In: what the page says of itself and its marked-up bylines. Out: names in order. Refused: addresses, e-mail addresses,
desks ("Staff"), the site's own name, and anything longer than a name can be.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from newsspider.extraction.metadata.fields import (
    AUTHOR_CLASS_PARTS,
    AUTHOR_CLASSES,
    AUTHOR_JOINERS,
    AUTHOR_PREFIXES,
    FIRM_WORDS,
    NOT_PEOPLE,
)
from newsspider.extraction.metadata.head import types_of
from newsspider.extraction.parse import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from newsspider.extraction.metadata.head import Head

_LONGEST_NAME: Final = 50
_MOST_WORDS: Final = 6
_MOST_MARKED: Final = 60  # elements of one kind that are read for names
_PREFIX: Final = re.compile(rf"^(?:{'|'.join(map(re.escape, AUTHOR_PREFIXES))})(?:\s*:\s*|\s+|$)", re.IGNORECASE)
_JOINERS: Final = "|".join(rf"\s+{re.escape(j.strip())}\s+" for j in AUTHOR_JOINERS)
_SPLIT: Final = re.compile(rf"\s*[,;|/•·]\s*|{_JOINERS}", re.IGNORECASE)
_LISTED: Final = re.compile(r"[,;|/•·]")
_MARKUP: Final = re.compile(r"<[^<>]*>")
_BRACKETS: Final = re.compile(r"\s*[(\[{<].*$")
# Asked of libxml2, which passes over the rest of the page in C.
_NAMED: Final = etree.XPath(
    "//*[" + " or ".join(f"contains(@class, '{part}')" for part in AUTHOR_CLASS_PARTS) + "]", smart_strings=False
)
_MARKED: Final = (
    ".//*[@itemprop='author']//*[@itemprop='name']",
    ".//*[@itemprop='author']",
    ".//*[@rel='author']",
    ".//address",
)


def authors_of(head: Head, root: _Element, site_name: str | None) -> tuple[str, ...]:
    """The authors from the first source that names a person: JSON-LD, then meta tags, then marked-up bylines."""
    for names in (
        _from_jsonld(head.article.get("author"), head.nodes),
        head.all("author"),
        _from_markup(root),
    ):
        people = clean_names(names, site_name)
        if people:
            return people
    return ()


def firms_of(head: Head, site_name: str | None) -> tuple[str, ...]:
    """Who is named as author and is no person, such as an agency: evidence of where a story came from.

    The site's own name and mere desks ("Staff") are left out.
    """
    author = head.article.get("author")
    stated = [n for n in (*_from_jsonld(author, head.nodes), *head.all("author")) if not clean_names([n], site_name)]
    own = (site_name or "").casefold()
    found: dict[str, str] = {}
    for firm in (*_from_jsonld(author, head.nodes, firms=True), *stated):
        name = _PREFIX.sub("", " ".join(unescape(firm).split())).strip()
        low = name.casefold()
        if 2 <= len(name) <= _LONGEST_NAME and "://" not in name and low != own and low not in NOT_PEOPLE:
            found[low] = name
    return tuple(found.values())


def clean_names(names: Iterable[str], site_name: str | None = None) -> tuple[str, ...]:
    """People's names out of bylines.

    >>> clean_names(["By Ann Lee and Bo Ek", "Staff"])
    ('Ann Lee', 'Bo Ek')
    """
    found: dict[str, str] = {}
    for stated in names:
        byline = _MARKUP.sub(" ", unescape(stated))
        if "://" in byline or "@" in byline or len(byline) > 10 * _LONGEST_NAME:
            continue
        text = _PREFIX.sub("", " ".join(byline.split())).strip()
        for part in _people(text):
            name = _BRACKETS.sub("", _PREFIX.sub("", part or "")).strip(" \t.,:-–—*")
            if _is_person(name, site_name):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _people(byline: str) -> list[str]:
    """The parts of a byline; "Ink and Paper" is one name, since neither part is a whole one."""
    parts = [part for part in _SPLIT.split(byline) if part]
    if len(parts) > 1 and all(" " not in part.strip() for part in parts) and not _LISTED.search(byline):
        return [byline]
    return parts


def _is_person(name: str, site_name: str | None) -> bool:
    low = name.casefold()
    words = low.split()
    return bool(
        2 <= len(name) <= _LONGEST_NAME
        and len(words) <= _MOST_WORDS
        and not any(c.isdigit() for c in name)
        and low not in NOT_PEOPLE
        and low != (site_name or "").casefold()
        and words[-1] not in FIRM_WORDS
        and not low.startswith(("http", "www."))
    )


def _from_jsonld(value: Any, nodes: list[dict[str, Any]], *, firms: bool = False) -> Iterator[str]:
    """The names that JSON-LD gives: of people, or of what it calls an organisation."""
    for author in value if isinstance(value, list) else [value]:
        if isinstance(author, str):
            yield from () if firms else (author,)
        elif isinstance(author, dict):
            if "name" not in author and "@id" in author:
                author = next((n for n in nodes if n.get("@id") == author["@id"] and "name" in n), author)  # noqa: PLW2901 - a reference stands for what it names
            if ("organization" in "".join(types_of(author))) != firms:
                continue
            name = author.get("name")
            yield from (n for n in (name if isinstance(name, list) else [name]) if isinstance(n, str))


def _from_markup(root: _Element) -> Iterator[str]:
    for path in _MARKED:
        # Boxes inside boxes make each one's words the words of all below: a few tell who wrote the story.
        found = [words_of(el) for el in islice(root.iterfind(path), _MOST_MARKED)]
        short = [name for name in found if len(name) <= 2 * _LONGEST_NAME]
        if short:
            yield from short[:4]
            return
    named: list[_Element] = _NAMED(root)  # type: ignore[assignment] # this expression gives elements, nothing else
    bylines = (el for el in named if not AUTHOR_CLASSES.isdisjoint(el.get("class", "").lower().split()))
    for el in islice(bylines, _MOST_MARKED):
        text = words_of(el)
        if text and len(text) <= 2 * _LONGEST_NAME:
            yield text
            return

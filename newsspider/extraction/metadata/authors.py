"""Who wrote a story: people, without "By", without desks and firms, once each.

In: what the page says of itself and its marked-up bylines. Out: names in order. Refused: addresses, e-mail addresses,
desks ("Staff"), the site's own name, and anything longer than a name can be.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any, Final

from newsspider.extraction.metadata.bylines import Bylines, bylines, is_full_name, other_bylines, sure_bylines
from newsspider.extraction.metadata.fields import (
    AUTHOR_JOINERS,
    AUTHOR_PREFIXES,
    FIRM_WORDS,
    NAME_PARTICLES,
    NOT_PEOPLE,
    ROLE_WORDS,
    ROLES_BEHIND,
)
from newsspider.extraction.metadata.head import types_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsspider.extraction.metadata.gathered import Gathered
    from newsspider.extraction.metadata.head import Head

_LONGEST_NAME: Final = 50
_MOST_WORDS: Final = 6
_REMEMBERED: Final = 500  # characters of a byline that is remembered
_MOST_MARKED: Final = 60  # elements of one kind that are read for names
_PREFIX: Final = re.compile(rf"^(?:{'|'.join(map(re.escape, AUTHOR_PREFIXES))})(?:\s*:\s*|\s+|$)", re.IGNORECASE)
_JOINERS: Final = "|".join(rf"\s+{re.escape(j.strip())}\s+" for j in AUTHOR_JOINERS)
_SPLIT: Final = re.compile(rf"\s*[,;|/•·]\s*|{_JOINERS}", re.IGNORECASE)
_LISTED: Final = re.compile(r"[,;|/•·]")
_MARKUP: Final = re.compile(r"<[^<>]*>")
_BRACKETS: Final = re.compile(r"\s*[(\[{][^()\[\]{}]*[)\]}]")
_OPEN_BRACKET: Final = re.compile(r"\s*[(\[{<].*$")
# "MD", "Ph.D.", "CFP": what stands behind a name and a comma, mostly capitals.
_CREDENTIAL: Final = re.compile(r"(?=(?:.*[A-Z]){2})[A-Z][A-Za-z]{0,2}\.?(?:[A-Z][A-Za-z]?\.?){0,5}(?:-[A-Z]+)?")
_SURNAME_FIRST: Final = re.compile(r"(?P<last>[^\s,]+(?: [^\s,]+)?), (?P<fore>[^\s,]+(?: [^\s,]+)?)")
_WORD_BREAK: Final = re.compile(r"[\s-]+")


def authors_of(head: Head, lines: Sequence[str] = ()) -> tuple[str, ...]:
    """The authors from the first source that names a person in full: JSON-LD, meta tags, bylines; else its nickname.

    Args:
        head: What the page says of itself.
        lines: The short lines around the story.
    """
    if head.named_in_full:
        return head.authors
    for texts in bylines(head.bylines, lines):
        if named := clean_names(texts, head.site_name):
            return named if _in_full(named) or not head.authors else head.authors
    return head.authors


def read_authors(found: Gathered, head: Head) -> None:
    """Put into the head whom the page states as author, and what its elements name, as far as that is needed."""
    head.authors, head.named_in_full = _stated(head, head.site_name)
    if head.named_in_full:
        return
    sure = sure_bylines(found)
    clear = any(clean_names(texts, head.site_name) for texts in sure)
    head.bylines = Bylines(sure) if clear else other_bylines(found, sure)


def _stated(head: Head, site_name: str | None) -> tuple[tuple[str, ...], bool]:
    """The people that JSON-LD or meta tags name, and whether one of them is named in full.

    The site's name is no author, unless JSON-LD says that it is a person's.
    """
    author = head.article.get("author")
    nicknames: tuple[str, ...] = ()
    for names, site in (
        (_from_jsonld(author, head.nodes), site_name),
        (head.all("author"), site_name),
        ((n for n in _from_jsonld(author, head.nodes, sure=True) if is_full_name(n)), None),
    ):
        people = clean_names(names, site)
        if _in_full(people):
            return people, True
        nicknames = nicknames or people
    return nicknames, False


def _in_full(people: tuple[str, ...]) -> bool:
    """Whether somebody has more than one name; scripts without capitals write names in one word."""
    return any(" " in name or not name.isascii() for name in people)


def firms_of(head: Head) -> tuple[str, ...]:
    """Who is named as author and is no person, such as an agency: evidence of where a story came from.

    The site's own name and mere desks ("Staff") are left out.
    """
    author = head.article.get("author")
    stated = [
        n for n in (*_from_jsonld(author, head.nodes), *head.all("author")) if not clean_names([n], head.site_name)
    ]
    own = (head.site_name or "").casefold()
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
        people_in = _people_in if len(stated) <= _REMEMBERED else _people_in.__wrapped__
        for name in people_in(stated, site_name):
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


@lru_cache(maxsize=2048)  # a byline is looked at several times for its page, and comes again with the next
def _people_in(stated: str, site_name: str | None) -> tuple[str, ...]:
    """People's names out of one byline."""
    byline = _MARKUP.sub(" ", unescape(stated))
    if "://" in byline or "@" in byline or len(byline) > 10 * _LONGEST_NAME:
        return ()
    text = _PREFIX.sub("", _BRACKETS.sub("", " ".join(byline.split()))).strip()
    found = []
    for number, part in enumerate(_people(text)):
        name = _OPEN_BRACKET.sub("", _PREFIX.sub("", part)).strip(" \t.,:-–—*»«")
        if not (number and _CREDENTIAL.fullmatch(part.strip())) and _is_person(name, site_name):
            found.append(_without_role(name))
    return tuple(found)


def _without_role(name: str) -> str:
    """The name without a role behind it, as Korean has it."""
    words = name.split()
    return " ".join(words[:-1]) if len(words) > 1 and words[-1] in ROLES_BEHIND else name


def _people(byline: str) -> list[str]:
    """The parts of a byline; "Ink and Paper" is one name, since neither part is a whole one."""
    if (found := _SURNAME_FIRST.fullmatch(byline)) and _is_turned(found["last"], found["fore"]):
        return [f"{found['fore']} {found['last']}"]
    parts = [part for part in _SPLIT.split(byline) if part]
    if len(parts) > 1 and all(" " not in part.strip() for part in parts) and not _LISTED.search(byline):
        return [byline]
    return parts


def _is_turned(last: str, fore: str) -> bool:
    """Whether two parts beside a comma are one name, the surname first: "Jong, Michiel de"; not "Ann Lee, Bo Ek"."""
    words = [w for w in (*last.split(), *fore.split()) if w.casefold() not in NAME_PARTICLES and len(w.strip(".")) > 1]
    known = {w.casefold() for w in words} & (NOT_PEOPLE | FIRM_WORDS | ROLE_WORDS)
    single = len([w for w in last.split() if w.casefold() not in NAME_PARTICLES]) == 1
    capital = all(w[0].isupper() and not w.isupper() for w in words)
    return single and len(words) <= 2 and capital and not known and not _CREDENTIAL.fullmatch(fore)


def _is_person(name: str, site_name: str | None) -> bool:
    low = name.casefold()
    words = low.split()
    return bool(
        2 <= len(name) <= _LONGEST_NAME
        and len(words) <= _MOST_WORDS
        and not any(c.isdigit() for c in name)
        and any(c.isalpha() for c in name)
        and low not in NOT_PEOPLE
        and low != (site_name or "").casefold()
        and _WORD_BREAK.split(low)[-1] not in FIRM_WORDS
        and ROLE_WORDS.isdisjoint(words)
        and ("." not in low.strip(".") or " " in low or name[0].isupper())
        and not low.startswith(("http", "www."))
    )


def _from_jsonld(value: Any, nodes: list[dict[str, Any]], *, firms: bool = False, sure: bool = False) -> Iterator[str]:
    """The names that JSON-LD gives: of people, of what it calls an organisation, or of whom it calls a person."""
    for author in value if isinstance(value, list) else [value]:
        if isinstance(author, str):
            yield from () if firms or sure else (author,)
        elif isinstance(author, dict):
            if "name" not in author and "@id" in author:
                author = next((n for n in nodes if n.get("@id") == author["@id"] and "name" in n), author)  # noqa: PLW2901 - a reference stands for what it names
            if ("organization" in "".join(types_of(author))) != firms:
                continue
            if sure and "person" not in types_of(author):
                continue
            name = author.get("name")
            yield from (n for n in (name if isinstance(name, list) else [name]) if isinstance(n, str))

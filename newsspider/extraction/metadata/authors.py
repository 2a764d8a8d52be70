"""Who wrote a story: people, without "By", without desks and firms, once each.

In: what the page says of itself and its marked-up bylines. Out: names in order. Refused: addresses, e-mail addresses,
desks ("Staff"), the site's own name, and anything longer than a name can be.
"""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any, Final

from newsspider.extraction.metadata.bylines import (
    Bylines,
    all_named_in,
    bylines,
    from_lines,
    other_bylines,
    sure_bylines,
)
from newsspider.extraction.metadata.fields import NOT_PEOPLE
from newsspider.extraction.metadata.head import types_of
from newsspider.extraction.metadata.people import LONGEST_NAME, clean_names, in_full, is_full_name, without_prefix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.extraction.metadata.gathered import Gathered
    from newsspider.extraction.metadata.head import Head
    from newsspider.extraction.metadata.surroundings import Surroundings

_MOST_LISTED: Final = 120  # characters of a line that names all authors


def authors_of(head: Head, around: Surroundings, title: str | None = None) -> tuple[str, ...]:
    """The authors from the first source that names a person in full: JSON-LD, meta tags, bylines; else its nickname.

    Args:
        head: What the page says of itself.
        around: What stands around the story.
        title: The story's.
    """
    if head.named_in_full:
        return _with_the_others(head.authors, around.lines)
    for texts in bylines(head.bylines, around, title):
        # A person's own site bears the person's name; of other sites' names nobody says "Written by".
        if named := clean_names(texts, head.site_name) or _signed_by_name(texts, around.lines):
            return named if in_full(named) or not head.authors else head.authors
    return head.authors


def _signed_by_name(texts: Sequence[str], lines: Sequence[str]) -> tuple[str, ...]:
    """The person that a line "By Ann Lee" names, though the site is called so, too."""
    if len(texts) != 1 or not is_full_name(texts[0]) or from_lines(lines) != [*texts]:
        return ()
    return clean_names(texts)


def _with_the_others(stated: tuple[str, ...], lines: Sequence[str]) -> tuple[str, ...]:
    """Those whom the page states, and the others of a byline that begins with them: many state the first alone."""
    for line in lines:
        if len(line) <= _MOST_LISTED and stated[0] in line and (listed := all_named_in(line)):
            people = clean_names([listed])
            if people[: len(stated)] == stated and all(map(is_full_name, people)):
                return people
    return stated


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
        if in_full(people):
            return people, True
        nicknames = nicknames or people
    return nicknames, False


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
        name = without_prefix(" ".join(unescape(firm).split())).strip()
        low = name.casefold()
        if 2 <= len(name) <= LONGEST_NAME and "://" not in name and low != own and low not in NOT_PEOPLE:
            found[low] = name
    return tuple(found.values())


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

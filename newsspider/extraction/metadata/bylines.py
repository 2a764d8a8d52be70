"""Who a page shows as author: marked-up bylines, links to profiles, and lines such as "By Ann Lee" near the story.

In: what the page's elements are marked as, and the short lines around the story. Out: strings that name somebody, best
first, one list for each way of finding them. Refused: what is longer than a byline, and names that don't stand near the
story where a name is no proof.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from newsspider.extraction.metadata.fields import (
    AUTHOR_CLASS_WORDS,
    AUTHOR_CLASSES,
    AUTHOR_JOINERS,
    BYLINE_PARTS,
    BYLINE_STARTS,
    MONTHS,
    NAME_PARTICLES,
    NOT_BYLINE_CLASS_WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.extraction.metadata.gathered import Gathered
    from newsspider.extraction.tree import Element

_LONGEST: Final = 100  # characters of a byline
_MOST: Final = 60  # elements that are looked at
_MOST_MARKED: Final = 4
_JOINED: Final = re.compile("|".join([",", *map(re.escape, AUTHOR_JOINERS)]), re.IGNORECASE)
_CLASS_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_START: Final = re.compile(
    rf"^(?:{'|'.join(re.escape(s) for s in BYLINE_STARTS)})(?:\s*:\s*|\s+)(?P<names>.+)$", re.IGNORECASE
)
# Parts of a byline that Blogspot calls "byline post-labels", "byline post-share-buttons".
_OTHER: Final = re.compile(rf"(?<![^\W_])(?:{'|'.join(BYLINE_PARTS)})(?![^\W_])")
_ALONE: Final = re.compile(rf"^(?:{'|'.join(re.escape(s) for s in BYLINE_STARTS)})\s*:?$", re.IGNORECASE)
# A byline's names end where a date, a place, a clock time or a role begins.
_END: Final = re.compile(r"\s*(?:[|·•–—/(\[]|\s-\s|\d|\son\s|\sat\s|\sfor\s|\sin\s|[A-Z][a-z]+day\b).*$")


@dataclass(slots=True)
class Bylines:
    """Texts that may name somebody, a list for each element or group of elements, best first.

    Attributes:
        sure: Of what is marked up as author.
        perhaps: Of what has a class that may be a byline's.
        profiles: Of links to what may be an author's own page.
    """

    sure: list[list[str]] = field(default_factory=list)
    perhaps: list[list[str]] = field(default_factory=list)
    profiles: list[list[str]] = field(default_factory=list)


def sure_bylines(page: Gathered) -> list[list[str]]:
    """What is marked up as author."""
    named = ((el, el.get("class", "").lower()) for el in page.named)
    exact = (el for el, names in named if not AUTHOR_CLASSES.isdisjoint(names.split()) and not _OTHER.search(names))
    return [*_items(page.items), *(texts for el in islice(exact, _MOST) if (texts := _short([el])))]


def other_bylines(page: Gathered, sure: list[list[str]]) -> Bylines:
    """Everything that may name somebody, near the story."""
    perhaps = []
    for el in page.named[:_MOST]:
        words = {w.lower() for w in _CLASS_WORD.findall(el.get("class", ""))}
        if words & AUTHOR_CLASS_WORDS and not words & NOT_BYLINE_CLASS_WORDS:
            perhaps.append(_short([el]))
    return Bylines(sure, perhaps, [_short([el]) for el in page.profiles])


def bylines(read: Bylines, lines: Sequence[str]) -> Iterator[list[str]]:
    """What names somebody, the surest first: what is marked up as author, then what stands near the story.

    Args:
        read: What may name somebody.
        lines: The short lines around the story.
    """
    yield from read.sure
    if lines:
        yield from _near_the_story(read, lines)


def _items(found: Sequence[Element]) -> Iterator[list[str]]:
    """What stands in elements that are marked as author by attributes: microdata, links, addresses."""
    items = [el for el in found if el.get("itemprop") == "author"][:_MOST_MARKED]
    names = ((inner for inner in el.iterdescendants() if inner.get("itemprop") == "name") for el in items)
    inner = [name for named in names for name in islice(named, _MOST_MARKED)]
    links = [el for el in found if el.get("rel") == "author"]
    places = [el for el in found if el.tag == "address"]
    for elements in (inner, items, links, places):
        if texts := _short(elements[:_MOST_MARKED]):
            yield texts


def _near_the_story(read: Bylines, lines: Sequence[str]) -> Iterator[list[str]]:
    """Names that are proved by the company they keep: each stands in a line around the story."""
    said = "\n".join(lines)
    for texts in read.perhaps:
        yield [t for t in texts if is_full_name(_named_in(t)) and _named_in(t) in said]
    yield from_lines(lines)
    for texts in read.profiles:
        yield [t for t in texts if is_full_name(t) and t in lines]


def from_lines(lines: Sequence[str]) -> list[str]:
    """The names in the first line that says "By", or that follows a line which says nothing else.

    >>> from_lines(["5 min read", "By Ann Lee | 3 March 2026"])
    ['Ann Lee']
    """
    for number, line in enumerate(lines):
        names = _named_in(line) if _START.match(line) else ""
        if not names and _ALONE.match(line) and number + 1 < len(lines):
            names = _END.sub("", lines[number + 1])
        if names and len(names) <= _LONGEST and any(is_full_name(n) for n in _JOINED.split(names)):
            return [names]
    return []


def _named_in(line: str) -> str:
    found = _START.match(line)
    words = _END.sub("", found["names"] if found else line).strip(" ,.:").split()
    while words and words[-1].strip(".,").casefold() in MONTHS and len(words) > 2:
        words.pop()  # the date that was cut off began with it
    return " ".join(words).strip(" ,.:")


def is_full_name(text: str) -> bool:
    """Whether a text has the shape of a person's full name: two to five capitalised words.

    >>> is_full_name("Ludwig van Beethoven"), is_full_name("the harbour"), is_full_name("Harbour")
    (True, False, False)
    """
    words = text.split()
    return 2 <= len(words) <= 5 and all(
        (w[0].isupper() or w.casefold() in NAME_PARTICLES) and not any(c.isdigit() for c in w) for w in words
    )


def _short(elements: Sequence[Element]) -> list[str]:
    """The texts of those elements that are short enough for a byline.

    Where two texts touch, one ends ("Written by" and a name, a name and a role): of the later only names are kept.
    """
    found = []
    for el in elements:
        texts = [""]
        size = 0
        for piece in el.itertext():
            if texts[-1] and not texts[-1][-1].isspace() and not piece[:1].isspace():
                texts.append("")
            texts[-1] += str(piece)
            size += len(piece)
            if size > 4 * _LONGEST:
                break
        folded = [" ".join(text.split()) for text in texts]
        kept = [t for n, t in enumerate(folded) if t and (n == 0 or is_full_name(t) or _ALONE.match(folded[n - 1]))]
        text = " | ".join(kept)
        if 0 < len(text) <= _LONGEST and size <= 4 * _LONGEST:
            found.append(text)
    return found

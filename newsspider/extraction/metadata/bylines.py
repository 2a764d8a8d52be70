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

from newsspider.extraction.beginnings import Beginnings
from newsspider.extraction.metadata.dated_names import from_dated, from_under_title
from newsspider.extraction.metadata.fields import (
    AUTHOR_CLASS_WORDS,
    AUTHOR_CLASSES,
    AUTHOR_JOINERS,
    AUTHORS_IN_TEXT,
    BIOGRAPHY_WORDS,
    BYLINE_PARTS,
    BYLINE_STARTS,
    BYLINES_BEHIND_DATES,
    MONTHS,
    NOT_BYLINE_CLASS_WORDS,
)
from newsspider.extraction.metadata.people import is_full_name, is_short_name, tells_a_role
from newsspider.extraction.metadata.printed import day_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.extraction.metadata.gathered import Gathered
    from newsspider.extraction.metadata.surroundings import Surroundings
    from newsspider.extraction.tree import Element

_LONGEST: Final = 100  # characters of a byline
_LONGEST_ROLE: Final = 60
_TWO: Final = 2
_NEAR: Final = 4  # lines between a name with its role and the date
_MOST: Final = 60  # elements that are looked at
_MOST_MARKED: Final = 4
_JOINED: Final = re.compile("|".join([",", *map(re.escape, AUTHOR_JOINERS)]), re.IGNORECASE)
_LAST: Final = re.compile("|".join(map(re.escape, AUTHOR_JOINERS)), re.IGNORECASE)
_CLASS_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_START: Final = re.compile(
    rf"^(?:{'|'.join(re.escape(s) for s in BYLINE_STARTS)})(?:\s*:\s*|\s+)(?P<names>.+)$", re.IGNORECASE
)
_STARTS: Final = Beginnings(BYLINE_STARTS)
# Parts of a byline that Blogspot calls "byline post-labels", "byline post-share-buttons".
_OTHER: Final = re.compile(rf"(?<![^\W_])(?:{'|'.join(BYLINE_PARTS)})(?![^\W_])")
# "Published March 3, 2026 by Ann Lee": what follows a date.
_DATED: Final = re.compile(
    rf"\d[^|]{{0,12}}?\s(?:{'|'.join(map(re.escape, BYLINES_BEHIND_DATES))})\s+(?P<names>.+)$", re.IGNORECASE
)
_ALONE: Final = re.compile(rf"^(?:{'|'.join(re.escape(s) for s in BYLINE_STARTS)})\s*:?$", re.IGNORECASE)
# A byline's names end where a date, a place, a clock time or a role begins.
_END: Final = re.compile(r"\s*(?:[|·•⋅●◦∙・–—/(\[]|\s-\s|\d|\son\s|\sat\s|\sfor\s|\sin\s|[A-Z][a-z]+day\b).*$")
# As in "ByAnn Lee", where a style keeps the two apart
_GLUED: Final = re.compile(rf"^(?i:{'|'.join(map(re.escape, BYLINE_STARTS))})(?<=[a-z])(?=[A-Z][a-z])")
_IN_TEXT: Final = tuple(re.compile(pattern) for pattern in AUTHORS_IN_TEXT)
_PARTED: Final = re.compile(r"[、・·,\s]+")


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


def bylines(read: Bylines, around: Surroundings, title: str | None = None) -> Iterator[list[str]]:
    """What names somebody, the surest first: what is marked up as author, then what stands near the story.

    Args:
        read: What the page's elements are marked as.
        around: What stands around the story.
        title: The story's.
    """
    yield from read.sure
    if around.lines:
        yield from _near_the_story(read, around.lines)
        yield from_biographies(around.lines, around.biographies)
    yield from_text([*around.ends, *around.lines])
    yield from_dated(around.lines, around.texts)
    yield from_under_title(around.lines, title or "", around.texts)


def from_text(texts: Sequence[str]) -> list[str]:
    """The names in the first text that says who reported it, as East Asian papers do.

    >>> from_text(["华报网武汉11月26日电（记者王小明、陈思远）连日强降雨", "이수민 기자"])
    ['王小明', '陈思远']
    """
    for text in texts:
        if not text.isascii():
            for pattern in _IN_TEXT:
                if found := pattern.search(text):
                    return [name for name in _PARTED.split(found["names"]) if name]
    return []


def _items(found: Sequence[Element]) -> Iterator[list[str]]:
    """What stands in elements that are marked as author by attributes: microdata, links, addresses."""
    items = [el for el in found if el.get("itemprop") == "author"][:_MOST_MARKED]
    names = ((inner for inner in el.iterdescendants() if inner.get("itemprop") == "name") for el in items)
    inner = [name for named in names for name in islice(named, _MOST_MARKED)]
    links = [el for el in found if el.get("rel") == "author"]
    places = [el for el in found if el.tag == "address" and not _is_place(el)]
    for elements in (inner, items, links, places):
        if texts := _short(elements[:_MOST_MARKED]):
            yield texts


def _is_place(el: Element) -> bool:
    """Whether an <address> is where a firm is: it has the number of a street or of a telephone."""
    return any(c.isdigit() for piece in islice(el.itertext(), _MOST) for c in str(piece))


def _near_the_story(read: Bylines, lines: Sequence[str]) -> Iterator[list[str]]:
    """Names that are proved by the company they keep: each stands in a line around the story."""
    said = "\n".join(lines)
    for texts in read.perhaps:
        yield [t for t in texts if is_full_name(_named_in(t)) and _named_in(t) in said]
    yield from_lines(lines)
    for texts in read.profiles:
        named = [t for t in texts if is_full_name(t)]
        found = [line for line in lines if any(_begins_with(line, t) for t in named)]
        yield [t for t in named if any(t in line for line in found)]


def _begins_with(line: str, name: str) -> bool:
    """Whether a line is a name, or begins with it and has a number behind: a day, a time of reading."""
    return line == name or (line.startswith(name) and any(map(str.isdecimal, line)))


def from_lines(lines: Sequence[str]) -> list[str]:
    """The names in the first line that says "By", or that follows a line which says nothing else.

    >>> from_lines(["5 min read", "By Ann Lee | 3 March 2026"])
    ['Ann Lee']
    >>> from_lines(["Ann Lee", "Marketing Director", "3 March 2026"])
    ['Ann Lee']
    """
    for number, line in enumerate(lines):
        behind = lines[number + 1] if number + 1 < len(lines) else ""
        starts = _STARTS.may_begin(line)
        if (starts and _START.match(line)) or _DATED.search(line):
            names = _named_in(line)
        elif starts and (glued := _GLUED.match(line)):
            names = _END.sub("", line[glued.end() :])
        elif starts and _ALONE.match(line):
            names = _END.sub("", behind)
        elif is_short_name(line) and _is_role(behind) and _is_dated(lines[max(number - _NEAR, 0) : number + _NEAR + 1]):
            names = line
        else:
            continue
        if names and len(names) <= _LONGEST and any(is_full_name(n) for n in _JOINED.split(names)):
            return [names]
    return []


def _is_role(line: str) -> bool:
    return len(line) <= _LONGEST_ROLE and tells_a_role(line)


def _is_dated(lines: Sequence[str]) -> bool:
    return any(day_in(line, None) for line in lines)


def from_biographies(lines: Sequence[str], biographies: Sequence[str]) -> list[str]:
    """The name that stands in a line of its own, and of whose bearer a text below the story tells.

    >>> from_biographies(["Ann Lee", "5 min read"], ["Ann Lee writes about harbours, ferries and the people on them."])
    ['Ann Lee']
    """
    for line in lines:
        if is_short_name(line):
            told = (text[len(line) :].split() for text in biographies if text.startswith(f"{line} "))
            if any(words[0].casefold() in BIOGRAPHY_WORDS for words in told if words):
                return [line]
    return []


def all_named_in(line: str) -> str:
    """The part of a line that is a list of authors: it says "By" and names three, or has an "and" before the last."""
    names = _named_in(line)
    listed = _JOINED.split(names)
    said = _START.match(line) and len(listed) > _TWO
    return names if said or (len(listed) >= _TWO and _LAST.search(names)) else ""


def _named_in(line: str) -> str:
    found = _START.match(line) or _DATED.search(line)
    words = _END.sub("", found["names"] if found else line).strip(" ,.:").split()
    while words and words[-1].strip(".,").casefold() in MONTHS and len(words) > 2:
        words.pop()  # the date that was cut off began with it
    return " ".join(words).strip(" ,.:'’")  # of "Ann Lee '04"


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

"""Lines at the story's edges that say who made it and when, and nothing else: the record has fields for both.

In: the layout, the choice of blocks, the authors that are known. Out: which blocks are such lines. Refused: nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newsspider.extraction.beginnings import Beginnings
from newsspider.extraction.metadata.dated_names import from_dated
from newsspider.extraction.metadata.fields import (
    AUTHOR_JOINERS,
    AUTHOR_PREFIXES,
    BYLINE_STARTS,
    HELPER_STARTS,
    LABELS,
    MONTHS,
    ROLE_WORDS,
    SIGNED_LINES,
)
from newsspider.extraction.metadata.people import is_full_name
from newsspider.extraction.metadata.printed import dated, day_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

_FEW: Final = 2  # blocks: of a shorter story nothing is taken
_EDGE: Final = 4  # blocks at the top in which such a line may stand, whatever they are
_TOP: Final = 8  # blocks at the top, up to the second paragraph
_BOTTOM: Final = 2
_PARAGRAPH: Final = 100  # characters
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LONGEST: Final = 160  # characters of a byline
_LONGEST_DATE: Final = 80  # characters of a line that is a date
_MOST_BESIDE_DATE: Final = 3  # words in it besides a month: "Updated", a weekday, "pm", a time zone
_MOST_WITH_STAMP: Final = 8  # words of a line that holds a date for programs too: in any language
_MOST_LEFT: Final = 2  # words that a byline holds besides names, "by" and a date
_MOST_ROLE: Final = 5  # words of "Senior Staff Writer"
# A day, a word for the month and a year, Buddhist ones too, with a time or without: in any language
_SHAPED: Final = re.compile(
    r"\d{1,2}\.? \S{2,14} (?:19|20|25)\d\d(?:\D{0,6}\d{1,2}[:.]\d\d(?:\D{0,24}\d{1,2}[:.]\d\d)?.{0,6})?"
)
# A day with the signs for year, month and day, with a weekday, a time or a word behind it
_EAST_ASIAN: Final = re.compile(
    r"(?:19|20)\d\d ?[年년] ?\d{1,2} ?[月월] ?\d{1,2} ?[日일](?:[ \u3000]?[(\uff08].{1,3}[)\uff09])?"
    r"(?:[^。.\d]{0,6}\d{1,2} ?[:時时点시] ?\d{0,2}[分분]?.{0,6})?"
)
_SIGNED: Final = re.compile("|".join(SIGNED_LINES), re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")
_DIGIT: Final = re.compile(r"\d")
_ADDRESS: Final = re.compile(r"\S*@\S+")
_PARTING: Final = re.compile(r"[\n|·•/–—-]")  # one of these stands between any two parts
_PART: Final = re.compile(r"\s*[\n|·•/]\s*|\s+[–—-]\s+")
_JOINED: Final = re.compile("|".join(["[,،、]", *map(re.escape, AUTHOR_JOINERS)]), re.IGNORECASE)
_AROUND: Final = " ,;:.()[]（）【】"
_HAN_NAME: Final = re.compile("[\u4e00-\u9fff]{2,4}")
_STARTS: Final = sorted({*BYLINE_STARTS, *HELPER_STARTS}, key=len, reverse=True)
_START: Final = re.compile(rf"(?:{'|'.join(map(re.escape, _STARTS))})(?:\s*[:：]\s*|\s+)", re.IGNORECASE)
_BEGINNINGS: Final = Beginnings(_STARTS)
_BYLINE_WORDS: Final = {*AUTHOR_PREFIXES, *LABELS, *(joiner.strip() for joiner in AUTHOR_JOINERS)}


def signing(layout: Layout, body: Body, authors: Sequence[str]) -> list[int]:
    """The kept blocks at the edges that say who made the story or when, in page order."""
    if len(body.kept) <= _FEW:
        return []
    stamped = {block for block, _ in layout.times}
    names = [name.casefold() for name in authors]
    top = _top(layout, body)
    found = []
    for index in sorted({*top, *body.kept[-_BOTTOM:]}):
        text = layout.texts[index]
        if layout.tag_of(index) in _HEADINGS:  # a blog's day above its story; a diary's days are its chapters
            says_when = index in top[:_EDGE] and _is_date(text, most_words=1)
        else:
            says_when = _is_date(text, with_stamp=index in stamped)
        if says_when or (len(text) <= _LONGEST and _tells_who(text, names)):
            found.append(index)
    return found


def is_signature(line: str, authors: Sequence[str] = ()) -> bool:
    """Whether a line says who wrote the story or when, and nothing else.

    >>> is_signature("By Ann Lee, staff writer"), is_signature("Posted Thursday, March 19, 2026"), is_signature("Rain")
    (True, True, False)
    """
    return _is_date(line) or (len(line) <= _LONGEST and _tells_who(line, authors))


def _top(layout: Layout, body: Body) -> list[int]:
    """The blocks up to the second paragraph: a standfirst may stand above the byline."""
    paragraphs = 0
    found: list[int] = []
    for index in body.kept[:_TOP]:
        paragraphs += len(layout.texts[index]) > _PARAGRAPH
        if paragraphs > 1:
            break
        found.append(index)
    return [*found, *body.kept[len(found) : _EDGE]]


def _is_date(text: str, *, with_stamp: bool = False, most_words: int = _MOST_BESIDE_DATE) -> bool:
    """Whether a line is a date and little else."""
    if len(text) > _LONGEST_DATE or not _DIGIT.search(text):
        return False
    if with_stamp and len(text.split()) <= _MOST_WITH_STAMP and not text.endswith((".", "।", "。")):
        return True
    if _SHAPED.fullmatch(text) or (not text.isascii() and _EAST_ASIAN.fullmatch(text)):
        return True
    words = [w for w in _WORD.findall(text) if w.casefold() not in MONTHS]
    return bool(dated([text]) and day_in(text, None) and len(words) <= most_words)


def _tells_who(text: str, authors: Sequence[str]) -> bool:
    return _says_who(text, authors) or _says_both(text, authors) or _SIGNED.fullmatch(text) is not None


def _says_both(text: str, authors: Sequence[str]) -> bool:
    """Whether a line holds an author's name and a day, and nothing else but labels."""
    return any(author in text.casefold() for author in authors) and [
        name.casefold() for name in from_dated([text])
    ] == [author for author in authors if author in text.casefold()]


def _says_who(text: str, authors: Sequence[str]) -> bool:
    """Whether each part of a line names somebody, a role or a day, and one of them somebody.

    >>> _says_who("Reported by: Ann Lee | Edited by Bo Ek | 3 March 2026", [])
    True
    >>> _says_who("Ann Lee, Harbour Correspondent", ["ann lee"]), _says_who("Ann Lee is late", ["ann lee"])
    (True, False)
    """
    said = _ADDRESS.sub(" ", text) if "@" in text else text  # to look for an address takes long
    pieces = _PART.split(said) if _PARTING.search(said) else [said]
    parts = [part for raw in pieces if (part := raw.strip(_AROUND))]
    named = [_names(part, authors) for part in parts]
    return any(named) and all(name or _is_date(part) or _is_role(part) for part, name in zip(parts, named, strict=True))


def _names(part: str, authors: Sequence[str]) -> bool:
    """Whether a part of a byline names an author of the story, or with "Edited by" somebody else, and says no more."""
    rest = low = part.casefold()
    for author in authors:
        rest = rest.replace(author, " ")
    if rest != low:
        words = [w for w in _WORD.findall(rest) if w not in _BYLINE_WORDS]
        if len(words) <= (_MOST_LEFT if _DIGIT.search(rest) else 0) or _is_role(" ".join(words)):
            return True
    start = _START.match(part) if _BEGINNINGS.may_begin(part) else None
    return start is not None and all(_is_name(name.strip()) for name in _JOINED.split(part[start.end() :]))


def _is_name(text: str) -> bool:
    return is_full_name(text) or _HAN_NAME.fullmatch(text) is not None


def _is_role(part: str) -> bool:
    words = part.casefold().split()
    return len(words) <= _MOST_ROLE and (not ROLE_WORDS.isdisjoint(words) or words[-1:] == ["staff"])

"""The story's edges, once the metadata is known: title and byline off, a missed standfirst in.

In: the layout, the choice of blocks and the metadata. Out: the choice, mended in place, with its reasons. Only the
first and last few blocks are looked at.
"""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from string import ascii_letters
from typing import TYPE_CHECKING, Final

from newsspider.extraction.body import LINK, OUTSIDE
from newsspider.extraction.captions import PHOTOGRAPHED, has_labelled_credit, is_agency
from newsspider.extraction.leading import is_keywords
from newsspider.extraction.metadata.fields import BIOGRAPHY_STARTS, BIOGRAPHY_WORDS
from newsspider.extraction.signed import is_signature, signing
from newsspider.extraction.vetoes import CAPTION
from newsspider.urls import page_elsewhere

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout
    from newsspider.extraction.metadata import Metadata

_PHOTO_LINE: Final = 200  # characters at most of a caption among the paragraphs
_CREDIT_LINE: Final = 120  # characters at most of a credit among the paragraphs, or of a caption with one
_PLAIN: Final = frozenset({"p", "div", "span", "em", "small", "center", "time"})
_EDGE: Final = 4  # blocks at either end in which a byline may stand
_ABOVE: Final = 10  # blocks above the story in which its standfirst may stand
_LONGEST_BYLINE: Final = 120  # characters
_TAIL: Final = 3  # blocks at the end in which the author's biography may stand
_LONGEST_BIOGRAPHY: Final = 800  # characters
_MOST_ITEMS: Final = 3
_MANY: Final = 4  # commas between keywords
_LONGEST_ITEM: Final = 3  # blanks
_LINKS_UNDER: Final = 2  # lines that are links, right behind a heading, that make it theirs
_SUBHEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SHORTEST_STANDFIRST: Final = 40
_LONGEST_HEADING: Final = 120  # characters; what is longer is a paragraph in a heading's tag
_FEW: Final = 12  # characters by which nearly all texts differ
_SAME: Final = 60  # characters in which a standfirst and a description that is cut short must agree
_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORTEST_TITLE: Final = 20  # letters that no other heading ends in by chance
_SHORTEST_KICKER: Final = 4
_KICKER: Final = 40  # letters before the title in its own heading
_FEW_TIMES: Final = 3  # entries that make a page a live one, and blocks that are left of it
_LONGEST_CLOCK: Final = 16  # characters
_CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d\d(?: ?[ap]\.?m\.?)?(?: ?(?:[A-Z]{2,5}|Uhr))?", re.IGNORECASE)
_BESIDE_CLOCK: Final = " |·•,–—-"
_SENTENCE_END: Final = re.compile(r"[.!?…]$")
# "From The Gazette", "Ada Berg in The Gazette": the case of the letters tells a name from the end of a poem.
_NAME: Final = r"[A-ZА-Я][\w’'-]+"
_FROM_NAME: Final = re.compile(
    rf"(?:(?:From|Via|By|Aus|Von|De|Из)|{_NAME}(?: {_NAME}){{1,3}} (?:in|for)) (?:[Tt]he )?{_NAME}(?: {_NAME}){{0,3}}$"
)
_ASCII_LETTERS: Final = frozenset(ascii_letters)
_NO_ASCII_LETTERS: Final = bytes(code for code in range(128) if chr(code) not in _ASCII_LETTERS)


def trim_edges(layout: Layout, body: Body, meta: Metadata, url: str | None) -> None:
    """Mend the choice at its edges."""
    _drop_photo_lines(layout, body)
    _drop_keywords(layout, body)
    _drop_credit(layout, body, url)
    _drop_title(layout, body, meta)
    _drop_clock_times(layout, body, meta.authors)
    _drop_signed(layout, body, meta)
    _drop_biography(layout, body, meta)
    _add_standfirst(layout, body, meta.description)
    _drop_first_items(layout, body)
    _drop_heads_of_links(layout, body)
    _drop_last_headings(layout, body)


def _drop_photo_lines(layout: Layout, body: Body) -> None:
    """Captions that stand among the paragraphs as one of them, with who took the picture at their end."""
    texts = layout.texts
    lines = [at for at in body.kept if len(texts[at]) <= _PHOTO_LINE and _is_photo_line(layout, at)]
    if lines and len(body.kept) - len(lines) >= len(lines):
        body.kept = [index for index in body.kept if index not in lines]
        body.captions = sorted([*body.captions, *lines])
        body.reasons |= dict.fromkeys(lines, CAPTION)


def _drop_keywords(layout: Layout, body: Body) -> None:
    """A photo's keywords that a copyist left between the first paragraphs: a line of many, the first a small word."""
    for index in body.kept[1:_EDGE]:
        text = layout.texts[index]
        if text[:1].islower() and text.count(",") >= _MANY and len(text) <= _PHOTO_LINE and is_keywords(text):
            body.kept.remove(index)
            body.reasons[index] = ("layout.glued_keywords", "tags")


def _is_photo_line(layout: Layout, index: int) -> bool:
    """Whether a line ends in who took a picture, or is a credit and nothing else."""
    text = layout.texts[index]
    if text.endswith(PHOTOGRAPHED):
        return True
    return len(text) <= _CREDIT_LINE and has_labelled_credit(text) and layout.tag_of(index) in _PLAIN


def _drop_title(layout: Layout, body: Body, meta: Metadata) -> None:
    """The title has a field of its own; where it stands above the story it isn't the story's text."""
    wanted = _letters(meta.title or "")
    names = [name.casefold() for name in meta.authors]
    headings = layout.blocks_of("h1")
    for index in body.kept[:_EDGE]:
        text = layout.texts[index]
        # A page's only h1 is its title, though the page may call itself otherwise elsewhere.
        if "\n" in text and wanted and _is_head(text.split("\n"), wanted, names):
            _drop(body, [at for at in body.kept if at <= index])
            break
        is_title = [index] == headings or (wanted and _begins(text, wanted) and _letters(text) == wanted)
        if is_title or (layout.tag_of(index) in _HEADINGS and _ends_in_title(text, wanted)):
            body.kept.remove(index)
            body.reasons[index] = ("layout.title", "title")
            _drop(body, [at for at in body.kept if at < index and _is_label(layout.texts[at])])


def _is_head(lines: list[str], wanted: str, names: Sequence[str]) -> bool:
    """Whether the lines of a block are the title and then who wrote the story and when."""
    first, *rest = lines
    return _letters(first) == wanted and all(is_signature(line, names) for line in rest)


def _is_label(text: str) -> bool:
    """Whether a line says too little for a standfirst: above a title it is the blog's motto, a section, a day."""
    lines = text.split("\n")
    return all(len(line) <= _SHORTEST_STANDFIRST and not _SENTENCE_END.search(line) for line in lines)


def _ends_in_title(text: str, wanted: str) -> bool:
    """Whether a heading says a few words and then the title: "Kelmouth bridge / Ferry to run all night"."""
    if len(wanted) < _SHORTEST_TITLE or len(text) > 2 * (len(wanted) + _KICKER):
        return False
    said = _letters(text)
    return said.endswith(wanted) and _SHORTEST_KICKER <= len(said) - len(wanted) <= _KICKER


def _drop_credit(layout: Layout, body: Body, url: str | None) -> None:
    """A short line at either end that is no sentence and ends in a link to another site's page names the source."""
    if len(body.kept) <= _EDGE:
        return
    for index in (body.kept[0], body.kept[-1]):
        text = layout.texts[index]
        if index == body.kept[-1] and (_FROM_NAME.match(text) or is_agency(text)):
            body.kept.remove(index)
            body.reasons[index] = ("layout.credit", "credit")
            continue
        if len(text) > _LONGEST_BYLINE:
            continue
        _, href, words = (layout.links_in(index) or [(index, "", "")])[-1]
        if (
            words
            and text.rstrip(" .").endswith(words)
            and not _SENTENCE_END.search(text.removesuffix(words).rstrip())
            and (text[-1].isalnum() or len(words) < len(text) / 2)
            and page_elsewhere(url, href)
        ):
            body.kept.remove(index)
            body.reasons[index] = ("layout.credit", "credit")


def _drop_signed(layout: Layout, body: Body, meta: Metadata) -> None:
    """Lines that say nothing but who wrote the story and when."""
    for index in signing(layout, body, meta.authors):
        body.kept.remove(index)
        body.reasons[index] = ("layout.byline", "author_box")


def _drop_clock_times(layout: Layout, body: Body, authors: Sequence[str]) -> None:
    """The times of a live page's entries, each on a line of its own or beside the name of its author."""
    longest = _LONGEST_CLOCK + max(map(len, authors), default=0)
    short = [at for at in body.kept if len(layout.texts[at]) <= longest]
    found = [at for at in short if layout.tag_of(at) in _PLAIN and _is_clock(layout.texts[at], authors)]
    if len(found) >= _FEW_TIMES and len(body.kept) > len(found) + _FEW_TIMES:
        _drop(body, found)


def _is_clock(text: str, authors: Sequence[str]) -> bool:
    """Whether a line is a time, with an author's name on one side or without.

    >>> _is_clock("20:31Ann Lee", ["Ann Lee"]), _is_clock("At 20:31", ["Ann Lee"])
    (True, False)
    """
    if not text[:1].isdecimal() and not text[-1:].isdecimal():
        return False
    name = next((name for name in authors if text.startswith(name) or text.endswith(name)), "")
    rest = text.removeprefix(name) if text.startswith(name) else text.removesuffix(name)
    return _CLOCK.fullmatch(rest.strip(_BESIDE_CLOCK)) is not None


def _drop_biography(layout: Layout, body: Body, meta: Metadata) -> None:
    """A paragraph at the end that says who the author is: "Ada Berg is ...", "About the author: Ada Berg ..."."""
    title = (meta.title or "").casefold()  # whom a title names the story is about
    people = [low for name in meta.authors if " " in name and (low := name.casefold()) not in title]
    for index in body.kept[-_TAIL:] if people and len(body.kept) > _EDGE else ():
        text = layout.texts[index]
        if len(text) > _LONGEST_BIOGRAPHY:
            continue
        low = text.casefold()
        start = next((s for s in BIOGRAPHY_STARTS if low.startswith(s)), "")
        low = low[len(start) :].lstrip(" :–—-").removeprefix("dr. ")
        name = next((name for name in people if low.startswith(name)), None)
        if name and (low[len(name) :].split() or [""])[0] in BIOGRAPHY_WORDS:
            body.kept.remove(index)
            body.reasons[index] = ("layout.biography", "author_box")


def _drop_first_items(layout: Layout, body: Body) -> None:
    """A few list items of a word or two above the first paragraph are a date, a section, a language."""
    items = [*takewhile(lambda index: layout.tag_of(index) == "li", body.kept[: _MOST_ITEMS + 1])]
    if not items or len(items) > _MOST_ITEMS or len(body.kept) <= _EDGE:
        return
    texts = [layout.texts[index] for index in items]
    if any(text.count(" ") > _LONGEST_ITEM or _SENTENCE_END.search(text) for text in texts):
        return
    _drop(body, items)


def _drop_last_headings(layout: Layout, body: Body) -> None:
    """A heading at the end, with links or what isn't the story right behind it, is theirs: "More articles"."""
    while len(body.kept) > _EDGE:
        last = body.kept[-1]
        if (
            layout.tag_of(last) not in _HEADINGS
            or len(layout.texts[last]) > _LONGEST_HEADING
            or body.reasons.get(last + 1) not in (LINK, OUTSIDE)
        ):
            return
        _drop(body, [last])


def _drop_heads_of_links(layout: Layout, body: Body) -> None:
    """A heading with some links right behind it, and then another heading or nothing, is theirs."""
    found = []
    for index, behind in pairwise([*body.kept, len(layout.texts)]):
        if layout.tag_of(index) not in _SUBHEADINGS or behind <= index + _LINKS_UNDER:
            continue
        ends = behind == len(layout.texts) or layout.tag_of(behind) in _SUBHEADINGS
        if ends and all(body.reasons.get(at) == LINK for at in range(index + 1, index + 1 + _LINKS_UNDER)):
            found.append(index)
    if found and len(body.kept) - len(found) >= _EDGE:
        _drop(body, found)


def _drop(body: Body, blocks: list[int]) -> None:
    body.kept = [index for index in body.kept if index not in blocks]
    body.reasons |= dict.fromkeys(blocks, OUTSIDE)


def _add_standfirst(layout: Layout, body: Body, description: str | None) -> None:
    """A sentence above the story that is also the page's description is the story's standfirst."""
    if not body.kept or not description or len(description) < _SHORTEST_STANDFIRST:
        return
    wanted = _first_letters(description, _SAME)
    first = body.kept[0]
    letter = (wanted[:1], wanted[:1].upper())
    others = _ASCII_LETTERS.difference(letter)  # most texts show by their first character that they begin otherwise
    texts = [layout.texts[index] for index in body.kept]
    if not wanted or any(_begins(text, wanted) for text in texts if text[:1] not in others):
        return
    for index in range(max(0, first - _ABOVE), first):
        text = layout.texts[index]
        outside = body.reasons.get(index, ("", ""))[0] == "layout.outside"
        if outside and len(text) >= _SHORTEST_STANDFIRST and _begins(text, wanted):
            body.kept.insert(0, index)
            del body.reasons[index]
            return


def _begins(text: str, wanted: str) -> bool:
    """Whether a text's letters begin with these. Most texts show by their first few that they don't."""
    if wanted and text[:1].isalpha() and text[0].casefold()[0] != wanted[0]:
        return False
    few = text[:_FEW].casefold().replace(" ", "")
    if few.isalpha() and not wanted.startswith(few[: len(wanted)]):
        return False
    first = _letters(text[: len(wanted)])[: len(wanted)]
    return wanted.startswith(first) and _first_letters(text, len(wanted)) == wanted


def _first_letters(text: str, most: int) -> str:
    """Up to so many letters with which a text begins."""
    found = _letters(text[: 2 * most])[:most]  # nearly all texts have as many there
    return found if len(found) == most else _letters(text)[:most]


def _letters(text: str) -> str:
    if text.isascii():
        return text.lower().encode().translate(None, _NO_ASCII_LETTERS).decode()
    return "".join(_WORD.findall(text.casefold()))

"""What stands around the story and speaks of it: captions, credits with their links, bylines and dates.

In: the layout and the choice of blocks. Out: records, or lines for the metadata. Only the story's own neighbourhood is
read, so that neither a footer's year nor the next teaser's picture is taken for the story's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newsspider.extraction.captions import clean_credit, is_credit_only, split_caption
from newsspider.extraction.class_words import BIT
from newsspider.extraction.leading import without_keywords
from newsspider.extraction.metadata import Surroundings
from newsspider.records import Caption, Credit
from newsspider.urls import host_of, page_elsewhere

if TYPE_CHECKING:
    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

_ABOVE: Final = 14  # blocks above the story in which its picture, byline and date are looked for
_BELOW: Final = 3
_FEW_LINES: Final = 4  # that stand over a gallery which is the story
_LAST_OF_STORY: Final = 3  # blocks
_BIOGRAPHY_BELOW: Final = 12
_LEAST_TOLD: Final = 60  # characters of a biography
_LONGEST_BYLINE: Final = 120  # characters
_TOP: Final = 3  # kept blocks, title and standfirst among them, up to which a byline may stand
_MOST_TOP: Final = 8  # kept blocks up to the first paragraph, where lines that were kept stand over it
_PARAGRAPH: Final = 100  # characters
_BEGINNING: Final = 100  # characters of the text in which it may say who reported it
_END: Final = 60
_MOST_LINKS: Final = 5
_ALL_LINK: Final = 0.9
_LINK_WORDS: Final = 4
_NOT_OURS: Final = BIT["RELATED"] | BIT["COMMENT"]


def _range(body: Body) -> range:
    return range(max(body.kept[0] - _ABOVE, 0), body.kept[-1] + _BELOW + 1) if body.kept else range(0)


def surroundings(layout: Layout, body: Body) -> Surroundings:
    """The times and short lines around the story, above it first."""
    if not body.kept:
        return Surroundings()
    near = _range(body)
    times = tuple(stamp for index, stamp in layout.times if index in near and _ours(body, index))
    top = body.kept[:_MOST_TOP]
    last = next((at for at in top[_TOP - 1 :] if len(layout.texts[at]) >= _PARAGRAPH), top[:_TOP][-1])
    above = range(near.start, min(max(last, body.kept[0] + 1) + 1, len(layout.texts)))
    below = range(body.kept[-1], min(near.stop, len(layout.texts)))
    texts = [layout.texts[i] for i in (*above, *below) if _ours(body, i) and len(layout.texts[i]) <= _LONGEST_BYLINE]
    lines = [line for text in texts for line in text.split("\n")]
    ends = (layout.texts[body.kept[0]][:_BEGINNING], layout.texts[body.kept[-1]][-_END:])
    story = tuple(map(layout.texts.__getitem__, body.kept))
    return Surroundings(times, tuple(dict.fromkeys(lines)), _biographies(layout, body), story, ends)


def _biographies(layout: Layout, body: Body) -> tuple[str, ...]:
    """How the longer texts at the story's end and below it begin."""
    last = body.kept[-1]
    places = range(max(last - _LAST_OF_STORY, body.kept[0]), min(last + _BIOGRAPHY_BELOW, len(layout.texts)))
    return tuple(
        layout.texts[i][:_LONGEST_BYLINE] for i in places if _ours(body, i) and len(layout.texts[i]) >= _LEAST_TOLD
    )


def _ours(body: Body, index: int) -> bool:
    """Whether a block doesn't belong to a teaser or a reader's comment."""
    return index < len(body.bits) and not body.bits[index] & _NOT_OURS


def captions_near(layout: Layout, body: Body) -> list[Caption]:
    """Captions near the story; a credit that stands alone belongs to the caption before it."""
    near = _with_gallery(body)
    found: list[Caption] = []
    known: set[Caption] = set()
    previous = -2
    for index in body.captions:
        if index not in near:
            continue
        text = layout.texts[index]
        whole = split_caption(text)
        if not whole.text and whole.credit is None:  # "(", "Photo:", what a style keeps apart from the name behind it
            previous = index if previous == index - 1 else previous
            continue
        credit_line = is_credit_only(text) or body.bits[index] & BIT["CREDIT"]
        if found and previous == index - 1 and found[-1].credit is None and credit_line:
            known.discard(found[-1])
            found[-1] = Caption(found[-1].text, whole.credit or clean_credit(text))
            known.add(found[-1])
        # Neither a credit alone is a caption, nor the name of a shop with a link to it.
        elif (
            not _is_link(layout, index)
            and (caption := split_caption(without_keywords(text))).text
            and caption not in known
        ):
            found.append(caption)
            known.add(caption)
        previous = index
    return found


def _with_gallery(body: Body) -> range:
    """The story's neighbourhood; behind a few lines it goes on as far as caption follows caption: a gallery."""
    near = _range(body)
    behind = near.stop
    for index in body.captions if len(body.kept) <= _FEW_LINES else ():
        if near.stop <= index < behind + _BELOW:
            behind = index + 1
    return range(near.start, behind)


def _is_link(layout: Layout, index: int) -> bool:
    text = layout.texts[index]
    return layout.link_chars[index] > _ALL_LINK * len(text) and text.count(" ") < _LINK_WORDS


def credits_in(
    layout: Layout, body: Body, struck: dict[int, str], credit_lines: set[int], url: str | None
) -> list[Credit]:
    """Signs in the text that the story came from elsewhere: credit lines, and links to pages of other sites.

    Args:
        layout: The layout.
        body: The choice of blocks.
        struck: What was struck inside kept blocks; a link in it is an offer's, not the story's.
        credit_lines: Those of these blocks from which a credit line was struck.
        url: The page's address.
    """
    lines = credit_lines | {i for i, (_, kind) in body.reasons.items() if kind == "credit"}
    inside = set(body.kept)
    asked = inside | lines
    strong: list[Credit] = []
    weak: list[Credit] = []
    near = layout.links_between(min(asked), max(asked)) if asked else []
    for index, href, words in [link for link in near if link[0] in asked]:
        if index in lines and (link := page_elsewhere(url, href)):
            strong.append(Credit("credit_link", layout.texts[index], link))
        elif words and words in struck.get(index, ""):
            continue
        elif index in inside and len(weak) < _MOST_LINKS and (link := page_elsewhere(url, href)):
            weak.append(Credit("link", host_of(link), link))
    linked = {c.value for c in strong}
    strong += [Credit("credit_line", layout.texts[i]) for i in sorted(lines) if layout.texts[i] not in linked]
    return list(dict.fromkeys([*strong, *weak]))

"""Cards of other stories around a short one: each a title that leads to another page, and how its story begins.

In: the layout and the choice. Out: the choice, mended in place. Where a page's story is short beside its cards, figures
can't tell them apart, and a card's title need be no heading: what tells is that several boxes of one kind hold one
link each that is a whole line, and that the page's own title stands in none of them. Refused: boxes that hold most of
what was chosen, unless the page's only h1 heads prose of its own; such a page is a list, and its entries are its story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newsspider.extraction.body import LINK
from newsspider.extraction.own_links import own_links

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

    _Kind = tuple[str, int]  # what is the same, and its signature

_ALL_LINK: Final = 0.9  # of a card's title
_SHORTEST: Final = 15  # characters of a title
_NEAR: Final = 2  # blocks behind a title in which its story's beginning stands
_LEAST_CARDS: Final = 3  # of one kind
_LARGEST: Final = 500  # characters in a card
_MOST_BLOCKS: Final = 10
_BLANKS: Final = 3  # in a story's title
_LABEL: Final = 30  # characters of a day or a section above it
_BEGINNING: Final = 40  # characters of how its story begins
_MOST_BESIDE: Final = 3  # lines in the box of a single one
_MOST_SINGLE: Final = 4  # of more boxes the story is a list
_STOPS: Final = tuple(".!?…。！？")
_OTHERS: Final = frozenset({"article", "aside"})  # inside a story it is another one, with how it begins
_TEASER: Final = 250  # characters of that beginning
_LONGEST_LABEL: Final = 40  # characters of such a line
_BOXES: Final = frozenset({"div", "section", "aside", "article", "li"})
_SUBHEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_PROSE: Final = 80  # characters of a paragraph
_ROWS: Final = frozenset({"tr", "td", "th", "dt", "dd", "dl", "table", "tbody"})  # of a table of contents or of terms
_BREAKS_OFF: Final = ("...", "…", "[...]", "[…]", "(...)", "(…)")
_LEAST_STORY: Final = 400  # characters kept beside the cards
_LEAST_HEADED: Final = 80  # the same, right under the page's only h1
_SHARE: Final = 0.5  # of the cards' characters, that the story must have where no h1 speaks for it


def drop_cards(layout: Layout, body: Body, url: str | None = None) -> None:
    """Strike what was kept of cards: single ones anywhere, several of one kind before or behind the story.

    Args:
        layout: The layout.
        body: The choice.
        url: The page's address; what leads to it is no other story.
    """
    kept = set(body.kept)
    first, behind = (max(min(kept) - _NEAR, 0), max(kept) + _NEAR + 1) if kept else (0, 0)
    linked = [at for at, link in enumerate(layout.link_chars[first:behind], first) if link >= _SHORTEST]
    near = [at for at in linked if not kept.isdisjoint(range(at - _NEAR, at + _NEAR + 1))]
    titles = [at for at in near if _is_title(layout, at)]
    if not titles:
        return
    struck = _single(layout, kept, titles, url)
    struck |= _several(layout, kept - struck, titles, url)
    if struck:
        body.kept = [at for at in body.kept if at not in struck]
        body.reasons |= dict.fromkeys(struck, LINK)


def _single(layout: Layout, kept: set[int], titles: Sequence[int], url: str | None) -> set[int]:
    """The kept blocks of boxes that hold another story's title, and beside it labels and names alone."""
    found: dict[int, tuple[int, set[int]]] = {}
    for at in titles:
        # A link so sure to be the story's that it was kept is its own, unless it is a heading.
        if (at not in kept or layout.tag_of(at) in _SUBHEADINGS) and _is_headline(layout.texts[at]):
            box = _box_of_single(layout, at)
            if box >= 0 and (inside := kept.intersection(range(layout.c_start[box], layout.c_end[box]))):
                found[box] = (at, inside)
    if not 0 < len(found) <= _MOST_SINGLE:
        return set()
    own = own_links(layout)
    struck: set[int] = set()
    for box, (title, inside) in found.items():
        above = range(layout.c_start[box], title + 1)
        if any(own[at] for at in above) and not any(_leads_here(layout, at, url) for at in above):
            struck |= inside
    return struck


def _leads_here(layout: Layout, block: int, url: str | None) -> bool:
    """Whether a link in a block leads to the page itself: an entry of a live page, or the story's own title."""
    here = (url or "").partition("#")[0].partition("?")[0].rstrip("/")
    paths = {href.partition("#")[0].partition("?")[0].rstrip("/") for _, href, _ in layout.links_in(block)}
    return any(path and here.endswith(path) for path in paths)


def _box_of_single(layout: Layout, title: int) -> int:
    """The box around a title with labels beside it, or else around the title alone; -1 if there is none."""
    inner, box = -1, layout.c_parent[layout.containers[title]]
    while box >= 0 and layout.c_end[box] - layout.c_start[box] == 1:
        inner, box = box, layout.c_parent[box]
    if box >= 0 and layout.c_tag[box] in _BOXES and layout.c_end[box] - layout.c_start[box] <= _MOST_BESIDE + 1:
        beside = [at for at in range(layout.c_start[box], layout.c_end[box]) if at != title]
        size = sum(len(layout.texts[at]) for at in beside)
        if all(_is_label(layout.texts[at]) for at in beside) or (layout.c_tag[box] in _OTHERS and size <= _TEASER):
            return box
    return inner if inner >= 0 and layout.c_tag[inner] in _BOXES else -1


def _is_label(text: str) -> bool:
    """Whether a line is short and no sentence."""
    return len(text) <= _LONGEST_LABEL and text[-1:] not in _STOPS


def _several(layout: Layout, kept: set[int], titles: Sequence[int], url: str | None) -> set[int]:
    """The kept blocks of cards that stand together before or behind the story, never between its paragraphs."""
    cards = ((at, _card_of(layout, at)) for at in titles)
    others = [(at, card) for at, card in cards if card >= 0 and not _leads_here(layout, at, url)]
    kinds = {kind for at, card in others for kind in _kinds_of(layout, card, at)}
    held = [inside for blocks in _kinds(layout, kinds) if (inside := kept.intersection(blocks))] if kinds else []
    left = kept.difference(*held)
    prose = sorted(at for at in left if len(layout.texts[at]) >= _PROSE) if held else []
    struck = set().union(*(inside for inside in held if _stand_apart(inside, prose)))
    return struck if struck and _is_story(layout, sorted(left), struck) else set()


def _stand_apart(cards: set[int], prose: Sequence[int]) -> bool:
    """Whether all paragraphs are on one side of cards."""
    return bool(prose) and (max(cards) < prose[0] or min(cards) > prose[-1])


def _kinds_of(layout: Layout, card: int, title: int) -> Iterator[_Kind]:
    """What makes cards alike: their path; or the box around them, if each breaks off how its story begins.

    Some themes give each card a class of its own, such as its number.
    """
    yield "path", layout.c_signature[card]
    around = layout.c_parent[card]
    if around >= 0 and any(text.endswith(_BREAKS_OFF) for text in layout.texts[title + 1 : layout.c_end[card]]):
        yield "box around", layout.c_signature[around]


def _kinds(layout: Layout, wanted: set[_Kind]) -> list[set[int]]:
    """The blocks of cards by kind, each with a title that leads to the site's pages."""
    own = own_links(layout)
    kinds: dict[_Kind, set[int]] = {kind: set() for kind in wanted}
    for at in range(len(layout.texts)):
        card = _card_of(layout, at)
        if card >= 0 and own[layout.c_start[card] : at + 1].any():
            for kind in kinds.keys() & set(_kinds_of(layout, card, at)):
                kinds[kind].add(card)
    many = [boxes for boxes in kinds.values() if len(boxes) >= _LEAST_CARDS]
    return [{at for box in boxes for at in range(layout.c_start[box], layout.c_end[box])} for boxes in many]


def _card_of(layout: Layout, title: int) -> int:
    """The largest small box in which a block is the only title, if it is a card; else -1. "Learn more" is no title."""
    if not _is_title(layout, title) or not _is_headline(layout.texts[title]):
        return -1
    box, card = layout.containers[title], -1
    while box >= 0:
        held = range(layout.c_start[box], layout.c_end[box])
        if len(held) > _MOST_BLOCKS or any(at != title and _is_title(layout, at) for at in held):
            break
        if sum(len(layout.texts[at]) for at in held) > _LARGEST:
            break
        card = box if len(held) > 1 else card
        box = layout.c_parent[box]
    return card if card >= 0 and _is_card(layout, card, title) else -1


def _is_title(layout: Layout, block: int) -> bool:
    """Whether a block is one link, long enough for a title."""
    link = layout.link_chars[block]
    return link >= _SHORTEST and link >= _ALL_LINK * len(layout.texts[block])


def _is_card(layout: Layout, box: int, title: int) -> bool:
    """Whether a box says little before its title, and how a story begins behind it."""
    above = layout.texts[layout.c_start[box] : title]
    behind = layout.texts[title + 1 : layout.c_end[box]]
    return (
        layout.c_tag[box] not in _ROWS
        and all(len(text) <= _LABEL for text in above)
        and any(len(text) >= _BEGINNING for text in behind)
    )


def _is_headline(title: str) -> bool:
    """Whether a title has as many words as stories' titles mostly have; products, tools and sections have fewer."""
    return title.count(" ") >= _BLANKS or not title.isascii()


def _is_story(layout: Layout, left: Sequence[int], cards: Collection[int]) -> bool:
    """Whether what is left without the cards is a story: long beside them, or right under the page's only h1."""
    size = sum(len(layout.texts[at]) for at in left)
    if size >= max(_LEAST_STORY, _SHARE * sum(len(layout.texts[at]) for at in cards)):
        return True
    headings = layout.blocks_of("h1")
    if len(headings) != 1:
        return False
    first = min((at for at in cards if at > headings[0]), default=len(layout.texts))
    headed = [at for at in left if headings[0] <= at < first]
    beside = any(_stand_beside(layout, at, cards) for at in headed if layout.tag_of(at) == "p")
    return sum(len(layout.texts[at]) for at in headed) >= _LEAST_HEADED and not beside


def _stand_beside(layout: Layout, paragraph: int, cards: Collection[int]) -> bool:
    """Whether cards stand one by one in the box in which a paragraph stands, as a list's entries do."""
    around, box = layout.c_parent[layout.containers[paragraph]], layout.containers[min(cards)]
    while box >= 0 and layout.c_parent[box] != around:
        box = layout.c_parent[box]
    return box >= 0 and layout.c_end[box] <= max(cards)

"""What a page says of its story by its elements, gathered in one pass before scripts are stripped.

In: the tree. Out: a ``Gathered``: meta tags and scripts wherever they stand; and of the elements that readers see those
that are headings or are marked up as the story's author, date or tag. Nothing is decided here. ``_gathered.pyx`` is the
compiled twin of the whole pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

from lxml import etree

from newsspider.extraction.metadata.fields import AUTHOR_CLASS_PARTS, META, OTHER_META, PROFILE_PATHS
from newsspider.extraction.native_lxml import compiled_for_lxml
from newsspider.extraction.tree import UNSEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from newsspider.extraction.tree import Element

_READERS: Final = "omment"  # what readers write has authors too
_META: Final = frozenset(name for names in META.values() for name in names) | OTHER_META
_META_ATTRIBUTES: Final = ("property", "name", "itemprop", "http-equiv")
_LEAST_DATA: Final = 500  # characters; a shorter script holds no story
_GLANCE: Final = 300  # characters of a script by which it is known
_PROGRAM_DATA: Final = re.compile(
    r"__next_f|__NEXT_DATA__|__APOLLO_STATE__|__NUXT__|__[A-Z_]*STATE__|__INITIAL_\w+__|Fusion\."
)
_PROFILE: Final = re.compile("|".join(map(re.escape, PROFILE_PATHS)))
_LANDMARKS: Final = ("main", "article")  # no button holds them
_CODE: Final = frozenset({"script", "style"})
_PERHAPS: Final = ("noscript", "template")  # unseen, and may hold a story
_MOST_PROFILES: Final = 60
_MOST_SUBHEADINGS: Final = 5
_NATIVE: Final = compiled_for_lxml("newsspider.extraction.metadata._gathered")
_WANTED: Final = _NATIVE and _NATIVE.Wanted(
    *(_META, UNSEEN, _PERHAPS, _LANDMARKS, AUTHOR_CLASS_PARTS, PROFILE_PATHS, _READERS),
    *(_MOST_PROFILES, _MOST_SUBHEADINGS, _PROGRAM_DATA.search, _LEAST_DATA, _GLANCE),
)
# Asked of libxml2, which passes over the rest of the page in C.
_NAMED: Final = etree.XPath(
    "//@class["
    + " or ".join(f"contains(., '{part}')" for part in AUTHOR_CLASS_PARTS)
    + f"]/parent::*[not(ancestor-or-self::*[contains(@class, '{_READERS}') or contains(@id, '{_READERS}')])]",
    smart_strings=False,
)
_ITEMS: Final = etree.XPath("//*[@itemprop='author' or @rel='author' or self::address]", smart_strings=False)
_DATES: Final = etree.XPath("//*[@itemprop='datePublished']", smart_strings=False)


@dataclass(slots=True)
class Gathered:
    """What was found, in page order; ``meta`` maps the names that we read, in lower case, to their contents."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    canonical: str | None = None
    title: str = ""
    base: str | None = None
    stories: list[str] = field(default_factory=list)  # the texts of JSON-LD scripts
    data: list[str] = field(default_factory=list)  # the texts of scripts that hold data for the page's program
    headings: list[Element] = field(default_factory=list)  # every h1
    subheadings: list[Element] = field(default_factory=list)  # the first h2
    named: list[Element] = field(default_factory=list)  # whose class speaks of an author, outside readers' comments
    items: list[Element] = field(default_factory=list)  # that say so otherwise: microdata, links, addresses
    dates: list[Element] = field(default_factory=list)  # microdata
    moments: list[Element] = field(default_factory=list)  # hAtom's dates, as Blogspot writes them
    tags: list[Element] = field(default_factory=list)
    profiles: list[Element] = field(default_factory=list)  # the first links to what may be an author's own page
    unclosed: list[Element] = field(default_factory=list)  # buttons that hold the page, since they were never closed
    unseen: int = 0  # bytes of text in elements where readers don't see it, but a story may stand


def gather(root: Element) -> Gathered:
    """Gather what the elements of a page say."""
    if _NATIVE is not None:
        return Gathered(*_NATIVE.gather(root, _WANTED))
    return gather_purely(cast("_Element", root))


def gather_purely(root: _Element) -> Gathered:
    """``gather`` without compiled code."""
    found = Gathered()
    for el in root.iter("meta", "link", "title", "script", "base"):
        _take(found, el)
    found.headings = [*_seen(root.iter("h1"))]
    found.subheadings = [*islice(_seen(root.iter("h2")), _MOST_SUBHEADINGS)]
    for name, path in (("named", _NAMED), ("items", _ITEMS), ("dates", _DATES)):
        elements: list[_Element] = path(root)  # type: ignore[assignment] # elements, nothing else
        setattr(found, name, [*_seen(elements)])
    found.moments = [el for el in _seen(root.iterfind(".//abbr[@class]")) if "published" in el.get("class", "").split()]
    found.tags = [el for el in _seen(root.iterfind(".//a[@rel]")) if "tag" in el.get("rel", "").lower().split()]
    profiles = (el for el in root.iter("a") if _PROFILE.search(el.get("href", "")))
    found.profiles = [*islice(_seen(profiles), _MOST_PROFILES)]
    found.unclosed = [*_buttons_around(_seen(root.iter(*_LANDMARKS)))]
    perhaps = (el for el in root.iter(*_PERHAPS) if next(el.iterancestors(*UNSEEN), None) is None)
    found.unseen = sum(map(_bytes_in, perhaps))
    return found


def _buttons_around(elements: Iterable[_Element]) -> Iterator[_Element]:
    """Each button once; of nested ones the inner first."""
    known: set[_Element] = set()
    for el in elements:
        for button in el.iterancestors("button"):
            if button in known:
                break  # and so are those around it
            known.add(button)
            yield button


def _bytes_in(el: _Element) -> int:
    """How much text stands in an element, without scripts and styles."""
    inner = [each for each in el.iter() if each.tag not in _CODE]
    texts = [*(each.text for each in inner), *(each.tail for each in el.iterdescendants())]
    return sum(len(text.encode()) for text in texts if text and not text.isspace())


def _seen(elements: Iterable[_Element]) -> Iterator[_Element]:
    """Those that don't stand inside what ``strip_unseen`` takes out."""
    return (el for el in elements if next(el.iterancestors(*UNSEEN), None) is None and el.tag not in UNSEEN)


def _take(found: Gathered, el: _Element) -> None:
    """Take what an element says of the page."""
    tag = el.tag
    if tag == "meta":
        _take_meta(found.meta, el)
    elif tag == "script":
        _take_script(found, el)
    elif tag == "base":
        found.base = found.base or el.get("href")
    elif tag == "title":
        if not found.title and _is_page_title(el):
            found.title = " ".join((el.text or "").split())
    elif "canonical" in (el.get("rel") or "").lower().split():
        found.canonical = found.canonical or el.get("href")


def _is_page_title(el: _Element) -> bool:
    """Whether a <title> is the page's and not a drawing's."""
    parent = el.getparent()
    return parent is not None and parent.tag in ("head", "body")


def _take_meta(meta: dict[str, list[str]], el: _Element) -> None:
    content = el.get("content")
    if content is None:
        return
    for attribute in _META_ATTRIBUTES:
        for name in (el.get(attribute) or "").lower().split():
            if name in _META:
                meta.setdefault(name, []).append(" ".join(content.split()))


def _take_script(found: Gathered, el: _Element) -> None:
    kind = (el.get("type") or "").lower()
    if not kind and el.get("src"):
        return  # a program of its own
    text = el.text or ""
    if "ld+json" in kind:
        found.stories.append(text)
    elif len(text) > _LEAST_DATA and ("json" in kind or _PROGRAM_DATA.search(text, 0, _GLANCE)):
        found.data.append(text)

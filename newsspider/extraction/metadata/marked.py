"""Elements that are marked up as a story's author, found in one pass over the tree.

In: the tree. Out: elements in page order. ``_marked.pyx`` is the compiled twin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from newsspider.extraction.metadata.fields import AUTHOR_CLASS_PARTS
from newsspider.extraction.native_lxml import compiled_for_lxml

if TYPE_CHECKING:
    from lxml.etree import _Element

_READERS: Final = "omment"  # what readers write has authors too
# Asked of libxml2, which passes over the rest of the page in C.
_NAMED: Final = etree.XPath(
    "//@class["
    + " or ".join(f"contains(., '{part}')" for part in AUTHOR_CLASS_PARTS)
    + f"]/parent::*[not(ancestor-or-self::*[contains(@class, '{_READERS}') or contains(@id, '{_READERS}')])]",
    smart_strings=False,
)
_ITEMS: Final = etree.XPath("//*[@itemprop='author' or @rel='author' or self::address]", smart_strings=False)
_NATIVE: Final = compiled_for_lxml("newsspider.extraction.metadata._marked")
_PARTS: Final = tuple(part.encode() for part in AUTHOR_CLASS_PARTS)


def marked(root: _Element) -> tuple[list[_Element], list[_Element]]:
    """The elements whose class speaks of an author, outside readers' comments; and those that say so otherwise."""
    if _NATIVE is not None:
        found: tuple[list[_Element], list[_Element]] = _NATIVE.marked(root, _PARTS, _READERS.encode())
        return found
    return marked_purely(root)


def marked_purely(root: _Element) -> tuple[list[_Element], list[_Element]]:
    """``marked`` without compiled code."""
    named: list[_Element] = _NAMED(root)  # type: ignore[assignment] # this expression gives elements, nothing else
    items: list[_Element] = _ITEMS(root)  # type: ignore[assignment] # as above
    return named, items

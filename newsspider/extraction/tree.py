"""The tree of a page, and what is asked of all of it.

In: a page as clean UTF-8. Out: its root, an ``Element``: lxml's own, or where that was compiled a ``Node`` of
``_tree.pyx``, whose nodes lie one behind the other instead of in thousands of pieces; it answers as lxml's would.
Refused: nothing; that libxml2 gave up before the page's end, for its depth, is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from newsspider.extraction.native_lxml import compiled_for_lxml, functions_of_libxml2

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from lxml.etree import _Element

    from newsspider.extraction._tree import Node

    Element: TypeAlias = _Element | Node

_NEVER_IN_HEAD: Final = ("main", "article", "section", "header", "footer", "nav", "aside", "figure", "search", "hgroup")
UNSEEN: Final = (
    "script",
    "style",
    "svg",
    "noscript",
    "template",
    "iframe",
    "object",
    "select",
    "textarea",
    "canvas",
)


def _connected() -> Any:
    """The compiled tree, if libxml2's parser can be found, and tells all that a tree is made of: since 2.14 it does."""
    trees = compiled_for_lxml("newsspider.extraction._tree") if etree.LIBXML_VERSION >= (2, 14) else None
    found = functions_of_libxml2("htmlNewSAXParserCtxt", "htmlCtxtReadMemory", "xmlStopParser", "htmlFreeParserCtxt")
    if trees is None or found is None:
        return None
    trees.connect(found, UNSEEN, _NEVER_IN_HEAD)
    return trees


_NATIVE: Final = _connected()


def tree_of(page: bytes) -> tuple[Element | None, bool]:
    """The root, if there is any element, and whether libxml2 gave up before the page's end."""
    if _NATIVE is None:
        return lxml_tree(page)
    root: tuple[Node | None, bool] = _NATIVE.parse(page)
    return root


def lxml_tree(page: bytes) -> tuple[_Element | None, bool]:
    """``tree_of`` by lxml alone."""
    # Plain elements: those of lxml.html cost a look-up for each that Python touches. Nobody looks elements up by id.
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        root = etree.fromstring(page, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, False
    if root is not None and root.getnext() is not None:
        # What stands behind a </html> that came too early, with the story perhaps, is a second <html> to libxml2.
        for sibling in [*root.itersiblings()]:
            root.append(sibling)
    if root is not None:
        _close_head(root)
    last = parser.error_log.last_error
    return root, last is not None and last.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT


def _close_head(root: _Element) -> None:
    """Move what is no part of a head out of it.

    A page may leave <head> and <body> out; HTML then closes the head at the first element of another kind, but libxml2
    doesn't know that <main>, <header> and their like are of another kind, and leaves the whole page in the head.
    """
    head = next(root.iterchildren("head"), None)
    first = None if head is None else next(head.iterchildren(*_NEVER_IN_HEAD), None)
    if head is None or first is None:
        return
    body = next(root.iterchildren("body"), None)
    if body is None:
        body = etree.SubElement(root, "body")
    for place, element in enumerate([first, *first.itersiblings()]):
        body.insert(place, element)


def words_of(el: Element) -> str:
    """The words of an element and all in it, white space folded."""
    return " ".join("".join(map(str, el.itertext())).split())


def strip_unseen(root: Element, unclosed: Iterable[Element] = ()) -> None:
    """Take out, in C, what no reader sees. Metadata must have been read before.

    Args:
        root: The tree.
        unclosed: Buttons that hold what no button holds, since they were never closed; each becomes a plain box.
    """
    for button in unclosed:
        button.tag = "div"
    if isinstance(root, etree._Element):
        etree.strip_elements(root, *UNSEEN, with_tail=False)
    else:
        root.strip_unseen()

"""The one walk over the tree: every block of text, in order, with the containers that hold it.

In: a tree whose scripts and styles are gone, and the clutter rules. Out: a ``Layout``. Nothing is decided here; what is
seen is noted. Refused: nothing. Deeper than ``MAX_DEPTH`` the tree is read as plain text, so that no nesting can break
the walk. ``_walk.pyx`` is the compiled twin of the whole walk.
"""

from __future__ import annotations

import re
import sys
import tomllib
from array import array
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, cast

from newsspider.extraction import class_words
from newsspider.extraction.class_words import BIT, HIDDEN, SIGNUP, bits, bits_of_names, bits_of_tag
from newsspider.extraction.layout import Layout
from newsspider.extraction.native_lxml import compiled_for_lxml

if TYPE_CHECKING:
    import numpy as np
    from lxml.etree import _Element
    from numpy.typing import NDArray

    from newsspider.clutter import Rule, RuleSet
    from newsspider.extraction.tree import Element

MAX_DEPTH: Final = 200  # two frames of Python's stack each
_BREAK: Final = "\ue000"  # stands for <br>; private use, so that no page means anything by it

_TAGS: Final = tomllib.loads((files(__package__) / "tags.toml").read_text("utf-8"))
_INLINE: Final = frozenset(_TAGS["inline"])
_BLOCK: Final = frozenset(_TAGS["block"])
_SKIP: Final = frozenset(_TAGS["unseen"])
_INVISIBLE: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad "
_LONGEST_CELL: Final = 120  # characters; with longer cells a table is a page's scaffolding
_LONGEST_ROW: Final = 500
_CELL_SEPARATOR: Final = " | "
_CREDIT: Final = BIT["CREDIT"]
_UNDER_PICTURE: Final = bits("CAPTIONED", "FIGCAPTION", "FIGURE", "CAPTION")
_PROGRAM: Final = "javascript:"
_LONGEST_MARK: Final = 3  # digits
_REACH: Final = 4  # characters before a mark
_WORD_END: Final = re.compile(r"[^\W\d_][.,;:!?]?[\"'”’»)]?\Z")
_BOLD: Final = frozenset({"b", "strong"})
_SLANTED: Final = frozenset({"em", "i", "small", "cite"})
_TELLING: Final = frozenset({"id", "style", "role", "hidden", "aria-hidden"})
_NATIVE: Final = compiled_for_lxml("newsspider.extraction._walk")
_HIDING_STYLE: Final = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


class _Walker:
    """Holds the run of inline text that is being collected."""

    __slots__ = (
        *("layout", "rules", "parts", "link_depth", "bold_depth", "slant_depth", "link_len", "bold_len", "slant_len"),
        *("last_break", "looked_at", "seen", "paths", "verbatim"),
    )

    def __init__(self, rules: RuleSet) -> None:
        self.layout = Layout()
        self.rules = rules
        self.parts: list[str] = []
        self.link_depth = 0
        self.bold_depth = 0
        self.slant_depth = 0
        self.link_len = 0
        self.bold_len = 0
        self.slant_len = 0
        self.last_break = -1
        self.verbatim = 0  # elements around whose line breaks are the author's
        # Attributes besides class that say something; most elements have none of them.
        self.looked_at = rules.attributes | _TELLING
        self.seen: dict[tuple[str, str], tuple[int, Rule | None]] = {}
        self.paths: dict[tuple[int, str, str], int] = {}

    def add(self, text: str) -> None:
        if self.verbatim:
            text = text.replace("\n", _BREAK)
        self.parts.append(text)
        if self.link_depth or self.bold_depth or self.slant_depth:
            size = len(text.strip())
            if self.link_depth:
                self.link_len += size
            if self.bold_depth:
                self.bold_len += size
            if self.slant_depth:
                self.slant_len += size

    def line_break(self, container: int) -> None:
        """One <br> ends a line, two end a paragraph."""
        if self.last_break >= 0 and not "".join(self.parts[self.last_break :]).strip():
            self.flush(container)
            return
        self.parts.append(_BREAK)
        self.last_break = len(self.parts)

    def flush(self, container: int) -> None:
        if not self.parts:
            return
        raw = "".join(self.parts)
        self.parts.clear()
        self.last_break = -1
        if _BREAK in raw:
            text = "\n".join(line for part in raw.split(_BREAK) if (line := " ".join(part.split())))
        else:
            text = " ".join(raw.split())
        if text and (text.isascii() or text.strip(_INVISIBLE)):
            layout = self.layout
            layout.texts.append(text)
            layout.containers.append(container)
            layout.link_chars.append(min(self.link_len, len(text)))
            layout.bold_chars.append(min(self.bold_len, len(text)))
            layout.slanted_chars.append(min(self.slant_len, len(text)))
        self.link_len = self.bold_len = self.slant_len = 0

    def open(self, parent: int, tag: str, names: str, bits: int) -> int:
        layout = self.layout
        index = len(layout.c_parent)
        layout.c_parent.append(parent)
        layout.c_tag.append(tag)
        layout.c_bits.append(bits | bits_of_tag(tag))
        layout.c_start.append(len(layout.texts))
        layout.c_end.append(-1)
        path = (layout.c_signature[parent] if parent >= 0 else -1, tag, names)
        layout.c_signature.append(self.paths.setdefault(path, len(self.paths)))
        return index

    def visit(self, el: _Element, tag: str, parent: int, depth: int) -> None:
        names, own, rule = self.look(el, tag)
        if tag in _BLOCK:
            inline = False
        elif tag in _INLINE and rule is None and not own & _CREDIT:
            inline = True
        else:
            inline = self.is_inline(el, tag, parent, own, rule)
        if inline:
            self.descend(el, tag, parent, depth)
            return
        if self.parts:
            self.flush(parent)
        index = self.open(parent, tag, names, own)
        if rule is not None:
            self.layout.c_rules[index] = rule
        self.descend(el, tag, index, depth)
        if self.parts:
            self.flush(index)
        if tag == "tr":
            self.join_cells(index)
        self.layout.c_end[index] = len(self.layout.texts)

    def is_inline(self, el: _Element, tag: str, parent: int, own: int, rule: Rule | None) -> bool:
        """Whether an element is part of the run of text around it."""
        if tag not in _INLINE:  # a tag that HTML doesn't know
            return any(part.strip() for part in self.parts)
        if rule is not None:  # clutter that stands in a span; an icon's empty span breaks no line
            return not any(t.strip() for t in el.itertext())
        # A photographer's name is a line of its own, though it stands in a span behind the caption.
        return not (own & _CREDIT and self.layout.c_bits[parent] & _UNDER_PICTURE)

    def join_cells(self, row: int) -> None:
        """The short cells of a table's row become one line; long ones are paragraphs that a table holds in place."""
        layout = self.layout
        start = layout.c_start[row]
        cells = layout.texts[start:]
        if len(cells) < 2 or max(map(len, cells)) > _LONGEST_CELL or sum(map(len, cells)) > _LONGEST_ROW:
            return
        if len(cells) > sum(layout.c_parent[i] == row for i in range(row + 1, len(layout.c_parent))):
            return  # a cell of several paragraphs
        layout.texts[start:] = [_CELL_SEPARATOR.join(cell.replace("\n", " ") for cell in cells)]
        layout.containers[start:] = array("q", [row])
        layout.link_chars[start:] = array("q", [sum(layout.link_chars[start:])])
        layout.bold_chars[start:] = array("q", [sum(layout.bold_chars[start:])])
        layout.slanted_chars[start:] = array("q", [sum(layout.slanted_chars[start:])])
        for inner in range(row + 1, len(layout.c_parent)):
            layout.c_start[inner], layout.c_end[inner] = start, start + 1
        for at in range(len(layout.links) - 1, -1, -1):
            block, href, words = layout.links[at]
            if block <= start:
                break
            layout.links[at] = (start, href, words)
        for at in range(len(layout.times) - 1, -1, -1):
            block, stamp = layout.times[at]
            if block <= start:
                break
            layout.times[at] = (start, stamp)

    def descend(self, el: _Element, tag: str, index: int, depth: int) -> None:
        if depth > MAX_DEPTH:
            self.add(" ".join(str(t) for t in el.itertext()))
            return
        link, bold, slanted = False, tag in _BOLD, tag in _SLANTED
        if tag == "a":
            # An anchor that leads nowhere is a mark in the text, or a program's button with the text inside.
            href = el.get("href")
            if href and not href.lower().startswith(_PROGRAM):
                link = True
                self.link_depth += 1
                self.layout.links.append(
                    (len(self.layout.texts), href, " ".join((el.text or "").replace(_BREAK, " ").split()))
                )
        elif tag == "time" and (stamp := el.get("datetime")):
            self.layout.times.append((len(self.layout.texts), stamp))
        self.bold_depth += bold
        self.slant_depth += slanted
        self.verbatim += tag == "pre"
        parts = self.parts
        text = el.text
        if text and (parts or not text.isspace()):
            self.add(text)
        for child in el:
            child_tag = child.tag
            if child_tag == "br":
                self.line_break(index)
            elif child_tag == "a" and self.is_mark(child):
                pass
            elif child_tag not in _SKIP:
                self.visit(child, child_tag, index, depth + 1)
            elif child_tag == "input" and (child.get("type") or "").lower() == "email":
                self.layout.c_bits[index] |= SIGNUP
            text = child.tail
            if text and (parts or not text.isspace()):
                self.add(text)
        self.verbatim -= tag == "pre"
        self.link_depth -= link
        self.bold_depth -= bold
        self.slant_depth -= slanted

    def is_mark(self, el: _Element) -> bool:
        """Whether a link is the number of a note and nothing else, set right behind a word or its stop."""
        text = el.text or ""
        if not 0 < len(text) <= _LONGEST_MARK or len(el) or not (text.isascii() and text.isdecimal()):
            return False
        if not (el.get("href") or "").startswith("#") or not self.parts:
            return False
        return _WORD_END.search("".join(part[-_REACH:] for part in self.parts[-_REACH:])[-_REACH:]) is not None

    def look(self, el: _Element, tag: str) -> tuple[str, int, Rule | None]:
        """One look at an element's attributes: its names, what they say, and the clutter rule that knows it."""
        keys = el.keys()
        if not keys or self.looked_at.isdisjoint(keys):
            classes = (el.get("class") or "") if keys else ""
            known = self.seen.get((tag, classes))
            if known is None:
                rule = self.rules.element(tag, None, classes.split(), {})
                known = self.seen[tag, classes] = (bits_of_names(classes) if classes else 0, rule)
            return classes, *known
        attrs = {str(k): str(v) for k, v in el.items()}
        classes, ident = attrs.get("class", ""), attrs.get("id")
        names = f"{classes} #{ident}" if ident else classes
        bits = bits_of_names(names) if names else 0
        if (
            "hidden" in attrs
            or attrs.get("aria-hidden") == "true"
            or ((style := attrs.get("style")) and _HIDING_STYLE.search(style))
        ):
            bits |= HIDDEN
        role = attrs.get("role")
        if role:
            bits |= bits_of_names(f"role-{role}")
        return names, bits, self.rules.element(tag, ident, classes.split(), attrs)


def walk(root: Element, rules: RuleSet) -> Layout:
    """Walk the tree once and note its blocks and containers. The root is a block, such as ``<html>``."""
    if _NATIVE is not None:
        return Layout(*_NATIVE.walk(root, _names(rules)))
    return walk_purely(cast("_Element", root), rules)


def walk_purely(root: _Element, rules: RuleSet) -> Layout:
    """``walk`` in pure Python."""
    walker = _Walker(rules)
    walker.visit(root, root.tag, -1, 0)
    walker.flush(0)
    layout = walker.layout
    layout.c_end[0] = len(layout.texts)
    return layout


def inherit(bits: NDArray[np.int64], layout: Layout) -> None:
    """Give every container, in place, the bits of all that it stands in."""
    if _NATIVE is not None:
        _NATIVE.inherit(bits, layout.c_parent)
        return
    own: list[int] = bits.tolist()
    for index, parent in enumerate(layout.c_parent):
        if parent >= 0:
            own[index] |= own[parent]
    bits[:] = own


@lru_cache(maxsize=16)
def _names(rules: RuleSet) -> Any:
    """What the compiled walk knows of names under these rules, kept from page to page."""
    return _NATIVE.Names(rules, class_words, sys.modules[__name__]) if _NATIVE else None


__all__ = ["MAX_DEPTH", "inherit", "walk", "walk_purely"]

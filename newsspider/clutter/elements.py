"""Elements of a page, looked up by their signature: id, class, attribute, tag.

In: the selectors of rules; then an element's tag, id, classes and attributes. Out: the rule that names it, or
None. One look-up per id, class token and attribute: the cost doesn't grow with the number of rules. Refused
(``SelectorError``): what can't be looked up so, such as ".a > .b".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsspider.clutter.rule import Rule

_NAME = r"[A-Za-z0-9_:\-]+"
_SELECTOR = re.compile(
    rf"(?P<tag>[A-Za-z][A-Za-z0-9:\-]*)?"
    rf"(?P<classes>(?:\.{_NAME})+)?"
    rf"(?:\#(?P<id>{_NAME}))?(?P<attr>\[(?P<name>{_NAME})(?:(?P<op>\^?=)(?P<value>[^\]]+))?\])?"
)
_PREFIX = re.compile(rf"(?P<sign>[#.])\^=(?P<value>{_NAME})")
_PREFIX_KEY = 3


class SelectorError(ValueError):
    """A selector that can't be looked up; the message is the remedy."""


@dataclass(frozen=True, slots=True)
class Selector:
    """What an element must have; ``prefix`` is "#" or "." where ``value`` is the start of an id or class."""

    tag: str | None = None
    id: str | None = None
    classes: tuple[str, ...] = ()
    attr: str | None = None
    value: str | None = None
    attr_prefix: bool = False
    prefix: str | None = None


def parse_selector(text: str) -> Selector:
    """The selector as its parts, names in lower case.

    >>> parse_selector("p.button-wrapper").classes
    ('button-wrapper',)

    Raises:
        SelectorError: it isn't one of the forms that can be looked up.
    """
    prefix = _PREFIX.fullmatch(text)
    if prefix:
        if len(prefix["value"]) < _PREFIX_KEY:
            raise SelectorError(f"give at least {_PREFIX_KEY} characters of the name")
        return Selector(prefix=prefix["sign"], value=prefix["value"].lower())
    found = _SELECTOR.fullmatch(text)
    if not text or not found:
        raise SelectorError(
            'write "#id", ".class", "tag.class", ".a.b", "tag", "[attr=value]", "[attr^=start]", '
            '"#^=start" or ".^=start"'
        )
    lower = {k: v.lower() if v else None for k, v in found.groupdict().items()}
    return Selector(
        tag=lower["tag"],
        id=lower["id"],
        classes=tuple((lower["classes"] or "").split(".")[1:]),
        attr=lower["name"],
        value=(lower["value"] or "").strip("\"'") or None,
        attr_prefix=lower["op"] == "^=",
    )


@dataclass(frozen=True, slots=True)
class Signs:
    """What some selector begins with: an element without any of these needs no look-up. All in lower case.

    ``id_starts`` and ``class_starts`` are the first ``start_chars`` characters of names. ``values`` maps each of the
    ``attributes`` to the values, and the starts of values, that some selector asks for; None if any will do.
    """

    ids: frozenset[str]
    id_starts: frozenset[str]
    classes: frozenset[str]
    class_starts: frozenset[str]
    attributes: frozenset[str]
    tags: frozenset[str]
    values: Mapping[str, tuple[frozenset[str], tuple[str, ...]] | None]
    start_chars: int = _PREFIX_KEY


class ElementIndex:
    """All selectors of a rule set, by signature."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Index the selectors; where two rules name one signature, the first wins."""
        self._ids: dict[str, list[tuple[Selector, Rule]]] = {}
        self._classes: dict[str, list[tuple[Selector, Rule]]] = {}
        self._attrs: dict[str, list[tuple[Selector, Rule]]] = {}
        self._tags: dict[str, Rule] = {}
        self._prefixes: dict[str, list[tuple[str, Rule]]] = {}
        for rule in rules:
            for text in rule.selectors:
                self._add(parse_selector(text), rule)

    def _add(self, selector: Selector, rule: Rule) -> None:
        if selector.prefix and selector.value:
            place = self._prefixes.setdefault(selector.prefix + selector.value[:_PREFIX_KEY], [])
            place.append((selector.value, rule))
        elif selector.id:
            self._ids.setdefault(selector.id, []).append((selector, rule))
        elif selector.classes:
            self._classes.setdefault(selector.classes[0], []).append((selector, rule))
        elif selector.attr:
            self._attrs.setdefault(selector.attr, []).append((selector, rule))
        elif selector.tag:
            self._tags.setdefault(selector.tag, rule)

    @property
    def attributes(self) -> frozenset[str]:
        """The attributes, besides class, by which an element can be named."""
        by_name = chain(self._ids.values(), self._classes.values())
        return frozenset({"id", *self._attrs, *(each.attr for named in by_name for each, _ in named if each.attr)})

    @property
    def signs(self) -> Signs:
        """What to look for before an element is looked up at all."""
        return Signs(
            ids=frozenset(self._ids),
            id_starts=frozenset(start[1:] for start in self._prefixes if start[0] == "#"),
            classes=frozenset(self._classes),
            class_starts=frozenset(start[1:] for start in self._prefixes if start[0] == "."),
            attributes=frozenset(self._attrs),
            tags=frozenset(self._tags),
            values={name: _values(selector for selector, _ in named) for name, named in self._attrs.items()},
        )

    def find(self, tag: str, element_id: str | None, classes: Sequence[str], attrs: Mapping[str, str]) -> Rule | None:
        """The rule that names such an element, or None. Case makes no difference."""
        if element_id:
            found = self._named("#", element_id.lower(), self._ids, (tag, classes, attrs))
            if found:
                return found
        for name in classes:
            found = self._named(".", name.lower(), self._classes, (tag, classes, attrs))
            if found:
                return found
        for name in attrs:
            for selector, rule in self._attrs.get(name, ()):
                if _fits(selector, tag, classes, attrs):
                    return rule
        return self._tags.get(tag)

    def _named(
        self,
        sign: str,
        name: str,
        index: Mapping[str, Sequence[tuple[Selector, Rule]]],
        element: tuple[str, Sequence[str], Mapping[str, str]],
    ) -> Rule | None:
        for selector, rule in index.get(name, ()):
            if _fits(selector, *element):
                return rule
        for start, rule in self._prefixes.get(sign + name[:_PREFIX_KEY], ()):
            if name.startswith(start):
                return rule
        return None


def _values(selectors: Iterable[Selector]) -> tuple[frozenset[str], tuple[str, ...]] | None:
    """The values, and the starts of values, that selectors ask for of one attribute; None if any will do."""
    asked = [(selector.value, selector.attr_prefix) for selector in selectors]
    if any(value is None for value, _ in asked):
        return None
    values = frozenset(value for value, is_start in asked if value and not is_start)
    return values, tuple(value for value, is_start in asked if value and is_start)


def _fits(selector: Selector, tag: str, classes: Sequence[str], attrs: Mapping[str, str]) -> bool:
    """Whether the parts of a selector that weren't looked up hold too."""
    if selector.tag and selector.tag != tag:
        return False
    if len(selector.classes) > 1 and not {c.lower() for c in classes}.issuperset(selector.classes):
        return False
    if not selector.attr:
        return True
    value = attrs.get(selector.attr)
    if value is None:
        return False
    if selector.value is None:
        return True
    value = value.lower()
    return value.startswith(selector.value) if selector.attr_prefix else value == selector.value

"""Markup that no parser is to be given: what libxml2 and feedparser take grows with the square of a tag's attributes.

In: HTML, or XML. Out: the same, where each tag has at most ``MOST_ATTRIBUTES``. Refused: nothing. A home page of five
megabytes that is one tag takes libxml2 seven minutes, in which its process hears nothing.
"""

from __future__ import annotations

import re
from typing import Final

MOST_ATTRIBUTES: Final = 1000
_HARMLESS_CHARS: Final = 64 * 1024  # however many attributes so short a page has, they take a fifth of a second
_SHORTEST: Final = 2 * MOST_ATTRIBUTES  # characters of a tag that has more
# An attribute as HTML's tokenizer reads it (HTML, 13.2.5.32 to 39), with what stands before it.
_ATTRIBUTE: Final = r"""[\s/]*+(?:[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+)"""
_ATTRIBUTES: Final = re.compile(_ATTRIBUTE)
_NAME: Final = re.compile(r"<[A-Za-z][^\s/>]*+")
_TAG: Final = re.compile(rf"{_NAME.pattern}(?:{_ATTRIBUTE})*+")
_FIRST: Final = re.compile(rf"{_NAME.pattern}(?:{_ATTRIBUTE}){{{MOST_ATTRIBUTES}}}")


def most_attributes(text: str) -> int:
    """How many attributes that tag has which has most of them.

    >>> most_attributes("<a href=x>a='b'</a><p id=1 class='>'>")
    2
    """
    longest = sorted(_TAG.findall(text), key=len, reverse=True)
    most = 0
    for tag in longest:
        if len(tag) < 2 * most:
            break
        most = max(most, len(_ATTRIBUTES.findall(tag, _NAME.match(tag).end())))  # type: ignore[union-attr] # it begins so
    return most


def without_endless_tags(text: str) -> str:
    """The markup; of a tag with more attributes than any tag has, the first ones alone.

    >>> without_endless_tags("<p class=a>One.")
    '<p class=a>One.'
    """
    if len(text) <= _HARMLESS_CHARS:
        return text
    parts: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        if tag.end() - tag.start() > _SHORTEST and (first := _FIRST.match(text, tag.start(), tag.end())):
            parts.append(text[at : first.end()])
            at = tag.end()
    return "".join((*parts, text[at:])) if parts else text

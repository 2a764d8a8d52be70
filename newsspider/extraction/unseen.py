"""A page as for readers without a program: what stands in ``<noscript>`` and ``<template>`` is read like all else.

In: a page's text. Out: the same with these elements as boxes. Refused: notes that the page needs its program; and where
the page has sentences of its own, templates that are no component's shadow tree: a program makes forms, dialogs and the
next story of them.
"""

from __future__ import annotations

import re
from typing import Final

_TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>noscript|template)(?![\w-])(?P<rest>[^<>]*+)>", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<[^<>]*+>")
_PROGRAM: Final = re.compile(r"java ?script", re.IGNORECASE)  # in every language
_LONGEST_NOTE: Final = 500  # characters; a story is longer, be it with such a note or about programs
_SHADOW_TREE: Final = "shadowroot"


def with_unseen(text: str, *, bare: bool = True) -> str:
    """The page with what readers don't see in boxes like any other.

    Args:
        text: The page.
        bare: Whether it shows no sentence of its own.

    >>> with_unseen("<p>One</p><noscript><p>Two</p></noscript>")
    '<p>One</p><div><p>Two</p></div>'
    >>> with_unseen("<noscript>This app needs JavaScript.</noscript>")
    '<noscript>This app needs JavaScript.</noscript>'
    >>> with_unseen("<p>One</p><template>Two</template><template shadowrootmode=open>Three</template>", bare=False)
    '<p>One</p><template>Two</template><div>Three</div>'
    """
    left = _notes(text) if bare else _notes(text) | _for_the_program(text)
    return _TAG.sub(lambda tag: tag[0] if tag.start() in left else f"<{tag['end']}div>", text)


def _notes(text: str) -> set[int]:
    """Where the tags of notes stand."""
    found: set[int] = set()
    opening: re.Match[str] | None = None
    for tag in _TAG.finditer(text):
        if tag["name"].lower() != "noscript":
            continue
        if not tag["end"]:
            opening = opening or tag
        elif opening:
            if _is_note(text[opening.end() : tag.start()]):
                found |= {opening.start(), tag.start()}
            opening = None
    return found


def _is_note(inner: str) -> bool:
    return bool(_PROGRAM.search(inner)) and len(" ".join(_MARKUP.sub(" ", inner).split())) <= _LONGEST_NOTE


def _for_the_program(text: str) -> set[int]:
    """Where the tags of templates stand that are no component's shadow tree."""
    found: set[int] = set()
    around: list[bool] = []
    for tag in _TAG.finditer(text):
        if tag["name"].lower() != "template":
            continue
        if not tag["end"]:
            around.append(_SHADOW_TREE not in tag["rest"].lower())
        if around.pop() if tag["end"] and around else around[-1:] == [True]:
            found.add(tag.start())
    return found

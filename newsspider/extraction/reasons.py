"""What extraction says of itself, in sentences for people: why a block is out, why there is no text, whence the text.

In: the id of a rule such as "layout.outside", or the ``method`` of an ``Extraction``. Out: a sentence without a full
stop, or "". Refused: nothing. The sentences are data, in ``reasons.toml``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


def why_struck(rule: str) -> str:
    """Why a rule that is none of the clutter's strikes; "" if it isn't known.

    >>> why_struck("layout.link_line"), why_struck("share.head")
    ('a line that is little but links', '')
    """
    family, _, name = rule.partition(".")
    return _why("layout", name) if family == "layout" else ""


def method_in_words(method: str) -> str:
    """Where the text came from, or why there is none; "" if the method isn't known.

    >>> method_in_words("none:no_story"), method_in_words("blocks")
    ('HTML in which nothing could be taken for a story', 'the choice of blocks')
    """
    family, _, name = method.rpartition(":")
    return _why(family or "method", name)


def _why(family: str, name: str) -> str:
    return _table().get(family, {}).get(name, {}).get("why", "")


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((files(__package__) / "reasons.toml").read_text("utf-8"))

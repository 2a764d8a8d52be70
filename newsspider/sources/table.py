"""A source as the ``[[source]]`` table that says the same: for people to put into their ``sources.toml``.

In: ``Source``. Out: TOML. Refused: nothing; keys that have their default aren't written.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsspider.sources.source import Source

_KEYS = ("name", "kind", "url", "feeds", "api", "sitemaps", "listing", "language", "allow_private")


def source_table(source: Source) -> str:
    """The table.

    >>> from newsspider.sources import Source
    >>> print(source_table(Source("a", "news", "https://a.example/", feeds=("https://a.example/feed",))))
    [[source]]
    name = "a"
    kind = "news"
    url = "https://a.example/"
    feeds = ["https://a.example/feed"]
    """
    lines = ["[[source]]"]
    for key in _KEYS:
        value = getattr(source, key)
        if value:
            shown = list(value) if isinstance(value, tuple) else value
            lines.append(f"{key} = {json.dumps(shown, ensure_ascii=False)}")
    return "\n".join(lines)

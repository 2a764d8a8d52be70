"""What a page is that isn't HTML, in words for ``rejected.jsonl``.

In: the Content-Type header and the body. Out: such as "application/pdf; the bytes: PDF". Refused: nothing.
The kinds stand in ``first_bytes.toml``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_KINDS = Path(__file__).with_name("first_bytes.toml")


def what_it_is(content_type: str | None, body: bytes) -> str:
    """The header, and what the first bytes say.

    >>> what_it_is("text/html", b"%PDF-1.7")
    'text/html; the bytes: PDF'
    """
    return f"{(content_type or 'no Content-Type').strip()[:80]}; the bytes: {_kind(body)}"


def _kind(body: bytes) -> str:
    for name, first, at in _kinds():
        if body[at : at + len(first)] == first:
            return name
    head = body[:512]
    is_text = b"\0" not in head and sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head) * 20 <= len(head)
    return "text" if is_text else "binary data"


@cache
def _kinds() -> tuple[tuple[str, bytes, int], ...]:
    found = tomllib.loads(_KINDS.read_text("utf-8"))["kind"]
    return tuple((kind["name"], bytes.fromhex(kind["hex"]), kind.get("at", 0)) for kind in found)

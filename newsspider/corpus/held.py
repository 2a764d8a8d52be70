"""Items that wait in a pipeline, as bytes: what a kill must not lose, though it isn't written yet.

In: an ``Item``. Out: bytes, and the same item again; the body of its page isn't kept. Refused (``ValueError``): bytes
that another version wrote and this one doesn't know.
"""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass, replace
from typing import Any, get_args, get_type_hints

import orjson

from newsspider.records import Item, without_surrogates


def pack_item(item: Item) -> bytes:
    """The item as bytes."""
    bare = replace(item, page=replace(item.page, body=b""))
    try:
        return orjson.dumps(bare, default=_text)
    except TypeError:  # what UTF-8 can't hold
        plain = asdict(bare)
        plain["page"]["body"] = ""
        return orjson.dumps(without_surrogates(plain))


def _text(value: object) -> str:
    """What stands for the body, which is all of an item that is no JSON value."""
    if isinstance(value, bytes):
        return value.decode("ascii")
    raise TypeError(type(value).__name__)


def unpack_item(packed: bytes) -> Item:
    """The item again.

    Raises:
        ValueError: These are no bytes of ``pack_item``, or those of another version.
    """
    try:
        plain = orjson.loads(packed)
        plain["page"]["body"] = b""
        item: Item = _made(Item, plain)
    except (KeyError, TypeError) as error:
        raise ValueError(f"no item of this version: {error}") from error
    return item


def _made(kind: Any, plain: Any) -> Any:
    """A record of type ``kind`` from what ``asdict`` made of it; tuples are lists there."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: _made(hints[field.name], plain[field.name]) for field in fields(kind)})  # type: ignore[operator] # it is the class
    if isinstance(plain, list):
        inner = get_args(kind)[0]
        return tuple(_made(inner, one) for one in plain)
    return plain

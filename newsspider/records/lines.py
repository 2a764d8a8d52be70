"""A record as one line of JSON, whatever came in.

In: a JSON value. Out: UTF-8 bytes. Refused: nothing; what UTF-8 can't hold is replaced.
"""

from __future__ import annotations

from typing import Any

import orjson


def json_line(record: dict[str, Any]) -> bytes:
    """One line of JSON, UTF-8, newline included.

    A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD: no item is ever lost at the border for one bad character.
    """
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return orjson.dumps(without_surrogates(record), option=orjson.OPT_APPEND_NEWLINE)


def without_surrogates(value: Any) -> Any:
    """A JSON value whose texts can be written as UTF-8: each lone surrogate becomes U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {without_surrogates(k): without_surrogates(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [without_surrogates(v) for v in value]
    return value

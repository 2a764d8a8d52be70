"""Rows of other corpora: a JSON object in, an ``Article`` or an answer out.

In: one object per item with ``id``, ``text`` and, where known, ``url``, ``site``, ``title``, ``published``,
as most corpora have them, or under the names of our own records. Out: an ``Article``, or the answer that
``scrapy reposts -`` prints. Refused: a row without id or text: ``RowError`` names the field.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import IO, TYPE_CHECKING, Any, cast

import orjson

from newsspider.records import Article, Credit, Extraction, Kind
from newsspider.reposts.entry import Row
from newsspider.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedIOBase

    from newsspider.records import Story
    from newsspider.reposts.stories import StoryIndex

_READ_BYTES = 1 << 16
_TEXT = ("text", "text_content", "maintext")
_NO_EXTRACTION = Extraction("text", 1.0, None, "", "")


class RowError(ValueError):
    """A row that can't be read as an item; the message names the field and what is expected there."""


def row_of_line(line: bytes) -> Any:
    """What a line of JSON says; a byte order mark, as Windows puts it before a file, is none of it.

    Raises:
        RowError: It is no JSON, or no UTF-8.
    """
    line = line.removeprefix(BOM_UTF8)
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        try:
            line.decode()
        except UnicodeDecodeError as wrong:
            raise RowError(f"no UTF-8: byte 0x{line[wrong.start]:02x} at {wrong.start + 1:,}") from None
        raise RowError(f"no JSON: {error.msg.partition(': line')[0]}, at character {error.colno:,}") from None


def article_from_row(row: dict[str, Any]) -> Article:
    """The article in a row of another corpus, or of our own ``items.jsonl``.

    Names understood: ``id``; ``text`` (or ``text_content``, ``maintext``); ``url`` (``canonical_url``,
    ``normalized_url``); ``site`` (``domain``, ``site_name``); ``title`` (``article_title``); ``published``
    (``date_published``, ``date``, ``publication_date``); ``authors``, ``language``, ``credits``.

    Raises:
        RowError: ``id`` or ``text`` is missing or of the wrong type.
    """
    told = _read(row)
    return Article(**told._asdict(), extraction=_NO_EXTRACTION, language=_string(row.get, "language"))


def _read(row: dict[str, Any]) -> Row:
    if not isinstance(row, dict):
        raise RowError(f"expected one JSON object per line, got {type(row).__name__}")
    item_id = row.get("id")
    if isinstance(item_id, bool) or not isinstance(item_id, (str, int)) or item_id == "":
        raise RowError(f"field 'id': expected a string or a number, got {item_id!r}")
    text = row["text"] if "text" in row else next((row[name] for name in _TEXT if name in row), None)
    if not isinstance(text, str):
        raise RowError(f"field 'text' of item {item_id!r}: expected a string, got {type(text).__name__}")
    get = row.get
    url = _string(get, "url", "canonical_url", "normalized_url")
    authors, stated = get("authors"), get("credits")
    return Row(
        str(item_id),
        url,
        _string(get, "canonical_url"),
        _string(get, "domain", "site", "canonical_domain") or (host_of(url) if url else None),
        text,
        _string(get, "title", "article_title"),
        _string(get, "site_name", "site"),
        tuple(a for a in authors if isinstance(a, str)) if isinstance(authors, list) else (),
        _string(get, "published", "date_published", "date", "publication_date"),
        tuple(_credits(stated)) if stated else (),
    )


def add_row(row: dict[str, Any], index: StoryIndex) -> Story:
    """Add a row to the index and tell its story.

    Raises:
        RowError: As ``article_from_row``.
        StoreError: The index can't be written.
    """
    return index.add(_read(row), kind=kind_from_row(row))


def kind_from_row(row: dict[str, Any]) -> Kind | None:
    """What the row's source is, if it says so."""
    kind = row.get("kind")
    return cast("Kind", kind) if kind in ("news", "mirror") else None


def answer(row: dict[str, Any], index: StoryIndex) -> dict[str, Any]:
    """Add a row to the index and tell its story, in the keys of ``scrapy reposts -``.

    Raises:
        RowError: As ``article_from_row``.
        StoreError: The index can't be written.
    """
    story = add_row(row, index)
    return {
        "id": row["id"],
        "story_id": story.id,
        "origin_id": story.origin_id,
        "role": story.role,
        "similarity": story.similarity,
        "containment": story.containment,
        "agency": story.agency,
    }


def waiting_lines(file: IO[bytes]) -> Iterator[list[bytes]]:
    """The lines of a stream as they come, those that wait already together.

    Args:
        file: A stream of bytes, such as ``sys.stdin.buffer``.
    """
    torn, buffered = b"", cast("BufferedIOBase", file)
    while read := buffered.read1(_READ_BYTES):
        *lines, torn = (torn + read).split(b"\n")
        if lines:
            yield lines
    if torn:
        yield [torn]


def _string(get: Callable[[str], Any], *names: str) -> str | None:
    for name in names:
        value = get(name)
        if value and isinstance(value, str):
            return value
    return None


def _credits(held: Any) -> list[Credit]:
    if not isinstance(held, list):
        return []
    return [
        Credit(c["kind"], c["value"], c.get("url"))
        for c in held
        if isinstance(c, dict) and isinstance(c.get("kind"), str) and isinstance(c.get("value"), str)
    ]

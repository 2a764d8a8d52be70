"""The corpus as its readers want it: records, with the last word on their story.

In: a corpus directory, of a finished run or of one that is just being written. Out: records, one at a time.
Refused: a line in the midst of a file that isn't JSON (``BrokenLineError``); a torn last line is what a live
file has, and is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson

from newsspider.corpus.errors import BrokenLineError
from newsspider.corpus.segments import item_files
from newsspider.corpus.unpacking import open_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_ID = re.compile(rb'\{"schema_version":\d+,"id":"([0-9a-f]+)"')


def read_items(corpus_dir: Path, leave_out: Callable[[bytes], bool] | None = None) -> Iterator[dict[str, Any]]:
    """The records in the order they were written, of closed segments too, each with its latest ``story``.

    ``stories.jsonl`` is held in memory, the items are not. No file: no records. ``leave_out`` is asked of each line
    before it is read: most of what a line costs is to read it.

    Raises:
        BrokenLineError: A line before the last one isn't what newsspider writes.
    """
    stories = latest_stories(corpus_dir)
    for record in read_records(corpus_dir, leave_out):
        story = stories.get(record.get("id", ""))
        yield record if story is None else {**record, "story": story}


def id_in(line: bytes) -> str | None:
    """The id of a record's line, without reading the line; None if it isn't as newsspider writes it."""
    found = _ID.match(line)
    return found.group(1).decode() if found else None


def read_records(corpus_dir: Path, leave_out: Callable[[bytes], bool] | None = None) -> Iterator[dict[str, Any]]:
    """The records as they were written, of closed segments too.

    Raises:
        BrokenLineError: A line before the last one isn't a JSON object.
    """
    for path in item_files(corpus_dir):
        yield from read_lines(path, leave_out)


def latest_stories(corpus_dir: Path) -> dict[str, dict[str, Any]]:
    """The last word of ``stories.jsonl`` per item id, in the shape of ``story`` in the record.

    Raises:
        BrokenLineError: A line before the last one isn't a JSON object with ``item_id`` and ``story``.
    """
    path = corpus_dir / "stories.jsonl"
    stories: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(read_lines(path), 1):
        try:
            stories[line["item_id"]] = line["story"]
        except KeyError as error:
            raise _broken(path, number, f"this line has no {error}") from error
    return stories


def read_lines(path: Path, leave_out: Callable[[bytes], bool] | None = None) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file of lines; a last line without its newline is left out. No file: none.

    Raises:
        BrokenLineError: Another line isn't a JSON object.
    """
    if not path.exists():
        return
    with open_lines(path) as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            if leave_out is not None and leave_out(line):
                continue
            try:
                record = orjson.loads(line)
            except ValueError as error:
                raise _broken(path, number, f"this is not JSON ({error})") from error
            if not isinstance(record, dict):
                raise _broken(path, number, "this is not a JSON object")
            yield record


def _broken(path: Path, number: int, what: str) -> BrokenLineError:
    return BrokenLineError(
        f"{path}, line {number}: {what}. Keep a copy of the file and remove the line, or put back the file "
        f"as newsspider wrote it."
    )

"""``scrapy reposts FILE.jsonl ... -o DIR`` and ``scrapy reposts -``: who copied whom in an existing corpus.

In: JSON lines with ``id`` and ``text`` (``url``, ``title``, ``date_published`` help). Out: with ``-o``, one
line per item in ``DIR/stories.jsonl``, the last word on each; with ``-``, an answer to each line at once,
in order, and at the end of the input one more for each item whose story has changed since. Refused, without
a traceback: a line that is no item is told by file and number, answered with ``error`` on standard output,
and makes the code 1.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsspider.commands import exit_codes
from newsspider.corpus import CorpusError, replace_file
from newsspider.records import json_line, story_record
from newsspider.reposts import RowError, StoreError, StoryIndex, answer

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from newsspider.records import Story

STORIES = "stories.jsonl"


class _UnreadableError(Exception):
    """A file of the input can't be read."""


class Command(ScrapyCommand):
    """``scrapy reposts``."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "<file.jsonl> ... -o <dir>   (or: -)"

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "Tie the copies of each story in JSON lines that stand already"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of its own."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="DIR", default=None, help="directory for stories.jsonl")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Tie the items of the input."""
        if not args or ("-" in args and len(args) > 1):
            raise UsageError("name one or more files, or - alone for standard input")
        if args != ["-"] and opts.output is None:
            raise UsageError("-o DIR is missing: where stories.jsonl is written")
        try:
            with (
                tempfile.TemporaryDirectory() as folder,
                StoryIndex(Path(folder) / "stories.sqlite") as index,
            ):
                if args == ["-"]:
                    self._stream(index)
                else:
                    self._batch(args, Path(opts.output), index)
        except _UnreadableError as error:
            sys.stderr.write(f"scrapy reposts: {error}; name files of JSON lines, or - alone\n")
            self.exitcode = exit_codes.USAGE
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            why = error.strerror or error
            sys.stderr.write(f"scrapy reposts: {where}{why}; name with -o a directory that can be written\n")
            self.exitcode = exit_codes.FAILED
        except (CorpusError, StoreError) as error:
            sys.stderr.write(f"scrapy reposts: {error}\n")
            self.exitcode = exit_codes.FAILED

    def _stream(self, index: StoryIndex) -> None:
        out = sys.stdout.buffer
        for number, line in enumerate(sys.stdin.buffer, 1):
            if line.strip():
                out.write(json_line(self._answer(line, f"line {number}", index)))
                out.flush()
        for item_id, story in _changed(index).items():
            out.write(json_line(_told(item_id, story)))
        out.flush()

    def _batch(self, names: Iterable[str], folder: Path, index: StoryIndex) -> None:
        ids: dict[str, None] = {}
        for name in names:
            for number, line in enumerate(_lines(name), 1):
                if line.strip():
                    told = self._answer(line, f"{name}, line {number}", index)
                    if "error" not in told:
                        ids[str(told["id"])] = None
        folder.mkdir(parents=True, exist_ok=True)
        lines: list[bytes] = []
        copies = 0
        for item_id in ids:
            story = index.story(item_id)
            if story is not None:
                copies += story.role == "repost"
                lines.append(json_line({"item_id": item_id, "story": story_record(story)}))
        replace_file(folder / STORIES, b"".join(lines))
        sys.stdout.write(f"{len(ids)} items, {copies} copies: {folder / STORIES}\n")

    def _answer(self, line: bytes, where: str, index: StoryIndex) -> dict[str, Any]:
        row: Any = None
        try:
            row = orjson.loads(line)
            return answer(row, index)
        except (orjson.JSONDecodeError, RowError) as error:
            sys.stderr.write(f"scrapy reposts: {where}: {error}\n")
            self.exitcode = exit_codes.FAILED
            return {"id": row.get("id") if isinstance(row, dict) else None, "error": str(error)}


def _lines(name: str) -> Iterator[bytes]:
    try:
        with Path(name).open("rb") as file:
            yield from file
    except OSError as error:
        raise _UnreadableError(f"{name}: {error.strerror or error}") from error


def _changed(index: StoryIndex) -> dict[str, Story]:
    return {change.item_id: change.story for change in index.changes()}


def _told(item_id: str, story: Story) -> dict[str, Any]:
    return {
        "id": item_id,
        "story_id": story.id,
        "origin_id": story.origin_id,
        "role": story.role,
        "similarity": story.similarity,
        "containment": story.containment,
        "agency": story.agency,
    }

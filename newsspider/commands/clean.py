"""``scrapy clean FILE|-``: text that was scraped already, without its clutter.

In: plain text, or JSON lines of which ``--field`` is cleaned (input that begins with "{" is taken for these).
Out: the same on standard output, and on standard error how much was stripped. Refused, without a traceback:
a file that can't be read; lines that aren't JSON objects with that field are told by number, passed on as
they are, and make the code 1.
"""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsspider.clutter import clean_text
from newsspider.commands import exit_codes
from newsspider.records import json_line

if TYPE_CHECKING:
    import argparse
    from contextlib import AbstractContextManager
    from io import BufferedReader

    from newsspider.records import CleanText

_HEAD = 256
_JSON_LINES = {".jsonl", ".ndjson", ".jl"}


class Command(ScrapyCommand):
    """``scrapy clean``."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] <file|->"

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "Strip clutter from text or JSON lines that were scraped already"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of its own."""
        super().add_options(parser)
        parser.add_argument(
            "--field",
            default=None,
            help="the input is JSON lines; clean this field (default for .jsonl files: text)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the cleaned input to standard output."""
        if len(args) != 1:
            raise UsageError("name one file, or - for standard input")
        self._removed: Counter[str] = Counter()
        field = opts.field or ("text" if Path(args[0]).suffix in _JSON_LINES else None)
        try:
            with _opened(args[0]) as file:
                if field is None and _begins_like_json(file):
                    field = "text"
                    sys.stderr.write(
                        'scrapy clean: the input begins with {: read as JSON lines, of which "text" is cleaned '
                        "(--field NAME for another)\n"
                    )
                if field is None:
                    self._text(file)
                else:
                    self._lines(file, field)
        except OSError as error:
            sys.stderr.write(f"scrapy clean: {args[0]}: {error.strerror or error}; name a file, or -\n")
            self.exitcode = exit_codes.USAGE
            return
        kinds = ", ".join(f"{number} {kind}" for kind, number in self._removed.most_common(8))
        sys.stderr.write(f"stripped {self._removed.total()} pieces of clutter{f': {kinds}' if kinds else ''}\n")

    def _text(self, file: BinaryIO) -> None:
        cleaned = self._counted(clean_text(file.read().decode("utf-8", "replace")))
        end = "" if cleaned.text.endswith("\n") or not cleaned.text else "\n"
        sys.stdout.buffer.write((cleaned.text + end).encode("utf-8"))

    def _lines(self, file: BinaryIO, field: str) -> None:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            row = _row(line)
            text = row.get(field) if row is not None else None
            if row is None or not isinstance(text, str):
                sys.stderr.write(f"scrapy clean: line {number}: no JSON object with a text in {field!r}\n")
                self.exitcode = exit_codes.FAILED
                sys.stdout.buffer.write(line)
                continue
            row[field] = self._counted(clean_text(text)).text
            sys.stdout.buffer.write(json_line(row))
        sys.stdout.buffer.flush()

    def _counted(self, cleaned: CleanText) -> CleanText:
        self._removed.update(removal.kind for removal in cleaned.removed)
        return cleaned


def _opened(name: str) -> AbstractContextManager[BufferedReader]:
    return nullcontext(cast("BufferedReader", sys.stdin.buffer)) if name == "-" else Path(name).open("rb")


def _begins_like_json(file: BufferedReader) -> bool:
    """Whether the first bytes are those of a JSON object; nothing is consumed."""
    return file.peek(_HEAD)[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _row(line: bytes) -> dict[str, object] | None:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None

"""``scrapy reposts``: who copied whom in an existing corpus, and what a copy changed.

In: JSON lines with ``id`` and ``text`` (``url``, ``title``, ``date_published`` help), plain, ``.gz`` or ``.zst``; for a
directory, the closed segments and the live file of the corpus in it, in the order they were written. Out: with
``-o DIR``, one line per item in ``DIR/stories.jsonl``, the last word on each (with ``--changed``, what each copy
changed); with ``-``, an answer to each line at once, in order, and at the end of the input one more for each
item whose story has changed since; with ``--diff``, what one copy made of its original. Refused, without a
traceback: a line that is no item is told by file and number, answered with ``error`` on standard output, and
makes the code 1.

With ``-o`` the index stays in ``DIR/state``: after a kill the same command goes on where it stood, and a file
that has grown is read on from where it ended.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsspider.commands import exit_codes
from newsspider.commands.known_options import refuse_unknown_options
from newsspider.commands.repost_output import NoSuchItemError, ProgressLine, diff_text, find_articles, story_lines
from newsspider.commands.streams import ends_with_its_reader
from newsspider.corpus import CorpusError, replace_file
from newsspider.corpus.segments import item_files
from newsspider.corpus.unpacking import open_lines
from newsspider.records import json_line
from newsspider.reposts import (
    InputChangedError,
    RowError,
    StoreError,
    StoryIndex,
    answer,
    changed_record,
    row_of_line,
    tie_files,
    what_changed,
)
from newsspider.reposts.collector import spare_the_collector
from newsspider.reposts.lines import waiting_lines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

STORIES = "stories.jsonl"
INDEX = "state/reposts.sqlite"
JOURNAL = "state/journal.sqlite"
_FORGOTTEN_AT_THE_END = 10_000  # adds to a commit, where the index doesn't outlive the command


_MOST_SHOWN = 5  # refused lines that are told one by one


class _NoItemsError(Exception):
    """A directory holds no corpus; the message says what was looked for."""


class _NotOursError(Exception):
    """The stories.jsonl that would be written belongs to somebody else."""


def _files_of(names: Sequence[Path]) -> list[Path]:
    """The files themselves, and of each directory those of its corpus in the order they were written."""
    found: list[Path] = []
    for name in names:
        files = item_files(name) if name.is_dir() else [name]
        if not files:
            raise _NoItemsError(
                f"{name}: no items.jsonl and no segment of one in this directory; name files of JSON lines"
            )
        found += files
    return found


def _refuse_foreign(folder: Path) -> None:
    """Refuse a directory whose stories.jsonl this command hasn't written: a crawl's, say, which its journal guards."""
    if (folder / JOURNAL).exists() or ((folder / STORIES).exists() and not (folder / INDEX).exists()):
        raise _NotOursError(f"{folder / STORIES} was written by a crawl or by hand; name another directory with -o")


class Command(ScrapyCommand):
    """``scrapy reposts``."""

    requires_project = True
    requires_crawler_process = False
    _refused = 0

    def syntax(self) -> str:
        """How it is called."""
        return "<file.jsonl or corpus> ... -o <dir>   (or: -   or: --diff <copy's id> <original's id> [file.jsonl ...])"

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "Tie the copies of each story in JSON lines that stand already"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of its own."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="DIR", default=None, help="directory for stories.jsonl")
        parser.add_argument(
            "--changed", action="store_true", help="with -o: tell of each copy what it left out, put in and reworded"
        )
        parser.add_argument(
            "--diff",
            nargs=2,
            metavar="ID",
            help="tell what a copy (first id) made of its original (second id); the items are looked for in the "
            "files named, or in the corpus in CORPUS_DIR",
        )
        parser.add_argument("--json", action="store_true", help="with --diff: as one JSON object")

    @ends_with_its_reader
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Tie the items of the input, or hold two of them against each other."""
        refuse_unknown_options(args)
        self._check_usage(args, opts)
        spare_the_collector()
        try:
            if opts.diff:
                self._diff(args, opts)
            elif args == ["-"]:
                with StoryIndex(None, commit_every=_FORGOTTEN_AT_THE_END, all_in_memory=True) as index:
                    self._stream(index)
            else:
                self._batch([Path(name) for name in args], Path(opts.output), changed=opts.changed)
        except (NoSuchItemError, InputChangedError, _NoItemsError, _NotOursError) as error:
            self._fail(str(error), exit_codes.USAGE)
        except (CorpusError, StoreError) as error:
            self._fail(str(error), exit_codes.FAILED)

    @staticmethod
    def _check_usage(args: list[str], opts: argparse.Namespace) -> None:
        if opts.diff:
            if "-" in args or opts.output is not None or opts.changed:
                raise UsageError("--diff takes files, and no -o, --changed or -")
            return
        if not args or ("-" in args and len(args) > 1):
            raise UsageError("name one or more files, or - alone for standard input")
        if args != ["-"] and opts.output is None:
            raise UsageError("-o DIR is missing: where stories.jsonl is written")
        if opts.json or (opts.changed and args == ["-"]):
            raise UsageError("--json goes with --diff, --changed with -o")

    def _stream(self, index: StoryIndex) -> None:
        out, number = sys.stdout.buffer, 0
        for lines in waiting_lines(sys.stdin.buffer):
            for line in lines:
                number += 1
                if line.strip():
                    out.write(json_line(self._answer(line, f"line {number}", index)))
            out.flush()
        for item_id, story in {change.item_id: change.story for change in index.changes()}.items():
            told = {"id": item_id, "story_id": story.id, "origin_id": story.origin_id, "role": story.role}
            rest = {"similarity": story.similarity, "containment": story.containment, "agency": story.agency}
            out.write(json_line({**told, **rest}))
        out.flush()

    def _answer(self, line: bytes, where: str, index: StoryIndex) -> dict[str, Any]:
        row: Any = None
        try:
            row = row_of_line(line)
            return answer(row, index)
        except RowError as error:
            self._fail(f"{where}: {error}", exit_codes.FAILED)
            return {"id": row.get("id") if isinstance(row, dict) else None, "error": str(error)}

    def _batch(self, names: list[Path], folder: Path, *, changed: bool) -> None:
        paths = _files_of(names)
        if not self._can_read(paths):
            return
        _refuse_foreign(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            where = error.strerror or str(error)
            self._fail(f"{folder}: {where}; name with -o a directory that can be written", exit_codes.FAILED)
            return
        shown = ProgressLine(sys.stderr)
        with StoryIndex(folder / INDEX, all_in_memory=True) as index:
            read = tie_files(
                index,
                paths,
                refused=self._refuse,
                progress=shown.show,
                opened=open_lines,
                replaced=set(paths) - set(names),
            )
            shown.end()
            if read.refused > _MOST_SHOWN:
                self._fail(f"{read.refused:,} lines are no items, and were passed over", exit_codes.FAILED)
            elif read.refused:
                self.exitcode = exit_codes.FAILED
            lines = story_lines(index, paths if changed else None)
            replace_file(folder / STORIES, lines)
            sys.stdout.write(f"{len(index)} items, {lines.copies} copies: {folder / STORIES}\n")

    def _refuse(self, path: Path, number: int, why: str) -> None:
        """Tell of a line that is no item; of many only the first ones."""
        self._refused += 1
        if self._refused <= _MOST_SHOWN:
            self._fail(f"{path}, line {number}: {why}", exit_codes.FAILED)

    def _diff(self, names: list[str], opts: argparse.Namespace) -> None:
        default = self.settings["CORPUS_DIR"] if self.settings is not None else "corpus"
        if not names and not Path(default).exists():
            raise _NoItemsError(f"{default}: there is no corpus; name files of JSON lines, or -s CORPUS_DIR=DIR")
        paths = _files_of([Path(name) for name in names] or [Path(default)])
        if self._can_read(paths):
            copy, origin = find_articles(paths, *opts.diff)
            changed = what_changed(copy, origin)
            told = json_line(changed_record(changed)) if opts.json else diff_text(changed).encode()
            sys.stdout.buffer.write(told)
            sys.stdout.buffer.flush()

    def _can_read(self, paths: list[Path]) -> bool:
        for path in paths:
            try:
                with path.open("rb") as file:
                    file.read(1)
            except OSError as error:
                self._fail(f"{path}: {error.strerror or error}; name files of JSON lines, or - alone", exit_codes.USAGE)
                return False
        return True

    def _fail(self, message: str, code: int) -> None:
        sys.stderr.write(f"scrapy reposts: {message}\n")
        self.exitcode = code

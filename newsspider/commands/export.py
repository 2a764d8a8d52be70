"""``scrapy export [DIR] -o OUT --as SHAPE``: a corpus for those who use it.

In: a corpus directory. Out: ``OUT`` with data files, a dataset card, Croissant metadata and a manifest, and a line of
counts on standard output. Refused, without a traceback: a directory without a corpus, a place that isn't empty, a shape
whose library isn't there (code 2), a corpus that can't be read (1), a disk that doesn't take it (74).
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsspider.commands import exit_codes
from newsspider.commands.known_options import refuse_unknown_options
from newsspider.commands.streams import ends_with_its_reader
from newsspider.corpus import CorpusError

if TYPE_CHECKING:
    import argparse

    from newsspider.corpus.export import Exported


class Command(ScrapyCommand):
    """``scrapy export``."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] [dir]"

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "Write a corpus as Parquet, Dolma, datatrove, CC-News or JSON lines, with card and metadata"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of its own."""
        from newsspider.corpus.export import SHAPES, ExportOptions  # noqa: PLC0415 - not for every command

        super().add_options(parser)
        defaults = ExportOptions()
        parser.add_argument("-o", "--out", metavar="OUT", help="the directory to write; empty, or not there yet")
        parser.add_argument("--as", dest="shape", choices=SHAPES, default="jsonl", help="the shape (default: jsonl)")
        parser.add_argument(
            "--stories",
            choices=("all", "one"),
            default="all",
            help="all: every article, with its role; one: the original of each story, or the copy that came first",
        )
        parser.add_argument("--without-opt-out", action="store_true", help="leave out pages that ask for it")
        parser.add_argument("--rows", type=int, default=defaults.rows, metavar="N", help="at most N rows a file")
        parser.add_argument("--name", default=defaults.name, help="the dataset's name in card and metadata")
        parser.add_argument("--license", default=defaults.license, help="its licence there (default: other)")
        parser.add_argument("--url", default=defaults.url, help="where it will be had (default: a urn)")

    @ends_with_its_reader
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the export; ``exitcode`` says how it went."""
        from newsspider.corpus.export import SHAPES, ExportError, ExportOptions, export_corpus  # noqa: PLC0415 - not for every command

        refuse_unknown_options(args)
        if len(args) > 1:
            raise UsageError("name one corpus directory")
        if not opts.out:
            raise UsageError("name the directory to write: -o OUT", print_help=False)
        if opts.rows < 1:
            raise UsageError(f"--rows {opts.rows} can't be used: expected a number from 1", print_help=False)
        folder = Path(args[0] if args else str(self.settings["CORPUS_DIR"]) if self.settings is not None else "corpus")
        options = ExportOptions(
            opts.stories == "one", opts.without_opt_out, opts.rows, opts.name, opts.license, opts.url
        )
        made = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            done = export_corpus(folder, Path(opts.out), SHAPES[opts.shape], options, made)
        except ExportError as error:
            self._fail(str(error), exit_codes.USAGE)
        except CorpusError as error:
            self._fail(str(error), exit_codes.of_error(error))
        else:
            print(_in_words(done, opts.out))

    def _fail(self, message: str, code: int) -> None:
        sys.stderr.write(f"scrapy export: {message}\n")
        self.exitcode = code


def _in_words(done: Exported, out: str) -> str:
    left_out = ", ".join(f"{reason.replace('_', ' ')} {number:,}" for reason, number in done.dropped.most_common())
    size = sum(file.bytes for file in done.files)
    words = f"{done.records:,} rows in {len(done.files):,} files, {size:,} bytes, in {out}"
    return f"{words} (left out: {left_out})" if left_out else words

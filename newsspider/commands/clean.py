"""``scrapy clean FILE|-``: text that was scraped already, without its clutter.

In: plain text, or JSON lines of which ``--field`` is cleaned (input that begins with "{" is taken for these). Out: the
same on standard output, and on standard error how much was stripped. It streams: however large the input is, memory
stays the same. Refused, without a traceback: files that can't be read, rule files that can't be used; lines that aren't
JSON objects with that field are told by number, passed on as they are, and make the code 1.
"""

from __future__ import annotations

import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, cast

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsspider.clutter import RuleError
from newsspider.commands import exit_codes
from newsspider.commands.cleaning import Cleaning, clean_json_lines, clean_plain, learn_and_clean
from newsspider.commands.known_options import refuse_unknown_options
from newsspider.commands.rule_files import add_rule_files, rules_of
from newsspider.commands.streams import ends_with_its_reader
from newsspider.corpus import CorpusError
from newsspider.corpus.unpacking import open_lines

if TYPE_CHECKING:
    import argparse
    from contextlib import AbstractContextManager
    from io import BufferedReader

_HEAD = 256
_JSON_LINES = {".jsonl", ".ndjson", ".jl"}
_BLANK = b"\xef\xbb\xbf \t\r\n"  # and a byte order mark
_TABLES = {".csv", ".tsv", ".parquet", ".xlsx"}


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
        parser.add_argument(
            "--separator",
            default=None,
            metavar="LINE",
            help="plain text: a line that says just this stands between two texts; without it the input is one text",
        )
        parser.add_argument(
            "--learn",
            action="store_true",
            help="JSON lines: learn what each site repeats, and strike that too",
        )
        parser.add_argument(
            "--domain-field",
            default=None,
            metavar="NAME",
            help='with --learn, the field that names the site; without it "domain", or else the host of "url"',
        )
        add_rule_files(parser)

    @ends_with_its_reader
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the cleaned input to standard output."""
        from newsspider.clutter.learned import SiteMemoryError  # noqa: PLC0415 - not for every command

        refuse_unknown_options(args)
        if len(args) != 1:
            raise UsageError("name one file, or - for standard input")
        try:
            rules = rules_of(opts)
            with _opened(args[0]) as file:
                cleaning = Cleaning(rules, file, sys.stdout.buffer)
                self._clean(cleaning, self._field(args[0], file, opts), opts)
        except (RuleError, CorpusError) as error:
            self._fail(str(error))
        except SiteMemoryError as error:
            self._fail(str(error), exit_codes.WRITE_ERROR)
        except BrokenPipeError:
            raise  # it isn't the input's
        except OSError as error:
            self._fail(f"{args[0]}: {error.strerror or error}; name a file, or -")
        else:
            sys.stderr.write(cleaning.summary())
            if cleaning.refused:
                self.exitcode = exit_codes.FAILED

    def _field(self, name: str, file: BufferedReader, opts: argparse.Namespace) -> str | None:
        """The field to clean, if the input is JSON lines."""
        if opts.field or Path(name.removesuffix(".gz").removesuffix(".zst")).suffix in _JSON_LINES:
            return str(opts.field or "text")
        refuse_what_is_no_text(name, file.peek(_HEAD)[:_HEAD])
        if not _begins_like_json(file):
            return None
        sys.stderr.write(
            'scrapy clean: the input begins with {: read as JSON lines, of which "text" is cleaned '
            "(--field NAME for another)\n"
        )
        return "text"

    def _clean(self, cleaning: Cleaning, field: str | None, opts: argparse.Namespace) -> None:
        if field is None:
            if opts.learn:
                raise UsageError("--learn is for JSON lines: plain text doesn't say which site it is from")
            clean_plain(cleaning, opts.separator)
        elif opts.learn:
            learn_and_clean(cleaning, field, opts.domain_field)
        else:
            clean_json_lines(cleaning, field)

    def _fail(self, message: str, code: int = exit_codes.USAGE) -> None:
        sys.stderr.write(f"scrapy clean: {message}\n")
        self.exitcode = code


def _opened(name: str) -> AbstractContextManager[BufferedReader]:
    if name == "-":
        return nullcontext(cast("BufferedReader", sys.stdin.buffer))
    return cast("BufferedReader", open_lines(Path(name)))


def refuse_what_is_no_text(name: str, head: bytes) -> None:
    """Refuse what can only come out as it went in, or worse.

    Raises:
        UsageError: With what to make of it.
    """
    if Path(name).suffix in _TABLES:
        raise UsageError(f"{name}: a table isn't read; make JSON lines of it, one object a line", print_help=False)
    if b"\0" in head or head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise UsageError(f"{name}: no text in UTF-8; save it as UTF-8", print_help=False)
    begins = head.lstrip(_BLANK)
    if begins.startswith(b"[") and begins[1:].lstrip(_BLANK).startswith(b"{"):
        raise UsageError(f"{name}: a JSON array isn't read; make JSON lines of it, one object a line", print_help=False)


def _begins_like_json(file: BufferedReader) -> bool:
    """Whether the first bytes are those of a JSON object; nothing is consumed."""
    return file.peek(_HEAD)[:_HEAD].lstrip(_BLANK).startswith(b"{")

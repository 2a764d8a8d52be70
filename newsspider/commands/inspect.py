"""``scrapy inspect FILE|URL|-``: one page in, a page for people on what was kept of it and what was struck, and why.

In: a file, standard input or the URL of a page, as for ``scrapy extract``. Out: one HTML file that loads nothing, on
standard output or, with ``-o``, in one step at its place. Refused, without a traceback: pages that can't be had, rule
files and places that can't be used (code 2), a disk that doesn't take it (74). A page without a story is written, too,
with code 1.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsspider.clutter import RuleError
from newsspider.commands import exit_codes
from newsspider.commands.checked_settings import check_log
from newsspider.commands.known_options import refuse_unknown_options
from newsspider.commands.one_page import NoPageError, add_page_options, page_named, why_no_story
from newsspider.commands.rule_files import add_rule_files, rules_of
from newsspider.commands.streams import ends_with_its_reader
from newsspider.corpus import WriteError, replace_file
from newsspider.report.words import counted

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """``scrapy inspect``."""

    requires_project = True

    def syntax(self) -> str:
        """How it is called."""
        return "[options] <file|url|->"

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "Show in a page for the browser what of a page was kept, what was struck, and by which rule"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of its own."""
        super().add_options(parser)
        parser.add_argument("-o", "--out", metavar="PAGE.html", help="the file to write (default: standard output)")
        add_page_options(parser)
        add_rule_files(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's own, and what it would refuse with a traceback."""
        super().process_options(args, opts)
        check_log(self.settings)

    @ends_with_its_reader
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the page; ``exitcode`` says whether there is a story."""
        from newsspider.extraction import explain_page  # noqa: PLC0415 - not for every command
        from newsspider.report import inspection_page, print_text  # noqa: PLC0415 - not for every command

        refuse_unknown_options(args)
        if len(args) != 1:
            raise UsageError("name one file or URL, or - for standard input")
        out = None if opts.out == "-" else opts.out
        if out is not None:
            _refuse_place(out, args[0])
        try:
            rules = rules_of(opts)
            page = page_named(args[0], opts, self.crawler_process)
            article, steps = explain_page(page, rules)
            made = inspection_page(article, steps, rules, "standard input" if args[0] == "-" else args[0])
            if out is None:
                sys.stdout.buffer.write(made)
            else:
                replace_file(Path(os.path.realpath(out)), made)  # a link stays one
                kept = sum(step.removal is None for step in steps)
                print_text(f"{out}: {counted(kept, 'block', 'blocks')} kept, {len(steps) - kept:,} struck\n")
        except NoPageError as error:
            self._fail(str(error), error.code)
        except (RuleError, WriteError) as error:
            self._fail(str(error), exit_codes.of_error(error))
        else:
            if why := why_no_story(args[0], article):
                self._fail(why, exit_codes.FAILED)

    def _fail(self, message: str, code: int) -> None:
        sys.stderr.write(f"scrapy inspect: {message}\n")
        self.exitcode = code


def _refuse_place(out: str, page: str) -> None:
    """Look at what stands where the page is to be written, before anything is fetched.

    Raises:
        UsageError: It is no file, it is the page itself, or its directory isn't there.
    """
    place = Path(os.path.realpath(out))
    if place.exists() and not place.is_file():
        raise UsageError(f"-o {out}: this is no file; name one, or leave -o out for standard output", print_help=False)
    try:
        same = page != "-" and place.samefile(page)
    except OSError:  # one of them isn't there
        same = False
    if same:
        raise UsageError(f"-o {out}: this is the page that is looked at; name another file", print_help=False)
    if not place.parent.is_dir():
        raise UsageError(f"-o {out}: there is no such directory; name a file in one that is there", print_help=False)

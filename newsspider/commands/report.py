"""``scrapy report DIR``: the page on the last run in a corpus directory, made again.

In: a corpus directory in which a run has ended. Out: its ``report.html``, and the summary on standard
output. Refused, without a traceback: a directory without a run.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsspider.commands import exit_codes
from newsspider.commands.known_options import refuse_unknown_options
from newsspider.corpus import CorpusError

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """``scrapy report``."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[dir]"

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "Write the report of the last run in a corpus directory again"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write ``report.html`` and print the summary."""
        from newsspider.extensions.summary import saved_figures  # noqa: PLC0415 - not for every command
        from newsspider.report import print_text, render_summary, with_final_stories, write_report  # noqa: PLC0415 - not for every command

        del opts
        refuse_unknown_options(args)
        if len(args) > 1:
            raise UsageError("name one corpus directory")
        folder = Path(args[0] if args else self._corpus_dir)
        try:
            figures = with_final_stories(saved_figures(folder), folder)
            write_report(folder, figures)
        except (FileNotFoundError, NotADirectoryError):
            self._fail(f"{folder}: no run has ended there; name the CORPUS_DIR of a crawl", exit_codes.USAGE)
        except (ValueError, CorpusError) as error:
            self._fail(str(error), exit_codes.FAILED)
        except OSError as error:
            self._fail(f"{error.filename or folder}: can't be read: {error.strerror or error}", exit_codes.FAILED)
        else:
            try:
                print_text(render_summary(figures).rstrip("\n") + "\n")
            except OSError as error:
                self._fail(f"standard output doesn't take the summary: {error.strerror or error}", exit_codes.FAILED)

    def _fail(self, message: str, code: int) -> None:
        sys.stderr.write(f"scrapy report: {message}\n")
        self.exitcode = code

    @property
    def _corpus_dir(self) -> str:
        return str(self.settings["CORPUS_DIR"]) if self.settings is not None else "corpus"

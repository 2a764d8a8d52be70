"""``scrapy extract FILE|URL|-``: one page in, its record as JSON on standard output.

In: a file, standard input or the URL of a page; nothing is written. Out: the record of ``items.jsonl``, indented.
Refused, without a traceback: files and pages that can't be had; a page without a story is told as such, with code 1.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsspider.clutter import RuleError
from newsspider.commands import exit_codes
from newsspider.commands.checked_settings import check_log
from newsspider.commands.known_options import refuse_unknown_options
from newsspider.commands.one_page import NoPageError, add_page_options, page_named, why_no_story
from newsspider.commands.rule_files import add_rule_files, rules_of
from newsspider.commands.streams import ends_with_its_reader
from newsspider.records import Item, Provenance, Story, item_record, without_surrogates

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from newsspider.extraction import Step
    from newsspider.records import Article, Page

_STRUCK_CHARS = 300


class Command(ScrapyCommand):
    """``scrapy extract``."""

    requires_project = True

    def syntax(self) -> str:
        """How it is called."""
        return "[options] <file|url|->"

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "Extract one page (file, URL or standard input) and print its record as JSON"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of its own."""
        super().add_options(parser)
        parser.add_argument(
            "--explain",
            action="store_true",
            help="print the page's blocks in their order in place of the record: + kept, - struck, with the rule",
        )
        add_page_options(parser)
        add_rule_files(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's own, and what it would refuse with a traceback."""
        super().process_options(args, opts)
        check_log(self.settings)

    @ends_with_its_reader
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the record; ``exitcode`` says whether there is a story."""
        from newsspider.extraction import explain_page  # noqa: PLC0415 - not for every command

        refuse_unknown_options(args)
        if len(args) != 1:
            raise UsageError("name one file or URL, or - for standard input")
        try:
            rules = rules_of(opts)
            page = page_named(args[0], opts, self.crawler_process)
        except NoPageError as error:
            self._fail(str(error), error.code)
            return
        except RuleError as error:
            self._fail(str(error), exit_codes.USAGE)
            return
        article, steps = explain_page(page, rules)
        if opts.explain:
            sys.stdout.buffer.write(explained(steps).encode("utf-8", "replace"))
        else:
            sys.stdout.buffer.write(_record(page, article))
        if why := why_no_story(args[0], article):
            self._fail(why, exit_codes.FAILED)

    def _fail(self, message: str, code: int) -> None:
        sys.stderr.write(f"scrapy extract: {message}\n")
        self.exitcode = code


def _record(page: Page, article: Article) -> bytes:
    story = Story(f"s-{article.id}", "unique", article.id, article.url)
    seen = Provenance("", page.discovered_via, page.http_status, page.robots, (*page.opt_out, *article.opt_out))
    record = item_record(Item(page, article, story, seen))
    return orjson.dumps(without_surrogates(record), option=orjson.OPT_INDENT_2) + b"\n"


def explained(steps: Sequence[Step]) -> str:
    """A page's blocks in their order, one a line: "+" and the text that was kept, "-" and the rule that struck it."""
    lines = []
    for step in steps:
        text = " ".join(step.text.split())
        told = step.removal
        if told is None:
            lines.append(f"+ {text}")
        else:
            said = text if len(text) <= _STRUCK_CHARS else f"{text[:_STRUCK_CHARS]} ..."
            lines.append(f"- [{told.rule}, {told.kind}, {told.where}] {said}")
    kept = sum(step.removal is None for step in steps)
    return "\n".join([*lines, f"{kept} blocks kept, {len(steps) - kept} struck", ""])

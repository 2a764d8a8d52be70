"""``scrapy rules``: the clutter rules in force, one of them in full, and those that never fire.

In: nothing, or the id of a rule, or with ``--fired`` and ``--never`` a corpus (its folder, or a file of its records),
whose records say what struck them. Out: a table on standard output. Refused, without a traceback: files that can't be
read, ids that don't exist, rule files that can't be used.
"""

from __future__ import annotations

import sys
from collections import Counter
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from scrapy.commands import ScrapyCommand

from newsspider.clutter import RuleError
from newsspider.commands import exit_codes
from newsspider.commands.known_options import refuse_unknown_options
from newsspider.commands.rule_files import add_rule_files, rules_of
from newsspider.commands.streams import ends_with_its_reader
from newsspider.corpus import CorpusError, item_files, open_lines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from newsspider.clutter import Rule, RuleSet


class Command(ScrapyCommand):
    """``scrapy rules``."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] [RULE | CORPUS ...]"

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "List the clutter rules, show one, or tell which of them never fire in a corpus"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of its own."""
        super().add_options(parser)
        parser.add_argument("--fired", action="store_true", help="how often each rule fired in these corpora")
        parser.add_argument("--never", action="store_true", help="the rules that never fired in these corpora")
        add_rule_files(parser)

    @ends_with_its_reader
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print what was asked for."""
        refuse_unknown_options(args)
        try:
            rules = rules_of(opts)
            if opts.fired or opts.never:
                self._counted(rules, args, never=opts.never)
            elif args:
                sys.stdout.write("\n".join(_told(rules, name) for name in args))
            else:
                for rule in rules.rules:
                    sys.stdout.write(f"{rule.id}\t{rule.kind}\t{rule.context}\t{rule.why}\n")
        except BrokenPipeError:
            raise  # nobody reads on
        except (RuleError, CorpusError, OSError, LookupError) as error:
            sys.stderr.write(f"scrapy rules: {_in_words(error)}\n")
            self.exitcode = exit_codes.USAGE

    def _counted(self, rules: RuleSet, corpora: list[str], *, never: bool) -> None:
        if not corpora:
            raise LookupError("name a corpus: its folder, or its items.jsonl")
        fired = Counter[str]()
        records = 0
        for name in corpora:
            for path in _files_of(Path(name)):
                with open_lines(path) as lines:
                    for line in lines:
                        records += 1
                        fired.update(_rules_of(line))
        ids = [rule.id for rule in rules.rules]
        for rule in sorted({*ids, *fired}, key=lambda rule: (-fired[rule], rule)):
            number = fired[rule]
            if not (never and number):
                sys.stdout.write(f"{rule}\n" if never else f"{number}\t{rule}\n")
        silent = sum(not fired[rule] for rule in ids)
        sys.stderr.write(f"{records} records, {len(ids)} rules, of which {silent} never fired\n")


def _files_of(corpus: Path) -> list[Path]:
    """The files of a corpus that hold records, closed segments too."""
    if not corpus.is_dir():
        return [corpus]
    if not (found := item_files(corpus)):
        raise LookupError(f"there are no records in {corpus}")
    return found


_PARTS = (
    *("selectors", "phrases", "one_word", "lines", "only_words", "spans", "triggers", "leaves", "spares", "languages"),
    *("fires", "look_alike"),
)


def _in_words(error: Exception) -> str:
    if isinstance(error, LookupError):
        return str(error.args[0])
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}; name the CORPUS_DIR of a crawl, or its items.jsonl"
    return str(error)


def in_full(rule: Rule) -> str:
    """All that a rule says, as its file would."""
    parts = [f"{rule.id}  ({rule.kind}, context {rule.context}, from {rule.file})", f"  {rule.why}"]
    for name in _PARTS:
        values = getattr(rule, name)
        if values:
            parts += [f"  {name}:", *(f"    {value}" for value in ((values,) if isinstance(values, str) else values))]
    flags = [name for name in ("tail", "list_head", "no_stop", "no_speech") if getattr(rule, name)]
    return "\n".join([*parts, *([f"  {', '.join(flags)}"] if flags else []), ""])


def _told(rules: RuleSet, name: str) -> str:
    """All that a rule says; of what strikes and is no rule of a file, why."""
    from newsspider.extraction import why_struck  # noqa: PLC0415 - not for every command

    if why := why_struck(name):
        return f"{name}  (no rule of a file: how a block looks beside the others)\n  {why}\n"
    return in_full(_named(rules, name))


def _named(rules: RuleSet, name: str) -> Rule:
    for rule in rules.rules:
        if rule.id == name:
            return rule
    raise LookupError(f"there is no rule {name!r}; {_instead(rules, name)}")


def _instead(rules: RuleSet, name: str) -> str:
    """What may have been meant."""
    ids = [rule.id for rule in rules.rules]
    if of_file := [known for known in ids if known.startswith(f"{name}.")]:
        return f"those of its file: {', '.join(of_file)}"
    near = get_close_matches(name, ids)
    return f"the nearest: {', '.join(near)}" if near else "without arguments this command lists them"


def _rules_of(line: bytes) -> Iterable[str]:
    """The rules that a record names; a torn last line, or one of another make, names none."""
    try:
        record = orjson.loads(line)
        return [str(removal["rule"]) for removal in record["removed"]]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return []

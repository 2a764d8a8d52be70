"""``--clutter FILE``: clutter rules of the user's own, for the commands that clean without a crawl.

In: a command's parser, then its options. Out: the rules that ship, with those of the files. Refused: files that can't
be used (``RuleError``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from newsspider.clutter import RuleSet


def add_rule_files(parser: argparse.ArgumentParser) -> None:
    """The option."""
    parser.add_argument(
        "--clutter",
        action="append",
        default=[],
        metavar="FILE",
        help="a file of clutter rules of your own (may be repeated)",
    )


def rules_of(opts: argparse.Namespace) -> RuleSet:
    """The rules in force.

    Raises:
        RuleError: A file can't be used.
    """
    from newsspider.clutter import default_rules, load_rules  # noqa: PLC0415 - not for every command

    return load_rules([Path(name) for name in opts.clutter]) if opts.clutter else default_rules()

"""The page on one page: what of it was kept and what was struck, by which rule, for those who tune rules.

In: the ``Article`` and the ``Step`` of each block, as ``explain_page`` gives them, and the rules in force. Out: the
page's bytes, made as ``pages`` makes all pages. It stays of a size that a browser opens: of a long block the beginning
is shown, of endless ones as many as ``_MOST_CHARS`` hold, and the page says what is left out. Refused: nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from newsspider.extraction import method_in_words, why_struck
from newsspider.report.pages import rendered
from newsspider.report.words import counted, moment_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsspider.clutter import RuleSet
    from newsspider.extraction import Step
    from newsspider.records import Article

_MOST_CHARS = 1_000_000  # of all blocks together
_MOST_BLOCKS = 3_000
_LONGEST_KEPT = 100_000  # characters of a block
_LONGEST_STRUCK = 2_000
_BEGINNING = 240  # characters of a struck block that stand there without a click
_OPEN = 3  # so many struck blocks in a row, and no more, stand there without a click
_NAMED = 5  # rules of a row that is closed
_MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Block:
    """A block as it is shown.

    Attributes:
        lines: Its lines.
        left_out: Characters that aren't shown.
        rule: What struck it, or "" if it was kept.
        kind: The rule's kind.
        where: "element", "line" or "span"; see ``Removal``.
    """

    lines: tuple[str, ...]
    left_out: int = 0
    rule: str = ""
    kind: str = ""
    where: str = ""

    @property
    def beginning(self) -> str:
        """Of a long block how it begins, of others ""."""
        text = " ".join(self.lines)
        return text[:_BEGINNING].rpartition(" ")[0] or text[:_BEGINNING] if len(text) > _BEGINNING else ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks one behind the other that were all kept, or all struck."""

    blocks: tuple[Block, ...]

    @property
    def struck(self) -> bool:
        """Whether they were struck."""
        return bool(self.blocks[0].rule)

    @property
    def closed(self) -> bool:
        """Whether they are so many that a click shows them."""
        return self.struck and len(self.blocks) > _OPEN

    @property
    def chars(self) -> int:
        """How many characters they have."""
        return sum(sum(map(len, block.lines)) + block.left_out for block in self.blocks)

    @property
    def rules(self) -> str:
        """The rules that struck them, the first ones by name."""
        names = list(dict.fromkeys(block.rule for block in self.blocks))
        more = [f"and {counted(len(names) - _NAMED, 'other rule', 'other rules')}"] if len(names) > _NAMED else []
        return ", ".join([*names[:_NAMED], *more])


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule that struck something: how many blocks, with how many characters, and why there is this rule."""

    id: str
    kind: str
    blocks: int
    chars: int
    why: str


def inspection_page(article: Article, steps: Sequence[Step], rules: RuleSet, name: str) -> bytes:
    """The page on a page, as HTML in UTF-8.

    Args:
        article: What was extracted.
        steps: Each block, in page order.
        rules: The clutter rules that were in force.
        name: What the page is called: its file, its URL, or "standard input".
    """
    blocks = list(_blocks(steps))
    counts = _counts(steps, rules)
    kept = sum(step.removal is None for step in steps)
    method = article.extraction.method
    return rendered(
        "inspection.html.j2",
        name=name,
        article=article,
        published=moment_in_words(article.date_published or ""),
        changed=moment_in_words(article.date_modified or ""),
        method=method_in_words(method),
        own_choice=method == "blocks" or method.startswith("none:"),
        asked=[other for other in article.asked if other != method],
        stretches=[Stretch(tuple(group)) for _, group in groupby(blocks, lambda block: bool(block.rule))],
        left_out=len(steps) - len(blocks),
        kept=kept,
        struck=len(steps) - kept,
        rules=counts,
        number={rule.id: number for number, rule in enumerate(counts)},
        why={rule.id: rule.why for rule in counts},
    )


def _blocks(steps: Iterable[Step]) -> Iterable[Block]:
    """As many as the page holds."""
    room = _MOST_CHARS
    for number, step in enumerate(steps):
        if room <= 0 or number == _MOST_BLOCKS:
            return
        told = step.removal
        most = min(room, _LONGEST_STRUCK if told else _LONGEST_KEPT)
        lines = tuple(step.text[:most].split("\n", _MOST_LINES))
        more = max(0, len(step.text) - most)
        room -= len(step.text) - more
        yield Block(lines, more, told.rule, told.kind, told.where) if told else Block(lines, more)


def _counts(steps: Iterable[Step], rules: RuleSet) -> list[RuleCount]:
    """The rules that struck something, those that struck most blocks first."""
    blocks, chars, kinds = Counter[str](), Counter[str](), dict[str, str]()
    for step in steps:
        if told := step.removal:
            blocks[told.rule] += 1
            chars[told.rule] += told.chars
            kinds[told.rule] = told.kind
    clutter = {rule.id: rule.why for rule in rules.rules}
    return [
        RuleCount(rule, kinds[rule], number, chars[rule], clutter.get(rule) or _sentence(why_struck(rule)))
        for rule, number in sorted(blocks.items(), key=lambda pair: (-pair[1], -chars[pair[0]], pair[0]))
    ]


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}." if words else ""

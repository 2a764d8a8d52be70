"""Lines of text in, the same lines without clutter out, with a reason for each that is gone.

In: the lines of one text, in order; blank lines count for nothing. Out: ``CleanLines``. A line is struck at once, or
because of where it stands: in the tail of the text, or beside others of its kind. Cleaning is repeated until nothing
changes, so that cleaning twice changes nothing; it never adds a word. Refused: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from newsspider.clutter.glued import cut_glued
from newsspider.clutter.loader import default_rules
from newsspider.clutter.report import is_report
from newsspider.clutter.scan import LINE, SEAM, SPAN
from newsspider.clutter.verdict import Verdict
from newsspider.records import Removal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newsspider.clutter.compiled import RuleSet, Told
    from newsspider.clutter.rule import Rule
    from newsspider.clutter.spans import Cut

_NOTHING_TOLD: Final[Mapping[str, Told]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CleanLines:
    """What ``clean_lines`` returns.

    Attributes:
        lines: As many as came in: as they were, shortened where a span was cut, "" where struck.
        removed: What was stripped, each with the index of the line that it stood in, in that order.
    """

    lines: tuple[str, ...]
    removed: tuple[tuple[int, Removal], ...] = ()


def clean_lines(
    lines: Sequence[str],
    rules: RuleSet | None = None,
    *,
    ends: bool = True,
    told: Mapping[str, Told] = _NOTHING_TOLD,
) -> CleanLines:
    """Strip clutter from the lines of one text, by the rules given or those that ship with newsspider.

    A text that still changes after ``max_passes`` (see ``limits.toml``) was made to: it comes back as it is.
    ``ends``: whether the text ends with these lines. If there is more of it, nothing is known of its tail.
    ``told``: what ``rules.told`` said of some of them.

    >>> clean_lines(["All is in order.ACME SUBSCRIPTION OFFERS >"]).lines
    ('All is in order.',)
    """
    ruleset = default_rules() if rules is None else rules
    new = ruleset.flags([line for line in lines if line not in told])
    flags = bytes(_merged(lines, new, told)) if told else new
    return clean_flagged(lines, flags, ruleset, ends=ends, told=told)


def _merged(lines: Sequence[str], new: bytes, told: Mapping[str, Told]) -> Iterator[int]:
    """The flags of all lines: those that were told, and the new ones of the others in their order."""
    rest = iter(new)
    for line in lines:
        known = told.get(line)
        yield known[0] if known else next(rest)


def clean_flagged(
    lines: Sequence[str], flags: bytes, ruleset: RuleSet, *, ends: bool, told: Mapping[str, Told] = _NOTHING_TOLD
) -> CleanLines:
    """``clean_lines`` for lines of which a scanner told already what could be found in them."""
    if not any(flags):
        return CleanLines(tuple(lines))
    work = _Work(list(lines), bytearray(flags), ruleset, ends=ends, told=told)
    removed: list[tuple[int, Removal]] = []
    for _ in range(ruleset.limits.max_passes):
        found = [*work.cut_spans(), *work.strike_lines()]
        removed.extend(found)
        if not found:
            removed.sort(key=lambda entry: entry[0])
            return CleanLines(tuple(work.lines), tuple(removed))
    return CleanLines(tuple(lines))


class _Work:
    """The lines of one text while they are cleaned, with what is known of each."""

    def __init__(
        self, lines: list[str], flags: bytearray, rules: RuleSet, *, ends: bool, told: Mapping[str, Told]
    ) -> None:
        self.lines = lines
        self._told = told
        self._flags = flags
        self._rules = rules
        self._ends = ends
        self._asked = [index for index, flag in enumerate(flags) if flag & LINE]  # whose rule isn't known yet
        self._hits: list[Rule | None] = [None] * len(lines)

    def cut_spans(self) -> Iterator[tuple[int, Removal]]:
        """Cut spans from the lines, in place."""
        places = [index for index, flag in enumerate(self._flags) if flag & (SPAN | SEAM)]
        possible = self._rules.spans_in("\n".join(self.lines[i] for i in places if self._flags[i] & SPAN))
        end = next((at for at in reversed(range(len(self.lines))) if not _is_blank(self.lines[at])), 0) if places else 0
        for index in places:
            left = self.lines[index]
            cuts: list[Cut] = []
            if possible and self._flags[index] & SPAN:
                left, cuts = self._rules.cut(left, possible, last=self._ends and index == end)
            if self._flags[index] & SEAM:
                left, more = cut_glued(left, partial(self._glued_rule, index))
                cuts = [*cuts, *more]
            if cuts:
                whole = not left.strip()
                self._put(index, "" if whole else left)
                for cut in cuts:
                    yield index, Removal(cut.rule.id, cut.rule.kind, cut.text, "line" if whole else "span")

    def _glued_rule(self, index: int, piece: str) -> Rule | None:
        """The rule that knows a piece of a line. What holds in a report alone needs one here too."""
        rule = self._rules.whole_line(piece)
        if rule is not None and rule.context == "amid" and not is_report(self.lines, index, self._rules):
            return None
        return rule

    def strike_lines(self) -> Iterator[tuple[int, Removal]]:
        """Empty the lines that are clutter as a whole, in place."""
        asked: list[int] = []
        for index in self._asked:
            if known := self._told.get(self.lines[index]):
                self._hits[index] = known[1]
            else:
                asked.append(index)
        self._asked = []
        flags = bytes(self._flags[index] for index in asked)
        for index, hit in zip(asked, self._rules.whole_lines([self.lines[i] for i in asked], flags), strict=True):
            self._hits[index] = hit
        if not any(self._hits):
            return
        places = [index for index, line in enumerate(self.lines) if not _is_blank(line)]
        texts = [self.lines[index] for index in places]
        verdict = Verdict(texts, [self._hits[index] for index in places], self._rules, ends=self._ends)
        for position, rule in enumerate(verdict.struck):
            if rule is not None:
                index = places[position]
                yield index, Removal(rule.id, rule.kind, " ".join(self.lines[index].split()), "line")
                self._put(index, "")

    def _put(self, index: int, text: str) -> None:
        """A line has changed: all that was known of it is to be found out anew."""
        self.lines[index] = text
        self._hits[index] = None
        self._flags[index] = self._rules.flags([text])[0] if text else 0
        if self._flags[index] & LINE:
            self._asked.append(index)


def _is_blank(line: str) -> bool:
    return not line or line.isspace()

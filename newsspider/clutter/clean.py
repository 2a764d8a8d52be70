"""Lines of text in, the same lines without clutter out, with a reason for each that is gone.

In: the lines of one text, in order; blank lines count for nothing. Out: ``CleanLines``. A line is struck at once, or
because of where it stands: in the tail of the text, or beside others of its kind. Cleaning is repeated until nothing
changes, so that cleaning twice changes nothing; it never adds a word. Refused: nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from newsspider.clutter.glued import cut_glued
from newsspider.clutter.loader import default_rules
from newsspider.clutter.report import is_report
from newsspider.clutter.scan import LINE, SEAM, SPAN
from newsspider.records import Removal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newsspider.clutter.compiled import RuleSet, Told
    from newsspider.clutter.rule import Rule
    from newsspider.clutter.spans import Cut

_SENTENCE_ENDS = (
    ".",
    "!",
    "?",
    "…",
    "。",
    "！",
    "？",
    "।",
    "؟",
    '."',
    ".”",
    ".)",
    "?”",
    "!”",
    ".»",
    "”",
    ":",
    ";",
    ",",
)
_BULLETS = ("- ", "* ", "• ", "– ", "> ", "| ", "+ ")
_IN_TAIL = {"tail", "tail_or_neighbour", "alone", "stray"}
_BY_ITSELF = {"alone", "report", "stray"}
_BESIDE = {"neighbour", "tail_or_neighbour", "alone", "report", "stray"}
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
        self._blank = [not line or line.isspace() for line in lines]

    def cut_spans(self) -> Iterator[tuple[int, Removal]]:
        """Cut spans from the lines, in place."""
        places = [index for index, flag in enumerate(self._flags) if flag & (SPAN | SEAM)]
        possible = self._rules.spans_in("\n".join(self.lines[i] for i in places if self._flags[i] & SPAN))
        end = max((index for index, blank in enumerate(self._blank) if not blank), default=0) if places else 0
        for index in places:
            left = self.lines[index]
            cuts: list[Cut] = []
            if possible and self._flags[index] & SPAN:
                left, cuts = self._rules.cut(left, possible, last=self._ends and index == end)
            if self._flags[index] & SEAM:
                left, more = cut_glued(left, self._rules.whole_line)
                cuts = [*cuts, *more]
            if cuts:
                whole = not left.strip()
                self._put(index, "" if whole else left)
                for cut in cuts:
                    yield index, Removal(cut.rule.id, cut.rule.kind, cut.text, "line" if whole else "span")

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
        places = [index for index, blank in enumerate(self._blank) if not blank]
        texts = [self.lines[index] for index in places]
        verdict = _Verdict(texts, [self._hits[index] for index in places], self._rules, ends=self._ends)
        for position, rule in enumerate(verdict.struck):
            if rule is not None:
                index = places[position]
                yield index, Removal(rule.id, rule.kind, " ".join(self.lines[index].split()), "line")
                self._put(index, "")

    def _put(self, index: int, text: str) -> None:
        """A line has changed: all that was known of it is to be found out anew."""
        self.lines[index] = text
        self._hits[index] = None
        self._blank[index] = not text
        self._flags[index] = self._rules.flags([text])[0] if text else 0
        if self._flags[index] & LINE:
            self._asked.append(index)


class _Verdict:
    """Which lines go, given the rules that they match. ``struck[i]`` is the rule that strikes line i, or None."""

    def __init__(self, texts: Sequence[str], hits: Sequence[Rule | None], rules: RuleSet, *, ends: bool) -> None:
        self._texts = texts
        self._hits = hits
        self._rules = rules
        self._limits = rules.limits
        self._groups = [rules.group(hit.kind) if hit else "" for hit in hits]
        self._beside = [rules.beside(hit.kind) if hit else "" for hit in hits]
        self.struck: list[Rule | None] = [h if h and h.context == "none" else None for h in hits]
        if ends:
            self._strike_from_head()
            self._strike_lists()
            self._strike_tail()
        self._strike_alone()
        self._strike_runs()
        self._strike_neighbours()
        self._strike_between()

    def _strike_from_head(self) -> None:
        """A head such as "Leave a Reply", others of its group behind it: it goes, with all that follows."""
        if not any(hit and hit.tail for hit in self._hits):
            return
        words = 0
        for position, hit in enumerate(self._hits):
            if hit is None:
                if words < self._limits.head_words_before:
                    words += len(self._texts[position].split())
            elif hit.tail and words >= self._limits.head_words_before and self._has_evidence(position):
                for later in range(position, len(self._hits)):
                    self.struck[later] = self.struck[later] or self._hits[later] or hit
                return

    def _has_evidence(self, position: int) -> bool:
        group = self._groups[position]
        after = self._groups[position + 1 : position + 1 + self._limits.head_reach]
        return after.count(group) >= self._limits.head_evidence

    def _strike_lists(self) -> None:
        """A head such as "Related", nothing but titles and other clutter behind it: it goes, with the titles."""
        if not any(hit and hit.list_head for hit in self._hits):
            return
        unknown = [position for position, hit in enumerate(self._hits) if hit is None]
        last_prose = max((position for position in unknown if not self._is_title(position)), default=-1)
        for position, hit in enumerate(self._hits):
            if hit is None or not hit.list_head or position < last_prose:
                continue
            first = bisect_right(unknown, position)
            number = len(unknown) - first
            others = len(self._hits) - position - 1 - number
            if not others or number > self._limits.list_items:
                continue  # a list with nothing else behind it can be the author's own
            self.struck[position] = hit
            for later in unknown[first:]:
                self.struck[later] = self.struck[later] or hit

    def _is_title(self, position: int) -> bool:
        text = self._texts[position].rstrip()
        return len(text) <= self._limits.title_chars and not text.endswith(_SENTENCE_ENDS)

    def _strike_tail(self) -> None:
        """Rules that hold in the tail: behind the last line that could belong to the story."""
        gap = 0
        for position in range(len(self._hits) - 1, -1, -1):
            hit = self._hits[position]
            if self.struck[position] is not None:
                gap = 0
            elif hit is None:
                text = self._texts[position].rstrip()
                gap += 1
                if gap > self._limits.tail_gap or len(text) > self._limits.tail_gap_chars:
                    return
                if text.endswith(_SENTENCE_ENDS):
                    return
            else:
                # A list's head stays with a list that stays.
                if hit.context in _IN_TAIL and not (hit.list_head and gap):
                    self.struck[position] = hit
                gap = 0

    def _strike_alone(self) -> None:
        """Rules that hold for a line by itself among paragraphs: there a story has no such heading."""
        for position, hit in enumerate(self._hits):
            if hit is None or hit.context not in _BY_ITSELF:
                continue
            if self._is_stray(position) or (hit.context != "stray" and self._is_by_itself(position, hit)):
                self.struck[position] = self.struck[position] or hit

    def _is_stray(self, position: int) -> bool:
        """Whether it parts what belongs together: a heading from its paragraph, a colon from its list, two items.

        Authors put their own links and headings elsewhere.
        """
        before, behind = self._beyond(position, -1), self._beyond(position, 1)
        if before < 0 or behind < 0 or self._is_item(position) or self._texts[position].rstrip().endswith(":"):
            return False
        if self._is_item(before):
            return self._is_item(behind)
        opens = self._is_title(before) or self._texts[before].rstrip().endswith(":")
        return opens and (self._is_item(behind) or self._is_prose(behind))

    def _beyond(self, position: int, step: int) -> int:
        """The next line that no rule knows, in one direction, or -1. Longer runs vouch for each other anyway."""
        for other in range(position + step, position + step * (self._limits.run_lines + 1), step):
            if not 0 <= other < len(self._hits):
                break
            if self._hits[other] is None:
                return other
        return -1

    def _is_item(self, position: int) -> bool:
        return self._texts[position].lstrip().startswith(_BULLETS)

    def _is_by_itself(self, position: int, hit: Rule) -> bool:
        """Whether it is no item of a list, announces none, and a paragraph is near: lists can hold any words."""
        if hit.context == "report" and not is_report(self._texts, position, self._rules):
            return False
        text = self._texts[position].strip()
        if text.startswith(_BULLETS):
            return False
        # With paragraphs on both sides, a colon announces no list.
        if text.endswith(":") and not (self._is_prose(position - 1) and self._is_prose(position + 1)):
            return False
        reach = self._limits.paragraph_reach
        around = self._texts[max(0, position - reach) : position + reach + 1]
        return any(len(text) >= self._limits.paragraph_chars for text in around)

    def _is_prose(self, position: int) -> bool:
        text = self._texts[position].rstrip() if 0 <= position < len(self._texts) else ""
        return (
            len(text) >= self._limits.paragraph_chars
            and text.endswith(_SENTENCE_ENDS)
            and not text.startswith(_BULLETS)
            and self._hits[position] is None
        )

    def _strike_runs(self) -> None:
        """Several lines of one group in a row vouch for each other."""
        start = 0
        for position in range(1, len(self._hits) + 1):
            if position < len(self._hits) and self._beside[position] == self._beside[start]:
                continue
            if self._beside[start] and position - start >= self._limits.run_lines:
                for member in range(start, position):
                    self._strike_beside(member)
            start = position

    def _strike_neighbours(self) -> None:
        """Rules that hold beside a struck line of their group; struck lines vouch in turn."""
        last = len(self._hits) - 1
        for position in range(1, last + 1):
            if self.struck[position - 1] and self._beside[position - 1] == self._beside[position]:
                self._strike_beside(position)
        for position in range(last - 1, -1, -1):
            if self.struck[position + 1] and self._beside[position + 1] == self._beside[position]:
                self._strike_beside(position)

    def _strike_between(self) -> None:
        """A line with clutter struck on both sides stands in clutter, whatever its kind."""
        for position in range(1, len(self._hits) - 1):
            if self.struck[position - 1] and self.struck[position + 1]:
                self._strike_beside(position)

    def _strike_beside(self, position: int) -> None:
        hit = self._hits[position]
        if hit and self.struck[position] is None and hit.context in _BESIDE:
            self.struck[position] = hit

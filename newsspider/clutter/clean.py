"""Lines of text in, the same lines without clutter out, with a reason for each that is gone.

In: the lines of one text, in order; blank lines count for nothing. Out: ``CleanLines``. A line is struck at
once, or
because of where it stands: in the tail of the text, or beside others of its kind. Cleaning is repeated until
nothing changes, so that cleaning twice changes nothing; it never adds a word. Refused: nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.clutter.glued import SEAM, cut_glued
from newsspider.clutter.loader import default_rules
from newsspider.records import Removal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.clutter.compiled import RuleSet
    from newsspider.clutter.rule import Rule

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
_IN_TAIL = {"tail", "tail_or_neighbour", "alone"}
_BESIDE = {"neighbour", "tail_or_neighbour", "alone"}


@dataclass(frozen=True, slots=True)
class CleanLines:
    """What ``clean_lines`` returns.

    Attributes:
        lines: As many as came in: as they were, shortened where a span was cut, "" where struck.
        removed: What was stripped, each with the index of the line that it stood in, in that order.
    """

    lines: tuple[str, ...]
    removed: tuple[tuple[int, Removal], ...] = ()


def clean_lines(lines: Sequence[str], rules: RuleSet | None = None) -> CleanLines:
    """Strip clutter from the lines of one text, by the rules given or those that ship with newsspider.

    A text that still changes after ``max_passes`` (see ``limits.toml``) was made to: it comes back as it is.

    >>> clean_lines(["All is in order.ACME SUBSCRIPTION OFFERS >"]).lines
    ('All is in order.',)
    """
    ruleset = default_rules() if rules is None else rules
    current = list(lines)
    removed: list[tuple[int, Removal]] = []
    for _ in range(ruleset.limits.max_passes):
        found = [*_cut_spans(current, ruleset), *_strike_lines(current, ruleset)]
        removed.extend(found)
        if not found:
            removed.sort(key=lambda entry: entry[0])
            return CleanLines(tuple(current), tuple(removed))
    return CleanLines(tuple(lines))


def _cut_spans(lines: list[str], rules: RuleSet) -> Iterator[tuple[int, Removal]]:
    """Cut spans from the lines, in place."""
    text = "\n".join(lines)
    possible = rules.spans_in(text)
    glued = SEAM.search(text) is not None
    if not possible and not glued:
        return
    end = max((index for index, line in enumerate(lines) if line.strip()), default=0)
    for index, line in enumerate(lines):
        left, cuts = rules.cut(line, possible, last=index == end) if possible else (line, [])
        if glued:
            left, more = cut_glued(left, rules.whole_line)
            cuts = [*cuts, *more]
        if cuts:
            whole = not left.strip()
            lines[index] = "" if whole else left
            for cut in cuts:
                yield index, Removal(cut.rule.id, cut.rule.kind, cut.text, "line" if whole else "span")


def _strike_lines(lines: list[str], rules: RuleSet) -> Iterator[tuple[int, Removal]]:
    """Empty the lines that are clutter as a whole, in place."""
    places = [index for index, line in enumerate(lines) if line and not line.isspace()]
    texts = [lines[index] for index in places]
    hits = rules.whole_lines(texts)
    if not any(hits):
        return
    for position, rule in enumerate(_Verdict(texts, hits, rules).struck):
        if rule is not None:
            index = places[position]
            yield index, Removal(rule.id, rule.kind, " ".join(lines[index].split()), "line")
            lines[index] = ""


class _Verdict:
    """Which lines go, given the rules that they match. ``struck[i]`` is the rule that strikes line i, or None."""

    def __init__(self, texts: Sequence[str], hits: Sequence[Rule | None], rules: RuleSet) -> None:
        self._texts = texts
        self._hits = hits
        self._limits = rules.limits
        self._groups = [rules.group(hit.kind) if hit else "" for hit in hits]
        self._beside = [rules.beside(hit.kind) if hit else "" for hit in hits]
        self.struck: list[Rule | None] = [h if h and h.context == "none" else None for h in hits]
        self._strike_from_head()
        self._strike_lists()
        self._strike_tail()
        self._strike_alone()
        self._strike_runs()
        self._strike_neighbours()
        self._strike_between()

    def _strike_from_head(self) -> None:
        """A head such as "Leave a Reply", others of its group behind it: it goes, with all that follows."""
        words = 0
        for position, hit in enumerate(self._hits):
            if hit is None:
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
            if hit and hit.context == "alone" and self._is_by_itself(position):
                self.struck[position] = self.struck[position] or hit

    def _is_by_itself(self, position: int) -> bool:
        """Whether it is no item of a list, announces none, and a paragraph is near: lists can hold any words."""
        text = self._texts[position].strip()
        if text.startswith(_BULLETS) or text.endswith(":"):
            return False
        reach = self._limits.paragraph_reach
        around = self._texts[max(0, position - reach) : position + reach + 1]
        return any(len(text) >= self._limits.paragraph_chars for text in around)

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

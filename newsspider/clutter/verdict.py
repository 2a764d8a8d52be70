"""Which lines go, because of the rules that they match and of where they stand: in the tail, or beside others.

In: the lines of a text that aren't blank, and for each the rule that matches the whole of it. Out: for each the rule
that strikes it, or None. Refused: nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from newsspider.clutter.places import SENTENCE_ENDS, Places
from newsspider.clutter.report import is_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.clutter.compiled import RuleSet
    from newsspider.clutter.rule import Rule

_IN_TAIL = {"tail", "tail_or_neighbour", "alone", "stray", "tail_or_amid"}
_AMID = {"neighbour_or_amid", "tail_or_amid"}
_STRAY = {"alone", "report", "stray"}
_BESIDE = {"neighbour", "tail_or_neighbour", "alone", "report", "stray", "neighbour_or_amid", "tail_or_amid"}


class Verdict:
    """Which lines go, given the rules that they match. ``struck[i]`` is the rule that strikes line i, or None."""

    def __init__(self, texts: Sequence[str], hits: Sequence[Rule | None], rules: RuleSet, *, ends: bool) -> None:
        # What holds amid paragraphs alone tells nothing of what stands around it.
        weak = {position: hit for position, hit in enumerate(hits) if hit and hit.context == "amid"}
        if weak:
            hits = [None if position in weak else hit for position, hit in enumerate(hits)]
        self._texts = texts
        self._hits = hits
        self._rules = rules
        self._limits = rules.limits
        self._beside = [rules.beside(hit.kind) if hit else "" for hit in hits]
        self._places = Places(texts, hits, rules.limits)
        self.struck: list[Rule | None] = [h if h and h.context == "none" else None for h in hits]
        if ends:
            self._strike_from_head()
            self._strike_lists()
            self._strike_tail()
        self._strike_alone()
        self._strike_runs()
        self._strike_neighbours()
        self._strike_between()
        self._strike_weak(weak, ends=ends)

    def _strike_from_head(self) -> None:
        """A head such as "Leave a Reply", others of its group behind it: it goes, with all that follows."""
        if not any(hit and hit.tail for hit in self._hits):
            return
        words = 0
        for position, hit in enumerate(self._hits):
            if hit is None:
                if words < self._limits.head_words_before:
                    words += len(self._texts[position].split())
            elif hit.tail and words >= self._limits.head_words_before and self._has_evidence(position, hit):
                for later in range(position, len(self._hits)):
                    self.struck[later] = self.struck[later] or self._hits[later] or hit
                return

    def _has_evidence(self, position: int, head: Rule) -> bool:
        group = self._rules.group(head.kind)
        after = self._hits[position + 1 : position + 1 + self._limits.head_reach]
        return (
            sum(hit is not None and self._rules.group(hit.kind) == group for hit in after) >= self._limits.head_evidence
        )

    def _strike_lists(self) -> None:
        """A head such as "Related", nothing but titles and other clutter behind it: it goes, with the titles."""
        if not any(hit and hit.list_head for hit in self._hits):
            return
        unknown = [position for position, hit in enumerate(self._hits) if hit is None]
        last_prose = max((position for position in unknown if not self._places.is_title(position)), default=-1)
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
                if text.endswith(SENTENCE_ENDS):
                    return
            else:
                # A list's head stays with a list that stays.
                if hit.context in _IN_TAIL and not (hit.list_head and gap):
                    self.struck[position] = hit
                gap = 0

    def _strike_alone(self) -> None:
        """Rules that hold for a line by itself among paragraphs: there a story has no such heading."""
        for position, hit in enumerate(self._hits):
            if hit is not None and self.struck[position] is None and self._is_alone(position, hit):
                self.struck[position] = hit

    def _is_alone(self, position: int, hit: Rule) -> bool:
        places = self._places
        if hit.context in _AMID:
            return places.is_amid(position) and self._is_in_report(position)
        if hit.context not in _STRAY:
            return False
        if places.is_stray(position) or places.is_amid(position):
            return True
        if hit.context == "stray":
            return places.heads_nothing(position)
        in_place = hit.context == "alone" or self._is_in_report(position)
        return in_place and places.is_by_itself(position)

    def _is_in_report(self, position: int) -> bool:
        return is_report(self._texts, position, self._rules)

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

    def _strike_weak(self, weak: dict[int, Rule], *, ends: bool) -> None:
        """Rules that hold in a report alone: amid its paragraphs, and behind the last of them."""
        late = {at: hit for at, hit in enumerate(self._hits) if hit and hit.context == "neighbour_or_amid"}
        if not (weak or late):
            return
        behind = len(self._hits)
        while ends and behind and (self.struck[behind - 1] or behind - 1 in weak or behind - 1 in late):
            behind -= 1
        for position, hit in (weak | late).items():
            in_place = self._places.is_amid(position) or (position >= behind and not self._places.is_item(position))
            # Authors' own links stand at the end of a chapter; a site's words to its readers may.
            in_place = in_place or (hit.kind != "related" and self._places.ends_chapter(position))
            if in_place and self.struck[position] is None and self._is_in_report(position):
                self.struck[position] = hit

    def _strike_beside(self, position: int) -> None:
        hit = self._hits[position]
        if hit and self.struck[position] is None and hit.context in _BESIDE:
            self.struck[position] = hit

"""A compiled set of rules: what the rooms above ask.

In: checked rules. Out: for an element's signature or a line of text, the rule that names it; for a line, the
spans to cut from it. Refused: nothing (the loader has checked all).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.clutter.elements import ElementIndex
from newsspider.clutter.lines import LineIndex
from newsspider.clutter.patterns import compiled
from newsspider.clutter.scan import Scanner, ScanSigns
from newsspider.clutter.spans import Cut, SpanIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from newsspider.clutter.rule import Rule


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds of ``limits.toml``; the file says what each is for."""

    line_chars: int
    short_words: int
    head_reach: int
    head_evidence: int
    head_words_before: int
    tail_gap: int
    tail_gap_chars: int
    list_items: int
    title_chars: int
    paragraph_chars: int
    paragraph_reach: int
    sentence_chars: int
    long_paragraph_chars: int
    label_words: int
    amid_lines: int
    last_chapter_share: float
    run_lines: int
    report_lines: int
    report_words: int
    report_reader_share: float
    window_line_chars: int
    window_chars: int
    max_passes: int


# The flags of a line, see ``scan``, and the rule that matches the whole of it.
Told = tuple[int, "Rule | None"]


class RuleSet:
    """Compiled rules. Immutable; safe to share.

    Attributes:
        rules: The rules, in the order of their files.
        id: Hash of all that they say; it changes whenever a rule does.
        limits: Thresholds.
        attributes: The attributes, besides class, by which an element can be named.
        signs: What an element must have, at least, for ``element`` to know it.
        reader_words: Words with which a text speaks to its reader, in lower case.
        reader: Finds them where they are words.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        *,
        kinds: Mapping[str, Mapping[str, str]],
        speech: Sequence[str],
        reader_words: Sequence[str],
        limits: Limits,
    ) -> None:
        """Compile. ``kinds``: as ``kinds.toml`` gives them; ``speech``: signs of prose."""
        self.rules = tuple(rules)
        self.limits = limits
        self.reader_words = tuple(reader_words)
        self.reader = re.compile(rf"\b(?:{'|'.join(map(re.escape, reader_words))})\b")
        self.id = hashlib.blake2b(repr((self.rules, limits)).encode(), digest_size=6).hexdigest()
        self._kinds = dict(kinds)
        self._elements = ElementIndex(self.rules)
        self.attributes = self._elements.attributes
        self.signs = self._elements.signs
        self._lines = LineIndex(self.rules, speech)
        self._spans = SpanIndex(self.rules, limits.window_line_chars, limits.window_chars)
        words = self._lines.scan_words(self._spans.triggers)
        scanner = Scanner(words, ScanSigns(), limits.line_chars)
        self.flags = scanner.flags
        self._scanned: Callable[[Sequence[str]], tuple[bytes, list[set[int] | None]]] = scanner.told
        self._candidates: Callable[[str], set[int] | None] = scanner.candidates
        self._beginnings: dict[str, Callable[[Sequence[str]], bytes] | None] = {}

    def compile(self) -> None:
        """Compile all patterns now, a fifth of a second; else each is by the first text that is held against it."""
        for rule in self.rules:
            for pattern in (*rule.lines, *rule.spans):
                compiled(pattern).compile()

    def element(
        self,
        tag: str,
        id: str | None = None,  # noqa: A002 - the attribute's own name
        classes: Sequence[str] = (),
        attrs: Mapping[str, str] | None = None,
    ) -> Rule | None:
        """The rule that names an element of this signature, or None.

        If the rule's context is "short", strike the element only if it holds at most ``limits.short_words`` words.

        Args:
            tag: Its name in lower case.
            id: Its id, in any case.
            classes: Its class tokens, in any case.
            attrs: Its attributes, names in lower case.
        """
        return self._elements.find(tag, id, classes, attrs or {})

    def line(self, text: str) -> Rule | None:
        """The rule that matches the whole of this line, whatever context it needs, or None.

        Strike the line at once if the rule's context is "none"; else only where that context is given. Lines longer
        than ``limits.line_chars`` are prose.
        """
        if len(text) > self.limits.line_chars:
            return None
        found = self._lines.find(text)
        if found is None or found.context != "none":
            left, cuts = self._spans.cut(text)
            if cuts and not left.strip():
                return cuts[0].rule
        return found

    def spans_in(self, text: str) -> tuple[int, ...]:
        """Which span rules could strike in this text, at the cost of a few substring searches; for ``cut``."""
        return self._spans.possible(text)

    def cut(self, line: str, possible: Sequence[int] | None = None, *, last: bool = True) -> tuple[str, list[Cut]]:
        """The line without the spans that are clutter, and those spans in the order they were cut.

        ``last``: whether it is the last line of the text; elsewhere rules that need the tail don't hold.
        """
        return self._spans.cut(line, possible, last=last)

    def whole_line(self, text: str) -> Rule | None:
        """As ``line``, but spans are not tried: for lines from which they have been cut already."""
        if len(text) > self.limits.line_chars:
            return None
        (flag,), (groups,) = self._scanned((text,))
        return self._lines.find_flagged(text, flag, groups)

    def whole_lines(self, texts: Sequence[str], flags: bytes | None = None) -> list[Rule | None]:
        """``whole_line`` for each of these lines; many cost less together than one by one.

        ``flags``: what ``flags`` says of them, where that is known.
        """
        flags = self.flags(texts) if flags is None else flags
        return self._lines.find_all(texts, flags, self._candidates, self.limits.line_chars)

    def told(self, texts: Sequence[str]) -> dict[str, Told]:
        """What is known of each of these lines by itself, for ``clean_lines``.

        A rule of related stories that holds amid paragraphs alone is left out: of a page, its links tell more than it.
        """
        flags, groups = self._scanned(texts)
        candidates = dict(zip(texts, groups, strict=True)).__getitem__
        found = self._lines.find_all(texts, flags, candidates, self.limits.line_chars)
        rules = [None if rule and rule.context == "amid" and rule.kind == "related" else rule for rule in found]
        return dict(zip(texts, zip(flags, rules, strict=True), strict=True))

    def may_be(self, kind: str, texts: Sequence[str]) -> bytes:
        """A byte for each line: not 0 if a rule of this kind may match the whole of it, by how it begins."""
        if kind not in self._beginnings:
            lines = LineIndex([rule for rule in self.rules if rule.kind == kind])
            scanner = Scanner(lines.scan_words(()), ScanSigns(), self.limits.line_chars)
            self._beginnings[kind] = scanner.beginnings if lines.begins_always else None
        beginnings = self._beginnings[kind]
        return beginnings(texts) if beginnings else b"\1" * len(texts)

    def group(self, kind: str) -> str:
        """The group of a kind: a head needs others of its group behind it."""
        return self._kinds[kind]["group"]

    def beside(self, kind: str) -> str:
        """The wider circle of a kind: its lines vouch for each other where a rule needs a neighbour."""
        return self._kinds[kind]["beside"]

"""How a line stands among the lines of a text: between two paragraphs, in a list, where it parts what belongs together.

In: the lines of a text that aren't blank, for each the rule that matches the whole of it, or None, and the thresholds.
Out: yes or no, place by place. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.clutter.compiled import Limits
    from newsspider.clutter.rule import Rule

_STOPS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")
_CLOSING = ("", '"', "”", "“", "»", "’", "」", "』", ")", "）")
SENTENCE_ENDS = (*(stop + sign for sign in _CLOSING for stop in _STOPS), "”", ":", ";", ",")
_BULLETS = ("- ", "* ", "• ", "– ", "> ", "| ", "+ ")


class Places:
    """The places of a text's lines."""

    def __init__(self, texts: Sequence[str], hits: Sequence[Rule | None], limits: Limits) -> None:
        """Keep the lines, the rules that match them, and the thresholds."""
        self._texts = texts
        self._hits = hits
        self._limits = limits

    def is_title(self, position: int) -> bool:
        """Whether it is short and doesn't end as sentences do."""
        text = self._texts[position].rstrip()
        return len(text) <= self._limits.title_chars and not text.endswith(SENTENCE_ENDS)

    def is_stray(self, position: int) -> bool:
        """Whether it parts what belongs together: heading and paragraph, colon and list, two items, two rows.

        Authors put their own links and headings elsewhere. Nor does a text of theirs begin with one.
        """
        before, behind = self._beyond(position, -1), self._beyond(position, 1)
        if behind < 0 or self.is_item(position):
            return False
        if before < 0:
            return self._opens(position) and self._is_prose(behind)
        if self._is_row(before) and self._is_row(behind):
            return not self._is_row(position)
        if self._has_colon(position):
            return self.heads_nothing(position) or (
                self._is_label(position) and self._is_heading(before) and self._is_prose(behind)
            )
        if self.is_item(before):
            return self.is_item(behind)
        opens = self.is_title(before) or self._has_colon(before)
        return opens and (self.is_item(behind) or self._is_prose(behind))

    def is_amid(self, position: int) -> bool:
        """Whether it stands between two paragraphs, the only line of its rule and not near the end.

        Authors' own links and heads stand at the end of a chapter, come several times, or open a last chapter.
        """
        before, behind = self._beyond(position, -1), self._beyond(position, 1)
        return (
            before >= 0
            and behind >= 0
            and len(self._hits) >= self._limits.amid_lines
            and position < self._limits.last_chapter_share * len(self._hits)
            and not self.is_item(position)
            and (self._is_label(position) or not self._has_colon(position))
            and self._is_prose(before)
            and self._is_prose(behind)
            and (self._hits[position] is None or sum(hit is self._hits[position] for hit in self._hits) == 1)
        )

    def ends_chapter(self, position: int) -> bool:
        """Whether it stands behind a paragraph and before a heading with a paragraph, and is no heading's own."""
        before, behind = self._beyond(position, -1), self._beyond(position, 1)
        return (
            before >= 0
            and 0 <= behind < len(self._hits) - 1
            and len(self._hits) >= self._limits.amid_lines
            and not self.is_item(position)
            and not self._has_colon(position)
            and self._is_prose(before)
            and self._is_heading(behind)
            and self._is_prose(behind + 1)
        )

    def heads_nothing(self, position: int) -> bool:
        """Whether it is a head behind a paragraph with another heading right behind it, that of the next paragraph."""
        behind = position + 1
        return (
            (self._is_label(position) or not self._has_colon(position))
            and self._is_prose(position - 1)
            and behind < len(self._hits)
            and self._hits[behind] is None
            and self._is_heading(behind)
            and self._is_prose(behind + 1)
        )

    def _beyond(self, position: int, step: int) -> int:
        """The next line that no rule knows, in one direction, or -1. Longer runs vouch for each other anyway."""
        for other in range(position + step, position + step * (self._limits.run_lines + 1), step):
            if not 0 <= other < len(self._hits):
                break
            if self._hits[other] is None:
                return other
        return -1

    def _opens(self, position: int) -> bool:
        """Whether nothing stands before it but what rules know."""
        return position <= self._limits.run_lines and None not in self._hits[:position]

    def is_item(self, position: int) -> bool:
        """Whether it is an item of a list."""
        return self._texts[position].lstrip().startswith(_BULLETS)

    def _is_row(self, position: int) -> bool:
        """Whether it is the row of a table."""
        return "\t" in self._texts[position] or " | " in self._texts[position]

    def _has_colon(self, position: int) -> bool:
        return self._texts[position].rstrip().endswith(":")

    def _is_label(self, position: int) -> bool:
        """Whether it is as short as "Read more:"."""
        return self._texts[position].strip().count(" ") < self._limits.label_words

    def _is_heading(self, position: int) -> bool:
        return self.is_title(position) and not self.is_item(position)

    def is_by_itself(self, position: int) -> bool:
        """Whether it is no item of a list, announces none, and a paragraph is near: lists can hold any words."""
        text = self._texts[position].strip()
        if text.startswith(_BULLETS):
            return False
        # With paragraphs on both sides, a colon announces no list.
        if text.endswith(":") and not (self._is_prose(position - 1) and self._is_prose(position + 1)):
            return False
        reach = self._limits.paragraph_reach
        first = max(0, position - reach)
        return any(
            len(text) >= self._limits.paragraph_chars or (number != position and self._is_sentence(text))
            for number, text in enumerate(self._texts[first : position + reach + 1], first)
        )

    def _is_sentence(self, text: str) -> bool:
        return (
            len(text) >= self._limits.sentence_chars
            and text.rstrip().endswith((".", "!", "?"))
            and not text.startswith(_BULLETS)
        )

    def _is_prose(self, position: int) -> bool:
        text = self._texts[position].rstrip() if 0 <= position < len(self._texts) else ""
        return (
            len(text) >= self._limits.paragraph_chars
            and (text.endswith(SENTENCE_ENDS) or (len(text) >= self._limits.long_paragraph_chars and ". " in text))
            and not text.startswith(_BULLETS)
            and self._hits[position] is None
        )

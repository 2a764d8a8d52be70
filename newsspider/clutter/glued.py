"""Clutter glued to the end of a sentence: what a scraper leaves when two blocks lose the break between them.

In: a line. Out: the line without what follows a full stop without a space and is clutter as a line of its own, and
what was cut. The missing space is all the context that such a rule needs: no author leaves it out. Refused: nothing.

>>> from newsspider.clutter import default_rules
>>> cut_glued("All is in order.Subscribe to our newsletter", default_rules().whole_line)[0]
'All is in order.'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsspider.clutter.spans import Cut, without

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsspider.clutter.rule import Rule

# A sentence's end, with its quotation mark or bracket, and at once another word.
STOPS = ".!?…。！？।؟"
QUOTES = "\"'”’»)]"
NO_SEAM = STOPS + QUOTES + ",;:/-"  # and white space and digits
_QUOTE = f"[{re.escape(QUOTES)}]"
_BEHIND_LETTER = rf"(?:(?<=[^\W\d_][{STOPS}])|(?<=[^\W\d_][{STOPS}]{_QUOTE}))"
# ... or a number, behind a letter: "3.5" is one.
SEAM_PATTERN = re.compile(rf"[{STOPS}]{_QUOTE}?(?:(?=[^\s\d{re.escape(NO_SEAM)}])|(?=[0-9]){_BEHIND_LETTER})")
_FOR_ONE_WORD = {"none", "alone"}
_WORDS_OF_A_TITLE = 3  # "Read more: Minister resigns"
_WORDS_OF_PROSE = 8
_LEAST_WORD = 4  # characters, before a number: "vol.1 of 7" is no sentence's end
_LONGEST_SUFFIX = 3  # characters, of most internet domains
_MOST_SEAMS = 40
_MOST_CHARS = 400
_MOST_PARTS = 3  # sentences of one offer that are glued to each other too


def cut_glued(line: str, rule_of: Callable[[str], Rule | None]) -> tuple[str, list[Cut]]:
    """The line without the clutter glued to its sentences. Never adds a word.

    ``rule_of``: the rule that knows a whole line, whatever context it needs.
    """
    ends = (found for found in SEAM_PATTERN.finditer(line) if not _is_initial(line, *found.span()))
    seams = [found.end() for found in ends][-_MOST_SEAMS:]
    whole = rule_of(line) if seams else None
    if whole is not None and whole.context == "amid":
        whole = None  # such a rule may know a sentence by what is glued to it
    if not seams or (whole is not None and (not whole.triggers or _is_domain(line, seams[0]))):
        return line, []  # what is clutter from its first word on goes as a whole
    bounds = [*seams, len(line)]
    cuts: list[Cut] = []
    ranges: list[tuple[int, int]] = []
    first = 0
    while first < len(seams):
        for last in range(min(first + _MOST_PARTS, len(seams)), first, -1):
            start, end = bounds[first], bounds[last]
            if last - first > 1 and line[start].islower():
                continue  # "example.net sells maps.Sign up now" is the rest of a sentence, and the offer behind it
            rule = _rule_of_piece(line, start, end, rule_of)
            if rule is not None:
                ranges.append((start, end))
                cuts.append(Cut(" ".join(line[start:end].split()), rule))
                first = last
                break
        else:
            first += 1
    return (without(line, ranges)[0], cuts) if cuts else (line, [])


def _is_initial(line: str, stop: int, end: int) -> bool:
    """Whether the full stop belongs to an abbreviation, "U.S." or "vol.1": no sentence ends there."""
    if line[end].isdecimal() and not line[max(0, stop - _LEAST_WORD) : stop].isalpha():
        return True
    before = line[max(0, stop - 2) : stop]
    if not before[-1:].isalpha() or before[:-1].isalnum():
        return False
    return before[:-1] == "." or line[stop + 2 : stop + 3] == "."


def _is_domain(line: str, seam: int) -> bool:
    """Whether a line begins with an internet domain, "Example.org newsletters", and not with a sentence."""
    return " " not in line[:seam].strip() and len(line[seam:].split(" ", 1)[0]) <= _LONGEST_SUFFIX


def _rule_of_piece(line: str, start: int, end: int, rule_of: Callable[[str], Rule | None]) -> Rule | None:
    """The rule that knows what stands between two seams as a line of its own."""
    piece = line[start:end]
    if len(piece) > _MOST_CHARS:
        return None
    first = piece.split(" ", 1)[0]
    # "example.share" is a name; so short a piece must look like a new sentence.
    if first == piece and piece[0].islower() and (end < len(line) or line.count(" ", 0, start) < _WORDS_OF_PROSE):
        return None
    rule = rule_of(piece)
    # "example.net tells it in our newsletter": so is what may begin with any words at all.
    wide = rule is not None and (rule.context == "amid" or (rule.triggers and len(first) <= _LONGEST_SUFFIX))
    if wide and first.islower():
        return None
    if rule is None or (rule.context == "neighbour" and piece.count(" ") < _WORDS_OF_A_TITLE):
        return None
    return rule if first != piece or rule.context in _FOR_ONE_WORD or (rule.list_head and end == len(line)) else None

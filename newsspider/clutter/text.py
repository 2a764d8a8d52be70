"""A whole text in, the same text without clutter out: the door for text that was scraped already, with no HTML.

In: text whose lines or paragraphs stand on lines of their own. Out: ``CleanText``; what stays keeps the separators
between its lines. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.clutter.clean import clean_flagged
from newsspider.clutter.loader import default_rules
from newsspider.records import CleanText

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsspider.clutter.clean import CleanLines
    from newsspider.clutter.compiled import RuleSet

_BREAKS = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def clean_text(
    text: str,
    rules: RuleSet | None = None,
    *,
    then: Callable[[Sequence[str]], CleanLines] | None = None,
    ends: bool = True,
) -> CleanText:
    r"""Strip clutter from a text, by the rules given or those that ship with newsspider.

    A text with nothing to strip comes back as it is. Cleaning twice changes nothing; no word is ever added.

    Args:
        text: Its lines or paragraphs stand on lines of their own.
        rules: Those that ship with newsspider, if none are given.
        then: What the lines that are left go through too, such as what their site is known to repeat.
        ends: Whether the text ends here; if there is more of it, nothing is known of its tail.

    >>> clean_text("The road is open.\n\nShare this: Facebook Twitter\n").text
    'The road is open.'
    """
    ruleset = default_rules() if rules is None else rules
    whole = text.splitlines(keepends=True)
    flags = ruleset.flags(whole)
    if then is None and not any(flags):
        return CleanText(text)
    lines = [line.rstrip(_BREAKS) for line in whole]
    cleaned = clean_flagged(lines, flags, ruleset, ends=ends)
    left, removed = cleaned.lines, cleaned.removed
    if then is not None:
        again = then(left)
        left, removed = again.lines, (*removed, *again.removed)
    if not removed:
        return CleanText(text)
    breaks = [line[len(bare) :] for line, bare in zip(whole, lines, strict=True)]
    joined = _joined(lines, left, breaks)
    return CleanText(joined.rstrip() if ends else joined, tuple(removal for _, removal in removed))


def _joined(lines: Sequence[str], left: Sequence[str], breaks: Sequence[str]) -> str:
    """The text again: a line that is gone takes its break along, and the blank line under it."""
    kept: list[str] = []
    struck = False
    for before, after, line_break in zip(lines, left, breaks, strict=True):
        if before and not after:
            struck = True
            continue
        if struck and not before.strip() and (not kept or not kept[-1].strip()):
            continue  # the blank line that stood between two struck ones, or under one
        struck = struck and not after.strip()
        kept.append(after + line_break)
    return "".join(kept)

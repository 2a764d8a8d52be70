"""A whole text in, the same text without clutter out: the door for text that was scraped already, with no HTML.

In: text whose lines or paragraphs stand on lines of their own. Out: ``CleanText``; what stays keeps the separators
between its lines. Refused: nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsspider.clutter.clean import clean_lines
from newsspider.records import CleanText

if TYPE_CHECKING:
    from newsspider.clutter.compiled import RuleSet

_BREAK = re.compile(r"(\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029])")


def clean_text(text: str, rules: RuleSet | None = None) -> CleanText:
    r"""Strip clutter from a text, by the rules given or those that ship with newsspider.

    A text with nothing to strip comes back as it is. Cleaning twice changes nothing; no word is ever added.

    >>> clean_text("The road is open.\n\nShare this: Facebook Twitter\n").text
    'The road is open.'
    """
    parts = _BREAK.split(text)
    lines, breaks = parts[0::2], [*parts[1::2], ""]
    cleaned = clean_lines(lines, rules)
    if not cleaned.removed:
        return CleanText(text)
    kept: list[str] = []
    struck = False
    for before, after, line_break in zip(lines, cleaned.lines, breaks, strict=True):
        if before and not after:
            struck = True
            continue
        if struck and not before.strip() and (not kept or not kept[-1].strip()):
            continue  # the blank line that stood between two struck ones, or under one
        struck = struck and not after.strip()
        kept.append(after + line_break)
    removed = tuple(removal for _, removal in cleaned.removed)
    return CleanText("".join(kept).rstrip(), removed)

"""Text from the net made safe and straight for a terminal, a log and a mail.

In: any string. Out: one line without control characters, escape sequences or direction overrides, and its
width in columns. Refused: nothing.
"""

from __future__ import annotations

import unicodedata

# Joiners that Persian, Hindi and emoji need; every other invisible format character is left out.
_KEPT_FORMATS = frozenset("‌‍")
_REPLACED = "�"


def plain(text: str) -> str:
    """``text`` on one line: white space folded, control characters and lone surrogates shown as U+FFFD.

    >>> plain(f"a{chr(27)}[31m   b")
    'a�[31m b'
    """
    return " ".join("".join(_plain(char) for char in text).split())


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace():
        return " "
    if category in {"Cc", "Cs"}:
        return _REPLACED
    if category == "Cf" and char not in _KEPT_FORMATS:
        return ""
    return char


def width(text: str) -> int:
    """The columns that ``text`` takes: two for a wide character, none for a combining one."""
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.combining(char) or char in _KEPT_FORMATS:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def fit(text: str, columns: int) -> str:
    """``plain(text)``, cut to ``columns`` with "…" at the end if it is longer."""
    text = plain(text)
    if width(text) <= columns:
        return text
    kept, used = [], 1
    for char in text:
        used += _width(char)
        if used > columns:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def wrapped(text: str, columns: int, most: int) -> list[str]:
    """``plain(text)`` on lines of ``columns``, broken between words; the last of ``most`` is cut as by ``fit``.

    >>> wrapped("no links to articles were found", 14, 2)
    ['no links to', 'articles were…']
    """
    lines: list[str] = []
    words = plain(text).split(" ")
    while words and len(lines) < most - 1:
        taken = 1
        while taken < len(words) and width(" ".join(words[: taken + 1])) <= columns:
            taken += 1
        lines.append(fit(" ".join(words[:taken]), columns))
        words = words[taken:]
    return [*lines, fit(" ".join(words), columns)] if words else lines


def pad(text: str, columns: int) -> str:
    """``text`` filled up with spaces at the right to ``columns``."""
    return text + " " * max(0, columns - width(text))


def table(rows: list[list[str]], *, right: frozenset[int] = frozenset(), gap: int = 2) -> list[str]:
    """Rows as aligned lines; the columns in ``right`` are set flush right, the last one is not filled up."""
    if not rows:
        return []
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            " " * (widths[i] - width(cell)) + cell if i in right else pad(cell, widths[i]) for i, cell in enumerate(row)
        ]
        lines.append((" " * gap).join(cells).rstrip())
    return lines

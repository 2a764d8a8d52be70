"""Figures in words: in plain numbers, out what a person reads."""

from __future__ import annotations

MADE_UP = "The sites are the made-up ones that come with newsspider; write yours into sources.toml."


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun.

    >>> counted(1, "copy", "copies"), counted(1200, "copy", "copies")
    ('1 copy', '1,200 copies')
    """
    return f"{count:,} {one if count == 1 else many}"


def duration_in_words(seconds: float) -> str:
    """A duration with its two largest units.

    >>> duration_in_words(4.26), duration_in_words(187), duration_in_words(7384)
    ('4.3 s', '3 min 7 s', '2 h 3 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest_s = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest_s} s"
    hours, rest_min = divmod(minutes, 60)
    return f"{hours:,} h {rest_min} min"


_ENDS = {"closespider_timeout": "its time was up", "shutdown": "it was stopped"}


def end_in_words(reason: str) -> str:
    """Why a run was ended before its end; what Scrapy calls otherwise is told as Scrapy does.

    >>> end_in_words("closespider_timeout"), end_in_words("write_error")
    ('its time was up', 'write error')
    """
    return _ENDS.get(reason, reason.replace("_", " "))


def moment_in_words(iso: str) -> str:
    """An ISO 8601 moment as a person reads it.

    >>> moment_in_words("2026-11-22T04:00:03+00:00")
    '2026-11-22 04:00:03 UTC'
    """
    return iso.replace("T", " ").replace("+00:00", " UTC")


def bytes_in_words(size: int) -> str:
    """A size in bytes, decimal units.

    >>> bytes_in_words(512), bytes_in_words(61_234), bytes_in_words(2_500_000_000)
    ('512 bytes', '61.2 kB', '2.5 GB')
    """
    if size < 1000:
        return f"{size} bytes"
    value = float(size)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 999.95:
            return f"{value:,.1f} {unit}"
    return f"{value / 1000:,.1f} TB"

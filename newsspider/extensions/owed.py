"""Originals that are owed: copies credit them, and they couldn't be had for a reason that may pass.

In: URLs as they fail, and which articles have passed. Out: ``state/owed.jsonl``, from which the next run asks
for them first. Refused: a URL that failed on ``MOST_NIGHTS`` further runs, and more than ``MOST_OWED`` of
them. The file is replaced in one step; a line in it that can't be read is left out, for no more is lost by it
than one more try.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from newsspider.corpus import replace_file
from newsspider.records import Reason, json_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_NIGHTS = 3
MOST_OWED = 1000
_PASSING_STATUS = frozenset({408, 425, 429})  # asks us to come again later, as every 5xx does


class Owed:
    """The list of one corpus.

    Args:
        path: The file; none is an empty list.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._nights = _read(path)
        self._failed: dict[str, None] = {}
        self._written = dict(self._nights)

    @property
    def due(self) -> tuple[str, ...]:
        """The URLs to ask for, those that were owed first before the others."""
        return tuple(self._nights)

    def owe(self, url: str) -> bool:
        """Note that an original failed in this run; False if the list is full."""
        if url not in self._nights and url not in self._failed and len(self._nights | self._failed) >= MOST_OWED:
            return False
        self._failed[url] = None
        return True

    def save(self, has_passed: Callable[[str], bool]) -> None:
        """Write the list down as it stands, if it has changed.

        Args:
            has_passed: Whether the article of this URL needn't be asked for again.

        Raises:
            WriteError: The disk doesn't take it; the old list stays.
        """
        now: dict[str, int] = {}
        for url, nights in self._nights.items():
            if url in self._failed:
                if nights + 1 < MOST_NIGHTS:
                    now[url] = nights + 1
            elif not has_passed(url):
                now[url] = nights  # this run was ended before it came to it
        now |= {url: 0 for url in self._failed if url not in self._nights}
        if now != self._written:
            replace_file(self._path, b"".join(json_line({"url": url, "nights": n}) for url, n in now.items()))
            self._written = now


def may_pass(reason: Reason, status: int | None) -> bool:
    """Whether a failure may be over at the next run: no answer, or one that asks to come again."""
    if reason is Reason.HTTP_ERROR:
        return status is not None and (status >= 500 or status in _PASSING_STATUS)
    return reason is Reason.DOWNLOAD_FAILED


def _read(path: Path) -> dict[str, int]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return {}
    found: dict[str, int] = {}
    for line in lines:
        try:
            row = orjson.loads(line)
            url, nights = row["url"], row["nights"]
        except (ValueError, KeyError, TypeError):
            continue
        if isinstance(url, str) and isinstance(nights, int):
            found[url] = nights
    return dict(list(found.items())[:MOST_OWED])

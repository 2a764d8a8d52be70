"""Originals that are owed: copies credit them, and they couldn't be had for a reason that may pass.

In: URLs as they fail, and which articles have passed. Out: ``state/owed.jsonl``, from which the next run asks
for them first. Refused: a URL that failed on ``MOST_NIGHTS`` further runs, and more than ``MOST_OWED`` of
them; a file that can't be read at all (``WriteError``). It is replaced in one step. Lines in it that can't be read,
for somebody has edited it or a disk has lost a part, are told of and kept beside it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import orjson

from newsspider.corpus import replace_file
from newsspider.corpus.errors import write_error
from newsspider.records import Reason, json_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

logger = logging.getLogger(__name__)
MOST_NIGHTS = 3
MOST_OWED = 1000
_PASSING_STATUS = frozenset({408, 425, 429})  # asks us to come again later, as every 5xx does


class Owed:
    """The list of one corpus.

    Args:
        path: The file; none is an empty list.

    Raises:
        WriteError: It can't be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._nights, is_whole = _read(path)
        self._failed: dict[str, None] = {}
        self._written = dict(self._nights) if is_whole else None

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


def _read(path: Path) -> tuple[dict[str, int], bool]:
    """What the file says, and whether all of it could be read."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return {}, True
    except OSError as error:
        raise write_error(path, error) from error
    found: dict[str, int] = {}
    unread: list[bytes] = []
    for line in lines:
        try:
            row = orjson.loads(line)
            url, nights = row["url"], row["nights"]
        except (ValueError, KeyError, TypeError):
            unread.append(line)
            continue
        if isinstance(url, str) and isinstance(nights, int):
            found[url] = nights
        else:
            unread.append(line)
    if unread:
        aside = path.with_name(f"{path.name}.damaged")
        replace_file(aside, b"".join(line + b"\n" for line in unread))
        told = "%s: %d of %d lines can't be read, and are kept in %s; originals that they name aren't asked for again"
        logger.warning(told, path, len(unread), len(lines), aside.name)
    return dict(list(found.items())[:MOST_OWED]), not unread

"""What ``scrapy reposts`` shows: its progress, the lines of ``stories.jsonl``, and a copy held against its original.

In: the index, the input files. Out: text and lines of JSON. Refused: an id that no file holds
(``NoSuchItemError``).
"""

from __future__ import annotations

import time
from contextlib import ExitStack, nullcontext
from typing import IO, TYPE_CHECKING, Any

from newsspider.corpus.unpacking import open_lines
from newsspider.records import json_line, story_record
from newsspider.reposts import RowError, article_from_row, changed_record, row_of_line, what_changed
from newsspider.reposts.batch import Read  # noqa: TC001 - the example of ``progress_words`` makes one
from newsspider.reposts.changed import marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newsspider.records import Article
    from newsspider.reposts import Changed, StoryIndex

_TERMINAL_EVERY_S = 0.5
_LOG_EVERY_S = 30.0


class NoSuchItemError(Exception):
    """No file holds an item of this id; the message names both."""


class ProgressLine:
    """How far the reading is: rewritten in place on a terminal, a line now and then in a log."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._terminal = out.isatty()
        self._begun = time.monotonic()
        self._shown = self._begun
        self._first: Read | None = None

    def show(self, read: Read) -> None:
        """Show it, if it is time to."""
        if self._first is None:
            self._first = read
            if read.items:
                self._out.write(f"{read.items:,} items were read before: going on behind them\n")
        now = time.monotonic()
        if now - self._shown >= (_TERMINAL_EVERY_S if self._terminal else _LOG_EVERY_S):
            self._shown = now
            words = progress_words(read, self._first, now - self._begun)
            self._out.write(f"\r\x1b[K{words}" if self._terminal else f"{words}\n")
            self._out.flush()

    def end(self) -> None:
        """Take the line off the terminal."""
        if self._terminal:
            self._out.write("\r\x1b[K")


def progress_words(read: Read, first: Read, seconds: float) -> str:
    """The words of the progress line, ``seconds`` after it began at ``first``.

    >>> progress_words(Read(items=3000, done_bytes=600, all_bytes=1000), Read(items=1000), 4.0)
    '3,000 items, 500 a second, 60 %, 3 s left'
    """
    rate = (read.items - first.items) / max(seconds, 1e-9)
    share = read.done_bytes / max(1, read.all_bytes)
    words = f"{read.items:,} items, {rate:,.0f} a second, {100 * share:.0f} %"
    speed = (read.done_bytes - first.done_bytes) / max(seconds, 1e-9)
    if speed > 0:
        left = (read.all_bytes - read.done_bytes) / speed
        words += f", {left:.0f} s left" if left < 100 else f", {left / 60:.0f} min left"
    return words


class StoryLines:
    """The lines of ``stories.jsonl``, made as they are written.

    Attributes:
        copies: How many of the lines so far are of copies.
    """

    def __init__(self, index: StoryIndex, texts: _Texts | None) -> None:
        self._index = index
        self._texts = texts
        self.copies = 0

    def __iter__(self) -> Iterator[bytes]:
        with self._texts or nullcontext():
            yield from self._lines()

    def _lines(self) -> Iterator[bytes]:
        for item_id, story in self._index.stories():
            line: dict[str, Any] = {"item_id": item_id, "story": story_record(story)}
            if story.role == "repost":
                self.copies += 1
                if self._texts is not None:
                    line["changed"] = self._texts.changed(item_id, story.origin_id)
            yield json_line(line)


def story_lines(index: StoryIndex, texts_in: Sequence[Path] | None) -> StoryLines:
    """The lines; with files, each copy's line tells what it changed, under ``changed``."""
    return StoryLines(index, None if texts_in is None else _Texts(texts_in))


class _Texts:
    """The articles of the input, read again when they are asked for; in memory stand their places alone."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._open = ExitStack()
        self._files: list[IO[bytes]] = []
        self._places: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> None:
        for number, path in enumerate(self._paths):
            file = open_lines(path)
            self._open.callback(file.close)
            self._files.append(file)
            offset = 0
            for line in file:
                if (item_id := _item_id(line)) is not None:
                    self._places.setdefault(item_id, (number, offset))
                offset += len(line)

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def changed(self, copy_id: str, origin_id: str) -> dict[str, Any] | None:
        """What the copy changed; None if one of the two stands in none of the files (it came with an earlier one)."""
        if copy_id not in self._places or origin_id not in self._places:
            return None
        return changed_record(what_changed(self._article(copy_id), self._article(origin_id)))

    def _article(self, item_id: str) -> Article:
        number, offset = self._places[item_id]
        self._files[number].seek(offset)
        return article_from_row(row_of_line(self._files[number].readline()))


def _item_id(line: bytes) -> str | None:
    try:
        return article_from_row(row_of_line(line)).id
    except RowError:
        return None


def find_articles(paths: Sequence[Path], copy_id: str, origin_id: str) -> tuple[Article, Article]:
    """The articles of two ids; turned round if the records say that the second one is the copy.

    Raises:
        NoSuchItemError: A file doesn't hold one of them.
    """
    rows: dict[str, dict[str, Any]] = {}
    wanted = {name: name.encode() for name in (copy_id, origin_id)}
    for path in paths:
        with open_lines(path) as file:
            for line in file:
                for name, held in wanted.items():
                    if held in line and name not in rows and _item_id(line) == name:
                        rows[name] = row_of_line(line)
    for name in wanted:
        if name not in rows:
            raise NoSuchItemError(f"no item {name!r} in {', '.join(map(str, paths))}")
    story = rows[origin_id].get("story")
    if isinstance(story, dict) and story.get("origin_id") == copy_id:
        copy_id, origin_id = origin_id, copy_id
    return article_from_row(rows[copy_id]), article_from_row(rows[origin_id])


def diff_text(changed: Changed) -> str:
    """What a copy changed, for people."""
    if changed.title_then == changed.title_now:
        lines = [f"title      {changed.title_now or '(none)'}"]
    else:
        lines = [f"title then {changed.title_then or '(none)'}", f"title now  {changed.title_now or '(none)'}"]
    lines.append(f"kept       {changed.kept} paragraphs word for word")
    for name, sign, paragraphs in (
        ("left out", "-", changed.left_out),
        ("put in", "+", changed.put_in),
        ("reworded", "~", [marked(r.then, r.now) for r in changed.reworded]),
    ):
        if paragraphs:
            lines += ["", f"{name} ({len(paragraphs)})", *(f"{sign} {paragraph}" for paragraph in paragraphs)]
    return "\n".join(lines) + "\n"

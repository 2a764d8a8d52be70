"""``python -m newsspider.reposts [INDEX]``: JSON lines on standard input, one answer for each at once.

In: rows as ``lines.article_from_row`` reads them. Out: for each row its answer; at the end of the input,
one more for each item whose story has changed since. Refused: a bad row ends the command with exit code 1
and its line number. Without INDEX the stories are forgotten at the end.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import orjson

from newsspider.reposts.collector import spare_the_collector
from newsspider.reposts.lines import RowError, answer, row_of_line, waiting_lines
from newsspider.reposts.store import StoreError
from newsspider.reposts.stories import StoryIndex

if TYPE_CHECKING:
    from newsspider.records import Story

# Adds to a commit, where nothing outlives the command.
_FORGOTTEN = 10_000


def main(arguments: list[str]) -> int:
    """Run the command; returns its exit code."""
    if len(arguments) > 1:
        sys.stderr.write("usage: python -m newsspider.reposts [INDEX] < items.jsonl\n")
        return 2
    try:
        path, commit_every = (arguments[0], 1) if arguments else (None, _FORGOTTEN)
        spare_the_collector()
        with StoryIndex(path, commit_every=commit_every, all_in_memory=True) as index:
            return _answer_all(index)
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _answer_all(index: StoryIndex) -> int:
    out = sys.stdout.buffer
    number = 0
    for lines in waiting_lines(sys.stdin.buffer):
        for line in lines:
            number += 1
            if not line.strip():
                continue
            try:
                out.write(orjson.dumps(answer(row_of_line(line), index)) + b"\n")
            except RowError as error:
                sys.stderr.write(f"line {number}: {error}\n")
                return 1
        out.flush()
    last: dict[str, Story] = {change.item_id: change.story for change in index.changes()}
    for item_id, story in last.items():
        revised = {"id": item_id, "story_id": story.id, "origin_id": story.origin_id, "role": story.role}
        out.write(orjson.dumps(revised) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

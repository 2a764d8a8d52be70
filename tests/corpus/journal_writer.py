"""A process that writes to a corpus until it is done or killed: DIR RUN_ID TOTAL [WORDS].

Says "committed N" on standard output whenever N items of this run are committed. Exit code 74: a write error.
"""

from __future__ import annotations

import sys
from pathlib import Path

from corpus_items import id_of, make_change, make_item, make_rejection

from newsspider.corpus import Journal, RunLock, WriteError


def run(corpus_dir: Path, run_id: str, total: int, words: int) -> None:
    with RunLock(corpus_dir), Journal(corpus_dir, run_id) as journal:
        sys.stdout.write("ready\n")
        told = 0
        for number in range(total):
            if journal.has(id_of(number)):
                continue
            journal.write(make_item(number, text="word " * (words * (1 + number % 7))))
            if number % 5 == 0:
                journal.story_changed(make_change(number))
            else:
                journal.reject(make_rejection(number))
            if journal.committed != told:
                told = journal.committed
                sys.stdout.write(f"committed {told}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    directory, run_name, count = sys.argv[1:4]
    try:
        run(Path(directory), run_name, int(count), int(sys.argv[4]) if len(sys.argv) > 4 else 50)
    except WriteError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(74)

"""Make a stream of items longer: ``python benchmarks/repost_scale.py ITEMS.jsonl --times 10 [--gold GOLD.jsonl OUT]``.

In: rows with ``id``, ``text``, ``title``, in order of arrival. Out, on standard output: the rows as they are, then so
many times more with each word swapped for another one that is about as frequent, throughout one turn, so that each turn
holds other stories with the same copies, the same furniture and the same statistics; ids and addresses are made anew.
With ``--gold``, the gold rows of all of them in OUT. Refused: nothing. Words in few rows of the first ten thousand stay
as they are, as do the most frequent ones.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from newsspider.reposts.batch import open_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAMPLED_ROWS = 10_000
_KEPT_WORDS = 60  # the most frequent: they carry no story
_LEAST_ROWS = 3
_LIKE = 100  # a word is swapped for one of so many neighbours in the order of frequency


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file."""
    with open_lines(path) as lines:
        for line in lines:
            yield orjson.loads(line)


def ranked_words(path: Path) -> list[str]:
    """The words of the first rows, the most frequent first."""
    counted: Counter[str] = Counter()
    for row in islice(rows(path), _SAMPLED_ROWS):
        counted.update(set(row["text"].split()))
    return [word for word, count in counted.most_common() if count >= _LEAST_ROWS and word.isalpha()][_KEPT_WORDS:]


def swaps(words: list[str], turn: int) -> dict[str, str]:
    """What each word becomes in a turn."""
    found: dict[str, str] = {}
    rng = random.Random(turn)  # noqa: S311 - no secret
    for at in range(0, len(words), _LIKE):
        block = words[at : at + _LIKE]
        for word, other in zip(block, rng.sample(block, len(block)), strict=True):
            found |= {word: other, f"{word}.": f"{other}."}
    return found


def turned(row: dict[str, Any], turn: int, swapped: dict[str, str]) -> dict[str, Any]:
    """A row in another turn."""
    told = {**row, "id": f"{row['id']}-{turn}"}
    for name in ("text", "title"):
        if row.get(name):
            told[name] = " ".join([swapped.get(word, word) for word in row[name].split(" ")])
    if row.get("url"):
        told["url"] = f"{row['url']}-{turn}"
    return told


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--gold", type=Path, nargs=2, metavar=("GOLD", "OUT"))
    options = parser.parse_args()
    words = ranked_words(options.items)
    for turn in range(options.times):
        swapped = swaps(words, turn) if turn else {}
        for row in rows(options.items):
            sys.stdout.buffer.write(orjson.dumps(turned(row, turn, swapped) if turn else row) + b"\n")
    if options.gold:
        with options.gold[1].open("wb") as out:
            for turn in range(options.times):
                for row in rows(options.gold[0]):
                    ids = {
                        name: f"{row[name]}-{turn}" if turn else row[name] for name in ("id", "story_id", "origin_id")
                    }
                    out.write(orjson.dumps({**row, **ids}) + b"\n")


if __name__ == "__main__":
    main()

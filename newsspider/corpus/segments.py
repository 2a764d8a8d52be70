"""The files that hold the records: the live one, and closed segments, compressed or not.

In: a corpus directory. Out: its files in the order they were written; ``unpacking`` opens them. Refused: a pipe or
directory in the place of one (``WriteError``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsspider.corpus.directory import refuse_what_is_no_file
from newsspider.corpus.unpacking import GZIP, ZSTD

if TYPE_CHECKING:
    from pathlib import Path

_ITEMS = re.compile(r"items(?:-[\d-]+)?\.jsonl(?P<packed>\.gz|\.zst)?")


def item_files(corpus_dir: Path) -> list[Path]:
    """The files of records, the oldest first and the live one last.

    A segment that stands there twice, packed and not, was just being packed as the run was killed: it counts once.

    Raises:
        WriteError: Something that is no file has the name of one.
    """
    if not corpus_dir.is_dir():
        return []
    refuse_what_is_no_file(corpus_dir)
    names = {path.name: path for path in corpus_dir.iterdir() if _ITEMS.fullmatch(path.name)}
    return [path for name, path in sorted(names.items()) if name == plain_name(name) or plain_name(name) not in names]


def plain_name(name: str) -> str:
    """The name of a segment before it was packed."""
    return name.removesuffix(GZIP).removesuffix(ZSTD)

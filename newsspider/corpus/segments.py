"""The files that hold the records: the live one, and closed segments, compressed or not.

In: a corpus directory. Out: its files in the order they were written, opened whatever their compression. Refused:
a segment that needs a library which isn't there (``CorpusError``), a pipe or directory in its place (``WriteError``).
"""

from __future__ import annotations

import gzip
import io
import re
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, cast

from newsspider.corpus.directory import refuse_what_is_no_file
from newsspider.corpus.errors import CorpusError

if TYPE_CHECKING:
    from pathlib import Path

PLAIN, GZIP, ZSTD = "", ".gz", ".zst"
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


def open_lines(path: Path) -> IO[bytes]:
    """A file of lines, for reading.

    Raises:
        CorpusError: It is packed by zstd, and no library can read that here.
    """
    if path.name.endswith(GZIP):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if path.name.endswith(ZSTD):
        return io.BufferedReader(zstd().open(path, "rb"))
    return path.open("rb")


def zstd() -> Any:
    """The zstd module: Python's own (3.14), or its twin for older ones.

    Raises:
        CorpusError: There is none.
    """
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    raise CorpusError(
        "zstd needs Python 3.14 or the package backports.zstd (pip install backports.zstd); or choose gzip "
        "(-s PACK_SEGMENTS=gzip)"
    )

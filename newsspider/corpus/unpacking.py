"""Files of lines, opened for reading whatever packs them.

In: a path. Out: its bytes, unpacked by the ending of its name. Refused: an archive that is cut off or damaged
(``DamagedFileError``), once what stands before the damage was read; one that needs a library which isn't there
(``CorpusError``).
"""

from __future__ import annotations

import gzip
import io
import zlib
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, cast

from newsspider.corpus.errors import CorpusError, DamagedFileError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GZIP, ZSTD = ".gz", ".zst"
_BLOCK = 128 * 1024


def open_lines(path: Path) -> IO[bytes]:
    """A file of lines, for reading.

    Raises:
        CorpusError: It is packed by zstd, and no library can read that here.
    """
    if path.name.endswith(GZIP):
        return _unpacked(path, gzip.open, (gzip.BadGzipFile, zlib.error))
    if path.name.endswith(ZSTD):
        library = zstd()
        return _unpacked(path, library.open, (library.ZstdError,))
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


def _unpacked(path: Path, opened: Callable[..., Any], damage: tuple[type[Exception], ...]) -> IO[bytes]:
    return cast("IO[bytes]", io.BufferedReader(_Unpacked(path, opened(path, "rb"), (EOFError, *damage)), _BLOCK))


class _Unpacked(io.RawIOBase):
    """What an archive holds; each library has errors of its own for one that is damaged, and here they are one.

    Args:
        path: Its file.
        archive: It, opened by its library.
        damage: What the library raises where it is damaged.
    """

    def __init__(self, path: Path, archive: io.BufferedReader, damage: tuple[type[Exception], ...]) -> None:
        self._path, self._archive, self._damage = path, archive, damage

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with memoryview(buffer) as view:
            try:
                held = self._archive.read1(len(view))  # what is there: a full block would go with the damage in it
            except self._damage as error:
                raise DamagedFileError(self._path, str(error)) from error
            view[: len(held)] = held
            return len(held)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        try:
            return self._archive.seek(offset, whence)
        except self._damage as error:
            raise DamagedFileError(self._path, str(error)) from error

    def tell(self) -> int:
        return self._archive.tell()

    def fileno(self) -> int:
        return self._archive.fileno()

    def close(self) -> None:
        self._archive.close()
        super().close()

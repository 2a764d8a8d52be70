"""One append-only file of JSON lines.

In: lines. Out: bytes on disk, up to an end that the owner commits. Nothing is buffered in the process:
``tail -f`` shows a line as soon as it is appended. Refused: a file that isn't what was committed
(``CorpusMismatchError``), a disk that doesn't take the line (``WriteError``).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.corpus.errors import CorpusMismatchError, write_error

if TYPE_CHECKING:
    from pathlib import Path

    from newsspider.corpus.errors import WriteError

TAIL_BYTES = 256


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a file: its bytes, its lines, and its last bytes, by which it is known again."""

    size: int = 0
    records: int = 0
    tail: bytes = b""


class LineFile:
    """An open file of lines; ``append`` and ``sync`` are told apart so that a batch costs one fsync.

    Attributes:
        path: Where it is.
        mark: The end of the last whole line that was appended.
        healed_bytes: What ``open`` cut off behind the committed mark: a torn tail, or lines of a batch that
            was never committed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mark = Mark()
        self.healed_bytes = 0
        self._fd = -1
        self._dirty = False
        self._lost: WriteError | None = None

    def open(self, committed: Mark | None, *, precious: bool) -> None:
        """Open for appending behind ``committed``; what stands behind it is cut off.

        Args:
            committed: The mark that the last commit gave, or None: the file is taken as it stands, whole
                lines only.
            precious: Refuse a file that doesn't reach the mark or isn't the one that was marked. If False it
                is taken as it stands: a log that its user may remove or rotate.
        """
        try:
            self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            size = os.fstat(self._fd).st_size
            if committed and size >= committed.size and self._tail(committed.size) == committed.tail:
                self.healed_bytes = self._cut(committed.size, size)
                self.mark = committed
            elif committed and precious:
                raise _mismatch(self.path, committed, size)
            else:
                whole = self._last_newline(size)
                self.healed_bytes = self._cut(whole, size)
                self.mark = Mark(whole, 0, self._tail(whole))
            os.lseek(self._fd, self.mark.size, os.SEEK_SET)
        except OSError as error:
            raise write_error(self.path, error) from error

    def append(self, line: bytes) -> None:
        """Append one line, newline included. On an error the part of it that was written is cut off again."""
        left = memoryview(line)
        try:
            while left:
                left = left[os.write(self._fd, left) :]
        except OSError as error:
            self._cut_back()
            raise write_error(self.path, error) from error
        done = self.mark
        tail = (done.tail + line[-TAIL_BYTES:])[-TAIL_BYTES:]
        self.mark = Mark(done.size + len(line), done.records + 1, tail)
        self._dirty = True

    def sync(self) -> None:
        """Bring what was appended to the disk."""
        if self._lost is not None:
            raise self._lost
        if not self._dirty:
            return
        try:
            os.fsync(self._fd)
        except OSError as error:
            # Linux may drop the pages it couldn't write and let the next fsync succeed: never ask again.
            self._lost = write_error(self.path, error)
            raise self._lost from error
        self._dirty = False

    def close(self) -> None:
        """Close the file; what wasn't synced may be lost."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._fd, self.mark.size)
            os.lseek(self._fd, self.mark.size, os.SEEK_SET)
        except OSError:
            return  # the next start cuts it

    def _cut(self, keep: int, size: int) -> int:
        if size > keep:
            os.ftruncate(self._fd, keep)
            os.fsync(self._fd)
        return size - keep

    def _tail(self, end: int) -> bytes:
        start = max(0, end - TAIL_BYTES)
        return os.pread(self._fd, end - start, start)

    def _last_newline(self, size: int) -> int:
        block = 1 << 16
        end = size
        while end > 0:
            start = max(0, end - block)
            at = os.pread(self._fd, end - start, start).rfind(b"\n")
            if at >= 0:
                return start + at + 1
            end = start
        return 0


def _mismatch(path: Path, committed: Mark, size: int) -> CorpusMismatchError:
    state = path.parent / "state" / "journal.sqlite"
    seen = f"it has {size:,} bytes" if size < committed.size else "its bytes are not the ones that were written there"
    return CorpusMismatchError(
        f"{path}: the journal has written {committed.size:,} bytes ({committed.records:,} lines) to this "
        f"file, but {seen}: it was deleted, shortened, replaced or edited. Put the file back as it was, or "
        f"remove {state}: the next run then takes what the file holds now as the corpus, and fetches the "
        f"rest again."
    )

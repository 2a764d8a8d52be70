"""Files of JSON lines into a story index, in bounded memory, with a place in each file that survives a kill.

In: the files, plain or ``.gz``. Out: their items in the index, and ``Read`` as it goes on. Refused: a line
that is no item (told through ``refused``, counted, passed over), and a file that isn't the one that was
begun (``InputChangedError``).

Items are added in batches, each committed together with the place in the file behind it. After a kill the
next call goes on there; a file that has grown since is read on from where it ended.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from newsspider.reposts.lines import RowError, add_row, row_of_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from newsspider.reposts.stories import StoryIndex

_BATCH_LINES = 200
_HEAD_BYTES = 4096


class InputChangedError(Exception):
    """A file isn't the one that the index has begun to read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Read:
    """How far the input was read.

    Attributes:
        items: Lines that were items, those of earlier calls counted too.
        refused: Lines that were none.
        done_bytes: Bytes of the files behind us, as they stand on the disk.
        all_bytes: Bytes of all the files.
        resumed: Items that an earlier call had read.
    """

    items: int = 0
    refused: int = 0
    done_bytes: int = 0
    all_bytes: int = 0
    resumed: int = 0

    def and_of(self, place: _Place, begun: _Place, disk_offset: int) -> Read:
        """The same with a file of which the reading began at one place and stands at another."""
        return replace(
            self,
            items=self.items + place.items,
            refused=self.refused + place.refused,
            done_bytes=self.done_bytes + disk_offset,
            resumed=self.resumed + begun.items,
        )


class _Place(NamedTuple):
    """Where the reading of a file stands; kept with the index."""

    head: str
    offset: int = 0
    lines: int = 0
    items: int = 0
    refused: int = 0


def tie_files(
    index: StoryIndex,
    paths: Sequence[Path],
    *,
    refused: Callable[[Path, int, str], None],
    progress: Callable[[Read], None],
    opened: Callable[[Path], IO[bytes]] | None = None,
    replaced: Collection[Path] = (),
) -> Read:
    """Add the items of files to an index, in their order; go on where an earlier call was ended.

    Args:
        index: Its changes are dropped: ``index.stories()`` tells all at the end.
        paths: The files.
        refused: Told of each line that is no item: file, number of the line, why.
        progress: Told after each batch.
        opened: Opens a file of lines; without it, as ``open_lines`` does.
        replaced: The files in whose place another may stand by now (a corpus begins its live file anew): read from
            their beginning; items that are known already stay as they are.

    Raises:
        OSError: A file can't be read.
        InputChangedError: A file has changed where it was read already.
        StoreError: The index can't be written.
    """
    once = {path.resolve(): path for path in paths}.values()
    told = Read(all_bytes=sum(path.stat().st_size for path in once))
    for path in once:
        before, begun = told, None
        source = _Source(path, opened or open_lines, may_be_new=path in replaced)
        for place, disk_offset in _read_file(index, source, refused):
            begun = begun or place
            told = before.and_of(place, begun, disk_offset)
            progress(told)
    return told


@dataclass(frozen=True, slots=True)
class _Source:
    """A file, how it is opened, and whether another one may stand there by now."""

    path: Path
    opened: Callable[[Path], IO[bytes]]
    may_be_new: bool


def _read_file(
    index: StoryIndex, source: _Source, refused: Callable[[Path, int, str], None]
) -> Iterator[tuple[_Place, int]]:
    """Where an earlier call ended, then the place after each batch; each with its byte on the disk."""
    path = source.path
    name = f"read {path.resolve()}"
    noted = index.note(name)
    with source.opened(path) as file:
        head = file.read(_HEAD_BYTES)
        place = _Place(**noted) if noted else _Place(_digest(head))
        if place.offset and _digest(head[: place.offset]) != place.head:  # it may have grown since
            if not source.may_be_new:
                raise _changed(path, place)
            place = _Place(_digest(head))
        file.seek(place.offset)
        yield place, _disk_offset(file)
        while lines := list(islice(file, _BATCH_LINES)):
            with index.batch():
                for line in lines:
                    place = _add(index, line, place, path, refused)
                place = place._replace(head=_digest(head[: place.offset]))
                index.put_note(name, place._asdict())
            index.changes()
            yield place, _disk_offset(file)


def _changed(path: Path, place: _Place) -> InputChangedError:
    return InputChangedError(
        f"{path} is not the file whose first {place.lines} lines were read before: name another "
        f"directory with -o, or remove the index there"
    )


def _add(
    index: StoryIndex, line: bytes, place: _Place, path: Path, refused: Callable[[Path, int, str], None]
) -> _Place:
    place = place._replace(offset=place.offset + len(line), lines=place.lines + 1)
    if not line.strip():
        return place
    try:
        add_row(row_of_line(line), index)
    except RowError as error:
        refused(path, place.lines, str(error))
        return place._replace(refused=place.refused + 1)
    return place._replace(items=place.items + 1)


def open_lines(path: Path) -> IO[bytes]:
    """A file of lines, unpacked if its name ends in ``.gz``."""
    return cast("IO[bytes]", gzip.GzipFile(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _disk_offset(file: IO[bytes]) -> int:
    return os.lseek(file.fileno(), 0, os.SEEK_CUR)


def _digest(head: bytes) -> str:
    return hashlib.blake2b(head, digest_size=16).hexdigest()

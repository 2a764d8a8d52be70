"""Files of items that have no journal (yet, or any more) are taken over, so that no item is written twice.

In: the files, and a state that is new. Out: their ids and aliases in the state, in batches of bounded size, and the end
of each file's last whole line. Refused: a line that isn't a record of newsspider (``CorpusMismatchError``), a record of
a newer version (``NewerCorpusError``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from newsspider.corpus.errors import CorpusMismatchError, NewerCorpusError, write_error
from newsspider.corpus.lines import TAIL_BYTES, Mark
from newsspider.corpus.live import ITEMS
from newsspider.corpus.segments import item_files
from newsspider.corpus.unpacking import open_lines
from newsspider.records import SCHEMA_VERSION
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsspider.corpus.state import State

_BATCH = 10_000


def adopt(state: State, corpus_dir: Path, live: str) -> None:
    """Make the tables of a new state, and enter what the corpus holds.

    Args:
        state: Which is new.
        corpus_dir: The corpus.
        live: The file that takes the records if it is there; the others are closed segments.

    Raises:
        CorpusError: A file holds what isn't ours, or can't be read.
    """
    state.create_tables()
    taken = {}
    for path in item_files(corpus_dir):
        held = HeldItems(path)
        for ids, aliases in held.batches():
            state.commit(ids, aliases, {})
        taken[path.name] = held.mark
    live = live if live in taken else ITEMS
    state.commit((), (), {live: taken.pop(live, Mark())})
    state.add_segments(taken, live)
    state.finish()


class HeldItems:
    """The items of a file.

    Attributes:
        mark: The end of its last whole line, once ``batches`` is exhausted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mark = Mark()

    def batches(self) -> Iterator[tuple[list[str], list[tuple[str, str]]]]:
        """The ids, and the aliases that the records' own URLs give, a batch at a time."""
        ids: list[str] = []
        aliases: list[tuple[str, str]] = []
        for line in self._whole_lines():
            held_id, url = self._read(line)
            ids.append(held_id)
            url_id = item_id(url) if url else held_id
            if url_id != held_id:
                aliases.append((url_id, held_id))
            if len(ids) >= _BATCH:
                yield ids, aliases
                ids, aliases = [], []
        yield ids, aliases

    def _whole_lines(self) -> Iterator[bytes]:
        if not self.path.exists():
            return
        size = records = 0
        tail = b""
        try:
            with open_lines(self.path) as file:
                for line in file:
                    if not line.endswith(b"\n"):
                        break  # the torn tail of a crash
                    yield line
                    size, records = size + len(line), records + 1
                    tail = (tail + line[-TAIL_BYTES:])[-TAIL_BYTES:]
                    self.mark = Mark(size, records, tail)
        except OSError as error:
            raise write_error(self.path, error) from error

    def _read(self, line: bytes) -> tuple[str, str | None]:
        try:
            record = orjson.loads(line)
            held_id, version, url = record["id"], record["schema_version"], record["url"]
        except (ValueError, KeyError, TypeError) as error:
            raise self._foreign() from error
        if not isinstance(held_id, str) or not isinstance(version, int) or not isinstance(url, str | None):
            raise self._foreign()
        if version > SCHEMA_VERSION:
            raise NewerCorpusError(
                f"{self.path}, line {self.mark.records + 1}: this record has version {version}, but this "
                f"newsspider knows versions up to {SCHEMA_VERSION}. Update newsspider, or choose another "
                f"CORPUS_DIR."
            )
        return held_id, url

    def _foreign(self) -> CorpusMismatchError:
        return CorpusMismatchError(
            f"{self.path}, line {self.mark.records + 1}: this is not a record of newsspider (a JSON object "
            f"with schema_version, id and url). Nothing was changed. Move the file away, or choose another "
            f"CORPUS_DIR."
        )

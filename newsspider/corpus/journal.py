"""The journal: records in, lines out, none lost, none twice.

In: ``Item``, ``Rejection``, ``StoryChange``. Out: ``items.jsonl``, ``rejected.jsonl`` and ``stories.jsonl``,
a line as soon as it is given. Per batch (``BATCH_ITEMS`` items or ``BATCH_S``): the lines are synced to
disk, then their ids and the files' ends are committed in one SQLite transaction, which alone is the truth.
At start each file is cut to its committed end, so a tail torn by a crash heals itself, and the pages of that
tail are simply found again. Refused: see ``newsspider.corpus.errors``.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Self

from newsspider.corpus.adopt import adopt
from newsspider.corpus.directory import make_directory, sync_directory
from newsspider.corpus.errors import CorpusError, WriteError
from newsspider.corpus.held import pack_item, unpack_item
from newsspider.corpus.known import KnownItems
from newsspider.corpus.lines import LineFile
from newsspider.corpus.live import ITEMS, LiveFile
from newsspider.corpus.state import State
from newsspider.records import SCHEMA_VERSION, item_record, json_line, story_record

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Any

    from newsspider.corpus.lines import Mark
    from newsspider.records import Item, Rejection, StoryChange

REJECTED, STORIES = "rejected.jsonl", "stories.jsonl"
BATCH_ITEMS = 40
BATCH_S = 1.0


class Journal:
    """The one writer of a corpus directory; a context manager. Hold the ``RunLock`` while it is open.

    Not for several threads. After a ``WriteError`` it takes nothing more; ``close`` then commits what is
    whole.

    Args:
        corpus_dir: The directory.
        run_id: Of the run that writes.
        live: The name of the file that takes the records.
        segment_bytes: It is closed as a segment at the first commit at which it has so many bytes; 0: never.

    Attributes:
        healed_bytes: Bytes that the start cut off behind the committed ends of the files, 0 after a clean
            stop.
        committed: Items of this run that are committed: the number that may be told as written.

    Example::

        with Journal(Path("corpus"), run_id="2026-11-22T04:00:00Z") as journal:
            journal.write(item)
    """

    def __init__(self, corpus_dir: Path, run_id: str, *, live: str = ITEMS, segment_bytes: int = 0) -> None:
        self.corpus_dir = corpus_dir
        self.run_id = run_id
        self.committed = 0
        self._held: set[str] = set()
        self._names: dict[str, set[str]] = {}  # other names of items that wait
        self._holding: dict[str, bytes | None] = {}  # of the open batch; None: waits no more
        self._marks: dict[str, Mark] = {}
        self._records = 0
        self._since: float | None = None
        self._failed: CorpusError | None = None
        self._closed = False
        make_directory(corpus_dir / "state")
        self._state = State(corpus_dir / "state" / "journal.sqlite")
        self._known = KnownItems(self._state)
        self._live = LiveFile(corpus_dir, self._state, live, segment_bytes)
        self._files = {name: LineFile(corpus_dir / name) for name in (REJECTED, STORIES)}
        try:
            self._open()
        except BaseException:
            self._release()
            raise
        self.healed_bytes = sum(file.healed_bytes for file in self._files.values())

    def _open(self) -> None:
        if self._state.is_new:
            adopt(self._state, self.corpus_dir, self._live.name)
        self._live.open()
        self._marks = self._state.marks()
        self._held = set(self._state.held())
        for name, file in self._files.items():
            file.open(self._marks.get(name), precious=name != REJECTED)
        self._files[self._live.name] = self._live.lines
        sync_directory(self.corpus_dir)
        self._commit()

    def has(self, item_id: str) -> bool:
        """Whether the item with this id, or with this alias, is in the corpus (or in the open batch), or waits."""
        return item_id in self._held or self._known.item_of(item_id) is not None

    def hold(self, item: Item) -> None:
        """Keep an item that waits for others: committed with the batch, so that no kill loses it."""
        self._begin()
        self._held.add(item.article.id)
        self._holding[item.article.id] = pack_item(item)
        self._count()

    def let_go(self, item_id: str) -> None:
        """The item waits no more: it was written, or never will be."""
        self._refuse_if_failed()
        if item_id in self._held:
            self._names.pop(item_id, None)
            self._held.remove(item_id)
            self._holding[item_id] = None
            self._count()

    def held(self) -> list[Item]:
        """The items that waited when the last run ended; one that another version held is found again instead."""
        items = []
        for item_id, packed in self._state.held().items():
            try:
                items.append(unpack_item(packed))
            except ValueError:
                self.let_go(item_id)
        return items

    def write(self, item: Item) -> bool:
        """Append the item's record; False, and nothing is written, if its id is in the corpus already.

        A later revision of an item is written under the id that is there: its last line counts.

        Raises:
            WriteError: The disk didn't take it.
        """
        self._begin()
        item_id = item.article.id
        if item.revision == 1 and self._known.item_of(item_id) is not None:
            return False
        if not item.provenance.run_id:
            item = replace(item, provenance=replace(item.provenance, run_id=self.run_id))
        self._append(self._live.name, item_record(item))
        self._known.add(item_id)
        self._count()
        for url_id in self._names.pop(item_id, ()):
            self.alias(url_id, item_id)
        self.let_go(item_id)
        return True

    def reject(self, rejection: Rejection) -> None:
        """Append a line to ``rejected.jsonl``."""
        self._begin()
        line = asdict(rejection) | {"run_id": rejection.run_id or self.run_id}
        self._append(REJECTED, {"schema_version": SCHEMA_VERSION, **line})
        self._count()

    def story_changed(self, change: StoryChange) -> None:
        """Append a line to ``stories.jsonl``: the item's last line there counts.

        What is said between one ``write`` and the next is committed with the item, or not at all.
        """
        self._refuse_if_failed()
        line = {"item_id": change.item_id, "story": story_record(change.story), "reason": change.reason}
        when = {"time": change.time, "run_id": change.run_id or self.run_id}
        self._append(STORIES, {"schema_version": SCHEMA_VERSION, **line, **when})
        self._count()

    def alias(self, url_id: str, item_id: str) -> bool:
        """Remember that ``url_id`` is another URL's id of the item ``item_id``; ``has`` knows it then.

        Returns:
            False, and nothing is remembered, if that item isn't in the corpus: an alias never hides an item
            that is still to be written.
        """
        self._refuse_if_failed()
        item = self._known.item_of(item_id)
        if item is None and item_id in self._held:
            self._names.setdefault(item_id, set()).add(url_id)  # told when it is written
            return True
        if item is None:
            return False
        if self._known.item_of(url_id) is None:
            self._known.add_alias(url_id, item)
            self._count()
        return True

    def pack_segments(self, packing: str) -> None:
        """Pack the closed segments: "gzip", "zstd", or "none".

        Raises:
            CorpusError: The disk refuses, or zstd isn't there.
        """
        self._refuse_if_failed()
        self._live.pack(packing)

    def tick(self) -> None:
        """Commit the open batch if it is ``BATCH_S`` old; for a timer, for crawls that are slow."""
        if self._since is not None and not self._failed and time.monotonic() - self._since >= BATCH_S:
            self.commit()

    def commit(self) -> None:
        """Bring all that was written to the disk and commit it now.

        Raises:
            WriteError: The disk didn't take it.
        """
        self._refuse_if_failed()
        try:
            self._commit()
        except CorpusError as error:
            self._failed = error
            raise

    def close(self) -> None:
        """Commit and close. If a ``WriteError`` was raised before, commit what is whole, silently.

        Raises:
            WriteError: The last batch could not be committed; it is cut off, and its pages are found again.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self._commit()
        except CorpusError:
            # Lines behind the committed ends are left to the next start, which knows for sure what was
            # committed.
            if self._failed is None:
                raise
        finally:
            self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            with suppress(CorpusError):  # the error that is on its way says more
                self.close()

    def _append(self, name: str, record: dict[str, Any]) -> None:
        try:
            self._files[name].append(json_line(record))
        except WriteError as error:
            self._failed = error
            raise

    def _begin(self) -> None:
        # A full batch is committed here, before the next item, and not behind the last one: so an item, its
        # alias and the changes that it brought to other stories are never parted by a crash.
        self._refuse_if_failed()
        if self._records >= BATCH_ITEMS:
            self.commit()
        else:
            self.tick()

    def _count(self) -> None:
        self._records += 1
        if self._since is None:
            self._since = time.monotonic()

    def _commit(self) -> None:
        for file in self._files.values():
            file.sync()
        marks = {name: file.mark for name, file in self._files.items()}
        known = self._known
        if self._since is not None or marks != self._marks:
            self._state.commit(known.ids, known.aliases.items(), marks, self._holding)
        self._marks = marks
        self.committed += len(known.ids)
        known.begin_batch()
        self._holding, self._records, self._since = {}, 0, None
        if self._live.close_if_full():
            self._files[self._live.name] = self._live.lines
            self._marks = self._state.marks()

    def _refuse_if_failed(self) -> None:
        if self._failed is not None:
            raise self._failed

    def _release(self) -> None:
        for file in (*self._files.values(), self._live.lines):
            file.close()
        self._state.close()

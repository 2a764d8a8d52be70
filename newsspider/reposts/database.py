"""The SQLite file of a story index: when what is written is committed, and who may write.

In: statements, inside ``transaction`` or ``batch``. Out: rows. Refused: a file that is no such database, or of
another version, and a second process that writes: ``StoreError`` says which and what to do.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from newsspider.checkpoints import MOST_PAGES, Checkpoints

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

_COMMITS_OF_THE_LOG = 128  # then it is moved into the file
_PAGE_BYTES = 8192  # several items to a page


class StoreError(Exception):
    """The store can't be opened or written; the message says why and what to do."""


class StoreWriteError(StoreError):
    """The disk refuses, for now: it is full, read-only ... What was committed stays."""


class Writer(Protocol):
    """Whoever holds rows back for a while."""

    def write(self) -> None:
        """Write what is held back: a commit follows."""

    def drop(self) -> None:
        """Forget it, and all that was read since: nothing of it was written."""


class _Transaction:
    """All that is written inside is committed when it ends, or not at all.

    Raises:
        StoreError: Another process has written, or the disk refuses.
    """

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.enter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.leave(error)


class Database:
    """The file.

    Args:
        path: The file; it and its folder are made if they don't exist. None: one that is gone with the process.
        version: Of the schema.
        schema: The statements that make a new one.
        writer: Told before a commit, and when nothing of it was written.
        commit_every: So many transactions make a commit; with more than one, a kill loses the last ones.

    Raises:
        StoreError: ``path`` is no such database, or of another version, or can't be opened.
    """

    def __init__(self, path: Path | None, version: int, schema: str, writer: Writer, *, commit_every: int) -> None:
        self._path = path
        self._writer = writer
        self._commit_every = commit_every
        self._uncommitted = 0
        self._in_batch = False
        self._checkpoints = Checkpoints(path, _COMMITS_OF_THE_LOG) if path else None
        self.transaction = _Transaction(self)
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path or "", isolation_level=None, timeout=5.0)
            self.execute, self.executemany = self._db.execute, self._db.executemany
            self._prepare(version, schema)
        except (sqlite3.Error, OSError) as error:
            raise _refusal(path, "opened", error) from error
        self._data_version = self._pragma("data_version")

    def _prepare(self, version: int, schema: str) -> None:
        found = self._pragma("user_version")
        if found not in (0, version):
            raise StoreError(
                f"{self._path} is a story index of another version of this program ({found}, not {version}). Nothing "
                "is lost, for it holds nothing that the items don't: remove the file, and it is made of them anew"
            )
        self._db.execute(f"PRAGMA page_size={_PAGE_BYTES:d}")  # of a new file
        self._db.execute(f"PRAGMA journal_mode={'WAL' if self._path else 'MEMORY'}")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(f"PRAGMA wal_autocheckpoint={MOST_PAGES:d}")
        if found == 0:
            with self._committed():
                for statement in schema.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={version:d}")

    def _pragma(self, name: str) -> int:
        return int(self._db.execute(f"PRAGMA {name}").fetchone()[0])

    @contextmanager
    def _committed(self) -> Iterator[None]:
        self._begin()
        try:
            yield
        except BaseException:
            self._roll_back()
            raise
        self._end()

    def _begin(self) -> None:
        if not self._uncommitted:
            self._db.execute("BEGIN IMMEDIATE")

    def _end(self) -> None:
        self._uncommitted += 1
        if self._uncommitted >= self._commit_every:
            self._commit()

    def _commit(self) -> None:
        if not self._uncommitted:
            return
        try:
            self._writer.write()
            self._db.execute("COMMIT")
        except sqlite3.Error:
            self._roll_back()
            raise
        self._uncommitted = 0
        if self._checkpoints:
            self._checkpoints.committed()

    def _roll_back(self) -> None:
        self._uncommitted = 0
        self._writer.drop()
        if self._db.in_transaction:  # on a full disk SQLite has rolled back already
            self._db.execute("ROLLBACK")

    def enter(self) -> None:
        """A transaction begins."""
        if self._in_batch:
            return
        try:
            self._begin()
            # Once a commit is begun no other process can write.
            if not self._uncommitted and self._pragma("data_version") != self._data_version:
                self._roll_back()
                raise StoreError(f"another process writes to {self._path}: let one process write at a time")
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def leave(self, error: BaseException | None) -> None:
        """A transaction ends; after an error nothing of it was written."""
        if self._in_batch:
            return
        try:
            if error is None:
                self._end()
            else:
                self._roll_back()
        except sqlite3.Error as refusal:
            raise self._refused(refusal) from refusal
        if isinstance(error, sqlite3.Error):
            raise self._refused(error) from error

    def _refused(self, error: sqlite3.Error) -> StoreError:
        return _refusal(self._path, "written", error)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """All transactions inside become one: they are committed when it ends, or none of them is.

        Raises:
            StoreError: As ``transaction``.
        """
        with self.transaction:
            self._in_batch = True
            try:
                yield
            finally:
                self._in_batch = False

    def close(self) -> None:
        """Commit what isn't yet, and close the file.

        Raises:
            StoreError: The disk refuses; what was committed before stays.
        """
        try:
            self._commit()
        except sqlite3.Error as error:
            raise self._refused(error) from error
        finally:
            if self._checkpoints:
                self._checkpoints.close()
            self._db.close()


def _refusal(path: Path | None, what: str, error: sqlite3.Error | OSError) -> StoreError:
    """Whether the disk refuses for now, or the file is no index; in words, with what to do."""
    if isinstance(error, OSError | sqlite3.OperationalError):
        return StoreWriteError(
            f"{path} can't be {what}: {error}. Check the disk, its free space and who may write there; what was "
            "committed is kept, and the next run goes on from there"
        )
    return StoreError(
        f"{path} can't be {what}: {error}. It is damaged, or no story index. Nothing is lost, for it holds nothing "
        "that the items don't: remove the file, and it is made of them anew"
    )

"""What a run writes to: the lock on the corpus, the frontier, the journal, the story index and what is owed.

In: the corpus directory and the settings. Out: the open stores; ``save`` brings all of them to the disk in the order
in which none tells of what another hasn't got yet. Refused: a corpus that another run holds (``LockedError``) or that
can't be written (``CorpusError``), both before anything is fetched.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsspider.corpus import ITEMS, CorpusError, Journal, NewerCorpusError, RunLock
from newsspider.corpus.errors import write_error
from newsspider.discovery import Frontier, NewerFrontierError, Variants
from newsspider.extensions.adopted_backlog import adopt_backlog
from newsspider.extensions.adopted_stories import adopt_stories
from newsspider.extensions.damaged_state import FRONTIER, INDEX, put_damaged_aside
from newsspider.extensions.owed import Owed
from newsspider.reposts import StoreError, StoryIndex
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scrapy.settings import BaseSettings

_NOTE_S = 2.0  # how often the frontier is brought to the disk


class RunStores:
    """The stores of one run.

    Args:
        corpus_dir: Where they stand.
        run_id: What is written in each line of this run.
        settings: The crawl's.

    Attributes:
        journal: Takes records, rejections and story changes.
        index: Knows who copied whom.
        frontier: Knows which articles are still to be asked for.
        variants: Knows which addresses of a host lead to the same article.
        owed: Originals that earlier runs failed to get.
        lost: Why nothing can be written any more; None as long as all is well.

    Raises:
        CorpusError: The corpus is locked, or a store can't be opened; then all are closed again.
    """

    def __init__(self, corpus_dir: Path, run_id: str, settings: BaseSettings) -> None:
        self._corpus_dir = corpus_dir
        self._run_id = run_id
        self._packed_as = settings["PACK_SEGMENTS"]
        self.lost: CorpusError | StoreError | None = None
        self._closed = False
        self._noted = time.monotonic()
        with ExitStack() as lock, ExitStack() as stores:  # what was opened is closed again if the next can't be
            lock.enter_context(RunLock(corpus_dir))
            put_damaged_aside(corpus_dir)
            # Closed behind the journal: it must not count as read a feed whose articles were lost.
            self.frontier = stores.enter_context(_frontier(corpus_dir / FRONTIER))
            self.variants = Variants(self.frontier)
            self.journal = stores.enter_context(_journal(settings, corpus_dir, run_id))
            self.index = stores.enter_context(StoryIndex(corpus_dir / INDEX))
            adopt_stories(corpus_dir, self.index)
            if not settings.getbool("LEARN_FROM_SITES"):
                for item in self.journal.held():  # nobody waits in this run: they are found again
                    self.journal.let_go(item.article.id)
            adopt_backlog(corpus_dir, self.frontier, self.journal.has)
            self.owed = Owed(corpus_dir / "state" / "owed.jsonl")
            self._lock, self._stores = lock.pop_all(), stores.pop_all()

    @property
    def is_closed(self) -> bool:
        """Whether ``close`` was called."""
        return self._closed

    def save(self, has_passed: Callable[[str], bool]) -> None:
        """Write down what is owed and what the index says of earlier items; commit.

        The index forgets what it told only when it is asked again, after the commit: a kill in between repeats a
        line of ``stories.jsonl`` and never loses one. So it isn't asked again once a line couldn't be written.

        Args:
            has_passed: Whether the article of an id is settled in this run.

        Raises:
            CorpusError: The disk refuses, now or earlier.
            StoreError: As above.
        """
        self.owed.save(lambda url: has_passed(item_id(url)) or self.journal.has(item_id(url)))
        if self.lost is not None:
            raise self.lost
        changes = self.index.changes()
        for change in changes:
            self.journal.story_changed(replace(change, run_id=self._run_id))
        if changes or time.monotonic() - self._noted >= _NOTE_S:
            self.journal.commit()
            self._note()
        else:
            self.journal.tick()

    def keep_links(self) -> None:
        """Commit, if many links were found since the last commit: of all of a long sitemap it would be a long one.

        Raises:
            CorpusError: The disk refuses.
        """
        if self.frontier.is_due and self.lost is None:
            self.journal.commit()
            self._note()

    def _note(self) -> None:
        """Bring the frontier to the disk, right behind a commit: it knows no article as written that isn't."""
        try:
            self.frontier.commit()
        except sqlite3.Error as error:
            raise write_error(self._corpus_dir / FRONTIER, error) from error
        self._noted = time.monotonic()

    def close(self, has_passed: Callable[[str], bool], *, pack: bool) -> None:
        """Save, and close all but the lock; they are closed after an error too. A second call does nothing.

        Args:
            has_passed: As of ``save``.
            pack: Pack closed segments.

        Raises:
            CorpusError: As ``save``.
            StoreError: As ``save``; the index then keeps what it told last.
        """
        if self._closed:
            return
        self._closed = True
        with self._stores:
            self.save(has_passed)
            if pack:
                self.journal.pack_segments(self._packed_as)

    def release(self) -> None:
        """Release the lock, after the manifest was written. A second call does nothing."""
        self._lock.close()


def _frontier(path: Path) -> Frontier:
    try:
        return Frontier(path)
    except sqlite3.DatabaseError as error:
        raise write_error(path, error) from error
    except NewerFrontierError as error:
        raise NewerCorpusError(
            f"{path}: a newer newsspider has written this file ({error}). Update newsspider; or move the file away: "
            "what only it knows isn't asked for then, such as archives that are fetched night by night"
        ) from error


def _journal(settings: BaseSettings, corpus_dir: Path, run_id: str) -> Journal:
    live = f"items-{datetime.now(UTC):%Y-%m-%d}.jsonl" if settings.getbool("ITEMS_BY_DATE") else ITEMS
    return Journal(corpus_dir, run_id, live=live, segment_bytes=settings.getint("SEGMENT_MB") << 20)

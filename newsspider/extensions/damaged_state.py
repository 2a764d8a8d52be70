"""State that a disk has damaged: put aside before it is opened, for each file of it can be made anew.

In: the corpus directory, which nobody else may hold. Out: the damaged files under names of their own, and a warning
for each that says what is lost by it. Refused: nothing; what can't be looked at for now is told by whoever opens it.

Every page is looked at, not only the first ones: one that was met in the midst of a run would end that run, and so each
night's. It reads once what the start reads anyway.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)
DAMAGED: Final = ".damaged"
FRONTIER: Final = "state/frontier.sqlite"
JOURNAL: Final = "state/journal.sqlite"
INDEX: Final = "state/stories.sqlite"
SITES: Final = "state/sites.sqlite"
_FILES: Final = {
    FRONTIER: "What feeds, sitemaps and lists name is found again, what nothing lists any more isn't asked for",
    JOURNAL: "It is made of the items again; those that waited for others of their site are fetched again",
    INDEX: "It is made of the items again",
    SITES: "What each site repeats is learned again",
}
_BESIDE: Final = ("-shm", "-wal", "", "-journal")  # what belongs to the old file must not meet the new one


def put_damaged_aside(corpus_dir: Path) -> list[Path]:
    """Rename what is damaged; an earlier file that was put aside gives way.

    Returns:
        What was damaged, by its old name.
    """
    found = []
    for name, loss in _FILES.items():
        path = corpus_dir / name
        if not path.exists() or not (damage := _damage(path)):
            continue
        for ending in _BESIDE:
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).replace(path.with_name(f"{path.name}{DAMAGED}{ending}"))
        told = "%s was damaged (%s), and is begun anew; what it was is kept as %s. %s"
        logger.warning(told, path, damage, path.name + DAMAGED, loss)
        found.append(path)
    return found


def _damage(path: Path) -> str | None:
    """What is wrong with the file, in SQLite's words; None: nothing, or nobody can tell for now."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as db:
            (told,) = db.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:  # a directory, no right to read it, a full disk ...
        return None
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if told == "ok" else str(told).replace("\n", " ")

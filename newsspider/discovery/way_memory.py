"""How each way into a site answered last: validators, the hash of its body, and the files of an index.

In: what a way answered, and for whom it was read. Out: the same, in the next run. Refused: nothing. The tables stand in
the frontier's file, so that what a way answered is on the disk with what was found there, or not at all.

Two sources may share a feed and want each its part of it, and one may come to want more than it did. Nothing remembers
what was left out; so an answer counts as read for those alone who read it, and for what they wanted then.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from newsspider.discovery.link import Link

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

WAY_TABLES = """
DROP TABLE IF EXISTS ways; -- of earlier versions, which didn't say who had read them: they are read once more
CREATE TABLE IF NOT EXISTS visits (
    source TEXT NOT NULL, url TEXT NOT NULL, wants TEXT NOT NULL, etag TEXT, modified TEXT, hash TEXT,
    visits INTEGER NOT NULL, lies INTEGER NOT NULL, done TEXT, PRIMARY KEY (source, url)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    way TEXT NOT NULL, number INTEGER NOT NULL, url TEXT NOT NULL, modified TEXT, PRIMARY KEY (way, number)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a way is read.

    Attributes:
        source: The name of the source.
        wants: Which of its links it takes, in any words: what was read when it took others doesn't count.
    """

    source: str
    wants: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """How a way answered last: validators for a conditional request (RFC 9110, 13), and the hash of its body.

    Attributes:
        visits: How often it was asked for since it was last read whole.
        lies: It repeats its validators though it has changed: they aren't sent any more.
        done: The far end of its list was reached, and how far back that was ("" for all); None: not yet.
    """

    etag: str | None = None
    modified: str | None = None
    hash: str | None = None
    visits: int = 0
    lies: bool = False
    done: str | None = None


class WayMemory:
    """The ways of a corpus.

    Args:
        db: The frontier's; it commits.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def visit(self, reader: Reader, url: str) -> Visit:
        """How a way answered this reader last; an empty ``Visit`` if it never asked for it."""
        row = self._db.execute(
            "SELECT etag, modified, hash, visits, lies, done FROM visits WHERE source = ? AND url = ? AND wants = ?",
            (reader.source, url, reader.wants),
        ).fetchone()
        if row is None:
            return Visit()
        etag, modified, body_hash, visits, lies, done = row
        return Visit(etag, modified, body_hash, visits, bool(lies), done)

    def note_visit(self, reader: Reader, url: str, visit: Visit) -> None:
        """Remember how a way answered."""
        self._db.execute(
            "INSERT OR REPLACE INTO visits (source, url, wants, etag, modified, hash, visits, lies, done)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (reader.source, url, reader.wants, *astuple(visit)),
        )

    def forget_answers(self) -> None:
        """Take no feed and no sitemap for unchanged when it is asked for next; how far a list was read stays known."""
        self._db.execute("UPDATE visits SET etag = NULL, modified = NULL, hash = NULL, done = NULL WHERE hash NOTNULL")

    def note_files(self, url: str, files: Iterable[Link]) -> None:
        """Remember which files an index lists, in place of those that it listed before."""
        self._db.execute("DELETE FROM files WHERE way = ?", (url,))
        rows = ((url, number, file.url, file.modified) for number, file in enumerate(files))
        self._db.executemany("INSERT INTO files VALUES (?, ?, ?, ?)", rows)

    def files(self, url: str) -> list[Link]:
        """The files that an index listed when it was read last."""
        rows = self._db.execute("SELECT url, modified FROM files WHERE way = ? ORDER BY number", (url,))
        return [Link(file, "sitemap", None, None, None, None, modified) for file, modified in rows]

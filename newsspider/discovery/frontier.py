"""The frontier: which articles are still to be asked for, over all runs, and how each way into a site answered last.

In: links as they are found, and what became of them. Out: links to ask for, newest first; validators for conditional
requests. Refused: as ``frontier_file`` says.

One SQLite file. What was found is in it with what the way that found it answered, in one transaction: a feed that says
"not modified" never loses a link. Memory holds nothing per link, however many a sitemap lists.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, Self

from newsspider.checkpoints import Checkpoints
from newsspider.discovery.frontier_file import opened
from newsspider.discovery.heirs import hand_over
from newsspider.discovery.link import Link
from newsspider.discovery.way_memory import WayMemory

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path
    from types import TracebackType

    from newsspider.discovery.heirs import OnSite
    from newsspider.discovery.link import Via

MOST_TRIES = 3  # runs in which an article that gives no answer is asked for
_SECONDS_A_DAY = 86_400
REJECTED_DAYS = 7  # after which a page that was no story may be asked for again, if it is still listed
_MOST_DOUBLINGS = 6  # of the days in which a site isn't believed: two months
_MAX_TEXT_BYTES = 512 * 1024
_PAGE_BYTES = 4096
_PORTION = 500  # pages, one for each link; a commit takes 3 ms then, be there 200,000 links already

State = Literal["waiting", "taken", "rejected", "written"]
Found = Literal["new", "open", "known", "changed", "refused"]


@dataclass(frozen=True, slots=True)
class Pending:
    """An article to ask for.

    Attributes:
        key: Its id by its address, ``newsspider.urls.item_id``.
        again: It is in the corpus, and is said to have been changed since.
    """

    key: str
    link: Link
    again: bool = False


class Frontier:
    """The open file; one process at a time. A context manager: what was noted is kept, unless an error ends it.

    Attributes:
        ways: How the ways into sites answered last; noted in the same transaction as what was found there.

    Raises:
        sqlite3.DatabaseError: The file can't be opened for now, or is no database.
        NewerFrontierError: A newer newsspider has written it.
    """

    def __init__(self, path: Path) -> None:
        self._db = opened(path)
        self._checkpoints = Checkpoints(path, 1)
        self.ways = WayMemory(self._db)
        self._pages = 0
        self._gone: frozenset[str] = frozenset()

    def hand_over(self, known: Collection[str], on_site: OnSite) -> int:
        """Give what waits for sources that are no more to new ones, as ``heirs`` says; gives the number of articles.

        The rest goes to whoever lists it, by ``add``.
        """
        self._gone, handed = hand_over(self._db, known, on_site)
        return handed

    def add(self, source: str, key: str, link: Link, now: float, *, in_corpus: bool, last: bool = False) -> Found:
        """Note a link.

        Args:
            source: Whose.
            key: Its id.
            link: What was found.
            now: Seconds since the epoch.
            in_corpus: Whether its article is in the corpus.
            last: Ask for it when all others were asked for.

        Returns:
            "new" if it is to be asked for; "changed" if it is in the corpus and was changed since; "known" if it is in
            the corpus; "open" if it is to be asked for already; "refused" if it was no story when it was asked for.
        """
        wanted = "SELECT state, modified, at, tries, source FROM links WHERE key = ?"
        row = self._db.execute(wanted, (key,)).fetchone()
        if row is None:
            state: State = "written" if in_corpus else "waiting"
            self._insert(source, key, link, now, state, last=last)
            return "known" if in_corpus else "new"
        state, modified, at, alarms, whose = row
        if state == "waiting" and whose in self._gone:
            self._db.execute("UPDATE links SET source = ? WHERE key = ?", (source, key))
            return "new"
        if state in {"waiting", "taken"}:
            if modified is None or (state == "waiting" and _later(link.modified, modified)):
                self._date(key, link.modified)  # another way knows more of the edition that is asked for
            return "open"
        if in_corpus:
            is_doubted = alarms > 0 and _is_within(2 ** min(alarms, _MOST_DOUBLINGS), at, now)
            return self._met(key, link, modified, min(at, now), is_doubted=is_doubted)
        if state == "rejected" and _is_within(REJECTED_DAYS, at, now) and not _later(link.modified, modified):
            return "refused"
        self._insert(source, key, link, now, "waiting", last=last)
        return "new"

    def _met(self, key: str, link: Link, modified: str | None, at: float, *, is_doubted: bool) -> Found:
        """What a link says of an article in the corpus; where its last edition has no date, that is when it was met."""
        met = modified or datetime.fromtimestamp(at, UTC).isoformat()
        if not _later(link.modified, met):
            if modified is None and link.modified is not None:
                self._date(key, link.modified)
            return "known"
        if is_doubted:
            return "known"
        self._db.execute(
            "UPDATE links SET state = 'waiting', again = 1, modified = ? WHERE key = ?", (link.modified, key)
        )
        return "changed"

    def _date(self, key: str, modified: str | None) -> None:
        self._db.execute("UPDATE links SET modified = ? WHERE key = ?", (modified, key))

    def _insert(self, source: str, key: str, link: Link, now: float, state: State, *, last: bool) -> None:
        text = zlib.compress(link.text.encode("utf-8", "replace")) if link.text else None
        if text is not None and len(text) > _MAX_TEXT_BYTES:
            text = None
        self._pages += 1 + len(text or b"") // _PAGE_BYTES
        values = (link.url, link.via, link.title, link.date, link.modified, text, link.whole)
        self._db.execute(
            "INSERT OR REPLACE INTO links (key, source, url, via, title, date, modified, text, whole, state, at, rank)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, source, *values, state, now, "" if last else link.newest or ""),
        )

    def take(self, source: str, most: int) -> list[Pending]:
        """Up to so many articles of a source that are to be asked for, the newest first; they count as taken."""
        rows = self._db.execute(
            "SELECT key, again, url, via, title, date, text, modified, whole FROM links"
            " WHERE source = ? AND state = 'waiting' ORDER BY rank DESC LIMIT ?",
            (source, most),
        ).fetchall()
        self._db.executemany("UPDATE links SET state = 'taken' WHERE key = ?", [(row[0],) for row in rows])
        return [Pending(key, _link(*told), bool(again)) for key, again, *told in rows]

    def text(self, key: str) -> Link | None:
        """A link that carries its whole story, until the story is written or refused; else None."""
        row = self._db.execute(
            "SELECT url, via, title, date, text, modified, whole FROM links WHERE key = ? AND text IS NOT NULL", (key,)
        ).fetchone()
        return None if row is None else _link(*row)

    def source_of(self, key: str) -> str | None:
        """Whose link it is; None if it isn't known."""
        row = self._db.execute("SELECT source FROM links WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def waiting(self, source: str) -> int:
        """How many articles of a source are to be asked for."""
        row = self._db.execute(
            "SELECT count(*) FROM links WHERE source = ? AND state = 'waiting'", (source,)
        ).fetchone()
        return int(row[0])

    def forget_oldest(self, source: str, than: str) -> bool:
        """Forget the oldest article of a source that waits, if it is older than ``than`` (ISO 8601, or "").

        Returns:
            Whether it was.
        """
        row = self._db.execute(
            "SELECT id, rank FROM links WHERE source = ? AND state = 'waiting' ORDER BY rank LIMIT 1", (source,)
        ).fetchone()
        if row is None or row[1] >= than:
            return False
        self._db.execute("DELETE FROM links WHERE id = ?", (row[0],))
        return True

    def put_back(self, key: str, now: float) -> None:
        """An article gave no answer: the next run asks again, ``MOST_TRIES`` times in all."""
        self._db.execute(
            "UPDATE links SET tries = tries + 1, at = ?,"
            " state = CASE WHEN tries + 1 >= ? THEN 'rejected' ELSE 'taken' END WHERE key = ?",
            (now, MOST_TRIES, key),
        )

    def drop(self, key: str) -> None:
        """The source doesn't want this article: forget it."""
        self._db.execute("DELETE FROM links WHERE key = ?", (key,))

    def reject(self, key: str, now: float) -> None:
        """An article was no story, or can't be had."""
        self._db.execute("UPDATE links SET state = 'rejected', at = ?, text = NULL WHERE key = ?", (now, key))

    def write(self, key: str) -> None:
        """An article is in the corpus."""
        self._db.execute("UPDATE links SET state = 'written', again = 0, tries = 0, text = NULL WHERE key = ?", (key,))

    def false_alarm(self, key: str, now: float) -> None:
        """An article that was said to be changed wasn't: its site is believed again after 2 days, then 4, and so on.

        Some sites date every page of a sitemap with the moment at which the sitemap was made.
        """
        self._db.execute(
            "UPDATE links SET state = 'written', again = 0, tries = tries + 1, at = ?, text = NULL WHERE key = ?",
            (now, key),
        )

    def text_of(self, item_id: str) -> tuple[str, int] | None:
        """The hash of an item's text as it was last written, and its revision; None if it isn't known."""
        row = self._db.execute("SELECT hash, revision FROM texts WHERE id = ?", (item_id,)).fetchone()
        return None if row is None else (str(row[0]), int(row[1]))

    def note_text(self, item_id: str, text_hash: str, revision: int) -> None:
        """Remember what was written of an item."""
        self._db.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", (item_id, text_hash, revision))

    def variants(self) -> list[tuple[str, str, int, int]]:
        """What hosts have shown of their articles' other addresses: host, rule, proofs for it and against it."""
        return self._db.execute("SELECT host, rule, proofs, against FROM variants").fetchall()

    def note_variant(self, host: str, rule: str, proofs: int, against: int) -> None:
        """Remember it."""
        self._db.execute("INSERT OR REPLACE INTO variants VALUES (?, ?, ?, ?)", (host, rule, proofs, against))

    def knows(self, key: str) -> bool:
        """Whether a link to this article was found, whatever became of it."""
        return self._db.execute("SELECT 1 FROM links WHERE key = ?", (key,)).fetchone() is not None

    def rename(self, key: str, new: str, url: str) -> None:
        """An article is asked for by another of its addresses than the one it was found by; nobody knows that one."""
        self._db.execute("UPDATE links SET key = ?, url = ? WHERE key = ?", (new, url, key))

    @property
    def is_due(self) -> bool:
        """Whether so many links were noted since the last commit that a longer wait would make it a long one."""
        return self._pages >= _PORTION

    def commit(self) -> None:
        """Bring all that was noted to the disk."""
        self._db.commit()
        self._pages = 0
        self._checkpoints.committed()

    def close(self, *, keep: bool = True) -> None:
        """Commit and close; without ``keep``, forget all that was noted since the last commit, as a kill does."""
        self._checkpoints.close()
        with suppress(sqlite3.Error):
            if keep:
                self._db.commit()
            else:
                self._db.rollback()
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(keep=error is None)


def _link(
    url: str, via: Via, title: str | None, date: str | None, text: bytes | None, modified: str | None, whole: int
) -> Link:
    html = zlib.decompress(text).decode("utf-8", "replace") if text else None
    return Link(url, via, title, date, html, None, modified, bool(whole))


def _is_within(days: int, at: float, now: float) -> bool:
    """Whether it was noted in the last days; what was noted by a clock that ran ahead may be older than it says."""
    return 0 <= now - at < days * _SECONDS_A_DAY


def _later(new: str | None, old: str | None) -> bool:
    """Whether a moment (ISO 8601 with offset) is after another, whatever their zones; one that isn't known never is."""
    if new is None or old is None or new == old:
        return False
    return datetime.fromisoformat(new) > datetime.fromisoformat(old)

"""The memory of sites: one small SQLite file, a window for each site.

In: the lines of pages, by site. Out: the same lines without what their site repeats. Refused (``SiteMemoryError``): a
file that can't be read or written, or of a newer version. Bounded: so many pages for each site, so many sites, so many
days (``limits.toml``). What is noted is on disk after ``commit``; a kill loses what was noted since.
"""

from __future__ import annotations

import sqlite3
import time
from collections import OrderedDict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from newsspider.clutter.learned.limits import LIMITS
from newsspider.clutter.learned.marks import PageMarks, page_marks
from newsspider.clutter.learned.strike import strike
from newsspider.clutter.learned.window import SeenPage, Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.clutter.clean import CleanLines

MEMORY_VERSION = 1
_DAY_S = 86_400
_TABLES = (
    """CREATE TABLE pages (
    site TEXT NOT NULL, page TEXT NOT NULL, number INTEGER NOT NULL, story TEXT NOT NULL, day INTEGER NOT NULL,
    marks BLOB NOT NULL, PRIMARY KEY (site, page)
) WITHOUT ROWID""",
    "CREATE TABLE sites (site TEXT PRIMARY KEY, number INTEGER NOT NULL, day INTEGER NOT NULL) WITHOUT ROWID",
)


class SiteMemoryError(Exception):
    """The memory can't be used; the message names the file and what to do."""


class SiteMemory:
    """What each site repeats. One writer at a time.

    Example::

        with SiteMemory(Path("corpus/state/sites.sqlite")) as memory:
            for url, lines in pages:
                memory.note("example.org", url, lines)
            memory.clean("example.org", lines).lines
    """

    def __init__(self, path: Path | str | None = None) -> None:
        """Open the file, or make it; None: keep all in memory.

        Raises:
            SiteMemoryError: It can't be opened, or is of a newer version.
        """
        self.path = Path(path) if path is not None else None
        self._windows: OrderedDict[str, Window] = OrderedDict()
        self._changed: dict[str, dict[str, SeenPage]] = {}
        self._number = 0
        self._last: tuple[str, Sequence[str], PageMarks] = ("", (), PageMarks(b"", b""))
        with self._errors():
            self._db = sqlite3.connect(":memory:" if path is None else path, timeout=1, isolation_level=None)
            self._prepare()

    def note(
        self, site: str, page: str, lines: Sequence[str], story: str | None = None, marks: PageMarks | None = None
    ) -> int:
        """Remember a page of a site; one that was noted before is noted anew.

        Args:
            site: The site, such as its host.
            page: The page's id: unique on the site.
            lines: Its text, line by line, before anything that the site repeats was struck.
            story: The id of its story, if one is known: copies of a story count once.
            marks: What ``page_marks`` makes of these lines, if it was made already.

        Returns:
            How many stories of the site are remembered now.
        """
        window = self._window(site)
        if marks is None:
            marks = page_marks(lines)
        self._last = site, lines, marks
        seen = window.add(page, marks.kept, int(time.time() // _DAY_S), story)
        self._changed.setdefault(site, {})[page] = seen
        return window.stories

    def clean(self, site: str, lines: Sequence[str]) -> CleanLines:
        """The lines of a page without what its site repeats; see ``strike``."""
        window = self._window(site)
        noted, known, marks = self._last  # a page of a site that is known is cleaned as soon as it is noted
        return strike(lines, window, marks.pieces if (noted, known) == (site, lines) else None)

    def stories(self, site: str) -> int:
        """How many stories of a site are remembered."""
        return self._window(site).stories

    def commit(self) -> None:
        """Write what was noted, all or nothing; it is on disk when this returns.

        Raises:
            SiteMemoryError: The disk didn't take it.
        """
        if not self._changed:
            return
        with self._errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                for site, pages in self._changed.items():
                    self._write(site, pages)
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        self._changed.clear()
        while len(self._windows) > LIMITS.open_sites:
            self._windows.popitem(last=False)

    def close(self) -> None:
        """Commit, forget what is old, and close.

        Raises:
            SiteMemoryError: The disk didn't take it.
        """
        try:
            self.commit()
            with self._errors():
                self._forget_sites()
        finally:
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _window(self, site: str) -> Window:
        window = self._windows.get(site)
        if window is None:
            with self._errors():
                wanted = "SELECT page, story, day, marks FROM pages WHERE site = ? ORDER BY number"
                rows = self._db.execute(wanted, [site]).fetchall()
                window = Window([SeenPage(page, story, day, marks) for page, story, day, marks in rows])
            self._windows[site] = window
            if len(self._windows) > LIMITS.open_sites:
                self._make_room(site)
        self._windows.move_to_end(site)
        return window

    def _make_room(self, site: str) -> None:
        """Let the windows go that nothing was noted in; if there are none, write first."""
        idle = [name for name in self._windows if name not in self._changed and name != site]
        if not idle:
            self.commit()
            return
        for name in idle[: len(self._windows) - LIMITS.open_sites]:
            del self._windows[name]

    def _write(self, site: str, pages: dict[str, SeenPage]) -> None:
        for page, seen in pages.items():
            self._number += 1
            row = (site, page, self._number, seen.story, seen.day, seen.marks)
            self._db.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?)", row)
        self._db.execute(
            "DELETE FROM pages WHERE site = ? AND page NOT IN "
            "(SELECT page FROM pages WHERE site = ? ORDER BY number DESC LIMIT ?)",
            (site, site, LIMITS.pages),
        )
        day = max(seen.day for seen in pages.values())
        self._db.execute("INSERT OR REPLACE INTO sites VALUES (?, ?, ?)", (site, self._number, day))

    def _forget_sites(self) -> None:
        """Sites that weren't seen for long, and those over the number that is kept, longest unseen first."""
        oldest = int(time.time() // _DAY_S) - LIMITS.days
        old = self._db.execute("SELECT site FROM sites WHERE day < ?", [oldest]).fetchall()
        over = self._db.execute("SELECT site FROM sites ORDER BY number DESC LIMIT -1 OFFSET ?", [LIMITS.sites])
        for (site,) in {*old, *over.fetchall()}:
            self._db.execute("DELETE FROM pages WHERE site = ?", [site])
            self._db.execute("DELETE FROM sites WHERE site = ?", [site])

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > MEMORY_VERSION:
            raise SiteMemoryError(
                f"{self.path}: the memory of sites has version {version}, and this newsspider knows versions up to "
                f"{MEMORY_VERSION}. Update newsspider, or move the file away: the next run learns anew."
            )
        self._db.execute("PRAGMA journal_mode = WAL")
        if version == 0:
            self._db.execute("BEGIN IMMEDIATE")
            for table in _TABLES:
                self._db.execute(table)
            self._db.execute(f"PRAGMA user_version = {MEMORY_VERSION}")
            self._db.execute("COMMIT")
        self._number = self._db.execute("SELECT max(number) FROM pages").fetchone()[0] or 0

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise SiteMemoryError(
                f"{self.path}: the memory of sites can't be used ({error}). Mend the disk, or move the file away: the "
                f"next run learns anew."
            ) from error

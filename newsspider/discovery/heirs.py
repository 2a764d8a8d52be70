"""Articles that wait for a source which is no more: ``sources.toml`` was changed, and it was renamed or left out.

In: the frontier's tables, the names that there are now, and which of them are on the site of an address. Out: the
articles are those of the new source on their site. Refused: sources that were there before, for whoever takes one of
two channels of a host out doesn't want its articles by the other one; and several new ones. What is nobody's goes on
waiting: its source may stand in another file. It goes to whoever lists it, so once, when a source is missed for the
first time, nothing that a feed or a sitemap said before is taken for known.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from newsspider.discovery.way_memory import WayMemory

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

OnSite = Callable[[str], Collection[str]]
_SAMPLE = 200  # where none of these is on anybody's site, the others aren't looked at: they may be two million


def hand_over(db: sqlite3.Connection, known: Collection[str], on_site: OnSite) -> tuple[frozenset[str], int]:
    """Hand over what waits for sources that aren't known.

    Args:
        db: The frontier's; it commits.
        known: The names of the sources that there are.
        on_site: Those of them that are on the site of an address.

    Returns:
        The names that aren't known, and how many articles were handed over.
    """
    gone = frozenset(_waited_for(db)).difference(known)
    left = [name for name in gone if any(map(on_site, _sample(db, name)))]
    _miss(db, left)
    if not left:
        return gone, 0
    before = {name for (name,) in db.execute("SELECT DISTINCT source FROM links")}

    def heir(url: str) -> str | None:
        new = [name for name in on_site(url) if name not in before]
        return new[0] if len(new) == 1 else None

    db.create_function("heir", 1, heir, deterministic=True)
    given = "UPDATE links SET source = heir(url) WHERE source = ? AND state = 'waiting' AND heir(url) NOTNULL"
    return gone, sum(db.execute(given, (name,)).rowcount for name in left)


def _miss(db: sqlite3.Connection, left: Collection[str]) -> None:
    """Have all ways read whole in this run if a source is missed that wasn't missed by the last one."""
    missed = {name for (name,) in db.execute("SELECT source FROM gone")}
    db.executemany("DELETE FROM gone WHERE source = ?", [(name,) for name in missed.difference(left)])
    new = set(left) - missed
    db.executemany("INSERT INTO gone VALUES (?)", [(name,) for name in new])
    if new:
        WayMemory(db).forget_answers()


def _sample(db: sqlite3.Connection, name: str) -> list[str]:
    wanted = "SELECT url FROM links WHERE source = ? AND state = 'waiting' LIMIT ?"
    return [url for (url,) in db.execute(wanted, (name, _SAMPLE))]


def _waited_for(db: sqlite3.Connection) -> Iterator[str]:
    """The sources that articles wait for; by leaps, for the articles may be very many."""
    name = ""
    while row := db.execute(
        "SELECT source FROM links WHERE state = 'waiting' AND source > ? ORDER BY source LIMIT 1", (name,)
    ).fetchone():
        name = row[0]
        yield name

"""Articles that wait for a source which is no more: ``sources.toml`` was changed, and it was renamed or left out.

In: the frontier's tables, the names that there are now, and whose site an address is on. Out: the articles are those of
whoever owns their site. Refused: nothing; what is nobody's goes on waiting, for its source may stand in another file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterator

_SAMPLE = 200  # where none of these is anybody's, the others aren't looked at: they may be two million


def hand_over(
    db: sqlite3.Connection, known: Collection[str], owner: Callable[[str], str | None]
) -> tuple[frozenset[str], int]:
    """Hand over what waits for sources that aren't known.

    Args:
        db: The frontier's; it commits.
        known: The names of the sources that there are.
        owner: Which of them an address belongs to, by its site; None: none.

    Returns:
        The names that aren't known, and how many articles were handed over.
    """
    gone = frozenset(_waited_for(db)).difference(known)
    db.create_function("heir", 1, owner, deterministic=True)
    handed = 0
    for name in gone:
        wanted = "SELECT url FROM links WHERE source = ? AND state = 'waiting' LIMIT ?"
        sample = db.execute(wanted, (name, _SAMPLE))
        if any(owner(url) is not None for (url,) in sample.fetchall()):
            given = "UPDATE links SET source = heir(url) WHERE source = ? AND state = 'waiting' AND heir(url) NOTNULL"
            handed += db.execute(given, (name,)).rowcount
    return gone, handed


def _waited_for(db: sqlite3.Connection) -> Iterator[str]:
    """The sources that articles wait for; by leaps, for the articles may be very many."""
    name = ""
    while row := db.execute(
        "SELECT source FROM links WHERE state = 'waiting' AND source > ? ORDER BY source LIMIT 1", (name,)
    ).fetchone():
        name = row[0]
        yield name

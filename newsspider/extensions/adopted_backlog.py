"""Articles that an earlier version kept in ``state/backlog.sqlite``: the frontier takes them over.

In: that file. Out: its articles in the frontier, behind which the file is removed. Refused: a file that can't be read;
it is told of and left where it is.
"""

from __future__ import annotations

import io
import logging
import pickle
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

from newsspider.discovery import Link
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from newsspider.discovery import Frontier
    from newsspider.discovery.link import Via

logger = logging.getLogger(__name__)
BACKLOG = "state/backlog.sqlite"
_VIA: dict[Any, Via] = {"feed": "feed", "sitemap": "sitemap", "listing": "listing", "api": "api"}


def adopt_backlog(corpus_dir: Path, frontier: Frontier, has: Callable[[str], bool]) -> int:
    """Take over what an earlier version left.

    Args:
        corpus_dir: Of the corpus.
        frontier: Takes the articles; what it took is committed before the file goes.
        has: Whether the item of this id is in the corpus.

    Returns:
        How many articles it took.
    """
    path = corpus_dir / BACKLOG
    if not path.exists():
        return 0
    taken = 0
    try:
        for source, link in _articles(path):
            key = item_id(link.url)
            taken += frontier.add(source, key, link, time.time(), in_corpus=has(key)) == "new"
    except sqlite3.Error as error:
        logger.warning(
            "%s, which an earlier version left, can't be read (%s): articles that only it knows aren't asked for; "
            "remove the file to be rid of this warning",
            path,
            error,
        )
        return 0
    frontier.commit()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    logger.info("%s: %d articles that an earlier version left are asked for", path, taken)
    return taken


def _articles(path: Path) -> Iterator[tuple[str, Link]]:
    with closing(sqlite3.connect(path, timeout=1)) as db:
        for source, packed in db.execute("SELECT source, request FROM requests ORDER BY number"):
            plain = _Plain(io.BytesIO(packed)).load()
            url, told = plain.get("url"), plain.get("cb_kwargs") or {}
            if isinstance(url, str):
                date = told.get("date")
                via = _VIA.get(told.get("via"), "listing")
                yield source, Link(url, via, None, date if isinstance(date, str) else None)


class _Nothing:
    """Whatever a request held besides words and numbers: hours, networks. The source knows them."""

    def __init__(self, *given: Any, **named: Any) -> None:
        del given, named

    def __setstate__(self, state: Any) -> None:
        del state


class _Plain(pickle.Unpickler):
    """Builds none of the classes that a pickle names."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        """``_Nothing``, for each."""
        del module_name, global_name
        return _Nothing

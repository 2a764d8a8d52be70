"""The hot loops, compiled where that was possible when the package was installed, else in plain Python.

Out: ``KeyTable``, ``Reader``, ``Postings``, ``Prints``, ``Trees``, ``measure`` and ``covered``; ``CompiledLinks`` and
``overlap``, the twins of ``links.Links`` and ``links.overlap``, or None. Both forms give the same results (see
``newsspider.native``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.native import compiled

if TYPE_CHECKING:
    from newsspider.reposts.keys import KeyTable
    from newsspider.reposts.measure import covered, measure
    from newsspider.reposts.postings import Postings
    from newsspider.reposts.prints import Prints
    from newsspider.reposts.reading import Reader
    from newsspider.reposts.trees import Trees

    CompiledLinks: Any
    overlap: Any
else:
    _found: dict[str, Any] = {
        name: compiled(f"newsspider.reposts.{name}")
        for name in ("_frozen", "_keys", "_links", "_measure", "_postings", "_prints", "_reading", "_trees")
    }
    if all(_found.values()):
        KeyTable = _found["_keys"].KeyTable
        Reader = _found["_reading"].Reader
        Postings = _found["_postings"].Postings
        Prints, CompiledLinks, overlap = _found["_prints"].Prints, _found["_links"].Links, _found["_links"].overlap
        Trees, measure, covered = _found["_trees"].Trees, _found["_measure"].measure, _found["_measure"].covered
    else:
        from newsspider.reposts.keys import KeyTable
        from newsspider.reposts.measure import covered, measure
        from newsspider.reposts.postings import Postings
        from newsspider.reposts.prints import Prints
        from newsspider.reposts.reading import Reader
        from newsspider.reposts.trees import Trees

        CompiledLinks = overlap = None

__all__ = ["CompiledLinks", "KeyTable", "Postings", "Prints", "Reader", "Trees", "covered", "measure", "overlap"]

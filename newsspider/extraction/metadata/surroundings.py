"""What stands around a story on its page, as the metadata is read from it.

In: from the blocks near the story, by ``extraction.around``. Out: a ``Surroundings``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the story on the page, where bylines and dates are: never the footer, never the next teaser.

    Attributes:
        times: The ``datetime`` of the ``<time>`` elements there.
        lines: The short lines there, in page order.
        biographies: How the texts at the story's end and below it begin, where the author is told of.
        texts: The story's blocks.
        ends: How the story's text begins and ends, where East Asian papers name their reporters.
    """

    times: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    biographies: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

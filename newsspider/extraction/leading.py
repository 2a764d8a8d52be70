"""What copyists glue on top of a story: the photo's keywords and its caption.

In: the story's first paragraphs and its title. Out: the story's own paragraphs, the captions apart, and what was struck.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsspider.records import Caption, Removal


@dataclass(frozen=True, slots=True)
class Leading:
    """``paragraphs`` is a tail of what came in."""

    paragraphs: list[str]
    captions: tuple[Caption, ...] = ()
    removed: tuple[Removal, ...] = ()


def split_leading(paragraphs: list[str], title: str | None) -> Leading:
    """Take keywords and captions off the top."""
    return Leading(paragraphs)

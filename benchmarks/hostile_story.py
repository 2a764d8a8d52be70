"""Made-up stories: as many as one wants, each with words of its own, the same for the same number.

In: a number. Out: a title, paragraphs, a whole page. They are the good pages of ``gauntlet.py`` and ``flat.py``, and
the story that a hostile page may hide.
"""

from __future__ import annotations

import random

_WORDS = """\
bar ven tor lis mek dun sal rov pen kir hal mo ste gra wil nor fen ost ael tam rik sul ver jun cal
opened closed measured flooded sold painted moved tested lost found mapped raised repaired drained
before noon,after the storm,without a vote,at the third attempt,under new rules,for one season
"""
_LINES = _WORDS.splitlines()
_SYLLABLES, _VERBS, _TAILS = _LINES[0].split(), _LINES[1].split(), _LINES[2].split(",")


def _name(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.choice((2, 3))))


def title(number: int) -> str:
    """The headline of the story of this number."""
    rng = random.Random(f"title {number}")  # noqa: S311 - words for a test, no secret
    return f"The {_name(rng)} of {_name(rng).title()} is {rng.choice(_VERBS)} {rng.choice(_TAILS)}"


def paragraphs(number: int, count: int = 6) -> list[str]:
    """The paragraphs of the story of this number."""
    rng = random.Random(f"story {number}")  # noqa: S311 - as above
    return [" ".join(_sentence(rng) for _ in range(3)) for _ in range(count)]


def _sentence(rng: random.Random) -> str:
    return (
        f"The {_name(rng)} near {_name(rng).title()} was {rng.choice(_VERBS)} {rng.choice(_TAILS)}, said "
        f"{_name(rng).title()} {_name(rng).title()} of the {_name(rng)} board, and the {_name(rng)} of "
        f"{_name(rng).title()} {rng.choice(_VERBS)} the {_name(rng)} {rng.choice(_TAILS)}."
    )


def page(number: int, *, head: str = "", before: str = "", after: str = "", name: str | None = None) -> str:
    """The page of the story of this number, with more markup in the head, before the story and behind it."""
    headline = title(number) if name is None else name
    body = "\n".join(f"<p>{text}</p>" for text in paragraphs(number))
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{headline}</title>{head}"
        '<meta property="article:published_time" content="2026-03-04T08:00:00+00:00"></head>'
        f"<body><header><nav><a href='/'>Home</a></nav></header>{before}"
        f"<main><article><h1>{headline}</h1>\n{body}\n</article></main>{after}</body></html>"
    )

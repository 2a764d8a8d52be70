"""Further groups of false friends: daily reports on the same places, reports made by machines, chains, standing heads.

In: a ``Maker`` and stories. Out: what is entered with it. Refused: nothing. None of a group's items holds half of
another's own words, but for the words of their form. The words stand in ``repost_papers.toml``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from repost_text import PAPERS, Source, disguised, fill, first_sentences, first_words, sentences, words_of

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from repost_maker import Maker

_MOST_TEXTS = 8  # of a group
_SLOT = re.compile(r"\{(\w+)\}")
_STAYS = frozenset(("name", "place", "firm", "side", "trade", "month"))
ROUNDS = (
    *(f"{name}_daily" for name in PAPERS["daily"]),
    *(f"{name}_machine" for name in PAPERS["machine"]),
    *("day_by_day", "standing_head", "two_digests", "same_archive"),
)


def enter_round(rng: random.Random, maker: Maker, name: str, sources: Sequence[Source]) -> None:
    """Enter a group of these kinds."""
    kind, _, way = name.rpartition("_")
    if way == "daily":
        for number in range(rng.randint(1, 2)):
            bodies = _daily(rng, kind, rng.randint(3, 9))
            _enter(rng, maker, name, [Source(f"{kind} {number}", tuple(body), name) for body in bodies])
    elif way == "machine":
        bodies = [_by_machine(rng, kind) for _ in range(rng.randint(4, 12))]
        _enter(rng, maker, name, [Source(kind, tuple(body), name) for body in bodies])
    else:
        made = {"day_by_day": _chain, "standing_head": _standing, "two_digests": _digests, "same_archive": _archive}
        for number in range(3):
            held = rng.sample(list(sources), min(len(sources), 25))
            family = f"{name}-{number}-{rng.randint(0, 99999)}"
            told = [Source(held[0].title, tuple(body), family) for body in made[name](rng, held)]
            _enter(rng, maker, name, told, in_order=True)


def _enter(rng: random.Random, maker: Maker, kind: str, told: list[Source], *, in_order: bool = False) -> None:
    start = rng.uniform(0, 40)
    for number, source in enumerate(told):
        at = start + 3 * number + rng.random() if in_order else rng.uniform(0, 60)
        origin = maker.story(source, at, friend=(kind,))
        if rng.random() < 0.3:
            maker.copy(source, origin, [rng.choice(("plain", "wrapped", "figures"))], at + rng.uniform(0.1, 2))


def _daily(rng: random.Random, name: str, days: int) -> list[list[str]]:
    """A report of each day: names, places and firms stay the same, figures and days don't."""
    cast: dict[tuple[int, str, int], str] = {}
    bodies = []
    for _ in range(days):
        body = []
        for number, line in enumerate(PAPERS["daily"][name].strip().split("\n")):
            seen: dict[str, int] = {}

            def value(found: re.Match[str], number: int = number, seen: dict[str, int] = seen) -> str:
                turn = seen[found[1]] = seen.get(found[1], -1) + 1
                told = fill(rng, found[0], ())
                return cast.setdefault((number, found[1], turn), told) if found[1] in _STAYS else told

            body.append(_SLOT.sub(value, rng.choice(line.split("|"))))
        bodies.append(body)
    return bodies


def _by_machine(rng: random.Random, name: str) -> list[str]:
    """Some of a machine's lines, the first one first, the others in any order, in paragraphs of two."""
    first, *lines = PAPERS["machine"][name].strip().split("\n")
    kept = [first, *rng.sample(lines, rng.randint(len(lines) // 2, len(lines)))]
    told = [fill(rng, line, ()) for line in kept]
    return [" ".join(told[i : i + 2]) for i in range(0, len(told), 2)]


def _own(rng: random.Random, lent: Sequence[Source], words: float) -> list[str]:
    """So many words of its own."""
    held = [s for source in lent for p in disguised(rng, source).paragraphs for s in sentences(p)]
    out: list[str] = []
    for s in held:
        if out and words_of([*out, s]) > words:
            break
        out.append(s)
    return [" ".join(out[i : i + 3]) for i in range(0, len(out), 3)]


def _lent(held: Sequence[Source], number: int) -> Sequence[Source]:
    """What a text of a group is made of besides what it shares: three stories that no other one is made of."""
    count = max(1, (len(held) - 1) // _MOST_TEXTS)
    return held[1 + number * count :][:count]


def _chain(rng: random.Random, held: Sequence[Source]) -> list[list[str]]:
    """A matter from day to day: each report has news of its own, and below it two fifths of it from the last one's."""
    bodies: list[list[str]] = []
    for number in range(rng.randint(3, 5)):
        new = _own(rng, _lent(held, number), rng.uniform(120, 260))
        old: list[str] = []
        for s in (s for p in (bodies[-1] if bodies else held[0].paragraphs) for s in sentences(p)):
            if words_of([*old, s]) > 0.65 * words_of(new):
                break
            old.append(s)
        bodies.append([*new, *(" ".join(old[i : i + 3]) for i in range(0, len(old), 3))])
    return bodies


def _standing(rng: random.Random, held: Sequence[Source]) -> list[list[str]]:
    """Live pages of some days: the same paragraphs on what it is about, the entries of each day below or above."""
    head = first_sentences(held[0], rng.choice((60, 100, 140)))
    bodies = []
    for number in range(rng.randint(3, 5)):
        own = _own(rng, _lent(held, number), words_of(head) * rng.uniform(1.4, 2.4) + 40)
        told = [f"{8 + at}:{rng.randint(10, 59)} {p}" for at, p in enumerate(own)]
        standing = [" ".join(head[i : i + 2]) for i in range(0, len(head), 2)]
        bodies.append([*standing, *told] if rng.random() < 0.6 else [*told, *standing])
    return bodies


def _digests(rng: random.Random, held: Sequence[Source]) -> list[list[str]]:
    """The morning's and the evening's digest: a third of the items stands in both."""
    items = [first_words(disguised(rng, source), rng.randint(40, 70)) for source in held[:10]]
    size = len(items) // 2
    shared = rng.sample(items[:size], max(1, size // 3))
    bodies = [items[:size], [*shared, *items[size:]]]
    for body in bodies:
        rng.shuffle(body)
    return bodies


def _archive(rng: random.Random, held: Sequence[Source]) -> list[list[str]]:
    """A war, a trial: news of single days, and in each of them some of the paragraphs that the desk keeps on it."""
    kept = list(held[0].paragraphs[1:])[:6]
    bodies = []
    for number in range(rng.randint(4, _MOST_TEXTS)):
        old = rng.sample(kept, min(len(kept), rng.randint(1, 3)))
        bodies.append([*_own(rng, _lent(held, number), words_of(old) * rng.uniform(1.4, 2.2) + 40), *old])
    return bodies

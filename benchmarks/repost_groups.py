"""Groups of false friends: forms filled in, two desks on one event, pieces of a series, releases of one house.

In: a ``Maker`` and stories. Out: what is entered with it. Refused: nothing. None of a group's items holds half of
another's own words; a house's own lines aren't those. The words stand in ``repost_desks.toml``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from repost_text import DESKS, PAPERS, WORDS, Source, disguised, fill, first_sentences, sentences, words_of

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from repost_maker import Maker

_WORDINGS: dict[str, str] = DESKS["forms"] | PAPERS["forms"]
_SLOT = re.compile(r"\{(\w+)\}")
FILLED = "filled"  # the form is made of a story's sentences
FRAMED = "framed"  # so is what stands in all texts of a house
GROUPS = (
    *(f"{name}_desks" for name in DESKS["reports"]),
    *(f"{name}_{number}" for name in ("series", "house") for number in range(3)),
    FRAMED,
)


def form(rng: random.Random, name: str) -> list[str]:
    """One form filled in."""
    if name in _WORDINGS:
        return wordings(rng, name)
    return [fill(rng, line, ()) for line in WORDS["forms"][name].split("\n")]


def event_facts(rng: random.Random, name: str) -> dict[tuple[int, str, int], str]:
    """What is true of an event: a value for each gap in each line of its report; names and places are the same."""
    facts: dict[tuple[int, str, int], str] = {}
    cast = {(kind, turn): fill(rng, f"{{{kind}}}", ()) for kind in ("name", "place", "firm") for turn in range(3)}
    for number, line in enumerate(DESKS["reports"][name].strip().split("\n")):
        for wording in line.split("|"):
            seen: dict[str, int] = {}
            for slot in _SLOT.findall(wording):
                turn = seen[slot] = seen.get(slot, -1) + 1
                facts.setdefault((number, slot, turn), cast.get((slot, turn)) or fill(rng, f"{{{slot}}}", ()))
    return facts


def report(
    rng: random.Random, name: str, facts: dict[tuple[int, str, int], str], desk: int | None, *, quote: bool = True
) -> list[str]:
    """An event as a desk tells it: in its own wordings (None: in any), lines behind the first in any order."""
    out = []
    lines = DESKS["reports"][name].strip().split("\n")
    for number, line in enumerate(lines):
        wordings = line.split("|")
        if number == len(lines) - 1 and not quote:
            continue
        chosen = wordings[desk % len(wordings)] if desk is not None else rng.choice(wordings)
        seen: dict[str, int] = {}

        def value(found: re.Match[str], number: int = number, seen: dict[str, int] = seen) -> str:
            turn = seen[found[1]] = seen.get(found[1], -1) + 1
            return facts[number, found[1], turn]

        out.append(_SLOT.sub(value, chosen))
    rest = out[1:]
    rng.shuffle(rest)
    return [out[0], *rest]


def series_piece(rng: random.Random, b: Source, frame: Sequence[str]) -> list[str]:
    """One piece of a series: what stands in all of them, the same questions, answers of its own."""
    own = [s for p in b.paragraphs for s in sentences(p)]
    each, out = rng.choice((2, 3)), []
    for at, question in enumerate(DESKS["series_questions"][: rng.randint(5, 9)]):
        if answer := " ".join(own[at * each : (at + 1) * each]):
            out += [question, answer]
    return [frame[0], *out, frame[1]]


def house_release(rng: random.Random, b: Source, tail: Sequence[str]) -> list[str]:
    """A release: news of its own, often shorter than what the house says of itself below it."""
    return [" ".join(first_sentences(b, rng.randint(60, 160))), *tail]


def wordings(rng: random.Random, name: str) -> list[str]:
    """A form filled in, each line in one of its wordings."""
    return [fill(rng, rng.choice(line.lstrip("*").split("|")), ()) for line in _WORDINGS[name].strip().split("\n")]


def enter_group(rng: random.Random, maker: Maker, name: str, sources: Sequence[Source]) -> None:
    """Enter reports of two desks on one event and of others like it, or pieces of a series, or releases of a house."""
    kind, _, number = name.rpartition("_")
    if name == FRAMED:
        for lent in rng.sample(list(sources), min(len(sources), 12)):
            _framed(rng, maker, lent, [s for s in sources if s is not lent])
        return
    if number == "desks":
        for event in range(rng.randint(2, 5)):
            facts, at = event_facts(rng, kind), rng.uniform(0, 60)
            # A desk that takes its wordings anywhere would have too many of another desk's on the same event.
            for desk in rng.choice(((None,), (0,), (0, 1), (2, 0), (1, 2), (2, 0, 1))):
                source = Source(
                    f"{name} {event}", tuple(report(rng, kind, facts, desk, quote=rng.random() < 0.7)), name
                )
                _enter_told(rng, maker, source, name, at + rng.uniform(0, 1))
        return
    if kind == "series":
        held = (DESKS["series_heads"][int(number)], DESKS["series_tails"][int(number)])
    else:
        held = tuple(DESKS["house_tails"][int(number)].split("|"))
    frame = [fill(rng, line, ()) for line in held]
    for source in rng.sample(list(sources), min(len(sources), rng.randint(3, 10))):
        own = disguised(rng, source)
        body = series_piece(rng, own, frame) if kind == "series" else house_release(rng, own, frame)
        _enter_told(rng, maker, Source(own.title, tuple(body), name), name, rng.uniform(0, 60))


def _framed(rng: random.Random, maker: Maker, lent: Source, sources: Sequence[Source]) -> None:
    """A few texts of one house: in all of them the sentences of a story that have fewest facts, the rest their own."""
    held = [s for p in disguised(rng, lent).paragraphs for s in sentences(p) if len(s.split()) >= 6]
    if rng.random() < 0.7:
        held.sort(key=lambda s: len(re.findall(r"\d+|(?<=[a-z,] )[A-Z]\w+", s)) / len(s.split()))
    frame = held[: rng.randint(2, 6)]
    words, split = words_of(frame), rng.randint(0, len(frame))
    if rng.random() < 0.6:
        split = rng.choice((0, len(frame)))
    family = f"framed-{lent.title}-{rng.randint(0, 9999)}"
    for told in rng.sample(list(sources), min(len(sources), rng.randint(2, 6))):
        own = [s for p in disguised(rng, told).paragraphs for s in sentences(p)]
        rng.shuffle(own)
        size = int(words * rng.uniform(0.5, 1.6)) + 12
        body: list[str] = []
        while own and words_of(body) < size:
            body.append(own.pop())
        half = rng.randint(0, len(body))
        parts = (frame[:split], body[:half], body[half:], frame[split:])
        source = Source(lent.title, tuple(" ".join(part) for part in parts if part), family)
        _enter_told(rng, maker, source, FRAMED, rng.uniform(0, 60))


def _enter_told(rng: random.Random, maker: Maker, source: Source, kind: str, at: float) -> None:
    """Enter a story that is a false friend of others, and now and then a copy of it."""
    origin = maker.story(source, at, friend=(kind,))
    if rng.random() < 0.3:
        maker.copy(source, origin, [rng.choice(("plain", "wrapped", "cut", "figures"))], at + rng.uniform(0.1, 2))


def enter_filled_forms(rng: random.Random, maker: Maker, lent: Source, sources: Sequence[Source], number: int) -> None:
    """A form of four paragraphs between which each item has paragraphs of its own, and a copy of one of them."""
    held = [s for p in lent.paragraphs for s in sentences(p) if len(s.split()) >= 8][:4]
    family = f"filled-{number}"
    for turn in range(rng.randint(3, 12)):
        own = [p for s in rng.sample(list(sources), 3) for p in disguised(rng, s).paragraphs]
        size = rng.randint(8, 30)
        body = [p for line in held for p in (line, " ".join(rng.choice(own).split()[:size]))]
        source = Source(f"{family} {turn}", tuple(body), family)
        at = rng.uniform(0, 60)
        origin = maker.story(source, at, friend=("filled_form",))
        if turn % 4 == 0:
            maker.copy(source, origin, [rng.choice(("plain", "wrapped", "cut", "figures"))], at + rng.uniform(0.1, 2))

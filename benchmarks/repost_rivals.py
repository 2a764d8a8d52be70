"""Further texts that look like copies and are none: pieces of a series, releases of one house, two desks on one event.

In: the story ``a``, and another text ``b`` to fill them up with; for those of many, several stories. Out: the
paragraphs, fewer than half of them any story's. Refused: nothing. The words stand in ``repost_desks.toml``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost_text import DESKS, Source, fill, first_sentences, other_half, sentences, words_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence


def newsletter(rng: random.Random, several: Sequence[Source]) -> list[str]:
    """A letter to readers: the first sentences of four to seven stories, none of them much longer than the others."""
    chosen = list(several[: rng.randint(4, 7)])
    rng.shuffle(chosen)
    out = [fill(rng, "Good morning from {place}. Here is what you should have read on {day}:", ())]
    for source in chosen:
        out += [source.title, " ".join(first_sentences(source, 55))]
    return out


def live_page(rng: random.Random, several: Sequence[Source]) -> list[str]:
    """The day's page: single paragraphs of three or four stories with times, and entries of its own."""
    out: list[tuple[float, str]] = []
    for source in several[: rng.randint(3, 4)]:
        out += [(rng.random(), p) for p in rng.sample(list(source.paragraphs), min(2, len(source.paragraphs)))]
    out += [(rng.random(), fill(rng, line, ())) for line in rng.sample(DESKS["entries"], 6)]
    return [f"{9 + at // 4:02d}:{at * 15 % 60:02d} {p}" for at, (_, p) in enumerate(sorted(out))]


def half_and_half(rng: random.Random, several: Sequence[Source]) -> list[str]:
    """Three stories in one report, a third of it each."""
    chosen = several[:3]
    most = min(*(s.words for s in chosen), 160)
    parts = [" ".join(first_sentences(s, most)) for s in chosen]
    rng.shuffle(parts)
    return parts


def with_a_box(rng: random.Random, a: Source, b: Source) -> list[str]:
    """A story of its own with a box on the matter that another one has as well."""
    start = rng.randrange(max(1, len(a.paragraphs) - 2))
    box = list(a.paragraphs[start : start + 2])
    body = other_half(b, int(words_of(box) * rng.uniform(1.3, 2.0)) + 40)
    at = rng.randint(1, len(body))
    return [*body[:at], "In short", *(f"• {s}" for p in box for s in sentences(p)), *body[at:]]


def scattered(rng: random.Random, a: Source, b: Source) -> list[str]:
    """A report of its own by somebody who has read the other one: sentences of it between, two fifths at most."""
    own = [s for p in b.paragraphs for s in sentences(p)]
    taken = [s for p in a.paragraphs for s in sentences(p) if rng.random() < 0.5]
    taken = taken[: max(3, len(taken) // 2)]
    wanted = int(words_of(taken) * rng.uniform(1.5, 2.2))
    out: list[str] = []
    for s in own:
        if words_of(out) >= wanted:
            break
        out.append(s)
    at = sorted(rng.randint(1, len(out)) for _ in taken)
    for where, s in reversed(list(zip(at, taken, strict=True))):
        out.insert(where, s)
    return [" ".join(out[i : i + 4]) for i in range(0, len(out), 4)]


def speech(rng: random.Random, a: Source, b: Source) -> list[str]:
    """Another report on one speech: half sentences of it, in the order of the speech, in a text of its own."""
    held = [s for p in a.paragraphs for s in sentences(p) if len(s.split()) >= 10]
    pieces = [" ".join(s.split()[: rng.randint(6, 10)]) for s in held][:8]
    own = [s for p in b.paragraphs for s in sentences(p)]
    out: list[str] = []
    for piece, s in zip(pieces, own, strict=False):
        out.append(f"{s} “{piece.rstrip('.,')},” {fill(rng, rng.choice(('{name}', 'the speaker')), ())} said.")
    return [*out, *other_half(b, words_of(out) // 3)]


def parody(_: random.Random, a: Source, b: Source) -> list[str]:
    """The other's beginning and end with another story between, longer than both."""
    head, tail = sentences(a.paragraphs[0])[:2], sentences(a.paragraphs[-1])[-2:]
    return [" ".join(head), *other_half(b, int(1.4 * words_of([*head, *tail])) + 50), " ".join(tail)]


def timeline(rng: random.Random, a: Source, b: Source) -> list[str]:
    """News, below it a list of what came before, by day: sentences of the earlier story cut to a dozen words."""
    held = [s for p in a.paragraphs for s in sentences(p) if len(s.split()) >= 8]
    told = [f"{fill(rng, '{day}', ())}: {' '.join(s.split()[:12])}" for s in rng.sample(held, min(len(held), 8))]
    return [*other_half(b, int(words_of(told) * rng.uniform(1.3, 2.2)) + 40), *told]


RIVALS: dict[str, Callable[[random.Random, Source, Source], list[str]]] = {
    f.__name__: f for f in (with_a_box, scattered, speech, parody, timeline)
}
RIVALS_OF_MANY: dict[str, Callable[[random.Random, Sequence[Source]], list[str]]] = {
    f.__name__: f for f in (newsletter, live_page, half_and_half)
}

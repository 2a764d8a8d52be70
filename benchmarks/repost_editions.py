"""Ways in which an editor makes a story over: later versions, shorter ones, other orders, other frames.

In: a story's paragraphs. Out: the copy's, at least half of its words the story's. Refused: nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from repost_text import WORDS, fill, own_text, sentences, topics_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
_FIGURE = re.compile(r"\d[\d.,:]*\d|\d")


def updated(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A later version: a new paragraph at the head, one left out, some of the figures others."""
    new = fill(rng, rng.choice(WORDS["fillers"]), topics_of(paragraphs))
    kept = list(paragraphs)
    if len(kept) > 3:
        del kept[rng.randrange(len(kept))]
    return [new, *(_FIGURE.sub(lambda f: str(rng.randint(2, 90)) if rng.random() < 0.15 else f[0], p) for p in kept)]


def inverted(_: random.Random, paragraphs: list[str]) -> list[str]:
    """The last paragraph first."""
    return paragraphs[::-1]


def led_in(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A first paragraph of the author's own in place of the story's."""
    own = own_text(rng, rng.choice((2, 2, 4)), topics_of(paragraphs))
    kept = paragraphs[1:] or paragraphs
    words = sum(len(p.split()) for p in kept)
    return [*own[: 1 if words < 120 else 2], *kept]


def in_quotation_marks(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """All of it in quotation marks, with a line on who writes it."""
    plain = [re.sub(r"[“”\"]", "'", p) for p in paragraphs]
    return [f"{fill(rng, '{name}', ())} of {fill(rng, '{site}', ())} writes:", *(f"“{p}”" for p in plain)]


def every_other(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Every second sentence, or two of three."""
    held = [s for p in paragraphs for s in sentences(p)]
    step = rng.choice((2, 3))
    kept = [s for at, s in enumerate(held) if at % step != 1]
    return [" ".join(kept[i : i + 2]) for i in range(0, len(kept), 2)]


def glossed(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A sentence of the author's own behind some of the story's, to a third of the words."""
    topics, out = topics_of(paragraphs), []
    budget = 0.5 * sum(len(p.split()) for p in paragraphs)
    for p in paragraphs:
        told = []
        for sentence in sentences(p):
            told.append(sentence)
            remark = fill(rng, rng.choice(WORDS["comments"] + WORDS["readers"]), topics)
            if rng.random() < 0.35 and len(remark.split()) < budget:
                budget -= len(remark.split())
                told.append(remark)
        out.append(" ".join(told))
    return out


def middle(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A few paragraphs from within."""
    count = max(1, int(len(paragraphs) * rng.uniform(0.25, 0.5)))
    start = rng.randint(min(1, len(paragraphs) - count), len(paragraphs) - count)
    return paragraphs[start : start + count]


def unnamed(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Names and figures made vague."""
    share = rng.uniform(0.4, 0.9)
    vague = [_NAME.sub(lambda f: "somebody" if rng.random() < share else f[0], p) for p in paragraphs]
    return [_FIGURE.sub(lambda f: "some" if rng.random() < share else f[0], p) for p in vague]


def in_points(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """What matters in short points under a line of its own."""
    firsts = [sentences(p)[0] for p in paragraphs if sentences(p)]
    kept = [s for s in firsts if rng.random() < 0.8] or firsts
    return ["What you need to know:", *(f"- {s.rstrip('.')}" for s in kept)]


def abridged(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Sentences without their clauses behind the first comma, as space asks for it."""

    def shorter(sentence: str) -> str:
        head, comma, _ = sentence.partition(", ")
        return head + "." if comma and len(head.split()) >= 6 and rng.random() < 0.7 else sentence

    return [" ".join(map(shorter, sentences(p))) for p in paragraphs]


EDITIONS: dict[str, Callable[[random.Random, list[str]], list[str]]] = {
    f.__name__: f
    for f in (
        *(updated, inverted, led_in, in_quotation_marks, every_other),
        *(glossed, middle, unnamed, in_points, abridged),
    )
}

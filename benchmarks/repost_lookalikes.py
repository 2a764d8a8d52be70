"""Further texts that look like copies and are none: the same quotations, the same life, the same archive, many in one.

In: the story ``a``, and another text ``b`` to fill them up with; for those of many, several stories. Out: the
paragraphs, fewer than half of them any story's. Refused: nothing. The words stand in ``repost_papers.toml``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from repost_text import PAPERS, Source, fill, first_sentences, first_words, other_half, sentences, words_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

_QUOTED = re.compile(r"[“\"]([^”\"]{25,})[”\"]")


def _most(held: list[str], words: float) -> list[str]:
    """The first of these to so many words, one at least."""
    out = held[:1]
    for s in held[1:]:
        if words_of([*out, s]) > words:
            break
        out.append(s)
    return out


def same_quotes(rng: random.Random, a: Source, b: Source) -> list[str]:
    """Another paper at the same press conference: all that was said there, two fifths at most, told in other words."""
    held = [f.rstrip(",") for p in a.paragraphs for f in _QUOTED.findall(p)]
    held = held or [s for p in a.paragraphs for s in sentences(p)[1:2]] or [a.paragraphs[0]]
    quotes = _most(held, 0.45 * a.words)
    own = other_half(b, int(words_of(quotes) * rng.uniform(1.4, 2.0)) + 40)
    at = sorted(rng.randint(1, len(own)) for _ in quotes)
    for where, quote in reversed(list(zip(at, quotes, strict=True))):
        own.insert(where, f"“{quote},” {fill(rng, rng.choice(('{name} said', 'said {name}', 'it was said')), ())}.")
    return own


def previously(rng: random.Random, a: Source, b: Source) -> list[str]:
    """A part of a serial: what happened before in a few sentences of the last part, then news of its own."""
    told = _most([s for p in a.paragraphs for s in sentences(p)], rng.uniform(0.15, 0.3) * a.words)
    head = rng.choice(PAPERS["recap_heads"])
    return [f"{head} {' '.join(told)}", *other_half(b, int(words_of(told) * rng.uniform(1.4, 2.4)) + 40)]


def same_life(rng: random.Random, a: Source, b: Source) -> list[str]:
    """News on the same person or firm: the paragraphs from the middle of the other story on who that is."""
    third = max(1, len(a.paragraphs) // 3)
    life = list(a.paragraphs[third : 2 * third])
    body = other_half(b, int(words_of(life) * rng.uniform(1.3, 2.0)) + 40)
    at = rng.randint(1, len(body))
    return [*body[:at], *life, *body[at:]]


def answers_lent(rng: random.Random, a: Source, b: Source) -> list[str]:
    """Questions and answers on the matter: two or three of the answers stand in the other story, too."""
    lent = rng.sample(list(a.paragraphs), min(len(a.paragraphs), rng.randint(1, 2)))
    own = other_half(b, int(words_of(lent) * rng.uniform(1.5, 2.4)) + 40)
    for p in lent:
        own.insert(rng.randint(0, len(own)), p)
    questions = ("What is it about?", "Since when?", "Who says so?", "What does it cost?", "And now?", "Why there?")
    return [line for p in own for line in (rng.choice(questions), p)]


def readers_question(rng: random.Random, a: Source, b: Source) -> list[str]:
    """A reader quotes what was printed and asks; the answer is longer."""
    asked = _most(list(a.paragraphs), 0.35 * a.words)
    head, answer = (fill(rng, rng.choice(PAPERS[name]), ()) for name in ("asked_by_reader", "answered"))
    return [head, *(f"“{p}”" for p in asked), answer, *other_half(b, int(words_of(asked) * rng.uniform(1.5, 2.5)) + 30)]


def same_passage_between(rng: random.Random, a: Source, b: Source) -> list[str]:
    """Another agency's report on the same document: the passage that both quote stands at another place."""
    held = [s for p in a.paragraphs for s in sentences(p)]
    start = rng.randrange(max(1, len(held) - 4))
    passage = " ".join(held[start : start + rng.randint(3, 5)])
    own = other_half(b, int(len(passage.split()) * rng.uniform(1.4, 2.2)) + 40)
    at = rng.randint(0, len(own))
    return [*own[:at], f"“{passage}”", *own[at:]]


def same_list(rng: random.Random, a: Source, b: Source) -> list[str]:
    """Another text with the same list: points made of the story's sentences below an own one."""
    held = [s for p in a.paragraphs for s in sentences(p) if len(s.split()) >= 6]
    points = [f"• {s}" for s in rng.sample(held, min(len(held), 5))]
    return [*other_half(b, int(words_of(points) * rng.uniform(1.3, 1.9)) + 40), *points]


def denial(rng: random.Random, a: Source, b: Source) -> list[str]:
    """A report that contradicts: it repeats the claims, each with a no behind it, and tells what is so."""
    held = [s for p in a.paragraphs for s in sentences(p) if len(s.split()) >= 7][:4]
    own = iter([s for p in b.paragraphs for s in sentences(p)])
    out = []
    for s in held:
        more: list[str] = []
        while words_of(more) < 1.3 * len(s.split()) + 5 and (one := next(own, None)):
            more.append(one)
        out.append(f"{fill(rng, '{name} had claimed:', ())} {s} That isn't so. {' '.join(more)}")
    return [*other_half(b, 60)[::-1], *out]


def headlines(rng: random.Random, several: Sequence[Source]) -> list[str]:
    """The morning's list: one sentence each of six to nine stories."""
    chosen = list(several[: rng.randint(6, 9)])
    rng.shuffle(chosen)
    return [f"{number}. {first_sentences(s, 60)[0]}" for number, s in enumerate(chosen, 1) if first_sentences(s, 60)]


def said_this_week(rng: random.Random, several: Sequence[Source]) -> list[str]:
    """The week in quotations, one or two of each story."""
    out = []
    for source in several[: rng.randint(4, 7)]:
        held = [s for p in source.paragraphs for s in sentences(p) if 8 <= len(s.split()) <= 45]
        out += [f"“{s}” ({fill(rng, '{name}, {day}', ())})" for s in rng.sample(held, min(len(held), 2))]
    rng.shuffle(out)
    return out


def press_review(rng: random.Random, several: Sequence[Source]) -> list[str]:
    """What the papers say: a paragraph each of four or five, none much longer than the others."""
    out = []
    for source in several[: rng.randint(4, 5)]:
        out += [fill(rng, rng.choice(PAPERS["press_review"]), ()), first_words(source, 90)]
    return out


def two_and_own(rng: random.Random, several: Sequence[Source]) -> list[str]:
    """Two stories in one report, two fifths each, and a paragraph of its own."""
    one, two = several[0], several[1]
    most = min(one.words, two.words, 220)
    parts = [first_words(s, most) for s in (one, two)]
    own = other_half(several[2], max(50, int(0.3 * most)))
    rng.shuffle(parts)
    return [own[0], parts[0], *own[1:], parts[1]]


def topic_page(rng: random.Random, several: Sequence[Source]) -> list[str]:
    """A page on a matter: titles and first paragraphs, the newest first, with days."""
    out = []
    for source in several[: rng.randint(4, 6)]:
        first = " ".join(source.paragraphs[0].split()[:70])
        out += [source.title, f"{fill(rng, '{day}, {month} {n}', ())}. {first}"]
    return out


LOOKALIKES: dict[str, Callable[[random.Random, Source, Source], list[str]]] = {
    f.__name__: f
    for f in (
        *(same_quotes, previously, same_life, answers_lent, readers_question),
        *(same_passage_between, same_list, denial),
    )
}
LOOKALIKES_OF_MANY: dict[str, Callable[[random.Random, Sequence[Source]], list[str]]] = {
    f.__name__: f for f in (headlines, said_this_week, press_review, two_and_own, topic_page)
}

"""Texts that look like copies of a story and are none.

In: the story ``a``, and another text ``b`` to fill them up with. Out: the paragraphs, fewer than half of them the
story's. Refused: nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from repost_text import WORDS, Source, fill, other_half, own_text, sentences, topics_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


def shared_quote(rng: random.Random, a: Source, b: Source) -> list[str]:
    """A story of its own that quotes one sentence or two of another."""
    held = [s for p in a.paragraphs for s in sentences(p) if 8 <= len(s.split()) <= 40][:6]
    quote = " ".join(f"“{s.strip('“”')}”" for s in rng.sample(held, min(len(held), rng.randint(1, 2))))
    body = other_half(b, max(120, 3 * len(quote.split())))
    body.insert(min(1, len(body)), f"{fill(rng, '{name}', ())} said: {quote}")
    return body


def shared_background(rng: random.Random, a: Source, b: Source) -> list[str]:
    """News of its own, then the background paragraphs of an earlier story."""
    count = max(1, min(3, len(a.paragraphs) // 3))
    background = list(a.paragraphs[-count:])
    words = sum(len(p.split()) for p in background)
    return other_half(b, int(words * rng.uniform(1.5, 2.6)) + 40) + background


def long_quote(rng: random.Random, a: Source, b: Source) -> list[str]:
    """An essay that quotes another text, to less than a third of its own length."""
    body = other_half(b, 220)
    most = sum(len(p.split()) for p in body) / 2.2
    passage: list[str] = []
    for sentence in (s for p in a.paragraphs for s in sentences(p)):
        if sum(len(s.split()) for s in passage) + len(sentence.split()) > most:
            break
        passage.append(sentence)
    at = rng.randint(0, len(body))
    return [*body[:at], " ".join(passage), *body[at:]]


def boilerplate(_: random.Random, a: Source, b: Source) -> list[str]:
    """Another release of one house: the same words about the house at the end."""
    about = a.paragraphs[-1]
    return [*other_half(b, int(2.2 * len(about.split())) + 60), about]


def same_event(rng: random.Random, a: Source, _: Source) -> list[str]:
    """Another reporter on the same event: the same names and figures in other sentences."""
    text = " ".join(a.paragraphs)
    facts = [f[0] for f in re.finditer(r"(?:[A-Z][a-z]+ )?[A-Z][a-z]{2,}|\d[\d.,]*", text)][:24]
    body = own_text(rng, rng.randint(6, 12))
    out = []
    for p in body:
        parts = p.split(" ")
        for _fact in range(rng.randint(2, 5)):
            if facts:
                parts.insert(rng.randrange(len(parts)), rng.choice(facts))
        out.append(" ".join(parts))
    return out


def correction(rng: random.Random, a: Source, b: Source) -> list[str]:
    """A correction names what an earlier story said, and what is right."""
    held = [s for p in a.paragraphs for s in sentences(p) if 8 <= len(s.split()) <= 40][:8] or [a.paragraphs[0]]
    notice = fill(rng, rng.choice(WORDS["corrections"]), topics_of(a.paragraphs))
    quoted = " ".join(rng.sample(held, 1))
    return [notice, f"“{quoted}”", *other_half(b, max(60, int(1.6 * len(quoted.split()))))]


def column(_: random.Random, a: Source, b: Source) -> list[str]:
    """This week's piece of a series: the same words at the beginning and the end, the rest its own."""
    before, behind = a.paragraphs[0], a.paragraphs[-1]
    words = len(before.split()) + len(behind.split())
    return [before, *other_half(b, int(1.7 * words) + 60), behind]


def rival_release(rng: random.Random, a: Source, b: Source) -> list[str]:
    """Another release on the matter: the same statement, the same words about the house, other news."""
    held = [s for p in a.paragraphs for s in sentences(p) if 8 <= len(s.split()) <= 40][:6] or [a.paragraphs[0]]
    about, quote = a.paragraphs[-1], rng.choice(held)
    body = other_half(b, int(2.2 * (len(about.split()) + len(quote.split()))) + 60)
    body.insert(1, f"“{quote}” said {fill(rng, '{name}', ())}.")
    return [*body, about]


def teaser(rng: random.Random, a: Source, b: Source) -> list[str]:
    """A digest: the first sentence of one story, then other news."""
    first = sentences(a.paragraphs[0])[:1] or [a.paragraphs[0]]
    return [f"{fill(rng, '{name}', ())} reports: {first[0]}", *other_half(b, 3 * len(first[0].split()) + 60)]


def woven(rng: random.Random, a: Source, b: Source) -> list[str]:
    """News of its own, with paragraphs of an earlier story between."""
    old = rng.sample(list(a.paragraphs), max(1, min(4, len(a.paragraphs) // 3)))
    words = sum(len(p.split()) for p in old)
    body = other_half(b, int(words * rng.uniform(1.6, 2.6)) + 40)
    for p in old:
        body.insert(rng.randint(1, len(body)), p)
    return body


def statement(rng: random.Random, a: Source, b: Source) -> list[str]:
    """Another story on a statement that both quote at length."""
    held = [s for p in a.paragraphs for s in sentences(p) if 8 <= len(s.split()) <= 45]
    count = min(len(held), rng.randint(2, 4))
    start = rng.randrange(max(1, len(held) - count + 1))
    quote = held[start : start + count] or [a.paragraphs[0]]
    first, *more = (f"“{s.strip('“”')}”" for s in quote)
    body = [f"{first} {fill(rng, '{name}', ())} said. {' '.join(more)}"]
    own = other_half(b, int(sum(len(s.split()) for s in quote) * rng.uniform(1.5, 2.5)) + 30)
    return [*own[:1], *body, *own[1:]]


def news_in_brief(rng: random.Random, a: Source, b: Source) -> list[str]:
    """A digest: a paragraph of this story among many of others."""
    body = other_half(b, int(3 * len(a.paragraphs[0].split())) + 60)
    body.insert(rng.randint(0, len(body)), a.paragraphs[0])
    return body


def answer_to(_: random.Random, a: Source, b: Source) -> list[str]:
    """An answer that takes a text apart: each sentence quoted, with more of its own behind it."""
    own = iter([s for p in b.paragraphs for s in sentences(p)])
    out = other_half(b, 40)
    for sentence in [s for p in a.paragraphs for s in sentences(p) if len(s.split()) >= 8][:5]:
        wanted = int(1.5 * len(sentence.split())) + 4
        more: list[str] = []
        while sum(len(s.split()) for s in more) < wanted and (own_one := next(own, None)):
            more.append(own_one)
        out += [f"“{sentence}”", " ".join(more)]
    return out


def sequel(rng: random.Random, a: Source, b: Source) -> list[str]:
    """News on the same matter, and above it what was told before."""
    count = max(1, min(2, len(a.paragraphs) // 3))
    before = list(a.paragraphs[:count])
    words = sum(len(p.split()) for p in before)
    return [*before, *other_half(b, int(words * rng.uniform(1.6, 2.8)) + 40)]


def so_far(rng: random.Random, a: Source, b: Source) -> list[str]:
    """News, and at the end what happened so far: a sentence out of each paragraph of the earlier story."""
    told = [sentences(p)[0] for p in a.paragraphs if sentences(p)][: rng.randint(3, 8)]
    words = sum(len(s.split()) for s in told)
    return [*other_half(b, int(words * rng.uniform(1.6, 2.6)) + 40), "What happened so far", " ".join(told)]


def two_quotes(rng: random.Random, a: Source, b: Source) -> list[str]:
    """The other agency's report on the same matter: the same two or three quotations, each at another place."""
    held = [s for p in a.paragraphs for s in sentences(p) if 8 <= len(s.split()) <= 40]
    quotes = rng.sample(held, min(len(held), rng.randint(2, 3)))
    words = sum(len(s.split()) for s in quotes)
    body = other_half(b, int(words * rng.uniform(1.6, 2.6)) + 40)
    for quote in quotes:
        said = f"“{quote.strip('“”')}” {fill(rng, '{name}', ())} said."
        body.insert(rng.randint(0, len(body)), said)
    return body


def roundup(rng: random.Random, a: Source, b: Source) -> list[str]:
    """The week's news: the first paragraphs of this story under a heading, among others."""
    part = list(a.paragraphs[: rng.choice((1, 2))])
    words = sum(len(p.split()) for p in part)
    body = other_half(b, int(words * rng.uniform(2.2, 4.0)) + 60)
    at = rng.randint(0, len(body))
    return [*body[:at], a.title, *part, *body[at:]]


def refilled(rng: random.Random, a: Source, b: Source) -> list[str]:
    """Some sentences of the story as a form: other names and figures in them, other sentences between."""
    pool = re.findall(r"[A-Z][a-z]{3,}", " ".join(b.paragraphs)) or ["Elmstead"]
    out, own = [], iter([s for p in b.paragraphs for s in sentences(p)])
    for sentence in [s for p in a.paragraphs for s in sentences(p) if len(s.split()) >= 8][: rng.randint(4, 8)]:
        told = re.sub(r"\d[\d.,]*\d|\d", lambda _: str(rng.randint(2, 99)), sentence)
        told = re.sub(r"(?<=[a-z,] )[A-Z]\w+", lambda _: rng.choice(pool), told)
        wanted = int(1.3 * len(sentence.split())) + 4
        more: list[str] = []
        while sum(len(s.split()) for s in more) < wanted and (own_one := next(own, None)):
            more.append(own_one)
        out.append(" ".join([told, *more]))
    return [*out, *other_half(b, 40)]


def same_matter(_: random.Random, a: Source, b: Source) -> list[str]:
    """Another text on the matter, with no sentence in common."""
    return other_half(b, max(150, a.words))


FRIENDS: dict[str, Callable[[random.Random, Source, Source], list[str]]] = {
    f.__name__: f
    for f in (
        *(shared_quote, shared_background, long_quote, boilerplate, same_event),
        *(sequel, so_far, two_quotes, roundup, refilled, same_matter),
        *(correction, column, rival_release, teaser, woven, statement, news_in_brief, answer_to),
    )
}

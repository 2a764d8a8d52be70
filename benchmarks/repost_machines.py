"""What machines make of a story: a telex, a spinner of words, a translation, a scan, speech written down.

In: a story's paragraphs. Out: the copy's. Refused: nothing. The words stand in ``repost_desks.toml``.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from repost_copies import synonyms
from repost_text import DESKS, NAME, each_word, sentences

if TYPE_CHECKING:
    import random

_FUNCTION_WORDS = {a: b.replace("_", " ") for a, b in (p.split(":") for p in DESKS["function_words"].split())}
_TELEGRAM = frozenset(DESKS["telegram"].split())


def telex(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Capitals, hardly a mark between, short lines."""
    stop = rng.choice((" ", " STOP ", ". "))
    flat = [re.sub(r"[.!?](?= |$)", stop, re.sub(r"[,;:“”\"()’']", "", p)).upper() for p in paragraphs]
    return ["\n".join(textwrap.wrap(p, 64)) for p in flat]


def spun(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """What a machine makes of it that swaps words: other words of function, others of like sense."""
    share = rng.uniform(0.2, 0.6)
    return each_word(rng, synonyms(rng, paragraphs), share, lambda w: _FUNCTION_WORDS.get(w, w))


def to_and_fro(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Translated twice: words of function others or gone, neighbours turned, some words others."""

    def turn(sentence: str) -> str:
        words = [_FUNCTION_WORDS.get(w, w) if rng.random() < 0.5 else w for w in sentence.split(" ")]
        words = [w for w in words if w not in {"the", "a", "an"} or rng.random() < 0.6]
        for at in range(len(words) - 1):
            if rng.random() < 0.1:
                words[at], words[at + 1] = words[at + 1], words[at]
        return " ".join(words)

    return synonyms(rng, [" ".join(map(turn, sentences(p))) for p in paragraphs])


def telegram(_: random.Random, paragraphs: list[str]) -> list[str]:
    """Words that can be spared left out, as in headlines."""
    return [" ".join(w for w in p.split(" ") if w.lower() not in _TELEGRAM) for p in paragraphs]


def across_columns(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Two columns read across: a line of the one, a line of the other."""
    lines = [line for p in paragraphs for line in textwrap.wrap(p, rng.choice((44, 60, 80)))]
    half = (len(lines) + 1) // 2
    left, right = lines[:half], lines[half:]
    return [" ".join(pair) for pair in zip(left, [*right, ""], strict=False)]


def spoken(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """As a machine writes down what is read aloud: no capitals, no marks, hesitations, times."""
    out = []
    for number, p in enumerate(paragraphs):
        words = re.sub(r"[^\w\s’'-]", "", p).lower().split()
        told = [f"{rng.choice(DESKS['hesitations'])} {w}" if rng.random() < 0.04 else w for w in words]
        out.append(f"[{number // 4:02d}:{number * 15 % 60:02d}] {' '.join(told)}")
    return out


def thread(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Cut to posts, numbered."""
    posts = textwrap.wrap(" ".join(paragraphs), rng.choice((180, 260)))
    mark = rng.choice(("{at}/{all} {p}", "{p} {at}/", "{at}. {p} #thread"))
    return [mark.format(at=at, all=len(posts), p=p) for at, p in enumerate(posts, 1)]


def transcribed(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Names as another alphabet's custom writes them, each the same throughout."""
    rules = [r.split(":") for r in rng.sample(DESKS["letters"], 9)]
    known: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        name = found[0]
        if name not in known:
            written = name
            for before, after in rules:
                written = written.replace(before, after)
            known[name] = written if rng.random() < 0.8 else name
        return known[name]

    return [NAME.sub(other, p) for p in paragraphs]

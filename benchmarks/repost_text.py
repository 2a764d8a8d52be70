"""Stories, and the words of ours that copies and false friends are made with.

In: ``repost_words.toml``, ``repost_desks.toml``, ``repost_papers.toml``. Out: ``Source``, and what takes texts apart
and fills sentences in. Refused: nothing.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("repost_words.toml").read_text("utf-8"))
DESKS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("repost_desks.toml").read_text("utf-8"))
PAPERS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("repost_papers.toml").read_text("utf-8"))
_SLOTS = {
    name: [v.replace("_", " ") for v in held.split()]
    for name, held in (WORDS["slots"] | DESKS["slots"] | PAPERS["slots"]).items()
}
# Not at the point in a number or in "a.m.": a sentence ends before a space, in Chinese and Japanese at its stop.
_SENTENCE = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][”\"»’)]))\s+(?=\S)|(?<=[。！？])(?![”」』])\s*(?=\S)")
_WORD = re.compile(r"[^\W\d_]+")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})?")


@dataclass(frozen=True, slots=True)
class Source:
    """A story as it was first told."""

    title: str
    paragraphs: tuple[str, ...]
    family: str = ""

    @property
    def words(self) -> int:
        """Running words, roughly."""
        return len(" ".join(self.paragraphs).split())


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph."""
    return [s for s in _SENTENCE.split(paragraph) if s.strip()]


def fill(rng: random.Random, sentence: str, topics: Sequence[str]) -> str:
    """A sentence of the word list with its gaps filled."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name in ("a", "b"):
            return rng.choice(topics) if topics else "it"
        if name in ("n", "m", "k"):
            return str(rng.randint(*{"n": (10, 59), "m": (13, 98), "k": (2, 9)}[name]))
        return str(rng.choice(_SLOTS[name]))

    return re.sub(r"\{(\w+)\}", value, sentence)


def topics_of(paragraphs: Sequence[str]) -> list[str]:
    """A few long words of a text."""
    return sorted({w.lower() for w in _WORD.findall(" ".join(paragraphs)) if len(w) > 6})[:40]


def each_word(rng: random.Random, paragraphs: list[str], share: float, change: Callable[[str], str]) -> list[str]:
    """Paragraphs of which this share of words is changed."""
    return [_WORD.sub(lambda f: change(f[0]) if rng.random() < share else f[0], p) for p in paragraphs]


def own_text(rng: random.Random, count: int, topics: Sequence[str] = ()) -> list[str]:
    """Paragraphs that no other story has, but for their sentences' form."""
    held = [fill(rng, s, topics) for s in rng.sample(WORDS["fillers"], min(count, len(WORDS["fillers"])))]
    return [" ".join(held[i : i + 2]) for i in range(0, len(held), 2)]


def other_half(source: Source, words: int) -> list[str]:
    """Paragraphs of another story, so many words at most."""
    out: list[str] = []
    for p in source.paragraphs:
        if sum(len(q.split()) for q in out) >= words:
            break
        out.append(p)
    return out


def words_of(paragraphs: Sequence[str]) -> int:
    """Running words, roughly."""
    return sum(len(p.split()) for p in paragraphs)


def with_between(
    rng: random.Random, paragraphs: Sequence[str], lines: Sequence[str], topics: Sequence[str], most: float
) -> list[str]:
    """With some of these lines between the paragraphs: at most so large a share of their words."""
    out, budget = [], most * words_of(paragraphs)
    for p in paragraphs:
        out.append(p)
        more = fill(rng, rng.choice(lines), topics)
        if rng.random() < 0.7 and len(more.split()) < budget:
            budget -= len(more.split())
            out.append(more)
    return out


def disguised(rng: random.Random, source: Source) -> Source:
    """A text that nobody will take for its source: every third content word is another, neighbours change places."""
    pool = topics_of(source.paragraphs) or ["thing"]
    body = each_word(rng, list(source.paragraphs), 0.45, lambda w: rng.choice(pool) if len(w) > 3 else w)
    return Source(source.title, tuple(_swapped(rng, p) for p in body), source.family)


def _swapped(rng: random.Random, paragraph: str) -> str:
    """A paragraph in which every second word has changed places with the next."""
    words = paragraph.split(" ")
    for at in range(0, len(words) - 1, 2):
        if rng.random() < 0.6:
            words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def first_words(source: Source, most: int) -> str:
    """The first sentences of a story, to so many words; of one whose first sentence has more, as many of its words."""
    return " ".join(first_sentences(source, most)) or " ".join(" ".join(source.paragraphs).split()[:most])


def first_sentences(source: Source, most: int) -> list[str]:
    """The first sentences of a story, to so many words."""
    out: list[str] = []
    for s in (s for p in source.paragraphs for s in sentences(p)):
        if words_of([*out, s]) > most:
            break
        out.append(s)
    return out

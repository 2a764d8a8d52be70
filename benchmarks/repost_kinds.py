"""Streams of copies and false friends of kinds of our own, made from any stories, to train the repost scorer or try it.

In: stories (title and paragraphs) and a seed. Out: rows as ``newsspider.reposts.article_from_row`` reads them, in order
of arrival, and gold rows (``id``, ``story_id``, ``is_repost``, ``origin_id``, ``transformations``, ``hard_negative``,
``family``). Refused: nothing. The ways in which a story is copied stand in ``repost_copies.py``,
``repost_editions.py``, ``repost_desks.py`` and ``repost_papers.py``, texts that look like copies and are none in
``repost_friends.py``, ``repost_rivals.py``, ``repost_lookalikes.py``, ``repost_groups.py`` and ``repost_rounds.py``,
the sentences in ``repost_words.toml``, ``repost_desks.toml`` and ``repost_papers.toml``.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from repost_copies import shuffle
from repost_groups import FILLED, GROUPS, enter_filled_forms, enter_group, form
from repost_lookalikes import LOOKALIKES, LOOKALIKES_OF_MANY
from repost_maker import ALONE, MIXED, OF_MANY, PAIRED, Made, Maker
from repost_papers import PADDED_COPIES, PAPER_COPIES
from repost_rounds import ROUNDS, enter_round
from repost_text import DESKS, PAPERS, WORDS, Source, disguised, fill, other_half

if TYPE_CHECKING:
    from collections.abc import Sequence

_GROUPED = frozenset((*GROUPS, *ROUNDS))
# Parts of a story: they are told least well, so there are twice as many of them.
_PARTS = ("heavy_cut", "cut", "tail", "middle", "quotes_only")
_HALVED = 0.4  # of the long stories this share is told by half
_HALVED_PARAGRAPHS, _HALVED_WORDS = 6, 220  # fewer make no long story


def _short(source: Source) -> Source:
    """A short report: the first paragraphs alone."""
    return Source(source.title, tuple(other_half(source, 70)), source.family)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Names of the kinds of copies, of false friends and of forms."""

    copies: tuple[str, ...]
    friends: tuple[str, ...]
    forms: tuple[str, ...]

    def part(self, number: int, of: int) -> Kinds:
        """Every so many-th kind; filled forms, of which some are form by more than half, are never one of them."""
        chosen = (
            tuple(kind for at, kind in enumerate(held) if at % of == number and kind != FILLED)
            for held in (self.copies, self.friends, self.forms)
        )
        return Kinds(*chosen)

    def without(self, others: Kinds) -> Kinds:
        """All but these."""
        pairs = ((self.copies, others.copies), (self.friends, others.friends), (self.forms, others.forms))
        return Kinds(*(tuple(kind for kind in held if kind not in left_out) for held, left_out in pairs))


ALL_KINDS = Kinds(
    (*ALONE, *MIXED),
    (*PAIRED, *OF_MANY),
    (*WORDS["forms"], FILLED, *DESKS["forms"], *GROUPS, *PAPERS["forms"], *ROUNDS),
)
# Those that were written last. Nothing is trained on them: they tell what a scorer makes of what it hasn't seen.
FURTHER_KINDS = Kinds(
    (*PAPER_COPIES, *PADDED_COPIES),
    (*LOOKALIKES, *LOOKALIKES_OF_MANY),
    (*PAPERS["forms"], *ROUNDS),
)
TRAINED_KINDS = ALL_KINDS.without(FURTHER_KINDS)


def make(
    sources: Sequence[Source],
    seed: int,
    *,
    kinds: Kinds = ALL_KINDS,
    prefix: str = "m",
) -> Made:
    """A stream of originals, copies of these kinds, and false friends.

    Of some long stories only one half is told; the other half, which speaks of the same matter with the same names and
    has no sentence in common with it, is what a false friend has of its own.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret
    maker = Maker(rng, prefix)
    # What lends its sentences to a form isn't told as a story: whoever fills the form in would be its copy.
    lent = sources[::12] if FILLED in kinds.forms else ()
    sources = [source for number, source in enumerate(sources) if not lent or number % 12]
    sources = [_short(source) if rng.random() < 0.2 else source for source in sources]
    for number in range(len(sources)):
        _enter_story(rng, maker, sources, number, kinds)
    for number, source in enumerate(lent):
        enter_filled_forms(rng, maker, source, sources, number)
    for number, name in enumerate(name for name in kinds.forms if name in _GROUPED):
        enter = enter_group if name in GROUPS else enter_round
        first = number * 8 % len(sources)
        enter(rng, maker, name, [*sources[first:], *sources[:first]][:40])
    for name in (name for name in kinds.forms if name != FILLED and name not in _GROUPED):
        _enter_form(rng, maker, name)
    return maker.stream()


def _enter_story(rng: random.Random, maker: Maker, sources: Sequence[Source], number: int, kinds: Kinds) -> None:
    """One of the stories, or a half of it, with its copies and its false friends."""
    copies, friends, whole = kinds.copies, kinds.friends, sources[number]
    at = rng.uniform(0, 60)
    source, half = _halves(rng, whole) if rng.random() < _HALVED else (whole, None)
    origin = maker.story(source, at)
    others = [s for s in (sources[(number + d) % len(sources)] for d in range(1, 9)) if s.family != source.family]
    # What is made of several stories comes after all of them.
    for _ in range(rng.choice((0, 1, 1, 2, 3, 5))):
        ways = [rng.choice([*copies, *(kind for kind in _PARTS if kind in copies)])]
        if rng.random() < 0.35:
            ways += [k for k in [rng.choice(("wrapped", "cut", "figures", "interleaved"))] if k in copies]
        then = rng.uniform(65, 75) if ways[0] in MIXED else at + rng.uniform(-0.3, 4)
        maker.copy(source, origin, ways, then, others[0].paragraphs if others else ())
    for _ in range(rng.choice((0, 1, 1, 2)) if others and friends else 0):
        kind = rng.choice(friends)
        then = rng.uniform(65, 75) if kind in OF_MANY else at + rng.uniform(0.1, 5)
        many = rng.sample(sources, min(9, len(sources))) if kind in OF_MANY else ()
        several = [s for s in many if s.family != source.family]
        maker.friend(kind, source, _fresh(rng, source, others, half), then, several)
        half = None


def _enter_form(rng: random.Random, maker: Maker, name: str) -> None:
    """A form that is filled in several times; each third time it is copied."""
    for number in range(rng.randint(3, 14)):
        body = tuple(form(rng, name))
        source = Source(f"{name.title()} {fill(rng, '{place}', ())}", body, f"form-{name}")
        at = rng.uniform(0, 60)
        origin = maker.story(source, at, friend=(f"form_{name}",))
        if number % 3 == 0:
            maker.copy(source, origin, [rng.choice(("plain", "wrapped", "figures"))], at + rng.uniform(0.1, 2))


def _halves(rng: random.Random, source: Source) -> tuple[Source, Source | None]:
    """Two halves of a long story, as if each were one."""
    held = list(source.paragraphs)
    if len(held) < _HALVED_PARAGRAPHS or source.words < _HALVED_WORDS:
        return source, None
    count = len(held) // 2
    first, second = (held[:count], held[count:]) if rng.random() < 0.5 else (held[::2], held[1::2])
    return Source(source.title, tuple(first), source.family), Source(source.title, tuple(second), source.family)


def _fresh(rng: random.Random, source: Source, others: Sequence[Source], half: Source | None) -> Source:
    """A text of its own that is long enough to be most of whatever takes a part of ``source``."""
    first = rng.choice(others)
    paragraphs: list[str] = list(half.paragraphs) if half else []
    for other in (first, *rng.sample(list(others), len(others))):
        if sum(len(p.split()) for p in paragraphs) < 3 * source.words + 200:
            paragraphs += disguised(rng, Source("", tuple(shuffle(rng, list(other.paragraphs))))).paragraphs
    return Source(first.title, tuple(paragraphs))

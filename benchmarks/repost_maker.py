"""Enters stories, copies and false friends into a stream, each with its gold row, and gives it in order of arrival.

In: stories (title and paragraphs), the kinds of their copies and false friends, the days on which they come. Out: rows
and gold rows, as ``repost_kinds.py`` tells them. Refused: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from repost_copies import COPIES, RARER_COPIES
from repost_desks import DESK_COPIES, MIXED_COPIES
from repost_editions import EDITIONS
from repost_friends import FRIENDS
from repost_lookalikes import LOOKALIKES, LOOKALIKES_OF_MANY
from repost_papers import PADDED_COPIES, PAPER_COPIES
from repost_rivals import RIVALS, RIVALS_OF_MANY
from repost_text import WORDS, fill, topics_of

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from repost_text import Source

_START = 1_750_000_000
# Kinds of copies that are made of their story alone, and those that take paragraphs of another; kinds of false friends
# that are made of two stories, and those of many.
ALONE = COPIES | EDITIONS | RARER_COPIES | DESK_COPIES | PAPER_COPIES
MIXED = MIXED_COPIES | PADDED_COPIES
PAIRED = FRIENDS | RIVALS | LOOKALIKES
OF_MANY = RIVALS_OF_MANY | LOOKALIKES_OF_MANY


@dataclass(slots=True)
class Made:
    """Rows and their gold rows."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    gold: list[dict[str, Any]] = field(default_factory=list)


class Maker:
    """Makes a stream from stories.

    Args:
        rng: All that is random.
        prefix: What ids begin with.
    """

    def __init__(self, rng: random.Random, prefix: str = "m") -> None:
        self._rng = rng
        self._prefix = prefix
        self._made: list[tuple[float, dict[str, Any], dict[str, Any]]] = []

    def story(self, source: Source, at: float, *, friend: Sequence[str] = ()) -> str:
        """Enter an original; returns its id."""
        return self._put(source.title, list(source.paragraphs), at, source.family, None, (), friend)

    def copy(self, source: Source, origin: str, kinds: Sequence[str], at: float, other: Sequence[str] = ()) -> str:
        """Enter a copy, of some kinds with paragraphs of another story; returns its id."""
        rng, body = self._rng, list(source.paragraphs)
        for kind in kinds:
            body = MIXED[kind](rng, body, other) if kind in MIXED else ALONE[kind](rng, body)
        title = source.title if rng.random() < 0.4 else fill(rng, rng.choice(WORDS["comments"]), topics_of(body))[:60]
        return self._put(title, self._dressed(body), at, source.family, origin, kinds, ())

    def friend(self, kind: str, a: Source, b: Source, at: float, several: Sequence[Source] = ()) -> str:
        """Enter a false friend of ``a`` that is made of ``b``'s family too, or of several stories; returns its id."""
        rng = self._rng
        body = PAIRED[kind](rng, a, b) if kind in PAIRED else OF_MANY[kind](rng, (a, *several))
        title = a.title if self._rng.random() < 0.4 else b.title
        return self._put(title, self._dressed(body), at, a.family, None, (), (kind,))

    def _dressed(self, body: list[str]) -> list[str]:
        """With furniture of the page and readers' comments, now and then."""
        rng, topics = self._rng, topics_of(body)
        out = list(body)
        for _ in range(rng.choice((0, 0, 1, 2))):
            out.insert(rng.randint(0, len(out)), fill(rng, rng.choice(WORDS["furniture"]), topics))
        if rng.random() < 0.2:
            for _ in range(rng.randint(1, 3)):
                out.append(fill(rng, "{name} says:", ()))
                out.append(fill(rng, rng.choice(WORDS["readers"]), topics))
        return out

    def _put(
        self,
        title: str,
        body: list[str],
        at: float,
        family: str,
        origin: str | None,
        kinds: Sequence[str],
        friend: Sequence[str],
    ) -> str:
        rng, number = self._rng, len(self._made)
        item = f"{self._prefix}{number:05d}"
        site = f"{rng.choice(('daily', 'blog', 'post', 'notes'))}{rng.randint(1, 150)}.{self._prefix}.example"
        row = {"id": item, "url": f"https://{site}/{number}", "site": site, "title": title, "text": "\n\n".join(body)}
        if rng.random() > 0.08:
            shown = at + (rng.uniform(-3, 3) if rng.random() < 0.1 else 0)
            row["published"] = _stamp(shown)
        gold = {
            "id": item,
            "story_id": f"s-{origin or item}",
            "is_repost": origin is not None,
            "origin_id": origin or item,
            "transformations": list(kinds),
            "hard_negative": [[kind, f"{family}-{kind}"] for kind in friend],
            "family": family,
        }
        self._made.append((at + rng.expovariate(2.0), row, gold))
        return item

    def stream(self) -> Made:
        """All that was entered, in order of arrival."""
        made = sorted(self._made, key=lambda m: m[0])
        return Made([row for _, row, _ in made], [gold for _, _, gold in made])


def _stamp(day: float) -> str:
    return datetime.fromtimestamp(_START + day * 86_400, UTC).isoformat(timespec="seconds")

"""Stories for the sites of ``platform_web``: made-up words, the same for the same number."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

_NOUNS = """\
harbour council bridge winter teacher engine village railway orchard market surgeon airport lantern
glacier committee fisherman reservoir telescope bakery festival hospital warehouse library senator quarry
painter ferry vineyard museum stadium pipeline meadow captain brewery factory island tunnel lighthouse
parliament shepherd clinic archive
"""
_VERBS = """\
reopened inspected measured flooded auctioned renovated photographed financed questioned transported
harvested repaired dismantled celebrated investigated postponed approved rejected evacuated translated
insured polished mapped
"""
_FIRST_DAY = datetime(2026, 3, 1, 7, tzinfo=UTC)
SECTIONS = ("world", "business", "culture", "science")


@dataclass(frozen=True)
class Post:
    """One story.

    Attributes:
        number: From 1, the oldest.
        edition: How often it was changed; another text each time.
    """

    number: int
    edition: int = 0

    @cached_property
    def title(self) -> str:
        """A headline; every ninth has one word alone, every seventh two."""
        words = random.Random(f"title {self.number}").sample(_NOUNS.split(), 4)  # noqa: S311 - as above
        verbs = _VERBS.split()
        verb = verbs[self.number % len(verbs)]
        if self.number % 9 == 0:
            return f"{words[0]}{self.number}".capitalize()
        if self.number % 7 == 0:
            return f"{words[0]} {verb}{self.number}".capitalize()
        return f"The {words[0]} of {words[1]} {verb} by the {words[2]} {self.number}"

    @property
    def slug(self) -> str:
        """The headline as a part of an address."""
        return self.title.lower().replace(" ", "-")

    @property
    def date(self) -> datetime:
        """When it was published: about five a week."""
        return _FIRST_DAY + timedelta(hours=33 * self.number)

    @property
    def modified(self) -> datetime:
        """When it was changed last."""
        return self.date + timedelta(days=400 + self.edition) if self.edition else self.date

    @property
    def section(self) -> str:
        """Where it stands."""
        return SECTIONS[self.number % len(SECTIONS)]

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """Its text."""
        rng = random.Random(f"text {self.number} {self.edition}")  # noqa: S311 - as above
        return tuple(
            " ".join(
                f"The {a} and the {b} {verb} the {c} of the {d} before noon."
                for a, b, c, d in (rng.sample(_NOUNS.split(), 4) for _ in range(3))
                for verb in [rng.choice(_VERBS.split())]
            )
            for _ in range(5)
        )

    @property
    def html(self) -> str:
        """Its text in paragraphs."""
        return "\n".join(f"<p>{text}</p>" for text in self.paragraphs)

    def changed(self) -> Post:
        """The same story, rewritten."""
        return replace(self, edition=self.edition + 1)


def newest_first(count: int) -> list[Post]:
    """So many stories."""
    return [Post(number) for number in range(count, 0, -1)]

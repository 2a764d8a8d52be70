"""Find copies in other languages.

    python benchmarks/repost_languages.py [LANGUAGE ...] [--items 300] [--streams 12]

In: the stories of ``fixtures/stories`` (and for Chinese those of ``repost_stories.toml``), of which ``repost_kinds.py``
makes copies of all kinds, and false friends. Out: for each language pairwise precision, recall and F1 at once and at
the end, the means of so many streams (a single one says little: half a dozen stories are made into it), and the lowest
F1 of them. Refused: a language that no story is written in.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import tomllib
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fixtures"))

from building.stories import load_stories
from repost_copies import COPIES
from repost_figures import Figures, figures
from repost_maker import Maker
from repost_text import Source, topics_of

from newsspider.reposts import StoryIndex, article_from_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repost_maker import Made

_ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("es", "de", "ru", "ar", "zh")
# Kinds that need English words, or letters that the script doesn't have.
_ENGLISH_ONLY = frozenset(("synonyms", "reorder", "look_alikes", "misread"))
_NEEDS_SPACES = frozenset(("summary", "thinned", "renamed", "figures"))
# Names are known by their capitals, which all nouns have in German: half the nouns changed is another text.
_LEFT_OUT = {"zh": _ENGLISH_ONLY | _NEEDS_SPACES, "de": _ENGLISH_ONLY | {"renamed"}}


def sources(language: str) -> list[Source]:
    """The stories of a language."""
    held = [
        Source(s.title, tuple(b.text for b in s.blocks if b.kind == "p"), s.slug)
        for s in load_stories(_ROOT / "fixtures" / "stories").values()
        if s.language == language
    ]
    more = tomllib.loads(Path(__file__).with_name("repost_stories.toml").read_text("utf-8"))
    held += [Source(s["title"], tuple(s["paragraphs"]), s["title"]) for s in more["story"] if s["language"] == language]
    return [s for s in held if len(s.paragraphs) >= 3]


def stream(language: str, items: int, seed: int = 1) -> Made:
    """A stream of so many items: the stories, their copies, and false friends."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    held = sources(language)
    if not held:
        raise SystemExit(f"no story in {language!r}: expected one of {', '.join(LANGUAGES)}")
    maker = Maker(rng, language)
    origins = {source: maker.story(source, rng.uniform(0, 5)) for source in held}
    kinds = [k for k in COPIES if k not in _LEFT_OUT.get(language, _ENGLISH_ONLY)]
    for _ in range(items - len(held)):
        source = rng.choice(held)
        if rng.random() < 0.75:
            maker.copy(source, origins[source], [rng.choice(kinds)], rng.uniform(5, 60))
        else:
            other = rng.choice([s for s in held if s is not source])
            kind = "boilerplate" if language == "zh" else rng.choice(("shared_quote", "long_quote", "boilerplate"))
            maker.friend(kind, source, _own(rng, other), rng.uniform(5, 60))
    return maker.stream()


def _own(rng: random.Random, source: Source) -> Source:
    """A text of its own in the same language: the words of a story in any order."""
    spaced = " " in source.paragraphs[0]
    words = " ".join(source.paragraphs).split() if spaced else list("".join(source.paragraphs))
    out = []
    for p in source.paragraphs:
        count = len(p.split()) if spaced else len(p)
        out.append((" " if spaced else "").join(rng.choices(words, k=count)))
    return Source(" ".join(topics_of(out)[:5]) or source.title, tuple(out), f"own-{rng.random()}")


def measure(made: Made) -> tuple[Figures, Figures]:
    """The figures at once and at the end."""
    with (
        tempfile.TemporaryDirectory() as folder,
        StoryIndex(Path(folder) / "stories.sqlite", commit_every=1000) as index,
    ):
        at_once = {}
        for row in made.rows:
            told = index.add(article_from_row(row))
            at_once[row["id"]] = (told.id, told.origin_id)
        last = {item: (told.id, told.origin_id) for item, told in index.stories()}
    return figures(made.gold, at_once), figures(made.gold, last)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", default=LANGUAGES)
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--streams", type=int, default=12)
    options = parser.parse_args(arguments)
    for language in options.languages:
        held = [measure(stream(language, options.items, seed)) for seed in range(1, options.streams + 1)]
        print(f"{language}  {options.streams} streams of {options.items} items")
        for when, turn in (("at once", 0), ("at the end", 1)):
            told = [figures[turn] for figures in held]
            means = [mean(getattr(f, name) for f in told) for name in ("precision", "recall", "f1")]
            lowest = min(f.f1 for f in told)
            print(f"  {when}: " + "P {:.4f}  R {:.4f}  F1 {:.4f}".format(*means) + f"  lowest {lowest:.4f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

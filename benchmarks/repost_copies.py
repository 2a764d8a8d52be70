"""Ways in which a story is copied.

In: a story's paragraphs. Out: the copy's. Refused: nothing. ``COPIES`` work in other languages too, most of them;
``RARER_COPIES`` are for English. What editors do stands in ``repost_editions.py``.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from repost_text import WORDS, each_word, fill, own_text, sentences, topics_of, with_between

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

_SYNONYMS = {word: group.split() for group in WORDS["synonyms"] for word in group.split()}
_NAMES: list[str] = WORDS["names"].split()
_FIGURES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_LOOK_ALIKES = str.maketrans("aeopcyxi", "аеорсухі")
_QUOTE = re.compile(r"[“\"][^”\"]{30,}[”\"]")


def synonyms(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Words swapped for others of like sense, and some left out or put in."""

    def swap(word: str) -> str:
        group = _SYNONYMS.get(word.lower())
        return rng.choice(group) if group else word

    swapped = each_word(rng, paragraphs, 0.8, swap)
    share = rng.uniform(0.04, 0.12)
    pool = topics_of(paragraphs) or ["thing"]
    return each_word(rng, swapped, share, lambda _: rng.choice(pool))


def reorder(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Clauses in another order, as a translation there and back leaves them."""

    def turn(sentence: str) -> str:
        parts = sentence.rstrip(".").split(", ")
        if len(parts) > 1 and rng.random() < 0.7:
            parts = parts[1:] + parts[:1]
        words = ", ".join(parts).split(" ")
        for i in range(len(words) - 1):
            if rng.random() < 0.08:
                words[i], words[i + 1] = words[i + 1], words[i]
        return " ".join(words) + "."

    return synonyms(rng, [" ".join(map(turn, sentences(p))) for p in paragraphs])


def shuffle(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Sentences in another order."""
    held = [s for p in paragraphs for s in sentences(p)]
    rng.shuffle(held)
    return [" ".join(held[i : i + 3]) for i in range(0, len(held), 3)]


def heavy_cut(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A few sentences from the start or the middle, and no more."""
    held = [s for p in paragraphs for s in sentences(p)]
    count = max(3, int(len(held) * rng.uniform(0.1, 0.3)))
    start = 0 if rng.random() < 0.6 else rng.randrange(max(1, len(held) - count))
    return [" ".join(held[start : start + count])]


def misread(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Letters read wrongly, as from a scan."""
    wrong = {"l": "1", "o": "0", "e": "c", "m": "rn", "h": "b", "i": "l", "s": "5", "u": "ii"}
    share = rng.uniform(0.03, 0.12)

    def change(word: str) -> str:
        at = rng.randrange(len(word))
        return word[:at] + wrong.get(word[at], word[at] + "-") + word[at + 1 :]

    return each_word(rng, paragraphs, share, change)


def look_alikes(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Letters of another script, and characters that nobody sees."""
    hidden = each_word(rng, paragraphs, 0.1, lambda w: w[: len(w) // 2] + "\u200b" + w[len(w) // 2 :])
    return each_word(rng, hidden, 0.4, lambda w: w[0] + w[1:].translate(_LOOK_ALIKES))


def summary(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """The first sentence of each paragraph, shortened."""
    firsts = [sentences(p)[0] for p in paragraphs if sentences(p)]
    kept = [" ".join(w for w in s.split() if rng.random() > 0.1) for s in firsts]
    return [" ".join(kept)]


def figures(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Figures as words and words as figures, per cent in another style."""
    swapped = [
        re.sub(r"\b(\d{1,2})\b(?![.,]\d)", lambda f: _FIGURES[int(f[1])] if int(f[1]) <= 12 else f[1], p)
        for p in paragraphs
    ]
    return [p.replace("%", " percent") if rng.random() < 0.7 else p for p in swapped]


def interleaved(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """The author's own words between the paragraphs."""
    return with_between(rng, paragraphs, WORDS["comments"], topics_of(paragraphs), 0.7)


def wrapped(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A few words before and behind."""
    topics = topics_of(paragraphs)
    count = max(1, min(4, sum(len(p.split()) for p in paragraphs) // 60))
    remarks = [fill(rng, r, topics) for r in rng.sample(WORDS["comments"], count)]
    before = rng.randint(0, count)
    return [*remarks[:before], *paragraphs, *remarks[before:]]


def renamed(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Some of the names changed throughout."""
    found = sorted({f[0] for p in paragraphs for f in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}", p)})
    taken = {name: rng.choice(_NAMES) for name in found if rng.random() < 0.5}
    return each_word(rng, paragraphs, 1.0, lambda w: taken.get(w, w))


def thinned(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Sentences and words left out here and there."""
    kept = [" ".join(s for s in sentences(p) if rng.random() > 0.25) for p in paragraphs]
    return [" ".join(w for w in p.split(" ") if rng.random() > 0.06) for p in kept if p]


def plain(_: random.Random, paragraphs: list[str]) -> list[str]:
    """As it was."""
    return list(paragraphs)


def cut(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """The first paragraphs."""
    return paragraphs[: max(1, int(len(paragraphs) * rng.uniform(0.3, 0.8)))]


def spoilt(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Entities, bytes read in the wrong encoding, capitals."""
    out = [p.replace("&", "&amp;").replace('"', "&quot;").replace("’", "â€™").replace("'", "&#39;") for p in paragraphs]
    return [p.upper() if rng.random() < 0.2 else p for p in out]


def debris(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """What a careless scraper leaves: tags, short codes, addresses, no spaces between sentences."""
    out = []
    for p in paragraphs:
        dressed = p.replace(". ", ".") if rng.random() < 0.3 else p
        before, behind = rng.choice(WORDS["debris"]).split("|")
        out.append(f"{before}{dressed}{behind}" if rng.random() < 0.7 else dressed)
    return out


def hard_wrapped(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Set in short lines, some words cut in two, as in a mail or a scanned column."""
    width = rng.randint(38, 76)
    out = []
    for p in paragraphs:
        lines = textwrap.wrap(p, width)
        if rng.random() < 0.4:
            lines = [re.sub(r"(\w{3,})(\w{3})$", r"\1-\2", line) if rng.random() < 0.2 else line for line in lines]
        out.append("\n".join(lines))
    return out


def live(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Told as it goes on: the newest first, each paragraph with its time."""
    hour = rng.randint(8, 20)
    stamped = [f"{hour - i // 6:02d}:{59 - 9 * (i % 6):02d} {p}" for i, p in enumerate(paragraphs)]
    return stamped if rng.random() < 0.5 else stamped[::-1]


def listed(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """As points of a list, each under a small heading or a number."""
    topics, out = topics_of(paragraphs) or ["it"], []
    for number, sentence in enumerate((s for p in paragraphs for s in sentences(p)), 1):
        if rng.random() < 0.25:
            out.append(f"{rng.choice(topics).title()} and {rng.choice(topics)}")
        out.append(f"{number}. {sentence}" if rng.random() < 0.6 else f"• {sentence}")
    return out


def half_reworded(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Every second or third sentence in other words, the others as they were."""
    share = rng.uniform(0.25, 0.45)
    return [
        " ".join(reorder(rng, synonyms(rng, [s]))[0] if rng.random() < share else s for s in sentences(p))
        for p in paragraphs
    ]


def joined(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """With another, shorter report before or behind it."""
    own = own_text(rng, max(2, sum(len(p.split()) for p in paragraphs) // 60), topics_of(paragraphs))
    return [*own, *paragraphs] if rng.random() < 0.4 else [*paragraphs, *own]


def other_quotes(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """What is quoted stands in other words, as after a translation there and back; the rest is lightly edited."""
    quote = re.compile(r"“[^”]{20,}”|\"[^\"]{20,}\"")
    turned = [quote.sub(lambda f: f"“{reorder(rng, [f[0][1:-1]])[0]}”", p) for p in paragraphs]
    return each_word(rng, turned, 0.3, lambda w: rng.choice(_SYNONYMS.get(w.lower(), [w])))


def quotes_only(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """The paragraphs in which somebody speaks, with a line of the author's before some of them."""
    held = [p for p in paragraphs if _QUOTE.search(p)] or paragraphs[:2]
    out = []
    for p in held:
        if rng.random() < 0.4:
            out.append(fill(rng, rng.choice(WORDS["comments"]), topics_of(paragraphs)))
        out.append(p)
    words, all_words = (sum(len(p.split()) for p in some) for some in (held, out))
    return out if words >= 0.6 * all_words else held


def summed_and_quoted(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A summary in a few sentences, then paragraphs as they were."""
    head = " ".join(synonyms(rng, [s])[0] for s in sentences(summary(rng, paragraphs)[0])[:3])
    start = rng.randrange(max(1, len(paragraphs) - 1))
    return [head, *paragraphs[start : start + max(2, len(paragraphs) // 3)]]


def tail(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """The last paragraphs."""
    return paragraphs[-max(1, int(len(paragraphs) * rng.uniform(0.35, 0.75))) :]


def asides(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Remarks in brackets inside the sentences."""
    remarks = WORDS["asides"]
    return [
        " ".join(f"{w} {rng.choice(remarks)}" if rng.random() < 0.05 else w for w in p.split(" ")) for p in paragraphs
    ]


def typed(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Typed off, with slips."""

    def slip(word: str) -> str:
        if len(word) < 4:
            return word
        at = rng.randrange(1, len(word) - 1)
        before, here, behind = word[:at], word[at], word[at + 1 :]
        return rng.choice((before + behind, before + here + here + behind, before + behind[0] + here + behind[1:]))

    return each_word(rng, paragraphs, rng.uniform(0.02, 0.08), slip)


def twice(_: random.Random, paragraphs: list[str]) -> list[str]:
    """With a teaser before the text that is made of its own first sentences."""
    return [" ".join(s for p in paragraphs[:2] for s in sentences(p)[:1]) + " …", *paragraphs]


COPIES: dict[str, Callable[[random.Random, list[str]], list[str]]] = {
    f.__name__: f
    for f in (
        *(synonyms, reorder, shuffle, heavy_cut, misread, look_alikes, summary, figures, interleaved, wrapped, renamed),
        *(thinned, plain, cut, spoilt),
    )
}
RARER_COPIES: dict[str, Callable[[random.Random, list[str]], list[str]]] = {
    f.__name__: f
    for f in (
        *(debris, hard_wrapped, live, listed, half_reworded, joined, other_quotes),
        *(quotes_only, summed_and_quoted, tail, asides, typed, twice),
    )
}

"""What other desks make of a story: another house's spelling, parts of a serial, a gallery, answers, a live page.

In: a story's paragraphs; for ``MIXED_COPIES`` another story's, too. Out: the copy's, at least half of its words the
story's. Refused: nothing. What machines make of it stands in ``repost_machines.py``, the words in
``repost_desks.toml``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from repost_machines import across_columns, spoken, spun, telegram, telex, thread, to_and_fro, transcribed
from repost_text import DESKS, NAME, each_word, fill, sentences, topics_of, words_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

_SPELLING = {a: b for pair in DESKS["spelling"].split() for a, b in (pair.split(":"), pair.split(":")[::-1])}
_NUMBER = re.compile(r"\b\d[\d,]*(?:\.\d+)?\b")
_QUOTED = re.compile(r"[“\"]([^”\"]{20,})[”\"]")


def serial_part(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """One of two or three parts of a serial, with a line that says so."""
    parts = 2 if len(paragraphs) < 6 else 3
    size = max(1, len(paragraphs) // parts)
    start = size * rng.randrange(parts)
    part = paragraphs[start : start + size] or paragraphs
    line = fill(rng, rng.choice(DESKS["serial"]), ())
    return [line, *part] if rng.random() < 0.5 else [*part, line]


def other_house(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Another house's spelling, short forms, quotation marks."""
    spelt = each_word(rng, paragraphs, 1.0, lambda w: _SPELLING.get(w, w))
    for form in rng.sample(DESKS["house_forms"], len(DESKS["house_forms"]) // 2):
        before, after = form.split("|")
        spelt = [p.replace(before, after) for p in spelt]
    return spelt


def capped(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """No paragraph longer than so many words."""
    most = rng.choice((14, 20, 30))
    return [p if len(p.split()) <= most else " ".join(p.split()[:most]) + "…" for p in paragraphs]


def moved_under_heads(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Paragraphs in another order, under headings."""
    kept, topics, out = list(paragraphs), topics_of(paragraphs) or ["it"], []
    rng.shuffle(kept)
    for number, p in enumerate(kept):
        if number % 2 == 0:
            out.append(f"{rng.choice(topics).title()} and {rng.choice(topics)}")
        out.append(p)
    return out


def first_words(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """As much as is shown to those who don't pay: it ends inside a sentence."""
    words = rng.choice((60, 80, 100))
    out: list[str] = []
    for p in paragraphs:
        held = p.split(" ")[:words]
        words -= len(held)
        if held:
            out.append(" ".join(held))
    out[-1] += " " + fill(rng, rng.choice(DESKS["teaser_ends"]), ())
    return out


def broken_up(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Long sentences made to short ones, each beginning anew."""
    joint = re.compile(r",? (?:and|but|while|which|because|although|as) |; | – | — ")
    openers = ("And ", "This ", "It ", "But ", "")

    def begin(_: re.Match[str]) -> str:
        return ". " + rng.choice(openers) if rng.random() < 0.8 else _[0]

    return [joint.sub(begin, p) for p in paragraphs]


def chained(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Short sentences made to long ones, paragraphs to longer ones; who said it stands in front."""
    out = []
    for at in range(0, len(paragraphs), 3):
        told = ""
        for s in (s for p in paragraphs[at : at + 3] for s in sentences(p)):
            said = re.fullmatch(r"(.+[,”\"]) (\w+(?: \w+)? (?:said|says)(?: \w+){0,3})\.", s)
            turned = f"{said[2]} that {said[1].rstrip(',')}" if said else s.rstrip(".")
            told += rng.choice((", and ", "; ", ", while ", ". ")) + turned if told else turned
        out.append(told + ".")
    return out


def asked(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """As answers, a question before each paragraph."""
    topics = topics_of(paragraphs)
    return [line for p in paragraphs for line in (fill(rng, rng.choice(DESKS["questions"]), topics), p)]


def pulled(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Some sentences stand a second time, large, between the paragraphs."""
    out = []
    for p in paragraphs:
        out.append(p)
        if rng.random() < 0.4:
            out.append(rng.choice(sentences(p) or [p]))
    return out


def doubled(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """The text, and the text for print below it, whole or cut."""
    return [*paragraphs, *paragraphs[: rng.randint(max(1, len(paragraphs) // 2), len(paragraphs))]]


def in_pictures(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A gallery: a sentence or two under each picture."""
    held, out = [s for p in paragraphs for s in sentences(p)], []
    while held:
        count = rng.choice((1, 2))
        out += [" ".join(held[:count]), fill(rng, rng.choice(DESKS["gallery"]), ())]
        held = held[count:]
    return out


def rounded(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Figures made round, or given in another measure."""

    def other(found: re.Match[str]) -> str:
        value = float(found[0].replace(",", "") or 0)
        if value < 20 or 1900 < value < 2100 or rng.random() < 0.3:
            return found[0]
        size = 10 ** (len(str(int(value))) - 1)
        return f"about {round(value / size) * size}" if rng.random() < 0.6 else f"{value * 1.609:.0f}"

    return [_NUMBER.sub(other, p) for p in paragraphs]


def reported(_: random.Random, paragraphs: list[str]) -> list[str]:
    """What was quoted is told: no marks, no I."""
    persons = {
        "I": "he",
        "my": "his",
        "we": "they",
        "our": "their",
        "We": "They",
        "me": "him",
        "us": "them",
        "I'm": "he is",
    }

    def told(found: re.Match[str]) -> str:
        return "that " + " ".join(persons.get(w, w) for w in found[1].rstrip(",").split(" "))

    return [_QUOTED.sub(told, p) for p in paragraphs]


def at_home(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A local beginning, a local voice in the middle and at the end."""
    budget = 0.5 * words_of(paragraphs)
    lines = [fill(rng, line, ()) for line in rng.sample(DESKS["local"], 4)]
    while lines and words_of(lines) > budget:
        lines.pop()
    out = [*lines[:2], *paragraphs]
    for line in lines[2:]:
        out.insert(rng.randint(len(out) // 2, len(out)), line)
    return out


def points_first(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Three of its sentences as points, then the first half of it."""
    held = [s for p in paragraphs for s in sentences(p)]
    points = rng.sample(held, min(3, len(held)))
    return [*(f"• {s}" for s in points), *paragraphs[: max(2, len(paragraphs) // 2)]]


def with_notes(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Marks of notes and links in the text, and the notes at the end."""
    marked = each_word(rng, paragraphs, 0.06, lambda w: f"{w} [{rng.randint(1, 30)}]")
    marked = each_word(rng, marked, 0.02, lambda w: f"{w} (opens in a new window)")
    return [*marked, *(f"[{n}] {fill(rng, '{site}, {day}', ())}" for n in range(1, rng.randint(2, 6)))]


def explained(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Who and where it is, said behind the names."""
    budget = [0.35 * words_of(paragraphs)]

    def more(found: re.Match[str]) -> str:
        told = fill(rng, rng.choice(DESKS["recaps"]), ())
        if rng.random() < 0.4 or budget[0] < len(told.split()):
            return found[0]
        budget[0] -= len(told.split())
        return f"{found[0]}, {told},"

    return [NAME.sub(more, p) for p in paragraphs]


def nameless(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Words of reference in place of names."""
    return [NAME.sub(lambda f: rng.choice(("he", "she", "they", "the group", f[0])), p) for p in paragraphs]


def among_others(rng: random.Random, paragraphs: list[str], other: Sequence[str]) -> list[str]:
    """The day's live page: its paragraphs with their times, other entries between, two fifths at most."""
    topics, out, minute = topics_of(paragraphs), [], rng.randint(0, 40)
    budget = 0.6 * words_of(paragraphs)
    more = [s for p in other[:2] for s in sentences(p)]
    for p in paragraphs:
        for told, own in ((p, True), (fill(rng, rng.choice([*DESKS["entries"], *more[:6]]), topics), False)):
            if not own and (rng.random() < 0.3 or len(told.split()) > budget):
                continue
            budget -= 0 if own else len(told.split())
            minute += rng.randint(3, 14)
            out.append(f"{9 + minute // 60:02d}.{minute % 60:02d} {told}")
    return out if rng.random() < 0.5 else out[::-1]


def fused(rng: random.Random, paragraphs: list[str], other: Sequence[str]) -> list[str]:
    """Two stories made one: this one, and a third as much or more of another."""
    most = rng.uniform(0.3, 0.6) * words_of(paragraphs)
    part: list[str] = []
    for p in other:
        if words_of([*part, p]) > most:
            break
        part.append(p)
    if rng.random() < 0.5:
        return [*paragraphs, *part]
    out = list(paragraphs)
    for p in part:
        out.insert(rng.randint(1, len(out)), p)
    return out


def main_item(rng: random.Random, paragraphs: list[str], other: Sequence[str]) -> list[str]:
    """A letter to readers: this story at length, two or three others in a sentence each."""
    short = [s for p in other[:3] for s in sentences(p)[:1]][:3]
    while short and words_of(short) > 0.6 * words_of(paragraphs):
        short.pop()
    head = fill(rng, "Good morning from {place}. {n} minutes of reading for your {day}:", ())
    return [head, *paragraphs, "In other news", *short] if rng.random() < 0.6 else [head, *short, *paragraphs]


DESK_COPIES: dict[str, Callable[[random.Random, list[str]], list[str]]] = {
    f.__name__: f
    for f in (
        *(serial_part, other_house, capped, telex, moved_under_heads, spun, to_and_fro, first_words, telegram),
        *(broken_up, chained, asked, pulled, doubled, across_columns, in_pictures, spoken, thread, rounded),
        *(transcribed, reported, at_home, points_first, with_notes, explained, nameless),
    )
}
MIXED_COPIES: dict[str, Callable[[random.Random, list[str], Sequence[str]], list[str]]] = {
    f.__name__: f for f in (among_others, fused, main_item)
}

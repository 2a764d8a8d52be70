"""What further papers, forums and machines make of a story: mails, threads, reruns, dialogues, paraphrases, archives.

In: a story's paragraphs; for ``PADDED_COPIES`` another story's, too. Out: the copy's, at least half of its words the
story's. Refused: nothing. The words stand in ``repost_papers.toml``.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from repost_machines import spun
from repost_text import PAPERS, each_word, fill, sentences, topics_of, with_between, words_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence


def _pairs(name: str) -> dict[str, str]:
    return {a: b.replace("_", " ") for a, b in (p.split(":") for p in PAPERS[name].split())}


_DAYS, _TENSES = _pairs("days"), _pairs("tenses")
_LOUD: list[str] = PAPERS["loud"].split()
_BABBLE: list[str] = PAPERS["babble"].split()
_QUOTED = re.compile(r"[“\"][^”\"]{20,}[”\"]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBER = re.compile(r"\b\d[\d,]*(?:\.\d+)?\b")
_LIGATURES = (("ffi", "ﬃ"), ("fi", "ﬁ"), ("fl", "ﬂ"))


def mail_quoted(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Forwarded by mail: a mark before each line, an answer above."""
    topics = topics_of(paragraphs)
    head = fill(rng, "On {day}, {month} {n}, {name} wrote:", ())
    lines = ["\n".join(f"> {line}" for line in textwrap.wrap(p, rng.choice((60, 68, 72)))) for p in paragraphs]
    return [fill(rng, rng.choice(PAPERS["replies"]), topics), head, *lines]


def forum_post(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """In a forum: a greeting before, answers below."""
    topics = topics_of(paragraphs)
    answers = [fill(rng, line, topics) for line in rng.sample(PAPERS["forum_answers"], rng.randint(1, 4))]
    return [fill(rng, rng.choice(PAPERS["forum"]), topics), *paragraphs, *answers]


def rerun(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Told again after years: a line that says so, some of the years later ones."""

    def later(found: re.Match[str]) -> str:
        return str(int(found[0]) + 1) if rng.random() < 0.5 else found[0]

    return [fill(rng, rng.choice(PAPERS["reruns"]), ()), *(_YEAR.sub(later, p) for p in paragraphs)]


def stuffed(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """With sentences made for search engines between, a third of the words at most."""
    topics = topics_of(paragraphs)
    chosen = rng.sample(topics, min(len(topics), 2))
    return with_between(rng, paragraphs, PAPERS["stuffing"], chosen, 0.45)


def other_days(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Days as another day's paper names them."""
    return each_word(rng, paragraphs, 1.0, lambda w: fill(rng, _DAYS[w], ()) if w in _DAYS else w)


def other_tense(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Told in another tense."""
    return each_word(rng, paragraphs, rng.uniform(0.6, 1.0), lambda w: _TENSES.get(w, w))


def converted(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Other measures and sums behind the figures."""
    units = ("pounds", "kilometres", "crowns", "acres", "miles")

    def with_other(found: re.Match[str]) -> str:
        value = float(found[0].replace(",", ""))
        if rng.random() < 0.3 or 1900 < value < 2100:
            return found[0]
        return f"{found[0]} ({value * 1.6:,.0f} {rng.choice(units)})"

    return [_NUMBER.sub(with_other, p) for p in paragraphs]


def loud(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """As a tabloid: a sentence a paragraph, louder words put in, capitals, exclamation marks."""

    def louder(sentence: str) -> str:
        told = [f"{rng.choice(_LOUD)} {w}" if w.islower() and rng.random() < 0.05 else w for w in sentence.split(" ")]
        told = [w.upper() if len(w) > 5 and rng.random() < 0.04 else w for w in told]
        return re.sub(r"\.$", "!", " ".join(told)) if rng.random() < 0.4 else " ".join(told)

    return [louder(s) for p in paragraphs for s in sentences(p)]


def page_headers(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Scanned page by page: short lines, words cut at their ends, heads and feet of pages inside the sentences."""
    lines = [line for p in paragraphs for line in textwrap.wrap(p, rng.choice((50, 64)))]
    lines = [re.sub(r"(\w{3,})(\w{3})$", r"\1- \2", line) if rng.random() < 0.1 else line for line in lines]
    size, pages = rng.choice((8, 14, 20)), []
    for at in range(0, len(lines), size):
        pages.append("\n".join(lines[at : at + size]))
        pages.append(fill(rng, rng.choice(PAPERS["running_heads"]), ()))
    return pages


def soft_hyphens(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """As a setter's file has it: soft hyphens in the words, hard spaces, ligatures."""
    hidden = each_word(rng, paragraphs, 0.5, lambda w: w[:3] + "\u00ad" + w[3:] if len(w) > 6 else w)
    for letters, ligature in _LIGATURES:
        hidden = [p.replace(letters, ligature) for p in hidden]
    return [re.sub(r" (?=\d)", "\u00a0", p) for p in hidden]


def link_lines(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A link to another story, or an advert, behind each paragraph."""
    topics = topics_of(paragraphs)
    return [line for p in paragraphs for line in (p, fill(rng, rng.choice(PAPERS["between"]), topics))]


def without_quotes(_: random.Random, paragraphs: list[str]) -> list[str]:
    """Whatever somebody says is left out."""
    kept = [" ".join(s for s in sentences(p) if not _QUOTED.search(s)) for p in paragraphs]
    return [p for p in kept if p] or list(paragraphs)


def attributed(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Every second or third sentence says whose it is."""
    source = fill(rng, rng.choice(PAPERS["attributions"]), ())

    def told(s: str) -> str:
        if rng.random() > 0.4 or not s.endswith("."):
            return s
        if rng.random() < 0.5:
            return f"{s[:-1]}, {source}."
        return f"{source[:1].upper()}{source[1:]}, {s[:1].lower()}{s[1:]}"

    return [" ".join(map(told, sentences(p))) for p in paragraphs]


def dialogue(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Two people read it to each other, a sentence or two each."""
    pair = [fill(rng, name, ()) for name in rng.sample(PAPERS["hosts"], 2)]
    held: list[str] = [s for p in paragraphs for s in sentences(p)]
    out: list[str] = []
    while held:
        count = rng.choice((1, 1, 2))
        out.append(f"{pair[len(out) % 2]}: {' '.join(held[:count])}")
        held = held[count:]
    return out


def stretched(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Made longer by words that say nothing."""

    def longer(s: str) -> str:
        if rng.random() < 0.5:
            s = f"{s[:1].lower()}{s[1:]}"
            more = rng.choice(PAPERS["stretchers"])
            s = f"{more[:1].upper()}{more[1:]} {s}"
        words = s.split(" ")
        if len(words) > 14 and rng.random() < 0.5:
            at = rng.randint(5, len(words) - 5)
            words.insert(at, f", {rng.choice(PAPERS['stretchers']).rstrip(',')},")
        return " ".join(words)

    return [" ".join(map(longer, sentences(p))) for p in paragraphs]


def paraphrased(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """As a model of language puts it lightly: other words, another tense, clauses turned, sentences joined."""

    def turn(s: str) -> str:
        head, comma, rest = s.rstrip(".").partition(", ")
        if comma and rng.random() < 0.35 and len(rest.split()) > 3:
            return f"{rest[:1].upper()}{rest[1:]}, {head[:1].lower()}{head[1:]}."
        return s

    out = []
    for p in paragraphs:
        told = [turn(s) for s in sentences(p)]
        if len(told) > 1 and rng.random() < 0.4:
            told[:2] = [f"{told[0].rstrip('.')}, and {told[1][:1].lower()}{told[1][1:]}"]
        out.append(" ".join(told))
    out = spun(rng, out)
    return other_tense(rng, out) if rng.random() < 0.4 else out


def read_out(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Read on the radio: a greeting, the story without its brackets, what comes next."""
    plain = [re.sub(r"\([^)]*\)|\[[^\]]*\]", "", p).replace("%", " per cent") for p in paragraphs]
    lines = [fill(rng, line, ()) for line in PAPERS["radio"]]
    return [*lines[:2], *plain, *rng.sample(lines[2:], 2)]


def with_a_glance(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A box with the facts before it, some of it left out."""
    topics = topics_of(paragraphs)
    lines = [fill(rng, line, topics) for line in PAPERS["glance"][: rng.randint(3, len(PAPERS["glance"]))]]
    return [*lines, *(p for p in paragraphs if rng.random() < 0.85)]


def surnames(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Names of two words cut to one, or with a title."""
    full = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+ ([A-Z][a-z]+)")
    return [full.sub(lambda f: rng.choice((f[1], f"Mr {f[1]}", f"Ms {f[1]}")), p) for p in paragraphs]


def first_and_last(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """The beginning and the end, nothing of the middle."""
    most = max(1, len(paragraphs) // 3)
    return [*paragraphs[: rng.randint(1, most)], *paragraphs[-rng.randint(1, most) :]]


def without_firsts(_: random.Random, paragraphs: list[str]) -> list[str]:
    """Each longer paragraph without its first sentence."""
    kept = [" ".join(sentences(p)[1:]) if len(sentences(p)) > 2 else p for p in paragraphs]
    return [p for p in kept if p]


def words_dropped(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Shortened word by word: every ninth or so left out, adverbs always."""
    share = rng.uniform(0.06, 0.16)
    return [" ".join(w for w in p.split(" ") if not w.endswith("ly") and rng.random() > share) for p in paragraphs]


def two_languages(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Below each paragraph the same in another language, somewhat shorter."""
    out = []
    for p in paragraphs:
        count = int(len(p.split()) * rng.uniform(0.55, 0.85))
        out += [p, " ".join(rng.choice(_BABBLE) for _ in range(count)).capitalize() + "."]
    return out


def padded(rng: random.Random, paragraphs: list[str], other: Sequence[str]) -> list[str]:
    """Filled up with what the paper has in its archive, two fifths of the whole."""
    most = rng.uniform(0.5, 0.75) * words_of(paragraphs)
    part: list[str] = []
    for p in other:
        if words_of([*part, p]) > most:
            break
        part.append(p)
    at = rng.randint(1, len(paragraphs))
    return [*paragraphs[:at], *part, *paragraphs[at:]] if rng.random() < 0.5 else [*paragraphs, *part]


def new_lead_and_end(rng: random.Random, paragraphs: list[str], other: Sequence[str]) -> list[str]:
    """A regional paper's: a beginning and an end of its own, the agency's text between, its first paragraph gone."""
    kept = list(paragraphs[1:]) or list(paragraphs)
    most = rng.uniform(0.3, 0.65) * words_of(kept)
    own: list[str] = []
    for s in (s for p in other for s in sentences(p)):
        if words_of([*own, s]) > most:
            break
        own.append(s)
    cut = (len(own) + 1) // 2
    ends = [" ".join(own[:cut]), *kept, " ".join(own[cut:])]
    return [p for p in ends if p]


def by_turns(rng: random.Random, paragraphs: list[str], other: Sequence[str]) -> list[str]:
    """Two stories told by turns, a paragraph each, this one's longer."""
    budget, out, rest = 0.7 * words_of(paragraphs), [], iter(other)
    for p in paragraphs:
        out.append(p)
        more = next(rest, "")
        if more and len(more.split()) < budget and rng.random() < 0.8:
            budget -= len(more.split())
            out.append(more)
    return out


PAPER_COPIES: dict[str, Callable[[random.Random, list[str]], list[str]]] = {
    f.__name__: f
    for f in (
        *(mail_quoted, forum_post, rerun, stuffed, other_days, other_tense, converted, loud, page_headers),
        *(soft_hyphens, link_lines, without_quotes, attributed, dialogue, stretched, paraphrased, read_out),
        *(with_a_glance, surnames, first_and_last, without_firsts, words_dropped, two_languages),
    )
}
PADDED_COPIES: dict[str, Callable[[random.Random, list[str], Sequence[str]], list[str]]] = {
    f.__name__: f for f in (padded, new_lead_and_end, by_turns)
}

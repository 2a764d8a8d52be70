"""Copies and false friends of kinds of our own, made from any stories: to train the repost scorer and to try it.

In: stories (title and paragraphs) and a seed. Out: rows as ``newsspider.reposts.article_from_row`` reads them, in order
of arrival, and gold rows (``id``, ``story_id``, ``is_repost``, ``origin_id``, ``transformations``, ``hard_negative``,
``family``). Refused: nothing. ``COPIES`` are ways in which a story is copied, ``FRIENDS`` texts that look like copies
and are none, ``UNSEEN_COPIES`` and ``UNSEEN_FRIENDS`` those that are kept out of training; the sentences stand in
``repost_words.toml``.
"""

from __future__ import annotations

import random
import re
import textwrap
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("repost_words.toml").read_text("utf-8"))
_SYNONYMS = {word: group.split() for group in _WORDS["synonyms"] for word in group.split()}
_NAMES: list[str] = _WORDS["names"].split()
_SLOTS = {name: [v.replace("_", " ") for v in held.split()] for name, held in _WORDS["slots"].items()}
_FIGURES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*(?=\S)")
_WORD = re.compile(r"[^\W\d_]+")
_LOOK_ALIKES = str.maketrans("aeopcyxi", "аеорсухі")
_START = 1_750_000_000


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


@dataclass(slots=True)
class Made:
    """Rows and their gold rows."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    gold: list[dict[str, Any]] = field(default_factory=list)


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


def _each_word(rng: random.Random, paragraphs: list[str], share: float, change: Callable[[str], str]) -> list[str]:
    return [_WORD.sub(lambda f: change(f[0]) if rng.random() < share else f[0], p) for p in paragraphs]


def synonyms(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Words swapped for others of like sense, and some left out or put in."""

    def swap(word: str) -> str:
        group = _SYNONYMS.get(word.lower())
        return rng.choice(group) if group else word

    swapped = _each_word(rng, paragraphs, 0.8, swap)
    share = rng.uniform(0.04, 0.12)
    pool = topics_of(paragraphs) or ["thing"]
    return _each_word(rng, swapped, share, lambda _: rng.choice(pool))


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

    return _each_word(rng, paragraphs, share, change)


def look_alikes(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Letters of another script, and characters that nobody sees."""
    hidden = _each_word(rng, paragraphs, 0.1, lambda w: w[: len(w) // 2] + "\u200b" + w[len(w) // 2 :])
    return _each_word(rng, hidden, 0.4, lambda w: w[0] + w[1:].translate(_LOOK_ALIKES))


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
    topics, out = topics_of(paragraphs), []
    budget = 0.7 * sum(len(p.split()) for p in paragraphs)
    for p in paragraphs:
        out.append(p)
        remark = fill(rng, rng.choice(_WORDS["comments"]), topics)
        if rng.random() < 0.7 and len(remark.split()) < budget:
            budget -= len(remark.split())
            out.append(remark)
    return out


def wrapped(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A few words before and behind."""
    topics = topics_of(paragraphs)
    count = max(1, min(4, sum(len(p.split()) for p in paragraphs) // 60))
    remarks = [fill(rng, r, topics) for r in rng.sample(_WORDS["comments"], count)]
    before = rng.randint(0, count)
    return [*remarks[:before], *paragraphs, *remarks[before:]]


def renamed(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Some of the names changed throughout."""
    found = sorted({f[0] for p in paragraphs for f in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}", p)})
    taken = {name: rng.choice(_NAMES) for name in found if rng.random() < 0.5}
    return _each_word(rng, paragraphs, 1.0, lambda w: taken.get(w, w))


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
        before, behind = rng.choice(_WORDS["debris"]).split("|")
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
    return _each_word(rng, turned, 0.3, lambda w: rng.choice(_SYNONYMS.get(w.lower(), [w])))


COPIES: dict[str, Callable[[random.Random, list[str]], list[str]]] = {
    f.__name__: f
    for f in (
        *(synonyms, reorder, shuffle, heavy_cut, misread, look_alikes, summary, figures, interleaved, wrapped, renamed),
        *(thinned, plain, cut, spoilt),
    )
}
# Never trained on: they show what the scorer makes of kinds that it hasn't seen.
UNSEEN_COPIES: dict[str, Callable[[random.Random, list[str]], list[str]]] = {
    f.__name__: f for f in (debris, hard_wrapped, live, listed, half_reworded, joined, other_quotes)
}


def own_text(rng: random.Random, count: int, topics: Sequence[str] = ()) -> list[str]:
    """Paragraphs that no other story has, but for their sentences' form."""
    held = [fill(rng, s, topics) for s in rng.sample(_WORDS["fillers"], min(count, len(_WORDS["fillers"])))]
    return [" ".join(held[i : i + 2]) for i in range(0, len(held), 2)]


def _other_half(source: Source, words: int) -> list[str]:
    """Paragraphs of another story, so many words at most."""
    out: list[str] = []
    for p in source.paragraphs:
        if sum(len(q.split()) for q in out) >= words:
            break
        out.append(p)
    return out


def shared_quote(rng: random.Random, a: Source, b: Source) -> list[str]:
    """A story of its own that quotes one sentence or two of another."""
    held = [s for p in a.paragraphs for s in sentences(p) if 8 <= len(s.split()) <= 40][:6]
    quote = " ".join(f"“{s.strip('“”')}”" for s in rng.sample(held, min(len(held), rng.randint(1, 2))))
    body = _other_half(b, max(120, 3 * len(quote.split())))
    body.insert(min(1, len(body)), f"{fill(rng, '{name}', ())} said: {quote}")
    return body


def shared_background(rng: random.Random, a: Source, b: Source) -> list[str]:
    """News of its own, then the background paragraphs of an earlier story."""
    count = max(1, min(3, len(a.paragraphs) // 3))
    background = list(a.paragraphs[-count:])
    words = sum(len(p.split()) for p in background)
    return _other_half(b, int(words * rng.uniform(1.5, 2.6)) + 40) + background


def _short(source: Source) -> Source:
    """A short report: the first paragraphs alone."""
    return Source(source.title, tuple(_other_half(source, 70)), source.family)


def long_quote(rng: random.Random, a: Source, b: Source) -> list[str]:
    """An essay that quotes another text, to less than a third of its own length."""
    body = _other_half(b, 220)
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
    return [*_other_half(b, int(2.2 * len(about.split())) + 60), about]


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
    notice = fill(rng, rng.choice(_WORDS["corrections"]), topics_of(a.paragraphs))
    quoted = " ".join(rng.sample(held, 1))
    return [notice, f"“{quoted}”", *_other_half(b, max(60, int(1.6 * len(quoted.split()))))]


def column(_: random.Random, a: Source, b: Source) -> list[str]:
    """This week's piece of a series: the same words at the beginning and the end, the rest its own."""
    before, behind = a.paragraphs[0], a.paragraphs[-1]
    words = len(before.split()) + len(behind.split())
    return [before, *_other_half(b, int(1.7 * words) + 60), behind]


def rival_release(rng: random.Random, a: Source, b: Source) -> list[str]:
    """Another release on the matter: the same statement, the same words about the house, other news."""
    held = [s for p in a.paragraphs for s in sentences(p) if 8 <= len(s.split()) <= 40][:6] or [a.paragraphs[0]]
    about, quote = a.paragraphs[-1], rng.choice(held)
    body = _other_half(b, int(2.2 * (len(about.split()) + len(quote.split()))) + 60)
    body.insert(1, f"“{quote}” said {fill(rng, '{name}', ())}.")
    return [*body, about]


def teaser(rng: random.Random, a: Source, b: Source) -> list[str]:
    """A digest: the first sentence of one story, then other news."""
    first = sentences(a.paragraphs[0])[:1] or [a.paragraphs[0]]
    return [f"{fill(rng, '{name}', ())} reports: {first[0]}", *_other_half(b, 3 * len(first[0].split()) + 60)]


FRIENDS: dict[str, Callable[[random.Random, Source, Source], list[str]]] = {
    f.__name__: f for f in (shared_quote, shared_background, long_quote, boilerplate, same_event)
}
UNSEEN_FRIENDS: dict[str, Callable[[random.Random, Source, Source], list[str]]] = {
    f.__name__: f for f in (correction, column, rival_release, teaser)
}


def form(rng: random.Random, name: str) -> list[str]:
    """One form filled in."""
    return [fill(rng, line, ()) for line in _WORDS["forms"][name].split("\n")]


UNSEEN_FORMS = ("lottery", "traffic", "notice", "evening", "tides", "concert")
FORMS: tuple[str, ...] = tuple(name for name in _WORDS["forms"] if name not in UNSEEN_FORMS)


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

    def copy(self, source: Source, origin: str, kinds: Sequence[str], at: float) -> str:
        """Enter a copy; returns its id."""
        rng, body = self._rng, list(source.paragraphs)
        for kind in kinds:
            body = (COPIES | UNSEEN_COPIES)[kind](rng, body)
        title = source.title if rng.random() < 0.4 else fill(rng, rng.choice(_WORDS["comments"]), topics_of(body))[:60]
        return self._put(title, self._dressed(body), at, source.family, origin, kinds, ())

    def friend(self, kind: str, a: Source, b: Source, at: float) -> str:
        """Enter a false friend of ``a`` that is made of ``b``'s family too; returns its id."""
        body = (FRIENDS | UNSEEN_FRIENDS)[kind](self._rng, a, b)
        title = a.title if self._rng.random() < 0.4 else b.title
        return self._put(title, self._dressed(body), at, a.family, None, (), (kind,))

    def _dressed(self, body: list[str]) -> list[str]:
        """With furniture of the page and readers' comments, now and then."""
        rng, topics = self._rng, topics_of(body)
        out = list(body)
        for _ in range(rng.choice((0, 0, 1, 2))):
            out.insert(rng.randint(0, len(out)), fill(rng, rng.choice(_WORDS["furniture"]), topics))
        if rng.random() < 0.2:
            for _ in range(rng.randint(1, 3)):
                out.append(fill(rng, "{name} says:", ()))
                out.append(fill(rng, rng.choice(_WORDS["readers"]), topics))
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


def make(
    sources: Sequence[Source],
    seed: int,
    *,
    copies: Sequence[str] = tuple(COPIES),
    friends: Sequence[str] = tuple(FRIENDS),
    forms: Sequence[str] = FORMS,
    prefix: str = "m",
) -> Made:
    """A stream of originals, copies of all these kinds, and false friends of all those."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    maker = Maker(rng, prefix)
    # What lends its sentences to a form isn't told as a story: whoever fills the form in would be its copy.
    lent = sources[::12] if forms == FORMS else ()
    sources = [source for number, source in enumerate(sources) if not lent or number % 12]
    sources = [_short(source) if rng.random() < 0.2 else source for source in sources]
    for number, source in enumerate(sources):
        at = rng.uniform(0, 60)
        origin = maker.story(source, at)
        for _ in range(rng.choice((0, 1, 1, 2, 3, 5))):
            kinds = [rng.choice(copies)]
            if rng.random() < 0.35:
                kinds += [k for k in [rng.choice(("wrapped", "cut", "figures", "interleaved"))] if k in copies]
            maker.copy(source, origin, kinds, at + rng.uniform(-0.3, 4))
        others = [s for s in (sources[(number + d) % len(sources)] for d in range(1, 9)) if s.family != source.family]
        for _ in range(rng.choice((0, 1, 1, 2)) if others and friends else 0):
            maker.friend(rng.choice(friends), source, _fresh(rng, source, others), at + rng.uniform(0.1, 5))
    for number, source in enumerate(lent):
        _filled_forms(rng, maker, source, sources, number)
    for name in forms:
        for number in range(rng.randint(3, 14)):
            body = tuple(form(rng, name))
            source = Source(f"{name.title()} {fill(rng, '{place}', ())}", body, f"form-{name}")
            at = rng.uniform(0, 60)
            origin = maker.story(source, at, friend=(f"form_{name}",))
            if number % 3 == 0:
                maker.copy(source, origin, [rng.choice(("plain", "wrapped", "figures"))], at + rng.uniform(0.1, 2))
    return maker.stream()


def _filled_forms(rng: random.Random, maker: Maker, lent: Source, sources: Sequence[Source], number: int) -> None:
    """A form of four paragraphs between which each item has paragraphs of its own, and a copy of one of them."""
    held = [s for p in lent.paragraphs for s in sentences(p) if len(s.split()) >= 8][:4]
    family = f"filled-{number}"
    for turn in range(rng.randint(3, 12)):
        own = [p for s in rng.sample(list(sources), 3) for p in _disguised(rng, s).paragraphs]
        size = rng.randint(8, 30)
        body = [p for line in held for p in (line, " ".join(rng.choice(own).split()[:size]))]
        source = Source(f"{family} {turn}", tuple(body), family)
        at = rng.uniform(0, 60)
        origin = maker.story(source, at, friend=("filled_form",))
        if turn % 4 == 0:
            maker.copy(source, origin, [rng.choice(("plain", "wrapped", "cut", "figures"))], at + rng.uniform(0.1, 2))


def _fresh(rng: random.Random, source: Source, others: Sequence[Source]) -> Source:
    """A text of its own that is long enough to be most of whatever takes a part of ``source``."""
    first = rng.choice(others)
    paragraphs: list[str] = []
    for other in (first, *rng.sample(list(others), len(others))):
        if sum(len(p.split()) for p in paragraphs) < 3 * source.words + 200:
            paragraphs += _disguised(rng, Source("", tuple(shuffle(rng, list(other.paragraphs))))).paragraphs
    return Source(first.title, tuple(paragraphs))


def _disguised(rng: random.Random, source: Source) -> Source:
    """A text that nobody will take for its source: every third content word is another, neighbours change places."""
    pool = topics_of(source.paragraphs) or ["thing"]
    body = _each_word(rng, list(source.paragraphs), 0.45, lambda w: rng.choice(pool) if len(w) > 3 else w)
    return Source(source.title, tuple(_swapped(rng, p) for p in body), source.family)


def _swapped(rng: random.Random, paragraph: str) -> str:
    """A paragraph in which every second word has changed places with the next."""
    words = paragraph.split(" ")
    for at in range(0, len(words) - 1, 2):
        if rng.random() < 0.6:
            words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)

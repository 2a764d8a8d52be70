"""What a copy made of its original: the title then and now, paragraphs left out, put in and reworded.

In: the two articles. Out: ``Changed``. Refused: nothing; two empty texts have changed nothing.

Paragraphs are held against each other by the pairs of neighbouring words that they share (Dice's
coefficient), whatever their order. One that was joined with its neighbour, or cut in two, counts as kept.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import Counter
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from newsspider.reposts.characters import fold, repaired
from newsspider.reposts.fingerprint import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.records import Article

# A word, or one character of a script without spaces between words (Thai to Khmer, kana, Han).
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]|[^\W_]+")

_LETTERS, _LATIN = re.compile(r"[^\W\d_]+"), re.compile("[a-z]")

Pairs = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reworded:
    """A paragraph as it was in the original and as the copy has it."""

    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What a copy changed.

    Attributes:
        title_then: The original's title.
        title_now: The copy's.
        left_out: Paragraphs of the original that the copy doesn't have.
        put_in: Paragraphs of the copy that the original doesn't have.
        reworded: Paragraphs that both have, in other words or with words left out or put in.
        kept: How many paragraphs of the original the copy has word for word, whatever its capitals, accents, entities
            and letters that only look alike.
    """

    title_then: str | None
    title_now: str | None
    left_out: tuple[str, ...]
    put_in: tuple[str, ...]
    reworded: tuple[Reworded, ...]
    kept: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    words: tuple[str, ...]
    pairs: Pairs


def what_changed(copy: Article, origin: Article) -> Changed:
    """What ``copy`` made of ``origin``; paragraphs in the order of the text that holds them."""
    then, now = _paragraphs(origin.text), _paragraphs(copy.text)
    partner = _partners(then, now)
    taken = set(partner.values())
    whole_then, whole_now = _all_pairs(then), _all_pairs(now)
    left_out = [p for i, p in enumerate(then) if i not in partner and not _stands_in(p, whole_now)]
    put_in = [p for j, p in enumerate(now) if j not in taken and not _stands_in(p, whole_then)]
    changed = {i: j for i, j in partner.items() if then[i].words != now[j].words and not _joined(then[i], now[j], then)}
    return Changed(
        title_then=origin.title,
        title_now=copy.title,
        left_out=tuple(p.text for p in left_out),
        put_in=tuple(p.text for p in put_in),
        reworded=tuple(Reworded(then[i].text, now[j].text) for i, j in sorted(changed.items())),
        kept=len(then) - len(left_out) - len(changed),
    )


def changed_record(changed: Changed) -> dict[str, Any]:
    """The same as JSON."""
    return asdict(changed)


def marked(then: str, now: str) -> str:
    """A reworded paragraph with what went out in ``[-...-]`` and what came in in ``{+...+}``.

    Capitals, accents, entities and letters that look alike aren't marked. Words that were turned around one that stayed
    are marked with it.

    >>> marked("The ferry stops on Monday.", "The boat stops on Monday!")
    'The [-ferry-] {+boat+} stops on [-Monday.-] {+Monday!+}'
    """
    old, new = _pieces(then), _pieces(now)
    old_keys, new_keys = ([_plain(repaired(piece.strip())) for piece in pieces] for pieces in (old, new))
    out: list[str] = []
    for is_same, i, j, k, m in _steps(difflib.SequenceMatcher(None, old_keys, new_keys, autojunk=False).get_opcodes()):
        if is_same:
            out.append("".join(old[i:j]))
            continue
        gone, come = "".join(old[i:j]).strip(), "".join(new[k:m]).strip()
        signs = [f"[-{gone}-]" if gone else "", f"{{+{come}+}}" if come else ""]
        space = " " if "".join(old[i:j] or new[k:m]).endswith(" ") else ""
        out.append(" ".join(filter(None, signs)) + space)
    return "".join(out).strip()


def _steps(codes: Sequence[tuple[str, int, int, int, int]]) -> list[tuple[bool, int, int, int, int]]:
    """Whether each stretch stayed, and where it stands in both texts; what was turned round one word is one stretch."""
    steps: list[tuple[bool, int, int, int, int]] = []
    for at, (what, then, until_then, now, until_now) in enumerate(codes):
        around = {code[0] for code in codes[max(0, at - 1) : at + 2 : 2]}
        is_turned = until_then - then == 1 and around == {"insert", "delete"}
        step = (what == "equal" and not is_turned, then, until_then, now, until_now)
        if steps and not step[0] and not steps[-1][0]:
            last = steps.pop()
            step = (False, last[1], until_then, last[3], until_now)
        steps.append(step)
    return steps


def _pieces(text: str) -> list[str]:
    """Words with the space behind them; single characters where a script has no spaces."""
    spaceless = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]"
    return re.findall(rf"{spaceless}\s*|(?:(?!{spaceless})\S)+\s*", text)


@lru_cache(maxsize=1)
def _limits() -> dict[str, float]:
    limits: dict[str, float] = settings()["changed"]
    return limits


def _paragraphs(text: str) -> list[_Paragraph]:
    found = []
    for line in re.split(r"\n+", text):
        words = tuple(_WORD.findall(_plain(repaired(line))))
        if words:
            found.append(_Paragraph(line.strip(), words, Counter(pairwise(("", *words, "")))))
    return found


def _plain(text: str) -> str:
    """A text as it is compared: without capitals, accents, unseen characters and letters that only look like Latin."""
    folded = fold(text)
    if folded.isascii():
        return folded
    alike = _look_alikes()
    return _LETTERS.sub(lambda found: found[0].translate(alike) if _LATIN.search(found[0]) else found[0], folded)


@lru_cache(maxsize=1)
def _look_alikes() -> dict[int, str]:
    lexicon = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
    return str.maketrans(dict(pair.split("=") for pair in lexicon["look_alikes"]["latin"].split()))


def _partners(then: Sequence[_Paragraph], now: Sequence[_Paragraph]) -> dict[int, int]:
    """Which paragraph became which: the most alike first, each once."""
    holders: dict[tuple[str, str], list[int]] = {}
    for j, paragraph in enumerate(now):
        for pair in paragraph.pairs:
            holders.setdefault(pair, []).append(j)
    alike: list[tuple[float, int, int, int]] = []
    for i, paragraph in enumerate(then):
        near = {j for pair in paragraph.pairs for j in holders.get(pair, ())}
        for j in near:
            common = (paragraph.pairs & now[j].pairs).total()
            share = 2 * common / (paragraph.pairs.total() + now[j].pairs.total())
            if share >= _limits()["reworded"]:
                alike.append((-share, abs(i - j), i, j))
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(alike):
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return partner


def _all_pairs(paragraphs: Sequence[_Paragraph]) -> Pairs:
    total: Pairs = Counter()
    for paragraph in paragraphs:
        total.update(paragraph.pairs)
    return total


def _stands_in(paragraph: _Paragraph, whole: Pairs) -> bool:
    """Whether the words of a paragraph stand in the other text, in a longer or in several shorter ones."""
    inner = Counter(pairwise(paragraph.words))
    return bool(inner) and (inner & whole).total() >= _limits()["kept"] * inner.total()


def _joined(then: _Paragraph, now: _Paragraph, all_then: Sequence[_Paragraph]) -> bool:
    """Whether ``now`` is ``then`` with others of the original joined to it, word for word."""
    if len(now.words) <= len(then.words):
        return False
    words = list(now.words)
    for paragraph in sorted(all_then, key=lambda p: -len(p.words)):
        size = len(paragraph.words)
        for start in range(len(words) - size + 1):
            if tuple(words[start : start + size]) == paragraph.words:
                del words[start : start + size]
                break
    return not words

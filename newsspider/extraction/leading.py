"""What copyists glue on top of a story: the photo's keywords and its caption, picked up with the text.

In: the story's first paragraphs. Out: the story's own paragraphs, the captions apart, and what was struck. A first
paragraph is taken for a caption only if it ends in a credit, for keywords only if it is a list and no sentence; and
never if little else would be left.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from newsspider.extraction.captions import is_credit_only, split_caption
from newsspider.records import Caption, Removal

_FUNCTION_WORDS: Final = frozenset(
    tomllib.loads((files(__package__) / "captions.toml").read_text("utf-8"))["function_words"]
)
_LONGEST: Final = 450  # characters of keywords, caption and credit together
_MOST_SENTENCES: Final = 2  # that a caption has
_LEAST_LEFT: Final = 2  # paragraphs of story that must follow
_MOST_TAKEN: Final = 3  # lines that are glued on top
_SENTENCE: Final = re.compile(r"[.!?؟。](?:\s|$)")
_COMMA: Final = re.compile(r"[,،、]\s*")
_BRACKETS: Final = frozenset("([")
_LEAST_KEYWORDS: Final = 3
_LONGEST_KEYWORD: Final = 4  # words
_MOST_BARE: Final = 14  # words of a list without commas


@dataclass(frozen=True, slots=True)
class Leading:
    """What was found. ``paragraphs`` is what is left; ``taken`` says how many whole paragraphs went."""

    paragraphs: list[str]
    taken: int = 0
    captions: tuple[Caption, ...] = ()
    removed: tuple[Removal, ...] = ()


def split_leading(paragraphs: list[str]) -> Leading:
    """Take keywords and captions off the top."""
    lines = [(index, line) for index, text in enumerate(paragraphs[:_MOST_TAKEN]) for line in text.split("\n")]
    captions: list[Caption] = []
    removed: list[Removal] = []
    taken = 0
    for index, line in lines[: _MOST_TAKEN + 1]:
        if len(paragraphs) - index <= _LEAST_LEFT:
            break
        keywords, caption = _read(line)
        if not keywords and caption is None and _is_bare_list(line):
            after = next((text for later, text in lines[taken + 1 :] if later <= index + 1), "")
            keywords = line if _read(after)[1] is not None else ""
        if not keywords and caption is None:
            break
        if keywords:
            removed.append(Removal("layout.glued_keywords", "tags", keywords, "line"))
        if caption is not None:
            captions.append(caption)
            removed.append(Removal("layout.glued_caption", "caption", line[len(keywords) :].strip(), "line"))
        taken += 1
    if not captions and not (removed and _certain(removed[0].text)):
        return Leading(paragraphs)
    left = [line for _, line in lines[taken:]]
    whole = lines[taken][0] if taken < len(lines) else _MOST_TAKEN
    first = "\n".join(line for index, line in lines[taken:] if index == whole)
    rest = ([first] if left else []) + paragraphs[whole + 1 if left else whole :]
    return Leading(rest, whole, tuple(captions), tuple(removed))


def _read(line: str) -> tuple[str, Caption | None]:
    """The keywords and the caption that a line consists of; both empty if it is something else."""
    if len(line) > _LONGEST:
        return "", None
    if is_keywords(line):
        return line, None
    caption = split_caption(line)
    if caption.credit is None or len(_SENTENCE.findall(caption.text)) > _MOST_SENTENCES or is_credit_only(line):
        return "", None
    if _goes_on(line, caption):
        return "", None
    keywords = keywords_in_front(caption.text)
    return keywords, Caption(caption.text[len(keywords) :].strip(), caption.credit)


def _goes_on(line: str, caption: Caption) -> bool:
    """Whether what was taken for a credit is the rest of a sentence: "a picture by Ada Berg", "(Kelm/North)."."""
    rest = line[len(caption.text) :].lstrip(" |–—-,;") if line.startswith(caption.text) else ""
    return rest[:1].islower() or (rest[:1] in _BRACKETS and line.endswith(").") and ":" not in rest)


def is_keywords(line: str) -> bool:
    """Whether a line is a list of keywords: short pieces between commas, and no sentence.

    >>> is_keywords("port, strike, cranes, Kelmouth docks")
    True
    >>> is_keywords("Eggs, flour and the juice of a lemon.")
    False
    """
    if line.count(",") + line.count("،") + line.count("、") < _LEAST_KEYWORDS - 1:
        return False  # most lines
    pieces = _COMMA.split(line.strip())
    return (
        len(pieces) >= _LEAST_KEYWORDS
        and not _SENTENCE.search(line)
        and line[-1:] not in ":;"
        and all(0 < len(p.split()) <= _LONGEST_KEYWORD for p in pieces)
        and not any(w.casefold() in _FUNCTION_WORDS for p in pieces for w in p.split())
    )


def _is_bare_list(line: str) -> bool:
    """Whether a line can be keywords without commas; it counts only where a caption follows."""
    words = line.split()
    few = _LEAST_KEYWORDS <= len(words) <= _MOST_BARE
    return few and not _SENTENCE.search(line) and not any(w.casefold() in _FUNCTION_WORDS for w in words)


def keywords_in_front(text: str) -> str:
    """The keywords in front of a caption, if there are any.

    The caption begins where a small word meets a capital, or an article stands with a capital, or else behind the first
    word after the last comma.
    """
    words = text.split(" ")
    start = _listed(words)
    listed = start or words[0][:1].islower()  # else a few words may be the caption's own: "Starosta obce pan Novák"
    least = start + 1 if start else _LEAST_KEYWORDS
    for i in range(start, min(len(words), start + 12)):
        before, here = words[i - 1], words[i]
        small = here.casefold().strip(",") in _FUNCTION_WORDS
        lowered = before[:1].islower() and before[-1:].isalnum() and (listed or i > _LONGEST_KEYWORD)
        if i >= least and here[:1].isupper() and (small or lowered):
            return " ".join(words[:i])
        if small:
            break
    for size in (3, 2):  # "... interview, Ann Lee Ann Lee at the mill"
        if start and words[start : start + size] == words[start + size : start + 2 * size]:
            return " ".join(words[: start + size])
    if start and len(words) > start + 1 and not words[start + 1][:1].islower():
        return " ".join(words[: start + 1])
    return ""


def without_keywords(caption: str) -> str:
    """A caption without the list of keywords, between commas, that stands in front of it."""
    return caption[len(keywords_in_front(caption)) :].strip() if _listed(caption.split(" ")) else caption


def _listed(words: list[str]) -> int:
    """How many words in front belong to a list between commas, up to its last comma; 0 if there is none.

    With a comma or two "Jan Novak, starosta Prahy" is a list as well, so one that begins with a capital has more.
    """
    found = commas = 0
    for i, word in enumerate(words[:40]):
        if word.endswith((",", "،")):
            if not is_keywords(" ".join(words[: i + 1]).rstrip(",، ") + ", q, q"):
                break
            found, commas = i + 1, commas + 1
    return found if commas >= _LEAST_KEYWORDS or words[0][:1].islower() else 0


def _certain(keywords: str) -> bool:
    """Keywords without a caption behind them must be many: a line of three could be a poem's."""
    return len(_COMMA.split(keywords)) > _LEAST_KEYWORDS

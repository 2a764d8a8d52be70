"""The story as a page's own program carries it, for pages whose markup is nearly empty before the program has run.

In: the scripts that hold data (``__NEXT_DATA__``, ``__next_f``, Apollo state, plain JSON). Out: the story's paragraphs
and its captions, or none. Asked only when the markup gave next to nothing: about one news page in a hundred.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from newsspider.extraction.parse import scrub
from newsspider.extraction.stated import stated_story

if TYPE_CHECKING:
    from newsspider.clutter import RuleSet
    from newsspider.extraction.stated import StatedStory

_MOST: Final = 3_000_000  # characters of script that are read
_SHORTEST: Final = 40  # characters of a string that may be prose
# A string without an end is taken as far as it goes, once: to try again behind each of its quotes is quadratic.
_STRING: Final = re.compile(r'(?:"([\w@$.-]{1,60})"\s*+:\s*+)?"((?:[^"\\]|\\.){40,}+)(?:(")|\\?\Z)', re.DOTALL)
_SENTENCE: Final = re.compile(r"[.!?。！？؟।…]['\"”’»)\]]*(?:\s|<|$)")
_CODE: Final = re.compile(r"^(?:https?:|/|data:|[\w-]+$|[{\[(#.@])|function\s*\(|=>|\{\s*\w[\w-]*\s*:")


def embedded_story(scripts: list[str], rules: RuleSet) -> StatedStory:
    """The story in a page's data scripts; without paragraphs if there is none.

    The strings are grouped by the key that they stand under; the key with the most prose is taken for the story's.
    """
    groups: dict[str, dict[str, None]] = {}
    for script in scripts:
        _collect(script[:_MOST], groups, nested=True)
    best = max(groups.values(), key=lambda texts: sum(map(len, texts)), default={})
    longest = max(best, key=len, default="")
    # A body in one piece beats many short pieces under the same key, which are other stories' teasers.
    pieces = [longest] if len(longest) * 2 > sum(map(len, best)) else list(best)
    return stated_story(pieces, rules)


def _collect(text: str, groups: dict[str, dict[str, None]], *, nested: bool) -> None:
    for key, raw, end in _STRING.findall(text):
        if not end:
            continue
        try:
            value = scrub(json.loads(f'"{raw}"', strict=False))
        except json.JSONDecodeError:
            continue
        if nested and value.count('"') > 8 and ('":' in value or '",' in value):
            _collect(value, groups, nested=False)  # a chunk of JSON that was sent as a string
        elif _is_prose(value):
            groups.setdefault(key, {})[value] = None


def _is_prose(text: str) -> bool:
    stripped = text.strip()
    return len(stripped) >= _SHORTEST and bool(_SENTENCE.search(stripped)) and not _CODE.search(stripped[:200])

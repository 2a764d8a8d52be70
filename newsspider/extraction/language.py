"""Which language a story is in.

In: the story's text and what the page says. Out: an ISO 639 code or None. Blogs that copy foreign stories leave
their own language in the markup, so a long text speaks for itself: by a language's small words, by a script that is its
alone (``languages.toml``), else by py3langid, a model of 97 languages that ships with it.
"""

from __future__ import annotations

import logging
import re
import tomllib
from collections import Counter
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any, Final

_LOG = logging.getLogger(__name__)
_ENOUGH: Final = 200  # characters
_GLANCE: Final = 150
_SAMPLE: Final = 600
_SURE: Final = 0.95
_TABLE: Final[dict[str, Any]] = tomllib.loads((files(__package__) / "languages.toml").read_text("utf-8"))
_LEAST_WORDS: Final[int] = _TABLE["least_words"]
_LEAST_SHARE: Final[float] = _TABLE["least_share"]
_MOST_OTHER: Final[float] = _TABLE["most_other"]
# Of each small word the languages that have it.
_LANGUAGES: Final[dict[str, list[str]]] = {}
for _code, _words in _TABLE["words"].items():
    for _word in dict.fromkeys(_words):
        _LANGUAGES.setdefault(_word, []).append(_code)
_SCRIPTS: Final[dict[str, re.Pattern[str]]] = {
    code: re.compile(f"[{signs}]") for code, signs in _TABLE["scripts"].items()
}
_LEAST_SIGNS: Final[float] = _TABLE["least_signs"]
_EDGES: Final = ".,;:!?…()[]«»“”„\"'’"


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Loading the model takes a moment; pages with a declared language and short texts never need it.
    from newsspider.extraction.language_model import identifier  # noqa: PLC0415 - see above

    try:
        return identifier()
    except OSError as error:  # py3langid unpacks its model to a temporary file; no story is lost for a full disk
        _LOG.warning("the language of texts can't be told: %s; free space in the temporary directory", error)
        return None


def load_model() -> None:
    """Load the model now: processes that are forked from this one have it, where it couldn't be mapped too."""
    _identifier()


def language_of(text: str, declared: str | None) -> str | None:
    """The language of a text; the declared one if the text is short or leaves doubt."""
    if len(text) < _ENOUGH:
        return declared
    sample = text[:_SAMPLE]
    if told := _told_by_words(sample) or _told_by_script(sample):
        return told
    identifier = _identifier()
    if identifier is None:
        return declared
    if declared is not None:
        # Most pages say the truth, and then the beginning of a sample shows it as well as all of it.
        code, probability = identifier.classify(text[:_GLANCE])
        if code == declared and probability >= _SURE:
            return declared
    code, probability = identifier.classify(sample)
    return str(code) if declared is None or probability >= _SURE else declared


def _told_by_words(sample: str) -> str | None:
    """The language of a sample by its small words: its own are frequent, those of others are not."""
    words = sample.lower().split()
    if len(words) < _LEAST_WORDS:
        return None
    told = [*map(_LANGUAGES.get, words)]
    # Words of letters alone have no edges to strip.
    told += [
        _LANGUAGES.get(w.strip(_EDGES)) for w, known in zip(words, told, strict=True) if not (known or w.isalpha())
    ]
    counts = Counter(chain.from_iterable(filter(None, told)))
    language = max(counts, key=counts.__getitem__, default=None)
    own = counts.pop(language) if language else 0
    clear = own >= _LEAST_SHARE * len(words) and max(counts.values(), default=0) <= _MOST_OTHER * own
    return language if clear else None


def _told_by_script(sample: str) -> str | None:
    """The language that has a script to itself, if enough of a sample is written in it."""
    if sample.isascii():
        return None
    return next((code for code, signs in _SCRIPTS.items() if _is_written_in(sample, signs)), None)


def _is_written_in(sample: str, signs: re.Pattern[str]) -> bool:
    return len(signs.findall(sample)) >= _LEAST_SIGNS * len(sample)

"""Which language a story is in.

In: the story's text and what the page says. Out: an ISO 639 code or None. Blogs that copy foreign stories leave
their own language in the markup, so a long text speaks for itself: by the small words of the language that the page
declares (``languages.toml``), else by py3langid, a model of 97 languages that ships with it.
"""

from __future__ import annotations

import logging
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

_LOG = logging.getLogger(__name__)
_ENOUGH: Final = 200  # characters
_GLANCE: Final = 150
_SAMPLE: Final = 600
_SURE: Final = 0.95
_TABLE: Final = tomllib.loads((files(__package__) / "languages.toml").read_text("utf-8"))
_SMALL_WORDS: Final = {code: frozenset(words) for code, words in _TABLE["words"].items()}
_EDGES: Final = ".,;:!?…()[]«»“”„\"'’"


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Loading the model takes a moment; pages with a declared language and short texts never need it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - see above

    try:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as error:  # it unpacks its model to a temporary file; no story is lost for a full disk
        _LOG.warning("the language of texts can't be told: %s; free space in the temporary directory", error)
        return None


def language_of(text: str, declared: str | None) -> str | None:
    """The language of a text; the declared one if the text is short or leaves doubt."""
    if len(text) < _ENOUGH:
        return declared
    if declared is not None and _is_told_by_words(text[:_SAMPLE], declared):
        return declared
    identifier = _identifier()
    if identifier is None:
        return declared
    if declared is not None:
        # Most pages say the truth, and then the beginning of a sample shows it as well as all of it.
        code, probability = identifier.classify(text[:_GLANCE])
        if code == declared and probability >= _SURE:
            return declared
    code, probability = identifier.classify(text[:_SAMPLE])
    return str(code) if declared is None or probability >= _SURE else declared


def _is_told_by_words(sample: str, language: str) -> bool:
    """Whether a sample is in a language, by its small words: its own are frequent, those of others are not."""
    if language not in _SMALL_WORDS:
        return False
    words = [word.strip(_EDGES) for word in sample.lower().split()]
    if len(words) < _TABLE["least_words"]:
        return False
    shares = {code: sum(map(small.__contains__, words)) / len(words) for code, small in _SMALL_WORDS.items()}
    own = shares.pop(language)
    return bool(own >= _TABLE["least_share"] and max(shares.values()) <= _TABLE["most_other"] * own)

"""Which language a story is in.

In: the story's text and what the page says. Out: an ISO 639 code or None. Blogs that copy foreign stories leave
their own language in the markup, so a long text speaks for itself (py3langid, a model of 97 languages that ships
with it).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

_ENOUGH: Final = 200  # characters
_SAMPLE: Final = 600
_SURE: Final = 0.95


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Loading the model takes a moment; pages with a declared language and short texts never need it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - see above

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str, declared: str | None) -> str | None:
    """The language of a text; the declared one if the text is short or leaves doubt."""
    if len(text) < _ENOUGH:
        return declared
    code, probability = _identifier().classify(text[:_SAMPLE])
    return str(code) if declared is None or probability >= _SURE else declared

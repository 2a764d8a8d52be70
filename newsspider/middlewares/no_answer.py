"""Why a request got no answer, in a line of words.

In: what Scrapy raised in its place. Out: words for people. Refused: nothing; what has no words of its own is told by
its type.
"""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "the host's name has no address"),
    (DownloadConnectionRefusedError, "the connection was refused"),
    (DownloadTimeoutError, "no answer in time"),
    (ResponseDataLossError, "the answer was cut off"),
)


def no_answer_in_words(error: BaseException | None) -> str:
    """Such as "no answer in time"."""
    text = str(error)
    if isinstance(error, IgnoreRequest):
        return text or type(error).__name__
    known = next((words for kind, words in _WORDS if isinstance(error, kind)), None)
    return known or f"{type(error).__name__}: {text}"[:300]

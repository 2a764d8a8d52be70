"""Stories that feeds carry whole: they stand in for pages that don't give them.

In: an article's key and why its page gave no story. Out: the page that the story in its feed makes, once. Refused: a
reason that says that there is no story, and a text that is too short to be one.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from newsspider.pipelines.texts import plain_text
from newsspider.records import Reason, count_words
from newsspider.spiders.pages import page_of_link

if TYPE_CHECKING:
    from newsspider.extensions.run_state import RunState
    from newsspider.records import Page
    from newsspider.spiders.source_choice import Choice

_WALLS = {Reason.LOGIN_WALL, Reason.CONSENT_WALL, Reason.BOT_WALL, Reason.PAYWALL}
_EMPTY = {Reason.NO_STORY, Reason.TOO_SHORT, Reason.EMPTY_BODY, Reason.NOT_HTML}
_BEHIND = frozenset(_WALLS | _EMPTY)  # the story is there, and the page doesn't give it
_SHUT = frozenset({401, 402, 403, 406, 451})


class FeedTexts:
    """The stories that the frontier keeps until their articles are written or refused.

    Args:
        run: Its frontier.
        choice: Whose they are.
        min_words: A shorter text is no story.
    """

    def __init__(self, run: RunState, choice: Choice, min_words: int) -> None:
        self._run = run
        self._choice = choice
        self._min_words = min_words
        self._told: set[str] = set()

    def stand_in(self, key: str, reason: Reason, status: int | None = None) -> Page | None:
        """The page that the story in the feed makes, if it is long enough and wasn't tried yet; None without a need."""
        behind = reason in _BEHIND or (reason is Reason.HTTP_ERROR and status in _SHUT)
        link = self._run.frontier.text(key) if behind and key not in self._told else None
        source = self._choice.named(self._run.frontier.source_of(key) or "") if link else None
        if link is None or source is None or count_words(plain_text(link.text or "")) < self._min_words:
            return None
        self._told.add(key)
        self._run.count("feed_text/used")
        return page_of_link(link, source, status or HTTPStatus.OK)

    def text(self, key: str) -> str | None:
        """The story of an article as its feed carries it; None if it doesn't, or if it is the one that was taken."""
        link = None if key in self._told else self._run.frontier.text(key)
        return None if link is None or link.whole else link.text

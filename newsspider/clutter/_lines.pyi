from collections.abc import Sequence
from typing import Any

from newsspider.clutter.lines import LineIndex
from newsspider.clutter.rule import Rule

class Finder:
    def __init__(
        self,
        index: LineIndex,
        decoration: str,
        around_words: str,
        ranks: dict[Any, int],
        stops: tuple[str, ...],
        end_chars: int,
    ) -> None: ...
    def find(self, folded: str, triggered: Sequence[Any], groups: set[int] | None, flag: int) -> Rule | None: ...

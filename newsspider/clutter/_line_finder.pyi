from collections.abc import Sequence

from newsspider.clutter.line_finder import Entry, LineTables
from newsspider.clutter.rule import Rule

class LineFinder:
    def __init__(self, tables: LineTables) -> None: ...
    def find(
        self, folded: str, triggered: Sequence[tuple[tuple[str, ...], Entry]], groups: set[int] | None, flag: int
    ) -> Rule | None: ...

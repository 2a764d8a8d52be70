from collections.abc import Sequence

from newsspider.clutter.scan import ScanSigns, ScanWords

class Scanner:
    def __init__(self, words: ScanWords, signs: ScanSigns, longest_line: int) -> None: ...
    def flags(self, lines: Sequence[str]) -> bytes: ...

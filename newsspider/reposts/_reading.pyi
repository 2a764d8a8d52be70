from collections.abc import Callable, Mapping

from newsspider.reposts.lexicon import Word
from newsspider.reposts.notes import LineRules, Read

class Reader:
    def __init__(
        self,
        words: Mapping[str, Word],
        class_of: Callable[[str], tuple[int, int, bool]],
        look_alikes: Mapping[str, str],
        stem_letters: int,
        rules: LineRules = ...,
    ) -> None: ...
    def read(self, text: str) -> Read: ...

from collections.abc import Callable, Mapping

from newsspider.reposts.lexicon import Word

class Lexicon:
    def __init__(
        self,
        words: Mapping[str, Word],
        class_of: Callable[[str], tuple[int, int, bool]],
        look_alikes: Mapping[str, str],
        stem_letters: int,
    ) -> None: ...
    def word(self, word: str) -> tuple[int, int, int, int]: ...

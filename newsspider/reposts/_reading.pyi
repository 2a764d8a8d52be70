from collections.abc import Callable

class Reader:
    def __init__(
        self,
        words: dict[str, tuple[int, int]],
        class_of: Callable[[str], tuple[int, int, bool]],
        look_alikes: dict[str, str],
        stem_letters: int,
    ) -> None: ...
    def read(self, text: str) -> tuple[bytes, bytes, int, int, list[tuple[int, int, int, int, int]]]: ...

from collections.abc import Callable, Sequence

def pieces(
    lines: Sequence[str],
    filled: list[int],
    first: int,
    last: int,
    edge: int,
    most_words: int,
    pure: Callable[[str, int, int], bytes],
) -> bytes: ...

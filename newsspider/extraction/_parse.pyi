from collections.abc import Mapping

def is_clean(page: bytes) -> bool: ...

class Reading:
    def __init__(
        self, everywhere: frozenset[str], on_some: Mapping[str, tuple[str, ...]], styles: tuple[str, ...]
    ) -> None: ...

def slim(page: bytes | str, reading: Reading) -> bytes | None: ...

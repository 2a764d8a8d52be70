from collections.abc import Collection
from typing import Any

from newsspider.reposts.links import Link
from newsspider.reposts.postings import Postings
from newsspider.reposts.prints import Prints
from newsspider.reposts.trees import Trees

class Links:
    def __init__(
        self, postings: Postings, prints: Prints, trees: Trees, match: dict[str, Any], link: dict[str, Any]
    ) -> None: ...
    def find(self, packed: bytes, credited: Collection[int]) -> list[Link]: ...
    def enter(self, packed: bytes, story: int) -> None: ...

def overlap(packed_a: bytes, packed_b: bytes, gap: int, least_run: int) -> tuple[float, float]: ...

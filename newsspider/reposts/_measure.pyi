from newsspider.reposts.trees import Node

def measure(
    stems_a: bytes,
    flags_a: bytes,
    stride_a: int,
    marks_a: bytes,
    stems_b: bytes,
    flags_b: bytes,
    stride_b: int,
    marks_b: bytes,
    story: int,
    gap: int,
    least_run: int,
    segment_gap: int,
    lead: int,
) -> tuple[tuple[int, ...], tuple[int, ...]]: ...
def covered(
    stems_a: bytes,
    flags_a: bytes,
    stride_a: int,
    marks_a: bytes,
    story: int,
    stems_b: bytes,
    flags_b: bytes,
    stride_b: int,
    gap: int,
    least_run: int,
) -> bytes: ...

class Trees:
    def __init__(self, start: float, trees: list[list[Node]]) -> None: ...
    def score(self, values: list[float]) -> float: ...

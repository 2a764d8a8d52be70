from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from newsspider.extraction.layout import Layout

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

class Known:
    def __init__(
        self,
        classes: NDArray[np.uint16],
        logs: Floats,
        log1p: Callable[[float], float],
        limits: Floats,
        masks: Ints,
        told: tuple[float, float, int],
        bits_of_tag: Callable[[str], int],
        bit_count: int,
        tag_numbers: dict[str, int],
        longest_notice: int,
        wide_weight: float,
    ) -> None: ...

def fill(known: Known, layout: Layout, rows: Floats, figures: Floats, bits: Ints) -> None: ...

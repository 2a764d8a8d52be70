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
        logs: Floats,
        no_witness: int,
        heading: int,
        no_title: float,
        teasers: tuple[int, float, float, float],
    ) -> None: ...

def fill(
    known: Known,
    layout: Layout,
    figures: Floats,
    bits: Ints,
    own_links: Callable[[Layout], NDArray[np.bool_]],
    rows: Floats,
    row: int,
) -> int: ...

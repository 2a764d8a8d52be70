from collections.abc import Callable, Mapping, Sequence
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from newsspider.clutter import Rule
from newsspider.extraction.features import BlockTable
from newsspider.extraction.layout import Layout

class Known:
    def __init__(
        self,
        body: ModuleType,
        vetoes: ModuleType,
        bits: Mapping[str, int],
        count_words: Callable[[str], int],
        enough: float,
    ) -> None: ...

def choose(
    known: Known,
    layout: Layout,
    table: BlockTable,
    probability: NDArray[np.float64],
    teased: NDArray[np.bool_],
    line_rules: Sequence[Rule | None],
) -> tuple[list[int], list[int], dict[int, tuple[str, str]], float]: ...

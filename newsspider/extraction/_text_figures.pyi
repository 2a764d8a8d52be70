from array import array
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from newsspider.extraction.walk import Layout

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

def repeats(texts: list[str], containers: array[int], c_signature: array[int], found: Floats) -> None: ...
def inherited_bits(
    layout: Layout,
    chars: Floats,
    limits: Floats,
    masks: Ints,
    told: tuple[float, float, int],
    bits_of_tag: Callable[[str], int],
    found: Ints,
) -> None: ...
def fill_bits(bits: Ints, masks: Ints, rows: Floats) -> None: ...
def fill_tags(c_tag: list[str], containers: array[int], number_of: dict[str, int], rows: Floats) -> None: ...

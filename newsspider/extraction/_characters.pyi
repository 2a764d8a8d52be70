import numpy as np
from numpy.typing import NDArray

def measure(
    texts: list[str],
    kind_of: NDArray[np.uint8],
    classes_of: NDArray[np.int64],
    marks: tuple[int, ...],
    counts: NDArray[np.float64],
    figures: NDArray[np.float64],
    ends: NDArray[np.uint8],
) -> None: ...
def find_notices(texts: list[str], longest: int, found: NDArray[np.uint8]) -> None: ...

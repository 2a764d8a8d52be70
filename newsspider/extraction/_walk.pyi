from array import array
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsspider.clutter import RuleSet
from newsspider.extraction.tree import Element

class Names:
    rules: RuleSet
    def __init__(self, rules: RuleSet, class_words: ModuleType, walk: ModuleType) -> None: ...

def fits(lxml_version: tuple[int, ...], libxml_version: tuple[int, ...]) -> bool: ...
def walk(root: Element, names: Names) -> tuple[Any, ...]: ...
def inherit(bits: NDArray[np.int64], parents: array[int]) -> None: ...

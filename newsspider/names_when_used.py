"""A package's names whose modules are imported when the name is used, not with the package.

In: the package's name, and in which of its modules each name stands. Out: the package's ``__getattr__``. Refused: a
name that isn't among them, with the ``AttributeError`` that Python itself would raise.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def names_when_used(package: str, modules: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package (PEP 562) that imports a name's module and keeps what it found.

    Args:
        package: Its ``__name__``.
        modules: The module of each name, below the package.
    """

    def find(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found = getattr(import_module(f"{package}.{modules[name]}"), name)
        setattr(sys.modules[package], name, found)
        return found

    return find

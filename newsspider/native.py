"""The compiled twins of pure modules, where they were built and are wanted.

In: the name of a compiled module, such as ``newsspider.extraction._walk``. Out: the module, or None; then the
caller's pure code does the work, with the same results. Refused: nothing. ``NEWSSPIDER_PURE=1`` in the environment
turns all of them off, to compare or to look for a bug.
"""

from __future__ import annotations

import importlib
import os
import warnings
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import ModuleType

PURE: Final = os.environ.get("NEWSSPIDER_PURE", "") not in ("", "0")


def compiled(name: str) -> ModuleType | None:
    """The compiled module of this name; None if it wasn't built, doesn't fit what is installed, or isn't wanted."""
    if PURE:
        return None
    try:
        # What was built against another lxml says so by a warning or a ValueError about a class's size.
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            return importlib.import_module(name)
    except (ImportError, ValueError, RuntimeWarning):
        return None


__all__ = ["PURE", "compiled"]

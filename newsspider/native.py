"""The compiled twins of pure modules, where they were built and are wanted.

In: the name of a compiled module, such as ``newsspider.extraction._walk``. Out: the module, or None; then the
caller's pure code does the work, with the same results. Refused: nothing. ``NEWSSPIDER_PURE=1`` in the environment
turns all of them off, to compare or to look for a bug.
"""

from __future__ import annotations

import importlib
import os
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import ModuleType

_SAME_S: Final = 60  # seconds: files that one installation writes
_TOLD: list[str] = []
PURE: Final = os.environ.get("NEWSSPIDER_PURE", "") not in ("", "0")


def compiled(name: str) -> ModuleType | None:
    """The compiled module of this name; None if it wasn't built, doesn't fit what is installed, or isn't wanted."""
    if PURE or _is_stale(name):
        return None
    try:
        # What was built against another lxml says so by a warning or a ValueError about a class's size.
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            return importlib.import_module(name)
    except (ImportError, ValueError, RuntimeWarning):
        return None


def _is_stale(name: str) -> bool:
    """Whether the source beside a compiled module is newer: a checkout was updated, but not installed again."""
    try:
        spec = find_spec(name)
        built = Path(spec.origin) if spec and spec.origin else None
        if built is None:
            return False
        source = max(_sources(built, name), key=lambda path: path.stat().st_mtime)
        if source.stat().st_mtime <= built.stat().st_mtime + _SAME_S:
            return False
    except (ImportError, OSError):  # a package that isn't there, an installation without sources
        return False
    if not _TOLD:  # one warning a process: after an update there may be thirty of them
        remedy = "until `pip install --no-deps -e .` has built anew what is, the pure code does its work, more slowly"
        warnings.warn(f"{source.name} is newer than what was built from it: {remedy}", RuntimeWarning, stacklevel=3)
        _TOLD.append(source.name)
    return True


def _sources(built: Path, name: str) -> list[Path]:
    """What a compiled module was built from: its own source, and what that takes from others of its package."""
    own = built.with_name(f"{name.rpartition('.')[2]}.pyx")
    text = own.read_text("utf-8")
    shared = [path for ending in ("*.pxd", "*.pxi") for path in built.parent.glob(ending)]
    return [own, *(path for path in shared if path.stem in text)]


__all__ = ["PURE", "compiled"]

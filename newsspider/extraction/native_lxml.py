"""Compiled modules that read lxml's own structures: used only with the lxml that they were compiled for.

In: the name of a compiled module, or those of functions of libxml2. Out: the module, or the functions' addresses; None
where they can't be had. See ``newsspider.native``.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

from lxml import etree

from newsspider.native import compiled

if TYPE_CHECKING:
    from types import ModuleType


def compiled_for_lxml(name: str) -> ModuleType | None:
    """The compiled module, if the structures of the installed lxml and libxml2 are those it was compiled for."""
    walk = compiled("newsspider.extraction._walk")  # which knows what all of them were compiled for
    if walk is None or not walk.fits(etree.LXML_VERSION, etree.LIBXML_VERSION):
        return None
    return compiled(name)


def functions_of_libxml2(*names: str) -> tuple[int, ...] | None:
    """Where these functions of lxml's own libxml2 are; None where it doesn't show them, as on Windows."""
    try:
        library = ctypes.CDLL(etree.__file__)  # loaded already: the same once more
        found = [ctypes.cast(getattr(library, name), ctypes.c_void_p).value for name in names]
    except (OSError, AttributeError):
        return None
    return tuple(address for address in found if address) if all(found) else None

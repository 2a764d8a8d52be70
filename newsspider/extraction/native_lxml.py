"""Compiled modules that read lxml's own structures: used only with the lxml that they were compiled for.

In: the name of a compiled module. Out: the module, or None; see ``newsspider.native``.
"""

from __future__ import annotations

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

"""A corpus in the shapes that its consumers expect, with the last word on each story folded in.

In: a corpus directory. Out: a new directory with data files, a dataset card (``README.md``), ``croissant.json`` and,
written last, ``manifest.json``. Refused (``ExportError``): a directory that isn't empty, a library that isn't there.
"""

from newsspider.corpus.export.errors import ExportError
from newsspider.corpus.export.run import Exported, ExportOptions, export_corpus
from newsspider.corpus.export.shapes import SHAPES, Shape

__all__ = ["SHAPES", "ExportError", "ExportOptions", "Exported", "Shape", "export_corpus"]

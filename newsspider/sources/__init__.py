"""Which sites are crawled, and how: ``sources.toml`` comes in, ``Source`` records go out.

Refused, as ``SourcesError``: a file or value that isn't as ``docs/sources.md`` says.
"""

from newsspider.sources.errors import SourcesError
from newsspider.sources.load import load_sources, source_of
from newsspider.sources.places import line_of
from newsspider.sources.source import Source, Sources
from newsspider.sources.table import source_table

__all__ = ["Source", "Sources", "SourcesError", "line_of", "load_sources", "source_of", "source_table"]

"""Where in a ``sources.toml`` a key stands: the reader of TOML tells the lines of syntax errors alone.

In: the file's text. Out: line numbers from 1. A source in a form that this doesn't follow (inline tables) has
no ``Table``; messages then name the source without a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*(\[\[|\[)\s*[\"']?([^\]\"']+?)[\"']?\s*\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"\s*[\"']?([\w.-]+)[\"']?\s*=")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file: the line of its header and those of its keys."""

    name: str
    line: int
    keys: dict[str, int] = field(default_factory=dict)

    def line_of(self, key: str | None) -> int:
        """The key's line, or the header's."""
        return self.keys.get(key or "", self.line)


def line_of(text: str, source: str, key: str) -> int | None:
    """The line of a source's key, or that of the defaults' which stands for it; None where it isn't found."""
    lines, found = text.split("\n"), tables(text)
    defaults = next((table for table in found if table.name == "defaults"), None)
    for table in found:
        named = lines[table.keys["name"] - 1].partition("=")[2] if "name" in table.keys else ""
        if table.name == "source" and named.strip().startswith((f'"{source}"', f"'{source}'")):
            return table.keys.get(key) or (defaults.keys.get(key) if defaults else None) or table.line
    return None


def tables(text: str) -> list[Table]:
    """The tables in their order; the first is the top of the file, with the name ""."""
    found = [Table("", 1)]
    for number, line in enumerate(text.split("\n"), start=1):
        header = _HEADER.match(line)
        key = _KEY.match(line)
        if header:
            found.append(Table(header.group(2), number))
        elif key:
            found[-1].keys.setdefault(key.group(1), number)
    return found

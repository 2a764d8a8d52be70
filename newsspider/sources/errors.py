"""What is said about a ``sources.toml`` that can't be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class SourcesError(Exception):
    """The file, or one value in it, can't be used. ``str()`` of it is a message for people, 2 to 4 lines.

    Attributes:
        file: The file.
        problem: What is wrong, the value included.
        expected: What would be right.
        remedy: What to do.
        line: Line in the file, from 1; None where no one line is at fault.
        key: The key, or None.
        value: The value as it was read, or None.
    """

    def __init__(
        self,
        file: Path,
        problem: str,
        *,
        expected: str,
        remedy: str,
        line: int | None = None,
        key: str | None = None,
        value: object = None,
    ) -> None:
        place = str(file) if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: {problem}\n  expected: {expected}\n  to do: {remedy}")
        self.file = file
        self.problem = problem
        self.expected = expected
        self.remedy = remedy
        self.line = line
        self.key = key
        self.value = value


class ValueRefusedError(ValueError):
    """A value that a check refused, before it is known where it stands in the file."""

    def __init__(self, problem: str, expected: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.expected = expected
        self.remedy = remedy

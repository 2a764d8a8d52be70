"""Named columns, collected one by one or many at once, and put together as one matrix.

In: columns of one length, of numbers or truth values. Out: their names and the matrix. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Columns:
    """A growing table. Each column is kept as a row, so that putting them together copies whole rows."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._rows: list[NDArray[Any]] = []

    def add(self, name: str, column: NDArray[Any]) -> None:
        """Add a column."""
        self.names.append(name)
        self._rows.append(column[None])

    def add_all(self, names: Sequence[str], rows: NDArray[Any]) -> None:
        """Add several columns, each a row of ``rows``."""
        self.names.extend(names)
        self._rows.append(rows)

    def matrix(self) -> NDArray[np.float64]:
        """All columns side by side; shape (entries, columns)."""
        rows: NDArray[np.float64] = np.concatenate(self._rows, dtype=np.float64)
        return rows.T

"""What an export refuses."""

from __future__ import annotations


class ExportError(Exception):
    """The export can't be made as it was asked for; the message says what to do."""

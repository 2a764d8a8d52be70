"""What web archives refuse, by name."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class WarcError(Exception):
    """An archive can't be read or written; the message says why and what to do."""


def library(name: str) -> Any:
    """A module of the extra for web archives.

    Raises:
        WarcError: It isn't installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise WarcError(f"web archives need an extra: pip install -e '.[warc]' ({error})") from error

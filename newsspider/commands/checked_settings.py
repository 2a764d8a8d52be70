"""Settings that were given as text (``-s NAME=VALUE``), held against the type of their defaults.

In: the settings of a command. Out: a warning for each name that means nothing here. Refused: the
first value that isn't what its default is (``UsageError``: name, value, what was expected).
"""

from __future__ import annotations

import logging
import math
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES, default_settings

from newsspider import settings as ours
from newsspider.corpus import PACKINGS, CorpusError
from newsspider.corpus.unpacking import zstd
from newsspider.warc import WarcError
from newsspider.warc.errors import library

if TYPE_CHECKING:
    from scrapy.settings import Settings

logger = logging.getLogger(__name__)
# Settings of Scrapy whose middlewares are left out, and what does the same here.
MEANS_NOTHING = {
    "ROBOTSTXT_OBEY": "obey_robots of a source",
    "COOKIES_ENABLED": "no cookie is kept",
    "DEPTH_LIMIT": "LISTING_PAGES bounds how far lists are followed",
}
_NEAR = 0.8  # so alike a name must be to one of ours
_BOOLS = frozenset({"0", "1", "true", "false"})


def check_settings(settings: Settings) -> None:
    """Refuse values that would end in a traceback later.

    Raises:
        UsageError: A value can't be used.
    """
    if not str(settings.get("CORPUS_DIR") or "").strip():
        raise UsageError("CORPUS_DIR is empty; name the directory that the run writes to", print_help=False)
    packing = settings.get("PACK_SEGMENTS", ours.PACK_SEGMENTS)
    if packing not in PACKINGS:
        words = f"PACK_SEGMENTS={packing!r} can't be used: expected none, gzip or zstd"
        raise UsageError(words, print_help=False)
    if packing == "zstd":
        try:
            zstd()
        except CorpusError as error:
            raise UsageError(str(error), print_help=False) from error
    _warn_of_names(settings)
    for name, value in settings.items():
        if isinstance(value, str):
            expected = _refusal(str(name), value)
            if expected:
                raise UsageError(f"{name}={value!r} can't be used: expected {expected}", print_help=False)
    if settings.getbool("WARC"):
        try:
            library("fastwarc")
        except WarcError as error:
            raise UsageError(str(error), print_help=False) from error


def check_log(settings: Settings | None) -> None:
    """Refuse a level and a file of which Scrapy would tell with a traceback, before a command has begun.

    Raises:
        UsageError: One of them can't be used.
    """
    if settings is None or not settings.getbool("LOG_ENABLED"):
        return
    level, file = settings.get("LOG_LEVEL"), settings.get("LOG_FILE")
    if isinstance(level, str) and not level.isdecimal() and level not in logging.getLevelNamesMapping():
        words = f"LOG_LEVEL={level!r} can't be used: expected DEBUG, INFO, WARNING, ERROR or CRITICAL"
        raise UsageError(words, print_help=False)
    if file:
        try:
            Path(file).open("a", encoding="utf-8").close()
        except OSError as error:
            words = f"LOG_FILE={file!r} can't be used: {error.strerror or error}; name a file that can be written"
            raise UsageError(words, print_help=False) from error


def _warn_of_names(settings: Settings) -> None:
    """Say which names of the command line mean nothing, where one of ours may have been meant."""
    known = [name for name in dir(ours) if name.isupper() and not name.startswith("_")]
    for name in map(str, settings):
        is_given = settings.getpriority(name) == SETTINGS_PRIORITIES["cmdline"]
        if is_given and name in MEANS_NOTHING:
            logger.warning("-s %s= means nothing here: %s", name, MEANS_NOTHING[name])
        if not is_given or name in known or hasattr(default_settings, name):
            continue
        near = get_close_matches(name.upper(), known, 1, _NEAR)
        if near:
            logger.warning("-s %s= means nothing here; the nearest name that does: %s", name, near[0])


def _refusal(name: str, value: str) -> str:
    """What was expected instead, or ""."""
    is_ours = not hasattr(default_settings, name)
    default: Any = getattr(ours, name, None) if is_ours else getattr(default_settings, name)
    if isinstance(default, bool) or (name.endswith("_ENABLED") and not is_ours):
        return "" if value.lower() in _BOOLS else "True or False"
    if isinstance(default, int) and is_ours:
        return "" if value.strip().isdecimal() else "a whole number, 0 or more"
    if isinstance(default, int | float):
        return "" if _is_number(value, 0 if is_ours else -math.inf) else "a number"
    return ""


def _is_number(value: str, least: float) -> bool:
    try:
        number = float(value)
    except ValueError:
        return False
    return math.isfinite(number) and number >= least

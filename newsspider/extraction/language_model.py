"""The model of languages, unpacked once for all runs.

In: the packed model that ships with py3langid (4 MiB, which take half a second to unpack). Out: an identifier that
reads it from mapped files: there in milliseconds, in memory once for all processes, and only as far as texts touch it.
The files (68 MiB) stand in the user's directory for caches, and are made anew for another version of the model.
Refused: a directory that others may write to. Where none can be written the model is unpacked into memory, as py3langid
does it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
from py3langid.modelio import load_model

_PACKED: Final = Path(MODEL_DIR, MODEL_FILE)
_PARTS: Final = ("likelihoods", "priors", "codes", "moves", "rows", "features")
_OF_OTHERS: Final = 0o022  # permission to write for anybody but the owner


@lru_cache(maxsize=1)
def identifier() -> Any:
    """The identifier.

    Raises:
        OSError: The model can be unpacked nowhere, not even to a temporary file.
    """
    with suppress(
        OSError, ValueError, EOFError
    ):  # no place, no room, or files that were cut off: it works without them
        packed = _PACKED.stat()
        folder = cache_folder() / f"languages-{packed.st_mtime_ns:x}-{packed.st_size:x}"
        if not folder.exists():
            _unpack(folder)
        if _is_ours(folder):
            return _mapped(folder)
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def cache_folder() -> Path:
    """Where files may stand that can be made anew at any time: ``$XDG_CACHE_HOME/newsspider``.

    Raises:
        OSError: There is no such place for this user.
    """
    told = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        return Path(told if told.is_absolute() else Path.home() / ".cache", "newsspider")
    except RuntimeError as error:
        raise OSError(str(error)) from error


def _unpack(folder: Path) -> None:
    """Write the parts; the folder is there at once with all of them, or not at all."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    under_way = Path(tempfile.mkdtemp(prefix="languages-", dir=folder.parent))
    try:
        for name, part in zip(_PARTS, load_model(_PACKED), strict=True):
            with (under_way / f"{name}.npy").open("wb") as file:
                np.save(file, np.asarray(part), allow_pickle=False)
                os.fsync(file.fileno())
        with suppress(FileExistsError, OSError):  # somebody else was quicker
            under_way.rename(folder)
    finally:
        shutil.rmtree(under_way, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Whether nobody else may have written what is there."""
    if not hasattr(os, "getuid"):
        return True
    told = (folder.parent.stat(), folder.stat())
    return all(one.st_uid == os.getuid() and not one.st_mode & _OF_OTHERS for one in told)


def _mapped(folder: Path) -> LanguageIdentifier:
    """The identifier of mapped files.

    Raises:
        OSError, ValueError, EOFError: One of them is no such file.
    """
    parts = [np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _PARTS]
    likelihoods, priors, codes, moves, rows, features = map(np.asarray, parts)
    return LanguageIdentifier(
        likelihoods,
        priors,
        codes.tolist(),
        memoryview(moves.data),  # its numbers are Python's own, and none is one before it is looked at
        features.tolist(),
        norm_probs=True,
        tk_row=rows.tolist(),
    )

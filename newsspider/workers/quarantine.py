"""Pages that have cost workers: known over the nights, so that none of them costs a third one.

In: a page that was over its limits. Out: whether it is to be tried at all. A page whose bytes have changed is tried
again. The bytes of the last ones are kept for whoever wants to know why; of older ones the line in the list remains,
and of the oldest of very many not even that: they cost two workers more.
"""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from newsspider.corpus import replace_file
from newsspider.corpus.errors import write_error
from newsspider.records import json_line
from newsspider.urls import item_id

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 2  # workers that one page may cost
_PAGE = ".page.gz"
_MOST_KEPT = 50
_MOST_KEPT_BYTES = 64 * 1024 * 1024  # of these pages, packed; a body that can't be packed has 16 MiB
_MOST_LINES = 10_000  # that are kept where there are twice as many


class Quarantine:
    """What is known of costly pages, in ``quarantine.jsonl`` of a folder; the last line of a page counts.

    Args:
        folder: Made when the first page comes in.

    Raises:
        WriteError: The list can't be read, or not written anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._list = folder / "quarantine.jsonl"
        self._known: dict[str, dict[str, Any]] = {}
        for line in self._lines():
            self._note(line)

    def _lines(self) -> list[str]:
        """The last lines of the list; a site whose pages are others each night fills neither memory nor disk."""
        try:
            lines = self._list.read_text("utf-8", errors="replace").split("\n")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise write_error(self._list, error) from error
        if len(lines) > 2 * _MOST_LINES:
            lines = lines[-_MOST_LINES - 1 :]  # behind the last one stands an empty one
            replace_file(self._list, "\n".join(lines).encode())
        return lines

    def _note(self, line: str) -> None:
        try:
            told = json.loads(line)
            self._known[told["id"]] = {"kills": int(told["kills"]), "sha256": told["sha256"], "why": str(told["why"])}
        except (ValueError, TypeError, KeyError):
            return  # a line that was cut off by a crash: the page costs one more worker at most

    def why(self, url: str, body: bytes) -> str | None:
        """Why this page isn't tried any more; None if it is."""
        told = self._known.get(item_id(url))
        if told is None or told["kills"] < KILLS or told["sha256"] != _hash(body):
            return None
        return f"in quarantine: {told['why']}"

    def strike(self, url: str, body: bytes, why: str, kills: int, run_id: str) -> None:
        """The page has cost so many workers more.

        Raises:
            OSError: It can't be written.
        """
        key, mark = item_id(url), _hash(body)
        before = self._known.get(key, {})
        if before.get("sha256") == mark:
            kills += before["kills"]
        told = {"id": key, "url": url, "sha256": mark, "why": why, "kills": kills, "bytes": len(body), "run_id": run_id}
        self._folder.mkdir(parents=True, exist_ok=True)
        packed = gzip.compress(body, compresslevel=1)
        told |= {"time": datetime.now(UTC).isoformat(timespec="seconds"), "let_go": self._make_room(key, len(packed))}
        with self._list.open("ab") as file:
            file.write(json_line(told))
        self._known[key] = {"kills": kills, "sha256": mark, "why": why}
        (self._folder / f"{key}{_PAGE}").write_bytes(packed)

    def _make_room(self, key: str, size: int) -> list[str]:
        """Remove the oldest pages that are kept, until one of this size may be; gives their ids."""
        kept = [(path.stat(), path) for path in self._folder.glob(f"*{_PAGE}") if path.name != f"{key}{_PAGE}"]
        kept.sort(key=lambda one: (one[0].st_mtime, one[1].name), reverse=True)
        let_go = []
        for number, (stat, path) in enumerate(kept, 2):
            size += stat.st_size
            if number > _MOST_KEPT or size > _MOST_KEPT_BYTES:
                path.unlink(missing_ok=True)
                let_go.append(path.name.removesuffix(_PAGE))
        return let_go


def _hash(body: bytes) -> str:
    return sha256(body).hexdigest()

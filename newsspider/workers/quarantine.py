"""Pages that have cost workers: known over the nights, so that none of them costs a third one.

In: a page that was over its limits. Out: whether it is to be tried at all. A page whose bytes have changed is tried
again. The bytes of the last ones are kept for whoever wants to know why.
"""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from newsspider.records import json_line
from newsspider.urls import item_id

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 2  # workers that one page may cost
_MOST_KEPT = 50


class Quarantine:
    """What is known of costly pages, in ``quarantine.jsonl`` of a folder; the last line of a page counts.

    Args:
        folder: Made when the first page comes in.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._list = folder / "quarantine.jsonl"
        self._known: dict[str, dict[str, Any]] = {}
        if self._list.exists():
            for line in self._list.read_text("utf-8", errors="replace").split("\n"):
                self._note(line)

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
        with self._list.open("ab") as file:
            file.write(json_line({**told, "time": datetime.now(UTC).isoformat(timespec="seconds")}))
        self._known[key] = {"kills": kills, "sha256": mark, "why": why}
        kept = sorted(self._folder.glob("*.page.gz"), key=lambda path: path.stat().st_mtime)
        for path in kept[: max(0, len(kept) - _MOST_KEPT + 1)]:
            path.unlink(missing_ok=True)
        (self._folder / f"{key}.page.gz").write_bytes(gzip.compress(body, compresslevel=1))


def _hash(body: bytes) -> str:
    return sha256(body).hexdigest()

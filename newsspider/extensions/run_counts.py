"""What a run counts: Scrapy's stats under ``newsspider/``, from which all reports are made.

In: what happened. Out: stats; ``newsspider.report.figures`` tells the keys. A record counts once it is
committed, not before: what a full disk cut off again was never written.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from newsspider.monitors import MAX_LAYOUTS, layout_of

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

    from newsspider.records import Item, Reason

_SUCH_AS = "such as "
# What a record counts under each key, where its confidence is summed up, and the copy that it is.
_Told = tuple[Counter[str], str, float, tuple[str, str, str] | None]


class RunCounts:
    """The counts of one run.

    Args:
        stats: Where they are kept.
        max_copies: So many copies are named.
    """

    def __init__(self, stats: StatsCollector, max_copies: int) -> None:
        self._stats = stats
        self._max_copies = max_copies
        self._uncommitted: deque[_Told] = deque()
        self._committed = 0
        self._details: dict[str, str] = {}
        self._unavailable: dict[str, tuple[int, str]] = {}
        self._layouts: dict[str, set[str]] = {}

    def count(self, key: str, number: int = 1) -> None:
        """Count under ``newsspider/KEY``."""
        self._stats.inc_value(f"newsspider/{key}", number)

    def fail(self, what: str, detail: str) -> None:
        """Note what makes the whole run a failure; the first words are kept."""
        if self._stats.get_value(f"newsspider/failures/{what}") is None:
            self._stats.set_value(f"newsspider/failures/{what}", detail)

    def rejection(self, url: str, source: str, reason: Reason, detail: str) -> None:
        """Count a rejection. The first of its reason is the example; it says "such as" if others differ."""
        self.count(f"rejected/{reason}")
        self.count(f"rejected_by/{source}")
        self.count(f"rejected_for/{source}/{reason}")
        key = f"newsspider/example/{reason}"
        example = self._stats.get_value(key)
        if example is None:
            self._details[reason] = detail
            self._stats.set_value(key, f"{url} ({detail})" if detail else url)
        elif detail != self._details.get(reason, detail) and not example.startswith(_SUCH_AS):
            self._stats.set_value(key, _SUCH_AS + example)

    def unavailable(self, source: str, detail: str) -> None:
        """Note that an article of a source couldn't be had, for a reason that may pass."""
        count, first = self._unavailable.get(source, (0, detail))
        self._unavailable[source] = count + 1, first

    def record(self, item: Item, committed: int) -> None:
        """Note a record that was written: by source, role and what was stripped.

        Args:
            item: The record.
            committed: How many records of the run are committed.
        """
        source, role = item.page.source, item.story.role
        title = next((e.value for e in item.story.evidence if e.kind == "origin_title"), "")
        layout = self._layout(source, item.article.url)
        confidence = item.article.extraction.confidence
        counts = Counter(  # each key once: a page of a hundred removals would cost Scrapy's stats a tenth of a crawl
            {
                f"records/{source}": 1,
                f"role/{role}": 1,
                f"undated/{source}": int(item.article.date_published is None),
                f"words/{source}": item.article.word_count,
                f"layout/{source}/{layout}": 1,
            }
        )
        for removal in item.article.removed:
            counts[f"removed/{removal.kind}"] += 1
            counts[f"rules/{removal.rule}"] += 1
        if role == "repost":
            counts[f"copies_by/{source}"] = 1
        copy = (source, title, item.story.origin_url or "") if role == "repost" else None
        self._uncommitted.append((counts, f"newsspider/confidence/{source}/{layout}", confidence, copy))
        self.commit(committed)

    def commit(self, committed: int) -> None:
        """Count the records that are committed by now; they are committed in the order they are written."""
        together = Counter[str]()
        while self._uncommitted and self._committed < committed:
            self._committed += 1
            counts, sums, confidence, copy = self._uncommitted.popleft()
            together.update(counts)
            self._stats.set_value(sums, self._stats.get_value(sums, 0.0) + confidence)
            if copy is not None:
                self._copy(copy)
        for key, number in together.items():
            self.count(key, number)

    def end(self, committed: int) -> None:
        """Count for the last time: what isn't committed now is lost to this run."""
        self.commit(committed)
        if self._uncommitted:
            self.count("cut_off", len(self._uncommitted))
            self._uncommitted.clear()
        for source, (number, detail) in self._unavailable.items():
            key = f"newsspider/source_failed/{source}"
            if not any(self._stats.get_value(f"newsspider/{kind}/{source}") for kind in ("pages", "known")):
                words = f"not one of its articles could be had ({number}, such as {detail})"
                self._stats.set_value(key, self._stats.get_value(key) or words)

    def _layout(self, source: str, url: str | None) -> str:
        known, layout = self._layouts.setdefault(source, set()), layout_of(url)
        if layout not in known and len(known) >= MAX_LAYOUTS:
            return ""
        known.add(layout)
        return layout

    def _copy(self, copy: tuple[str, str, str]) -> None:
        copies = self._stats.get_value("newsspider/copies", [])
        if len(copies) < self._max_copies:
            copies.append(copy)
            self._stats.set_value("newsspider/copies", copies)

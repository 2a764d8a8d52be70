"""One site in one run, in figures: what the monitors compare.

In: the stats of a run. Out: a ``SiteRun`` per site. Refused: nothing; a missing key counts as 0. The keys, all behind
``newsspider/``, besides those of ``newsspider.report.figures``:

| key | value |
|---|---|
| ``rejected_for/SOURCE/REASON`` | count of rejections |
| ``undated/SOURCE`` | count of records without a date |
| ``words/SOURCE`` | words of all records |
| ``layout/SOURCE/LAYOUT`` | count of records of a layout |
| ``confidence/SOURCE/LAYOUT`` | sum of their ``extraction.confidence`` |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_LAYOUTS = 40  # per site and run; the rest counts as one, so that odd addresses can't fill the memory


@dataclass(frozen=True, slots=True)
class SiteRun:
    """A site in a run.

    Attributes:
        source: The site's name.
        hours: Hours since the site's run before; None: it is the first.
        pages: Articles fetched.
        records: New records.
        known: Articles met again.
        rejected: Counts of rejections by reason.
        undated: Records without a date of publication.
        words: Words of all records.
        layouts: By layout: records, and the mean of their confidence.
        whole: The run came to its end, and the site gave something.
        alarms: The monitors that were raised.
    """

    source: str
    hours: float | None = None
    pages: int = 0
    records: int = 0
    known: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    undated: int = 0
    words: int = 0
    layouts: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    whole: bool = True
    alarms: tuple[str, ...] = ()


def layout_of(url: str | None) -> str:
    """What is taken for the layout of an article's page: the section of its site, the first part of a longer path.

    >>> layout_of("https://a.example/sport/2026/final"), layout_of("https://a.example/2026/03/final/")
    ('sport', '')
    """
    try:
        parts = [part for part in urlsplit(url or "").path.split("/") if part]
    except ValueError:
        return ""
    return "" if len(parts) < 2 or parts[0].isdigit() else parts[0][:40]


def sites_of_run(stats: Mapping[str, Any], sources: Iterable[str], *, whole: bool) -> list[SiteRun]:
    """The sites of a run; ``whole`` says whether it came to its end."""

    def number(kind: str, source: str) -> int:
        value = stats.get(f"newsspider/{kind}/{source}", 0)
        return int(value) if isinstance(value, int | float) else 0

    rejected, layouts, sums = (_by_source(stats, kind) for kind in ("rejected_for", "layout", "confidence"))
    return [
        SiteRun(
            source=source,
            pages=number("pages", source),
            records=number("records", source),
            known=number("known", source),
            rejected={reason: int(count) for reason, count in rejected.get(source, {}).items()},
            undated=number("undated", source),
            words=number("words", source),
            layouts={
                layout: (int(count), round(sums.get(source, {}).get(layout, 0.0) / count, 4))
                for layout, count in layouts.get(source, {}).items()
                if count
            },
            whole=whole and f"newsspider/source_failed/{source}" not in stats,
        )
        for source in sources
    ]


def _by_source(stats: Mapping[str, Any], kind: str) -> dict[str, dict[str, float]]:
    prefix = f"newsspider/{kind}/"
    found: dict[str, dict[str, float]] = {}
    for key, value in stats.items():
        if key.startswith(prefix) and isinstance(value, int | float):
            source, _, name = key[len(prefix) :].partition("/")  # a source's name holds no slash
            found.setdefault(source, {})[name] = value
    return found

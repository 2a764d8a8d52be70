"""The monitors: one function each, from a site's run and its runs before to words, or to nothing.

In: ``SiteRun`` of now and of before, ``Limits``. Out: ``Alarm``s. Refused: nothing. A run that was cut short isn't
counted with the others, nor for a monitor a run in which it was raised: an outage doesn't become what is expected. Only
when nearly all of a site's last runs have raised it, the new state is taken for what the site is like.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from newsspider.records import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsspider.monitors.site_run import SiteRun

_WITHOUT_TEXT = frozenset({Reason.EMPTY_BODY, Reason.NO_STORY, Reason.TOO_SHORT, Reason.NOT_HTML})
_NO_FAULT = frozenset({Reason.DUPLICATE, Reason.OUT_OF_RANGE})  # such rejections are as they should be
_SHORT_GAP = 0.5  # of the usual time between two runs: a run again by hand isn't a night


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds; settings of the same names, behind ``MONITOR_``.

    Attributes:
        runs: So many of a site's last runs are compared.
        least_runs: With fewer, nothing is said.
        least: With fewer pages or records, a share means nothing.
        records_fell: Fewer than this share of the records that were to be expected.
        empty_rose: The share of pages without a text rose by so much.
        undated_rose: The share of records without a date rose by so much.
        words_fell: Records have fewer than this share of the words they had.
        confidence_fell: The mean confidence of a layout fell by so much.
    """

    runs: int = 10
    least_runs: int = 3
    least: int = 5
    records_fell: float = 0.5
    empty_rose: float = 0.25
    undated_rose: float = 0.25
    words_fell: float = 0.5
    confidence_fell: float = 0.2


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is suddenly otherwise at a site: the monitor's name, and words for a person."""

    source: str
    monitor: str
    words: str


def judge(now: SiteRun, before: Sequence[SiteRun], limits: Limits) -> list[Alarm]:
    """The alarms of a site.

    Args:
        now: This run; nothing is said of a site that failed or was cut short, since the run itself says so.
        before: Its runs before, the latest last.
        limits: The thresholds.
    """
    if not now.whole:
        return []
    past = [run for run in before if run.whole][-limits.runs :]
    alarms = []
    for name, monitor in MONITORS.items():
        words = monitor(now, _comparable(name, past, limits), limits)
        if words:
            alarms.append(Alarm(now.source, name, words))
    return alarms


def _comparable(name: str, past: Sequence[SiteRun], limits: Limits) -> Sequence[SiteRun]:
    calm = [run for run in past if name not in run.alarms]
    found = calm if len(calm) >= limits.least_runs else past
    return found if len(found) >= limits.least_runs else ()


def _all_rejected(now: SiteRun, past: Sequence[SiteRun], limits: Limits) -> str:
    del past  # that nothing at all is taken from a site needs no comparison
    faults = {reason: count for reason, count in now.rejected.items() if reason not in _NO_FAULT}
    total = sum(faults.values())
    if now.records or total < limits.least:
        return ""
    most = max(faults, key=lambda reason: faults[reason])
    return f"all {total:,} new pages were rejected, {faults[most]:,} as {most}"


def _records_fell(now: SiteRun, past: Sequence[SiteRun], limits: Limits) -> str:
    """A site's records come with time: a run an hour after the last one is not expected to find a day's."""
    timed = [(run.records, run.hours) for run in past if run.hours]
    if len(timed) < limits.least_runs or not now.hours:
        return ""
    usual_h = median(hours for _, hours in timed)
    timed = [(records, hours) for records, hours in timed if hours >= usual_h * _SHORT_GAP]
    usual = median(records for records, _ in timed)
    expected = min(usual, now.hours * median(records / hours for records, hours in timed))
    if expected < limits.least or now.records >= limits.records_fell * expected:
        return ""
    if now.records >= min(records for records, _ in timed):
        return ""  # it has been so before: a weekend
    return f"{now.records:,} new records, {expected:,.0f} were to be expected from its last {len(timed)} runs"


def _empty_rose(now: SiteRun, past: Sequence[SiteRun], limits: Limits) -> str:
    here, were = _without_text(now), sum(map(_without_text, past))
    pages = sum(run.pages for run in past)
    rise = _rise(here, now.pages, were, pages, limits.least)
    if rise < limits.empty_rose:
        return ""
    return f"{here:,} of {now.pages:,} pages gave no text, {were / pages:.0%} in its last {len(past)} runs"


def _undated_rose(now: SiteRun, past: Sequence[SiteRun], limits: Limits) -> str:
    were, records = sum(run.undated for run in past), sum(run.records for run in past)
    if _rise(now.undated, now.records, were, records, limits.least) < limits.undated_rose:
        return ""
    share = f"{were / records:.0%} in its last {len(past)} runs"
    return f"{now.undated:,} of {now.records:,} records have no date, {share}"


def _words_fell(now: SiteRun, past: Sequence[SiteRun], limits: Limits) -> str:
    words, records = sum(run.words for run in past), sum(run.records for run in past)
    if min(now.records, records) < limits.least or not words:
        return ""
    here, were = now.words / now.records, words / records
    if here >= limits.words_fell * were:
        return ""
    return f"records have {here:,.0f} words on average, {were:,.0f} in its last {len(past)} runs"


def _confidence_fell(now: SiteRun, past: Sequence[SiteRun], limits: Limits) -> str:
    fell = []
    for layout, (count, mean) in _layouts(now, limits).items():
        were = _confidence([run.layouts[layout] for run in past if layout in run.layouts], limits)
        if were is None:  # a new layout is held against the rest of the site
            were = _confidence([pair for run in past for pair in run.layouts.values()], limits)
        if were is not None and count >= limits.least and were - mean >= limits.confidence_fell:
            where = f"pages under /{layout}/" if layout else "other pages"
            fell.append(f"{count:,} {where}: confidence {mean:.2f}, {were:.2f} before")
    return f"a layout has become unsure: {'; '.join(fell)}" if fell else ""


def _layouts(now: SiteRun, limits: Limits) -> dict[str, tuple[int, float]]:
    """The layouts that have pages enough; all the others are taken together as ""."""
    large = {layout: pair for layout, pair in sorted(now.layouts.items()) if layout and pair[0] >= limits.least}
    small = [pair for layout, pair in now.layouts.items() if layout not in large]
    total = sum(count for count, _ in small)
    return large | ({"": (total, sum(count * mean for count, mean in small) / total)} if total else {})


def _confidence(pairs: Sequence[tuple[int, float]], limits: Limits) -> float | None:
    total = sum(count for count, _ in pairs)
    return sum(count * mean for count, mean in pairs) / total if total >= limits.least else None


def _without_text(run: SiteRun) -> int:
    return sum(count for reason, count in run.rejected.items() if reason in _WITHOUT_TEXT)


def _rise(here: int, of_here: int, were: int, of_were: int, least: int) -> float:
    """By how much a share rose; less than nothing if one of them means nothing."""
    return here / of_here - were / of_were if min(of_here, of_were) >= least else -1.0


MONITORS: dict[str, Callable[[SiteRun, Sequence[SiteRun], Limits], str]] = {
    "all_rejected": _all_rejected,
    "records_fell": _records_fell,
    "empty_rose": _empty_rose,
    "undated_rose": _undated_rose,
    "words_fell": _words_fell,
    "confidence_fell": _confidence_fell,
}

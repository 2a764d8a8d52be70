"""A crawl's stats, read.

In: the stats of a crawl, a plain mapping. Out: ``RunFigures``. Refused: nothing. A key that is missing
counts as 0, and a value of the wrong type is left out: a report is wanted most after a run that went wrong.
The keys, all behind ``newsspider/``:

| key | value |
|---|---|
| ``pages/SOURCE``, ``records/SOURCE`` | counts: pages fetched, records committed |
| ``cut_off`` | count: records that a full disk took back |
| ``put_off`` | count: copies whose original was on its way when the run was stopped |
| ``skipped/WHY`` | count: links that weren't asked for, records of an archive that are no pages |
| ``known/SOURCE`` | count: articles met again that the corpus had before the run |
| ``copies_by/SOURCE``, ``rejected_by/SOURCE`` | counts: records that are copies, rejections |
| ``rejected/REASON`` | count |
| ``example/REASON`` | the first such page: "URL (detail)", behind "such as" if others differ |
| ``removed/KIND``, ``rules/RULE`` | counts: pieces of clutter |
| ``role/ROLE``, ``method/METHOD`` | counts of records |
| ``asked/METHOD`` | count: pages in doubt that another reader was asked about, whoever won |
| ``source_failed/SOURCE`` | why the whole source gave nothing, in words |
| ``left/SOURCE`` | why the next run has to go on with a source, in words; it hasn't failed |
| ``drift/SOURCE/MONITOR`` | what is suddenly otherwise at a site, in words |
| ``failures/WHAT`` | count of, or words on, what makes the run a failure: a write error, an exception |
| ``bundled_web`` | 1 if the sites are those that come with newsspider |
| ``replay`` | 1 if nothing was fetched, and the pages stood in WARC files |
| ``copies`` | list of (source, title of the original, URL of the original), bounded |

and of Scrapy's own ``start_time``, ``finish_time``, ``elapsed_time_seconds``, ``finish_reason``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from newsspider.corpus import item_files
from newsspider.records import Reason
from newsspider.report.figures import Copies, Failure, RejectedKind, RunFigures, SourceFigures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

MAX_FILES = 10  # of records; the manifest names all of them
_PREFIX = "newsspider/"
_FILES = ("stories.jsonl", "rejected.jsonl", "manifest.json", "report.html")


def figures_of(
    stats: Mapping[str, Any],
    *,
    corpus_dir: Path | None = None,
    run_id: str = "",
    sources: Iterable[str] = (),
) -> RunFigures:
    """The figures that ``stats`` hold.

    Args:
        stats: Scrapy's stats, or any mapping with the keys above.
        corpus_dir: Where the files are; their sizes are read.
        run_id: The id of the run.
        sources: Names of all sources of the run, so that one that gave nothing at all is told too.
    """
    started, finished = _time(stats.get("start_time")), _time(stats.get("finish_time"))
    return RunFigures(
        run_id=run_id,
        started=_iso(started),
        finished=_iso(finished),
        duration_s=_duration(stats, started, finished),
        finish_reason=str(stats.get("finish_reason") or ""),
        sources=_sources(stats, sources),
        roles=_ranked(_counts(stats, "role")),
        removed=_ranked(_counts(stats, "removed")),
        rules=_ranked(_counts(stats, "rules")),
        methods=_ranked(_counts(stats, "method")),
        skipped=_ranked(_counts(stats, "skipped")),
        cut_off=_number(stats, "cut_off"),
        put_off=_number(stats, "put_off"),
        rejected=_rejected(stats),
        copies=_copies(stats.get(_PREFIX + "copies")),
        failures=_failures(stats),
        drift=_drift(stats),
        is_bundled=bool(_number(stats, "bundled_web")),
        is_replay=bool(_number(stats, "replay")),
        corpus_dir="" if corpus_dir is None else str(corpus_dir),
        files=() if corpus_dir is None else files_of(corpus_dir),
    )


def _under(stats: Mapping[str, Any], name: str) -> dict[str, Any]:
    prefix = f"{_PREFIX}{name}/"
    return {key[len(prefix) :]: value for key, value in stats.items() if key.startswith(prefix)}


def _counts(stats: Mapping[str, Any], name: str) -> dict[str, int]:
    return {key: int(value) for key, value in _under(stats, name).items() if isinstance(value, int | float)}


def _number(stats: Mapping[str, Any], name: str) -> int:
    value = stats.get(_PREFIX + name)
    return int(value) if isinstance(value, int | float) else 0


def _ranked(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(((k, n) for k, n in counts.items() if n), key=lambda pair: (-pair[1], pair[0])))


def _sources(stats: Mapping[str, Any], named: Iterable[str]) -> tuple[SourceFigures, ...]:
    pages, records, known = (_counts(stats, name) for name in ("pages", "records", "known"))
    copies, rejected = _counts(stats, "copies_by"), _counts(stats, "rejected_by")
    problems = {name: str(why) or "failed" for name, why in _under(stats, "source_failed").items()}
    left = {name: str(words) for name, words in _under(stats, "left").items()}
    names = {*named, *pages, *records, *known, *copies, *rejected, *problems, *left}
    figures = (
        SourceFigures(
            name,
            pages.get(name, 0),
            records.get(name, 0),
            known.get(name, 0),
            copies.get(name, 0),
            rejected.get(name, 0),
            problems.get(name, ""),
            left.get(name, ""),
        )
        for name in names
    )
    return tuple(sorted(figures, key=lambda s: (not s.problem, -s.records, -s.pages, s.name)))


def _rejected(stats: Mapping[str, Any]) -> tuple[RejectedKind, ...]:
    examples = _under(stats, "example")
    counts = _counts(stats, "rejected")
    return tuple(RejectedKind(reason, n, str(examples.get(reason, ""))) for reason, n in _ranked(counts))


def _copies(listed: Any) -> tuple[Copies, ...]:
    titles: dict[str, str] = {}
    urls: dict[str, str] = {}
    sources: dict[str, list[str]] = {}
    for entry in listed if isinstance(listed, list | tuple) else ():
        if isinstance(entry, list | tuple) and len(entry) == 3:
            source, title, url = (str(part or "") for part in entry)
            story = url or title
            titles[story] = titles.get(story) or title
            urls[story] = url
            sources.setdefault(story, []).append(source)
    found = (Copies(titles[story], urls[story], tuple(names)) for story, names in sources.items())
    return tuple(sorted(found, key=lambda c: (-len(c.sources), c.title)))


def _failures(stats: Mapping[str, Any]) -> tuple[Failure, ...]:
    failures = []
    for what, value in sorted(_under(stats, "failures").items()):
        if isinstance(value, int | float):
            failures += [Failure(what, int(value))] if value else []
        else:
            failures.append(Failure(what, 1, str(value)))
    bugs = _counts(stats, "rejected").get(Reason.PIPELINE_ERROR, 0)
    if bugs and not failures:
        failures.append(Failure(Reason.PIPELINE_ERROR, bugs))
    return tuple(failures)


def _drift(stats: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    keys = ((*key.partition("/"), str(words)) for key, words in sorted(_under(stats, "drift").items()))
    return tuple((source, monitor, words) for source, _, monitor, words in keys)


def files_of(corpus_dir: Path) -> tuple[tuple[str, int], ...]:
    """Name and bytes of the files of a corpus directory, those that are there; of many segments the last."""
    others = (corpus_dir / name for name in _FILES)
    files = (*item_files(corpus_dir)[-MAX_FILES:], *(path for path in others if path.is_file()))
    return tuple((path.name, path.stat().st_size) for path in files)


def _time(value: Any) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _iso(value: datetime | None) -> str:
    return "" if value is None else value.isoformat(timespec="seconds")


def _duration(stats: Mapping[str, Any], started: datetime | None, finished: datetime | None) -> float:
    elapsed = stats.get("elapsed_time_seconds")
    if isinstance(elapsed, int | float):
        return float(elapsed)
    return (finished - started).total_seconds() if started and finished else 0.0

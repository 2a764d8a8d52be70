"""The summary at the end of a run: one screen of plain text, for a tired reader at six in the morning.

In: ``RunFigures``. Out: text of aligned lines, safe on any terminal. Refused: nothing; what is unknown is
left out, and what doesn't fit on the screen is counted and stands in ``report.html``.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from newsspider.report.terminal import fit, plain, table, width, wrapped
from newsspider.report.words import MADE_UP, bytes_in_words, counted, duration_in_words, moment_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.report.figures import Copies, RunFigures, SourceFigures

COLUMNS = 100
TOP_STORIES = 5
TOP_KINDS = 8
TOP_SOURCES = 12
TOP_FAILED = 8
_NAME_COLUMNS = 24
_TITLE_COLUMNS = 24
_WHO_COLUMNS = 44
_WHY_LINES = 3  # why a source or a run failed says what to do, too


def render_summary(figures: RunFigures) -> str:
    """The summary of a run, ending in a newline; at most ``COLUMNS`` wide."""
    blocks = [
        _result(figures),
        _totals(figures),
        _failed_sources(figures),
        _left_sources(figures),
        _copies(figures),
        _removed(figures),
        _rejected(figures),
        _sources(figures),
        _files(figures),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _result(figures: RunFigures) -> list[str]:
    line = f"newsspider: {figures.outcome.upper()}"
    if figures.duration_s:
        line += f" after {duration_in_words(figures.duration_s)}"
    if figures.finished:
        line += f", at {moment_in_words(figures.finished)}"
    if figures.run_id:
        line += f" (run {plain(figures.run_id)})"
    for why in figures.why:
        first, *more = wrapped(why, COLUMNS - 10, _WHY_LINES)
        line += "\n  because " + f"\n{' ' * 10}".join([first, *more])
    return [line, *([f"  {MADE_UP}"] if figures.is_bundled else [])]


def _totals(figures: RunFigures) -> list[str]:
    roles = dict(figures.roles)
    by_role = ", ".join(f"{roles[role]:,} {role}" for role in ("original", "repost", "unique") if role in roles)
    if figures.cut_off:
        lost = f"{figures.cut_off:,} more could not be kept, and the next run fetches them again"
        by_role = f"{by_role}; {lost}" if by_role else lost
    skipped = ", ".join(f"{why.replace('_', ' ')} {count:,}" for why, count in figures.skipped)
    rows = [
        ("Pages read" if figures.is_replay else "Pages fetched", figures.pages, ""),
        ("New records", figures.records, by_role),
        ("Already known", figures.known, ""),
        ("Copies", figures.copies_total, _of_stories(figures)),
        ("Rejected", figures.rejected_total, ""),
        ("Clutter removed", figures.removed_total, ""),
    ]
    if figures.put_off:
        rows.insert(5, ("Put off", figures.put_off, "their originals were on the way; the next run finds them again"))
    if skipped:
        left_out = "Passed over" if figures.is_replay else "Not asked for"
        rows.insert(1, (left_out, sum(count for _, count in figures.skipped), fit(skipped, COLUMNS - 26)))
    return table([[name, f"{count:,}", note] for name, count, note in rows], right=frozenset({1}))


def _of_stories(figures: RunFigures) -> str:
    listed = len(figures.copies)
    bounded = figures.copies_total > sum(len(copies.sources) for copies in figures.copies)
    return f"of {counted(listed, 'story', 'stories')}" if listed and not bounded else ""


def _failed_sources(figures: RunFigures) -> list[str]:
    failed = figures.failed_sources
    if not failed:
        return []
    most = _WHY_LINES if len(failed) * 2 <= TOP_FAILED else 1
    rows = []
    for source in failed[:TOP_FAILED]:
        first, *more = wrapped(source.problem, COLUMNS - _NAME_COLUMNS - 4, most)
        rows += [[f"  {fit(source.name, _NAME_COLUMNS)}", first], *(["", line] for line in more)]
    return ["Sources that failed", *table(rows), *_more(len(failed) - TOP_FAILED)]


def _left_sources(figures: RunFigures) -> list[str]:
    left = [source for source in figures.sources if source.left]
    if not left:
        return []
    rows = [[f"  {fit(s.name, _NAME_COLUMNS)}", fit(s.left, COLUMNS - _NAME_COLUMNS - 4)] for s in left[:TOP_FAILED]]
    return ["Sources that the next run goes on with", *table(rows), *_more(len(left) - TOP_FAILED)]


def _copies(figures: RunFigures) -> list[str]:
    if not figures.copies:
        return []
    lines = [_copies_of(copies) for copies in figures.copies[:TOP_STORIES]]
    return ["Copied most", *lines, *_more(len(figures.copies) - TOP_STORIES, "story", "stories")]


def _copies_of(copies: Copies) -> str:
    by_source = Counter(copies.sources)
    who = ", ".join(f"{name} ({n} times)" if n > 1 else name for name, n in by_source.items())
    origin = f" ({plain(copies.origin_host)})" if copies.origin_host else ""
    who = fit(who, _WHO_COLUMNS)
    number = counted(len(copies.sources), "copy", "copies")
    room = COLUMNS - len(f'  {number} of ""') - width(f"{origin}: {who}")
    title = fit(copies.title or copies.origin_url, max(room, _TITLE_COLUMNS))
    return "  " + fit(f'{number} of "{title}"{origin}: {who}', COLUMNS - 2)


def _removed(figures: RunFigures) -> list[str]:
    if not figures.removed:
        return []
    kinds = [f"{kind.replace('_', ' ')} {count:,}" for kind, count in figures.removed[:TOP_KINDS]]
    rest = sum(count for _, count in figures.removed[TOP_KINDS:])
    return ["Clutter removed", *_wrapped([*kinds, *([f"others {rest:,}"] if rest else [])])]


def _rejected(figures: RunFigures) -> list[str]:
    if not figures.rejected:
        return []
    examples = COLUMNS - 30
    rows = [
        [fit(kind.reason.replace("_", " "), 18), f"{kind.count:,}", fit(kind.example, examples)]
        for kind in figures.rejected
    ]
    return ["Rejected", *(f"  {line}" for line in table(rows, right=frozenset({1})))]


def _sources(figures: RunFigures) -> list[str]:
    if not figures.sources:
        return []
    shown = figures.sources[:TOP_SOURCES]
    head = ["  Sources", "pages", "records", "known", "copies", "rejected", "problem"]
    rows = [_source_row(source) for source in shown]
    if not figures.failed_sources:
        head, rows = head[:-1], [row[:-1] for row in rows]
    return [
        *table([head, *rows], right=frozenset(range(1, 6))),
        *_more(len(figures.sources) - TOP_SOURCES, "source", "sources"),
    ]


def _source_row(source: SourceFigures) -> list[str]:
    counts = (source.pages, source.records, source.known, source.copies, source.rejected)
    return [
        f"  {fit(source.name, _NAME_COLUMNS)}",
        *(f"{n:,}" for n in counts),
        "failed" if source.problem else "",
    ]


def _files(figures: RunFigures) -> list[str]:
    if not figures.corpus_dir:
        return []
    rows = [[f"  {Path(figures.corpus_dir) / name}", bytes_in_words(size)] for name, size in figures.files]
    return ["Files", *table(rows, right=frozenset({1}))] if rows else [f"Files in {figures.corpus_dir}"]


def _more(count: int, one: str = "", many: str = "") -> list[str]:
    if count <= 0:
        return []
    what = f" {one if count == 1 else many}" if one else ""
    return [f"  and {count:,} more{what}: see report.html"]


def _wrapped(parts: Sequence[str]) -> list[str]:
    lines, line = [], ""
    for part in map(plain, parts):
        if line and len(line) + len(part) + 4 > COLUMNS:
            lines.append(f"  {line},")
            line = part
        else:
            line = f"{line}, {part}" if line else part
    return [*lines, f"  {line}"]

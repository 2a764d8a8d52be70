"""Reads ``sources.toml``: a path comes in, sources with their defaults merged in go out.

Refused, as ``SourcesError``: a file that can't be read, and whatever isn't as ``docs/sources.md`` says.
"""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsspider.sources.checks import CHECKS, NO_DEFAULT, REQUIRED, Around, shown
from newsspider.sources.errors import SourcesError, ValueRefusedError
from newsspider.sources.places import Table, tables
from newsspider.sources.source import Source, Sources

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXAMPLE = '[[source]] with name = "...", kind = "news" or "mirror", and url = "https://..."'


def load_sources(path: Path | str, *, allow_empty: bool = False) -> Sources:
    """Read and check a file of sources.

    Args:
        path: The file.
        allow_empty: A file without any ``[[source]]`` gives empty ``Sources`` (the caller then crawls the
            bundled web); otherwise that is an error.

    Raises:
        SourcesError: With file, line, key, value, what was expected and what to do.
    """
    file = Path(path)
    text = _read(file)
    document = _parse(file, text)
    where = tables(text)
    top = where[0]
    for key in document:
        if key not in {"defaults", "source"}:
            _refuse_unknown(
                file, key, ("defaults", "source"), "the file", top if key in top.keys else _named(where, key)
            )
    defaults = _defaults(file, document.get("defaults", {}), _named(where, "defaults") or top)
    entries = _entries(file, document.get("source", []), _named(where, "source") or top, allow_empty=allow_empty)
    headers = [table for table in where if table.name == "source"]
    sources: dict[str, Source] = {}
    for number, entry in enumerate(entries):
        table = headers[number] if len(headers) == len(entries) else None
        source = _source(file, number, defaults | entry, table, own=entry)
        if source.name in sources:
            raise _same_name(file, source, table)
        sources[source.name] = source
    return Sources(file, tuple(sources.values()))


def source_of(values: Mapping[str, Any], file: Path) -> Source:
    """One source from what a ``[[source]]`` table of ``file`` would hold.

    Raises:
        SourcesError: As ``load_sources``.
    """
    return _source(file, 0, values, None, own=values)


def _entries(file: Path, entries: object, table: Table, *, allow_empty: bool) -> list[dict[str, Any]]:
    """The ``[[source]]`` tables as they stand."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SourcesError(
            file,
            "source is not a list of tables",
            expected=_EXAMPLE,
            remedy="write [[source]] with two brackets on each side",
            line=table.line_of("source"),
            key="source",
        )
    if not entries and not allow_empty:
        raise SourcesError(
            file,
            "no [[source]] in it",
            expected=_EXAMPLE,
            remedy="add one; docs/sources.md has every key with an example",
        )
    return entries


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise SourcesError(
            file,
            f"not UTF-8: byte 0x{error.object[error.start]:02x}",
            expected="a TOML file in UTF-8",
            remedy="save the file as UTF-8 in your editor",
            line=line,
        ) from None
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError)
        raise SourcesError(
            file,
            "there is no such file" if missing else f"can't be read: {getattr(error, 'strerror', None) or error}",
            expected="a TOML file with one [[source]] per site",
            remedy="mend the path (-a sources=FILE)" if missing else "mend the path or the file's permissions",
        ) from None


def _parse(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError of Python's own
        message = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        line = re.search(r"at line (\d+)", message)
        end = text.count("\n") + 1
        raise SourcesError(
            file,
            f"not TOML: {re.sub(r' *[(]at .*[)]$', '', message)}",
            expected='lines such as key = "text", key = 5, key = ["a", "b"] below a [[source]]',
            remedy="mend that line; text stands in quotes, lists in square brackets",
            line=int(line.group(1)) if line else end,
        ) from None


def _named(where: list[Table], name: str) -> Table | None:
    return next((table for table in where if table.name.split(".")[0] == name), None)


def _defaults(file: Path, values: object, table: Table) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise SourcesError(
            file,
            f"defaults is {shown(values)}",
            expected="a table [defaults]",
            remedy="write [defaults] on a line of its own, its keys below it",
            line=table.line_of("defaults"),
            key="defaults",
            value=values,
        )
    allowed = tuple(key for key in CHECKS if key not in NO_DEFAULT)
    for key in values:
        if key not in allowed:
            _refuse_unknown(file, key, allowed, "[defaults]", table)
    # "/path" in feeds stands for one address per site, so it is checked again with each source.
    _checked(file, values, Around(file.parent, home="http://defaults.invalid/"), table, "[defaults]")
    return values


def _source(file: Path, number: int, values: Mapping[str, Any], table: Table | None, own: Mapping[str, Any]) -> Source:
    called = own.get("name")
    label = f"[[source]] {shown(called)}" if isinstance(called, str) else f"[[source]] number {number + 1}"
    for key in own:
        if key not in CHECKS:
            _refuse_unknown(file, key, tuple(CHECKS), label, table)
    for key in REQUIRED:
        if key not in values:
            raise SourcesError(
                file,
                f"{label} has no {key}",
                expected=_EXAMPLE,
                remedy=f"add {key} to it",
                line=table.line if table else None,
                key=key,
            )
    home = values["url"] if isinstance(values["url"], str) else ""
    return Source(**_checked(file, values, Around(file.parent, home), table, label))


def _checked(file: Path, values: Mapping[str, Any], around: Around, table: Table | None, label: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, check in CHECKS.items():  # in the order of the checks: url before what is relative to it
        if key not in values:
            continue
        try:
            found[key] = check(values[key], around)
        except ValueRefusedError as error:
            raise SourcesError(
                file,
                f"{label}: {error.problem}",
                expected=error.expected,
                remedy=error.remedy,
                line=table.line_of(key) if table else None,
                key=key,
                value=values[key],
            ) from None
    return found


def _refuse_unknown(file: Path, key: str, known: tuple[str, ...], label: str, table: Table | None) -> None:
    near = get_close_matches(key, known, n=1, cutoff=0.5)
    raise SourcesError(
        file,
        f"{label} has the key {shown(key)}, which means nothing here",
        expected=f"one of {', '.join(known)}",
        remedy=f"did you mean {near[0]}?" if near else "take it out, or see docs/sources.md",
        line=table.line_of(key) if table else None,
        key=key,
    )


def _same_name(file: Path, source: Source, table: Table | None) -> SourcesError:
    return SourcesError(
        file,
        f"two sources are called {shown(source.name)}",
        expected="a name of its own for each source",
        remedy="rename one of them",
        line=table.line_of("name") if table else None,
        key="name",
        value=source.name,
    )

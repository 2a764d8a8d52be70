"""Compiled and pure code give the same; without the compiled modules everything works as well."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsspider import native

ROOT = Path(__file__).parent.parent
BUILT = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in ROOT.glob("newsspider/**/_*.pyx")
    if native.compiled(".".join(path.relative_to(ROOT).with_suffix("").parts))
)
# What every page of the bundled web and every case gives, as one JSON object; and which compiled modules were used.
RECORDS = """
import dataclasses, json, sys
from pathlib import Path
import newsspider
pages = [*Path("fixtures/web").rglob("*.html"), *Path("fixtures/cases").rglob("page.html")]
records = {str(p): dataclasses.asdict(newsspider.extract(p.read_bytes(), "https://paper.example/a")) for p in pages}
used = [name for name in sys.argv[1:] if name in sys.modules]
print(json.dumps({"records": records, "used": used}, default=str))
"""


def _records(*, pure: bool) -> tuple[dict[str, object], list[str]]:
    environment = {**os.environ, "NEWSSPIDER_PURE": "1" if pure else "0"}
    done = subprocess.run(
        [sys.executable, "-c", RECORDS, *BUILT], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    found = json.loads(done.stdout)
    return found["records"], found["used"]


def test_every_compiled_module_has_a_pure_twin_and_a_stub() -> None:
    for path in ROOT.glob("newsspider/**/_*.pyx"):
        assert path.with_suffix(".pyi").is_file(), path
        assert path.with_name(f"{path.stem.removeprefix('_')}.py").is_file(), path


def test_a_module_that_was_not_built_is_none() -> None:
    assert native.compiled("newsspider._no_such_module") is None


def test_a_module_older_than_its_source_is_left_alone_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "tides"
    package.mkdir()
    for name in ("__init__.py", "_ebb.py", "_moon.pxd"):
        (package / name).touch()
    (package / "_ebb.pyx").write_text("from tides._moon cimport age", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(native, "PURE", False)
    assert native.compiled("tides._ebb") is not None
    built = (package / "_ebb.py").stat().st_mtime
    for source in ("_ebb.pyx", "_moon.pxd"):
        monkeypatch.setattr(native, "_TOLD", [])
        os.utime(package / source, (built + 3600, built + 3600))
        with pytest.warns(RuntimeWarning, match=rf"{source} is newer.*pip install"):
            assert native.compiled("tides._ebb") is None
        assert native.compiled("tides._ebb") is None  # told once
        os.utime(package / source, (built, built))


@pytest.mark.skipif(not BUILT, reason="no compiled module was built here")
def test_pages_give_the_same_records_both_ways() -> None:
    pure, none = _records(pure=True)
    compiled, used = _records(pure=False)
    assert none == []
    assert set(used) >= {name for name in BUILT if name.startswith("newsspider.extraction.")}
    assert len(pure) > 100
    for page, record in pure.items():
        assert compiled[page] == record, page

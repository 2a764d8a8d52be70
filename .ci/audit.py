"""The pinned libraries held against the advisory databases: ``python .ci/audit.py [requirements.txt ...]``.

In: pinned lists (both of ours, if none is named). Out: each advisory that touches a pin, with the version that mends
it. Exit code 0: there is none, and every pin was looked up; 1: there is one; 2: a pin couldn't be looked up, so nothing
can be said. pip-audit alone passes over what its database doesn't know, and calls that a success. Needs ``.[audit]``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
_NAMED = 3


def main(arguments: list[str]) -> int:
    """The command."""
    files = [Path(name) for name in arguments] or [_ROOT / "requirements.txt", _ROOT / "requirements-dev.txt"]
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    pins = sorted({line for line in lines if line and line[0] not in "#-"})
    try:
        found = _audited(pins)
    except (OSError, ValueError) as error:
        print(f"Nothing was audited: pip-audit failed ({error}). Is it installed (.[audit]), and the database reached?")
        return 2
    touched = [one for one in found if one.get("vulns")]
    unknown = [one["name"] for one in found if "skip_reason" in one]
    for one in touched:
        for advisory in one["vulns"]:
            mended = ", ".join(advisory.get("fix_versions", ())) or "no version yet"
            print(f"{one['name']} {one['version']}: {advisory['id']}, mended in {mended}")
    if unknown or not found:
        words = f"{len(unknown)} of {len(found)} pins, such as {', '.join(unknown[:_NAMED])}"
        print(f"Not audited: {words}. The advisory database (pypi.org) can't be reached, or doesn't know them.")
    if touched:
        return 1
    if unknown or not found:
        return 2
    print(f"{len(found)} pins, no advisory touches one of them.")
    return 0


def _audited(pins: list[str]) -> list[dict[str, Any]]:
    """What pip-audit says of each pin.

    Raises:
        ValueError: It says nothing that can be read.
        OSError: It can't be run.
    """
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "pins.txt"
        listed.write_text("\n".join(pins) + "\n", "utf-8")
        command = [sys.executable, "-m", "pip_audit", "-r", str(listed), "--no-deps", "--disable-pip", "-f", "json"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError) as error:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise ValueError(said[:200]) from error
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

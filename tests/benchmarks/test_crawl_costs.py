"""The benchmarks of a whole crawl: the table by stage names every stage and adds up; a slope is a slope."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
WEB = BENCHMARKS.parent / "fixtures" / "web"
_SLOPE = """
import flat
samples = [flat.Sample(4000 + 100 * n, 0.9 * n, 0.001, 300 + 0.02 * n, 500.0) for n in range(200)]
dearer = [flat.Sample(4000 + 100 * n, 0.9 * n + 0.001 * n * n, 0.001, 300.0, 500.0) for n in range(200)]
slower = [flat.Sample(one.pages, one.cpu_s, 0.001 + 0.9 * n / 10**6, 300.0, 500.0) for n, one in enumerate(samples)]
print(flat.growth_mib(samples), flat.cost_ratio(samples), flat.cost_ratio(dearer), flat.cost_ratio(slower))
"""


def test_the_stages_of_a_crawl_add_up() -> None:
    command = [sys.executable, "throughput.py", str(WEB), "--limit", "6", "--only", "stages"]
    done = subprocess.run(command, cwd=BENCHMARKS, check=True, capture_output=True, text=True)
    rows = [line.rsplit(maxsplit=1) for line in done.stdout.splitlines()[1:]]
    costs = {name: float(figure) for name, figure in rows}
    whole = costs.pop("all")
    assert {"parse", "walk", "clutter", "metadata", "reposts", "write", "what the site teaches"} <= set(costs)
    assert sum(costs.values()) == pytest.approx(whole, abs=0.1)
    assert min(costs["parse"], costs["reposts"], costs["write"]) > 0


def test_how_memory_grows_and_what_a_page_costs_is_told_by_slope_and_share() -> None:
    done = subprocess.run([sys.executable, "-c", _SLOPE], cwd=BENCHMARKS, check=True, capture_output=True, text=True)
    growth, same, dearer, slower = map(float, done.stdout.split())
    assert growth == pytest.approx(2.0)
    assert same == pytest.approx(1.0)
    assert dearer > 1.1
    assert slower < 0.95  # the machine was, not the crawl

"""How fast ``scrapy clean`` is, and how much memory it takes, beside ``wc -w`` on the same file in the same run.

    python benchmarks/clean_speed.py [--mb 200] [--small-mb 20] [--gold GOLD.jsonl.gz]

Makes two files of plain text and one of JSON lines: the texts of the bundled stories (with --gold, those of a gold
file) over and over, an offer, a share bar or a comment form behind every tenth. Cleans them in processes of their own
and prints CPU time (user and system, without the start of the process), megabytes a second on one core, the ratio to
``wc -w``, and the peak of memory, which must not grow with the file. The code is 1 if it does.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clutter_pages import read_gold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parent.parent
MEGABYTE = 1_000_000
EVERY = 10
CLUTTER = (
    "Subscribe to our newsletter and never miss a story.",
    "Share this:EmailFacebookLike this:Like Loading...",
    "Leave a Reply\nCancel reply\nName *\nEmail (required)\nNotify me of new comments via email.",
)
MOST_GROWTH_MB = 50
ASKED_MB_S = 20


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took."""

    cpu_s: float
    peak_mb: float


def texts_of(gold: Path | None) -> list[str]:
    """The texts to repeat."""
    if gold is not None:
        return [text for page in read_gold(gold)[1] for text in page.golds[:1]]
    found = []
    for path in sorted((ROOT / "fixtures" / "stories").rglob("*.toml")):
        story = tomllib.loads(path.read_text("utf-8"))
        paragraphs = story.get("paragraphs") or story.get("text") or []
        found.append(paragraphs if isinstance(paragraphs, str) else "\n\n".join(map(str, paragraphs)))
    return [text for text in found if text]


def repeated(texts: Sequence[str], size: int) -> Iterator[str]:
    """The texts over and over, up to so many bytes, clutter behind every tenth."""
    written = number = 0
    while written < size:
        text = texts[number % len(texts)]
        if number % EVERY == 0:
            text = f"{text}\n\n{CLUTTER[number // EVERY % len(CLUTTER)]}"
        number += 1
        written += len(text.encode())
        yield text


def timed(command: Sequence[str]) -> Run:
    """A process's CPU time and peak of memory; its output goes nowhere."""
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(command, cwd=ROOT, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def write_files(folder: Path, texts: Sequence[str], small_mb: int, large_mb: int) -> dict[str, Path]:
    """The inputs, by what they are called in the table."""
    files = {name: folder / name for name in ("small.txt", "large.txt", "large.jsonl")}
    for name, size in (("small.txt", small_mb), ("large.txt", large_mb)):
        with files[name].open("w", encoding="utf-8") as out:
            out.writelines(f"{text}\n\n" for text in repeated(texts, size * MEGABYTE))
    with files["large.jsonl"].open("w", encoding="utf-8") as out:
        out.writelines(
            json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n"
            for number, text in enumerate(repeated(texts, large_mb * MEGABYTE))
        )
    return files


def main() -> None:
    """Make the files, run both commands on each, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=int, default=200, help="size of the large files")
    parser.add_argument("--small-mb", type=int, default=20, help="size of the small one")
    parser.add_argument("--gold", type=Path, help="a gold file whose texts are taken in place of the bundled stories")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty = folder / "empty.txt"
        empty.write_text("", "utf-8")
        files = write_files(folder, texts_of(options.gold), options.small_mb, options.mb)
        start = timed([sys.executable, "-m", "scrapy", "clean", str(empty)])
        print(f"| input | MB | CPU s | MB/s (asked: {ASKED_MB_S}) | `wc -w` MB/s | ratio | peak MB |")
        print("|---|---|---|---|---|---|---|")
        peaks = {}
        for label, path in files.items():
            size_mb = path.stat().st_size / MEGABYTE
            floor = timed(["wc", "-w", str(path)])
            run = timed([sys.executable, "-m", "scrapy", "clean", str(path)])
            took_s = run.cpu_s - start.cpu_s
            peaks[label] = run.peak_mb
            print(
                f"| {label} | {size_mb:.0f} | {took_s:.1f} | {size_mb / took_s:.1f} | {size_mb / floor.cpu_s:.0f} | "
                f"{took_s / floor.cpu_s:.1f} | {run.peak_mb:.0f} |"
            )
    if peaks["large.txt"] - peaks["small.txt"] > MOST_GROWTH_MB:
        sys.exit("memory grows with the file")


if __name__ == "__main__":
    main()

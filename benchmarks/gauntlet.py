"""One crawl through a hostile web: ``python benchmarks/gauntlet.py``.

In: nothing; the web is ours (``hostile_web.py``), in a process of its own. Out: ``scrapy crawl news`` over a hundred
good pages and every hostile kind there is, and a table of what came of it. Exit code 1 unless every good page is a
record with its own text, each hostile one is a record or a rejection with the right reason, every line of every output
is valid, nobody's memory or time went beyond its bound, and no forbidden address was contacted.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import watched
from hostile_answers import ANSWERS, LEFT
from hostile_pages import PAGES, RECORD, Kind
from hostile_story import paragraphs
from hostile_web import ANSWERING, HostileWeb, host_of_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hostile_talk import Answer

PROJECT = Path(__file__).resolve().parents[1]
MAX_RSS_MIB = 600  # of all processes of the crawl together
MAX_WALL_S = 600
_LEFT_ALONE = re.compile(r"(\S+) asked to be left alone")  # in the summary
_SHORT = {"DOWNLOAD_TIMEOUT": 15, "RETRY_TIMES": 0, "EXTRACT_TIMEOUT_S": 1}


@dataclass
class Outcome:
    """What became of the web."""

    good: int = 0
    kinds: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def main() -> int:
    """Serve, crawl, check, print; the exit code."""
    options = _options()
    with tempfile.TemporaryDirectory() as temporary:
        work = (options.keep or Path(temporary)).absolute()
        work.mkdir(parents=True, exist_ok=True)
        with _served(work, options) as port:
            web = HostileWeb(port, options.good, options.bomb_mib, short=options.short)
            used, log = _crawl(web, work, options)
        outcome = check(web, work, used, log, options.good)
    print(f"good pages        {outcome.good} of {options.good} are records")
    print(f"hostile kinds     {outcome.kinds}: " + ", ".join(f"{end} {n}" for end, n in outcome.ends.most_common()))
    print(f"wall seconds      {used.wall_s:.1f} (at most {MAX_WALL_S})")
    each = ", ".join(f"{mib:.0f}" for mib in used.each)
    print(f"peak memory       {used.peak_mib:.0f} MiB, all processes (at most {MAX_RSS_MIB}): {each}")
    print(f"exit code         {used.code}")
    for problem in outcome.problems:
        print(problem)
    return 1 if outcome.problems else 0


def check(web: HostileWeb, work: Path, crawl: watched.Used, log: str, good: int) -> Outcome:
    """Hold what was served against what was written."""
    outcome = Outcome()
    say = outcome.problems.append
    lines = {path.name: _lines(path, say) for path in sorted((work / "corpus").glob("*.jsonl"))}
    records = {line["url"]: line for line in lines.get("items.jsonl", [])}
    rejected = {line["url"]: line for line in lines.get("rejected.jsonl", [])}
    _check_good(web, records, rejected, outcome, good)
    _check_hostile(web, records, rejected, outcome, set(_LEFT_ALONE.findall(log)))
    if crawl.peak_mib > MAX_RSS_MIB:
        say(f"the crawl held {crawl.peak_mib:.0f} MiB")
    if crawl.wall_s > MAX_WALL_S:
        say(f"the crawl took {crawl.wall_s:.0f} s")
    if crawl.code not in {0, 3}:
        say(f"scrapy crawl ended with {crawl.code}")
    _check_log(log, say)
    for line in _text(work / "forbidden.txt").splitlines():
        say(f"forbidden: {line}")
    served = ["127.0.0.2", *map(host_of_answer, ANSWERS)]
    allowed = {f"socket.{event} {host}" for event in ("connect", "getaddrinfo") for host in served}
    allowed.add("socket.getaddrinfo localhost")
    for line in sorted(set(_text(work / "contacts.txt").splitlines()) - allowed):
        say(f"contacted or looked up: {line}")
    return outcome


_Lines = dict[str, dict[str, Any]]


def _check_good(web: HostileWeb, records: _Lines, rejected: _Lines, outcome: Outcome, good: int) -> None:
    for number in range(good):
        url = f"{web.origin}/good/{number}"
        found = records.get(url)
        if found is None or found["text"] != "\n\n".join(paragraphs(number)):
            outcome.problems.append(f"good page {number} is no record of its own: {_end(url, records, rejected)}")
        else:
            outcome.good += 1


def _check_hostile(web: HostileWeb, records: _Lines, rejected: _Lines, outcome: Outcome, left: set[str]) -> None:
    every: dict[str, Kind | Answer] = {**PAGES, **ANSWERS}
    kinds = {name: every[name] for name in web.names}
    expected = {web.url_of(name): kind.ends for name, kind in kinds.items()}
    expected |= {url: (RECORD,) if "rebound" in url else ("address_refused",) for url in web.inside}
    for url, ends in expected.items():
        end = LEFT[0] if urlsplit(url).hostname in left else _end(url, records, rejected)
        outcome.kinds += 1
        outcome.ends[end] += 1
        if end not in ends:
            detail = rejected.get(url, {}).get("detail", "")
            outcome.problems.append(f"{url}: {end} ({detail}); expected {' or '.join(ends)}")
    for name, kind in kinds.items():
        record = records.get(web.url_of(name))
        if record and kind.holds and paragraphs(web.story_number(name))[0] not in record["text"]:
            outcome.problems.append(f"{name}: a record without its story")


def _end(url: str, records: _Lines, rejected: _Lines) -> str:
    return RECORD if url in records else str(rejected.get(url, {}).get("reason", "no line at all"))


def _check_log(log: str, say: Any) -> None:
    """A traceback in the log is a bug that was met; so is a byte that commands a terminal."""
    if "Traceback (most recent call last)" in log:
        say("the log holds a traceback: " + log.split("Traceback (most recent call last)", 1)[1][-1500:])
    if any(sign in log for sign in "\x1b\x9b\x07"):
        say("the log holds escape sequences")


@contextmanager
def _served(work: Path, options: argparse.Namespace) -> Iterator[int]:
    """The hostile web in a process of its own; its port."""
    command = [sys.executable, str(PROJECT / "benchmarks" / "hostile_web.py"), str(work)]
    command += ["--good", str(options.good), "--bomb-mib", str(options.bomb_mib), *["--short"] * options.short]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    try:
        yield int((server.stdout.readline() if server.stdout else "") or 0)
    finally:
        server.kill()
        server.communicate()


def _crawl(web: HostileWeb, work: Path, options: argparse.Namespace) -> tuple[watched.Used, str]:
    """``scrapy crawl news`` in a process of its own, watched from outside."""
    sources = work / "sources.toml"
    sources.write_text(
        f'[[source]]\nname = "hostile"\nkind = "news"\nurl = "{web.origin}/"\n'
        f'allow_private = ["127.0.0.2", "{ANSWERING}"]\n'
        f"delay_s = 0\nconcurrency = 16\nfeeds = {json.dumps(web.feeds)}\nsitemaps = {json.dumps(web.sitemaps)}\n",
        encoding="utf-8",
    )
    settings = {"CORPUS_DIR": work / "corpus", "PROGRESS": False}
    settings |= _SHORT if options.short else {}
    settings |= dict(part.split("=", 1) for part in options.set)
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"sources={sources}"]
    command += [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    folders = [str(PROJECT), str(PROJECT / "benchmarks")]
    environment = {
        **os.environ,
        "SCRAPY_SETTINGS_MODULE": "hostile_settings",
        "PYTHONPATH": os.pathsep.join(folders),
        "HOSTILE_CONTACTS": str(work / "contacts.txt"),
    }
    log, summary = work / "crawl.log", work / "summary.txt"
    used = watched.run(command, cwd=work, env=environment, out=summary, err=log, most_s=MAX_WALL_S + 60)
    return used, _text(log) + _text(summary)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--good", type=int, default=100, metavar="N", help="so many good pages (100)")
    parser.add_argument("--bomb-mib", type=int, default=1024, metavar="MIB", help="what a bomb holds (1024)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep corpus, log and notes there")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of the crawl")
    parser.add_argument("--short", action="store_true", help="fewer kinds that cost much, shorter time-outs")
    return parser.parse_args()


def _lines(path: Path, say: Any) -> list[dict[str, Any]]:
    found = []
    for number, raw in enumerate(path.read_bytes().split(b"\n") if path.exists() else [], 1):
        if not raw:
            continue
        try:
            found.append(json.loads(raw.decode("utf-8")))
            json.dumps(found[-1], ensure_ascii=False).encode("utf-8")
        except ValueError as error:
            say(f"{path.name}, line {number}, is no valid line: {error}")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())

"""The clutter commands as processes: clean at any size, learning, what was struck and why, rules that never fire."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from site_for_tests import article, story

if TYPE_CHECKING:
    from conftest import Scrapy

ROOT = str(Path(__file__).parents[2])
WORDS = [
    a + b
    for a in ("bar", "lan", "fer", "mol", "tis", "kor", "vel")
    for b in ("ton", "der", "ik", "ast", "umo", "en", "ry")
]
OFFERS = ("Forty-one of us keep the lamp lit", "Keep the harbour lamp burning", "Read by the tide and by hand")
OWN = """
off = ["share.head", "share.this", "share.on_network"]

[[rule]]
id = "mine.lamp"
kind = "subscription"
why = "An offer of the lamp's own."
lines = ['forty-one of us .{1,40}']
fires = "Forty-one of us keep the lamp lit"
look_alike = "Forty-two of us left."
"""


def pages(number: int) -> list[dict[str, str]]:
    """Pages of one site, each with a story of its own and the same three offers, one glued to a changing sentence."""
    rows = []
    for page in range(number):
        words = random.Random(page)  # noqa: S311 - text, no secret
        lines = [f"The {' '.join(words.choices(WORDS, k=14))} of {1500 + page}." for _ in range(6)]
        lines[3] += OFFERS[1]
        text = "\n\n".join([*lines[:2], OFFERS[0], *lines[2:], OFFERS[2]])
        rows.append({"url": f"https://lamp.example/{page}", "text": text})
    return rows


def as_lines(rows: list[dict[str, str]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.mark.parametrize("piped", [False, True])
def test_clean_learns_what_a_site_repeats(scrapy: Scrapy, work: Path, *, piped: bool) -> None:
    rows = pages(40)
    (work / "dump.jsonl").write_text(as_lines(rows))
    run = scrapy("clean", "--learn", "-", stdin=as_lines(rows)) if piped else scrapy("clean", "--learn", "dump.jsonl")
    assert run.code == 0, run.err
    cleaned = [json.loads(line) for line in run.out.splitlines()]
    assert [row["url"] for row in cleaned] == [row["url"] for row in rows]
    for before, after in zip(rows, cleaned, strict=True):
        left = before["text"].replace(OFFERS[1], "")
        assert after["text"].split("\n\n") == [line for line in left.split("\n\n") if line not in OFFERS]
    assert "120 pieces of clutter: 120 template" in run.err
    assert "40 texts, 40 changed" in run.err


def test_learning_needs_json_lines(scrapy: Scrapy) -> None:
    run = scrapy("clean", "--learn", "-", stdin="plain text")
    assert run.code == 2
    assert "--learn is for JSON lines" in run.err


def test_a_line_that_does_not_change_comes_back_byte_by_byte(scrapy: Scrapy) -> None:
    lines = '{"text":  "The road is open.", "n": 1.50}\n{"text": "The road is open.\\n\\nShare this article"}\n'
    run = scrapy("clean", "-", stdin=lines)
    assert run.out.splitlines()[0] == lines.splitlines()[0]
    assert json.loads(run.out.splitlines()[1]) == {"text": "The road is open."}


def test_texts_with_a_separator_are_texts_of_their_own(scrapy: Scrapy) -> None:
    road, form = (
        story("bridge")[0],
        "Leave a Reply\nCancel reply\nPost Comment\nA sidebar that nobody has seen, with words.",
    )
    run = scrapy("clean", "--separator", "***", "-", stdin=f"{road}\n{form}\n***\n{road}\n{form}\n")
    assert run.out == f"{road}\n***\n{road}\n"
    assert "2 texts, 2 changed" in run.err


# A process begins with the peak of the one that it was made by, so this small one makes it.
PEAK_OF = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""


def test_a_large_file_takes_no_more_memory_than_a_small_one(work: Path) -> None:
    text = "\n".join([*story("bridge"), "Subscribe to our newsletter", *story("orchard"), ""])
    peaks_mb = []
    for name, copies in (("small.txt", 100), ("large.txt", 6000)):
        (work / name).write_text(text * copies)
        command = [sys.executable, "-c", PEAK_OF, "peak.txt", sys.executable, "-m", "scrapy", "clean", name]
        with (work / "out.txt").open("wb") as out, (work / "err.txt").open("wb") as err:
            code = subprocess.call(command, cwd=work, stdout=out, stderr=err, env=os.environ | {"PYTHONPATH": ROOT})
        assert code == 0, (work / "err.txt").read_text()
        assert (work / "out.txt").read_text().count("\n") == text.count("\n") * copies - copies
        assert f"stripped {copies:,} pieces of clutter" in (work / "err.txt").read_text()
        peaks_mb.append(int((work / "peak.txt").read_text()) / 1024)
    assert (work / "large.txt").stat().st_size > 20 * (work / "small.txt").stat().st_size
    assert peaks_mb[1] - peaks_mb[0] < 30, peaks_mb


def test_explain_prints_each_block_with_its_rule(scrapy: Scrapy, work: Path) -> None:
    page = article("bridge", "Bridge reopens").replace("</article>", "<p>Subscribe to our newsletter</p></article>")
    (work / "page.html").write_text(page)
    (work / "own.toml").write_text('off = ["newsletter.offer"]')
    run = scrapy("extract", "--explain", "page.html")
    assert run.code == 0, run.err
    kept = [line[2:] for line in run.out.splitlines() if line.startswith("+ ")]
    assert kept == story("bridge")
    assert "] Subscribe to our newsletter\n" in run.out
    assert "blocks kept" in run.out
    refused = scrapy("extract", "--explain", "--clutter", "own.toml", "--clutter", "nowhere.toml", "page.html")
    assert refused.code == 2
    assert "nowhere.toml" in refused.err


def test_rules_are_listed_shown_and_counted(scrapy: Scrapy, work: Path) -> None:
    assert scrapy("rules", "layout.link_line").out.endswith("\n  a line that is little but links\n")
    (work / "own.toml").write_text(OWN)
    listed = scrapy("rules", "--clutter", "own.toml")
    assert "mine.lamp\tsubscription\tnone\t" in listed.out
    assert "share.head\t" not in listed.out
    records = [
        {"removed": [{"rule": "share.head"}, {"rule": "share.head"}, {"rule": "site.repeated"}]},
        {"removed": []},
    ]
    (work / "items.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records) + '{"torn')
    fired = scrapy("rules", "--fired", ".")
    assert fired.out.splitlines()[:2] == ["2\tshare.head", "1\tsite.repeated"]
    segment = '{"removed": [{"rule": "share.head"}]}\n'
    (work / "parts").mkdir()
    with gzip.open(work / "parts" / "items-0001.jsonl.gz", "wt") as packed:
        packed.write(segment)
    parts = scrapy("rules", "--fired", "parts")
    assert parts.out.splitlines()[0] == "1\tshare.head", parts.err
    (work / "nothing").mkdir()
    assert "there are no records in nothing" in scrapy("rules", "--fired", "nothing").err
    never = scrapy("rules", "--never", "items.jsonl")
    assert "share.head" not in never.out.splitlines()
    assert "newsletter.label" in never.out.splitlines()
    assert "never fired" in never.err
    wrong = scrapy("rules", "no.rule")
    assert wrong.code == 2
    assert "there is no rule 'no.rule'" in wrong.err
    assert "Traceback" not in wrong.err


def test_clean_with_rules_of_ones_own(scrapy: Scrapy, work: Path) -> None:
    (work / "own.toml").write_text(OWN)
    text = f"{story('bridge')[0]}\nForty-one of us keep the lamp lit\nShare this article\n{story('bridge')[1]}\n"
    run = scrapy("clean", "--clutter", "own.toml", "-", stdin=text)
    assert run.out == text.replace("Forty-one of us keep the lamp lit\n", "")
    (work / "own.toml").write_text(OWN.replace("Forty-two", "Forty-one"))
    refused = scrapy("clean", "--clutter", "own.toml", "-", stdin=text)
    assert refused.code == 2
    assert "own.toml: rule 'mine.lamp': 'Forty-one of us left.'" in refused.err

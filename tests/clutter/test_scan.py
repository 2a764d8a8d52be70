"""The scanner says too much, never too little: what it leaves out, no rule strikes; compiled and pure agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.clutter import clean_lines, default_rules
from newsspider.clutter.glued import SEAM_PATTERN
from newsspider.clutter.literals import longest_match, required_literals
from newsspider.clutter.loader import default_words
from newsspider.clutter.patterns import compiled
from newsspider.clutter.scan import LINE, SEAM, SPAN, TRIGGERED, PureScanner, Scanner, ScanSigns, ScanWords

RULES = default_rules()
INDEX = RULES._lines
WORDS = INDEX.scan_words(RULES._spans.triggers)
PURE = PureScanner(WORDS, ScanSigns(), RULES.limits.line_chars)
EXAMPLES = [text for rule in RULES.rules for text in (*rule.fires, *rule.look_alike) if not text.startswith("<")]
PHRASES = sorted({text for texts in default_words().by_language.values() for each in texts.values() for text in each})
AROUND = ["{}", "» {}:", "  {} ", "\u00a0{}\u200b", "- {} »", "📧 {}", "{}…", "({})\n", "{}\r\n"]
LITERALS = ["%", "qu", "mit", "news", "share", "letter", "newsletter", "приложении", "購読", "購読する"]
STORIES = [
    path.read_text("utf-8")
    for path in sorted((Path(__file__).parents[2] / "fixtures" / "stories").rglob("*"))
    if path.is_file() and path.suffix in {".toml", ".txt", ".md", ".json"}
]


def flag(line: str) -> int:
    return RULES.flags([line])[0]


@pytest.mark.parametrize("around", AROUND)
def test_no_line_that_a_rule_knows_is_left_out(around: str) -> None:
    for text in (*EXAMPLES, *(phrase.replace("%s", "Jane Doe") for phrase in PHRASES)):
        for line in (around.format(text), around.format(text.upper()), around.format(text.replace("'", "’"))):
            found = INDEX.find(line)
            if len(line) <= RULES.limits.line_chars and found is not None:
                assert flag(line) & LINE, line
                assert RULES.whole_line(line) is found, line
                assert RULES.may_be(found.kind, [line]) != b"\0", line


def test_no_span_is_left_out() -> None:
    for text in EXAMPLES:
        line = f"It was so.{text}"
        assert not RULES.spans_in(line) or flag(line) & SPAN, line
        assert bool(flag(line) & SEAM) >= bool(SEAM_PATTERN.search(line)), line


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(EXAMPLES), st.text(max_size=60)), max_size=4).map("".join))
def test_any_line(line: str) -> None:
    said = flag(line)
    assert INDEX.find(line) is None or len(line) > RULES.limits.line_chars or said & LINE
    assert not RULES.spans_in(line) or said & SPAN
    assert SEAM_PATTERN.search(line) is None or said & SEAM


def test_few_lines_begin_as_those_do_that_name_a_source() -> None:
    lines = [line for story in STORIES for line in story.splitlines() if 20 < len(line) <= 200]
    asked = RULES.may_be("credit", lines)
    if isinstance(RULES.flags.__self__, PureScanner):  # type: ignore[attr-defined]
        pytest.skip("the pure scanner leaves out none")
    assert asked.count(0) > 0.8 * len(lines) > 100
    assert RULES.may_be("no such kind", lines) == bytes(len(lines))


def test_most_lines_of_stories_are_left_alone() -> None:
    lines = [line for story in STORIES for line in story.splitlines() if len(line) > 100]
    assert len(lines) > 100
    flags = RULES.flags(lines)
    if isinstance(RULES.flags.__self__, PureScanner):  # type: ignore[attr-defined]
        pytest.skip("the pure scanner asks of all lines together")
    assert flags.count(0) > 0.8 * len(lines)


@pytest.mark.parametrize("lines", [EXAMPLES, [story for text in STORIES for story in text.splitlines()]])
def test_compiled_and_pure_give_the_same(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [lines[start : start + 40] for start in range(0, min(len(lines), 4000), 40)]
    compiled = [clean_lines(piece) for piece in pieces]
    monkeypatch.setattr(RULES, "flags", PURE.flags)
    monkeypatch.setattr(RULES, "_scanned", PURE.told)
    monkeypatch.setattr(RULES, "_candidates", PURE.candidates)
    INDEX._known.clear()
    assert [clean_lines(piece) for piece in pieces] == compiled


def test_patterns_hold_what_they_are_said_to_hold() -> None:
    folded = [re.sub(r"\s+", " ", text).lower() for text in EXAMPLES]
    for rule in RULES.rules:
        for pattern in rule.lines:
            literals = required_literals(pattern)
            for text in folded:
                found = re.fullmatch(pattern, text)
                if found:
                    assert not literals or any(literal in text for literal in literals), (rule.id, text)
                    assert len(text) <= longest_match(pattern), (rule.id, text)


@pytest.mark.parametrize(
    ("pattern", "literals", "longest"),
    [
        ("share this", {"share this"}, 10),
        ("share(?: this)?", {"share"}, 10),
        (r"(?:sign|log) ?in\b.{0,5}", {"sign", "log"}, 12),
        (r".{1,9}newsletters?", {"newsletter"}, 20),
        (r"[a|b(]{2}x\.com", {"x.com"}, 7),
        (r"(?:a|.{2})", set(), 2),
        (r"(?!no)\d{1,3}", set(), 3),
    ],
)
def test_literals_and_lengths(pattern: str, literals: set[str], longest: int) -> None:
    assert required_literals(pattern) == literals
    assert longest_match(pattern) == longest


def test_what_a_pattern_needs_stands_in_all_that_it_matches() -> None:
    folded = [re.sub(r"\s+", " ", text).lower() for text in EXAMPLES]
    RULES.compile()
    for rule in RULES.rules:
        for pattern in map(compiled, rule.lines):
            for text in folded:
                assert pattern.may_match(text) or not pattern.fullmatch(text), (rule.id, text)


def test_what_was_told_of_lines_before_changes_nothing() -> None:
    texts = [story.splitlines() for story in STORIES] + [EXAMPLES[start : start + 9] for start in range(0, 900, 9)]
    for lines in texts:
        assert clean_lines(lines, told=RULES.told(lines[::2])) == clean_lines(lines)


def test_what_is_told_of_lines_together_is_what_is_told_of_each() -> None:
    lines = [*EXAMPLES, "", "…", "x" * 2000]
    flags, groups = RULES._scanned(lines)
    assert flags == RULES.flags(lines)
    for line, said, found in zip(lines, flags, groups, strict=True):
        assert found == (RULES._candidates(line) if said & LINE else None), line


def test_literals_of_every_length_are_found_wherever_they_stand() -> None:
    words = ScanWords((), {}, {}, {}, dict.fromkeys(LITERALS, (200, frozenset[int]())), ())
    scanner, pure = (kind(words, ScanSigns(), 200) for kind in (Scanner, PureScanner))
    for text in LITERALS:
        for around in ("{}", "a{}", "{}b", "the words {} stand", "д{}ж", "{0}{0}"):
            line = around.format(text)
            assert scanner.flags([line])[0] & TRIGGERED, line
            assert pure.flags([line])[0] & TRIGGERED, line
        # The pure scanner takes every short line for one that may be triggered.
        if Scanner is not PureScanner:
            told = scanner.flags([text[:-1]])[0] & TRIGGERED
            assert not told or any(each in text[:-1] for each in LITERALS), text

"""One rule, as its TOML file states it, and the error that refuses a bad one. Plain data: no I/O, no matching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Context = Literal[
    "none",
    "alone",
    "report",
    "stray",
    "tail",
    "neighbour",
    "tail_or_neighbour",
    "amid",
    "neighbour_or_amid",
    "tail_or_amid",
    "short",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is clutter, how to know it, and why it is stripped. ``docs/clutter-rules.md`` tells how to write one.

    Attributes:
        id: "FILE.NAME", such as "wordpress.comment_form"; unique.
        kind: One of the names in ``kinds.toml``, such as "comment_form".
        why: What it is and where it comes from, for people.
        fires: Examples that it must strike: lines of text, or HTML of one element.
        look_alike: Examples that it must not touch.
        selectors: Elements, by signature: "#id", ".class", "tag.class", "[attr=value]", "#id^=prefix" ...
        phrases: Whole lines, word for word; case, quotes, bullets and closing punctuation make no difference.
        lines: Regular expressions in lower case; each must match a whole line from the first to the last character.
        spans: Regular expressions for what is cut out of a line that otherwise stays; case counts.
        triggers: Literals in lower case; a span (or a line pattern that starts with a wildcard) is tried only
            where one of them stands.
        leaves: What is left of the first example of a span rule.
        context: "none" (strike it wherever it stands), "tail" (only behind the last paragraph), "neighbour" (only
            beside a struck line of its group), "tail_or_neighbour", "alone" (there, and where it stands between two
            paragraphs, or is glued to the end of a sentence), "report" (beside its group, as "alone" in a text that
            doesn't speak to its reader, and as "stray"), "stray" (as "tail_or_neighbour", and where it parts a heading
            or an announcement from what follows, or two items of a list),
            "amid" (between two paragraphs of a text that doesn't speak to its reader, or behind the last of them),
            "neighbour_or_amid" (as "neighbour" and as "amid", once between paragraphs), "tail_or_amid" (as
            "tail_or_neighbour", and between two such paragraphs, once), or "short" (elements only: the caller strikes
            it if the element holds few words).
        no_stop: The line patterns hold only for lines that don't end in a full stop: titles, not sentences.
        no_speech: The line patterns don't hold for lines with a sign of prose (word list "speech"), such as " said".
        only_words: The line patterns hold only for lines of which each word is one of these, or a number.
        spares: Whole-line patterns of lines that it leaves though it knows them: a rule that a user narrowed.
        tail: A head such as "Leave a Reply": when others of its group follow, it goes with everything after it.
        list_head: A head such as "Related": behind the last paragraph it takes the titles below it along.
        one_word: The context that its phrases of a single word need, if they need more than the others.
        languages: What languages its words are in; empty if any.
        file: The file it came from.
    """

    id: str
    kind: str
    why: str
    fires: tuple[str, ...]
    look_alike: tuple[str, ...]
    selectors: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    leaves: str | None = None
    context: Context = "none"
    no_stop: bool = False
    no_speech: bool = False
    only_words: tuple[str, ...] = ()
    tail: bool = False
    list_head: bool = False
    one_word: Context | None = None
    languages: tuple[str, ...] = ()
    file: str = ""


class RuleError(ValueError):
    """A rule file that can't be used: says which file and rule, what stands there, and what to do."""

    def __init__(self, file: str, rule: str | None, value: object, remedy: str) -> None:
        """Keep the four parts, and put them together as the message."""
        where = f"{file}: rule {rule!r}" if rule else file
        super().__init__(f"{where}: {remedy}" if value is None else f"{where}: {value!r}: {remedy}")
        self.file = file
        self.rule = rule
        self.value = value
        self.remedy = remedy

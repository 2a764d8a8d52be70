"""Word lists: UI wording, list by list, language by language, which rules name as "{list}".

In: the TOML files of ``phrases/``. Out: ``Words``. Refused (``RuleError``): what isn't a table of languages,
each with a list of texts.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from newsspider.clutter.fold import fold
from newsspider.clutter.rule import RuleError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Words:
    """Word lists by name.

    Attributes:
        by_language: list -> language -> phrases.
    """

    def __init__(self, by_language: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """Keep the lists, and for each the alternatives that stand for it in a pattern."""
        self.by_language = by_language
        self._alternatives: dict[str, str] = {}

    def __contains__(self, name: object) -> bool:
        return name in self.by_language

    def names(self) -> str:
        """The names of all lists, for messages."""
        return ", ".join(sorted(self.by_language))

    def texts(self, name: str) -> tuple[str, ...]:
        """All phrases of a list, of any language."""
        return tuple(text for texts in self.by_language[name].values() for text in texts)

    def alternatives(self, name: str) -> str:
        """The list as a group of a regular expression, longest phrase first, folded as lines are."""
        if name not in self._alternatives:
            folded = {fold(text) for texts in self.by_language[name].values() for text in texts}
            ordered = sorted(folded, key=lambda text: (-len(text), text))
            self._alternatives[name] = "(?:" + "|".join(map(escape, ordered)) + ")"
        return self._alternatives[name]


def escape(text: str) -> str:
    """The text as a pattern that matches it alone; spaces stay as they are."""
    return re.escape(text).replace("\\ ", " ")


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file's content.

    Raises:
        RuleError: it can't be read or isn't TOML.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RuleError(str(path), None, error.strerror, "name a file that can be read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        remedy = "write TOML in UTF-8, with patterns in single quotes"
        raise RuleError(str(path), None, str(error), remedy) from error


def read_words(paths: Sequence[Path]) -> Words:
    """The word lists of these files together.

    Raises:
        RuleError: a list isn't a table of languages, or its name is taken.
    """
    lists: dict[str, dict[str, tuple[str, ...]]] = {}
    for path in paths:
        for name, languages in read_toml(path).items():
            if name in lists:
                raise RuleError(path.name, None, name, "there is a word list of this name: choose another")
            if not isinstance(languages, dict):
                raise RuleError(path.name, None, languages, "write a word list as [name] and language = [texts]")
            lists[name] = {code: texts(path.name, name, code, entry) for code, entry in languages.items()}
    return Words(lists)


def texts(file: str, rule: str, key: str, value: object) -> tuple[str, ...]:
    """A text or a list of texts, as a tuple.

    Raises:
        RuleError: it is something else, or one of the texts is empty.
    """
    entries = [value] if isinstance(value, str) else value
    if not isinstance(entries, (list, tuple)) or not all(isinstance(e, str) and e.strip() for e in entries):
        raise RuleError(file, rule, value, f"`{key}` is a text or a list of texts, none of them empty")
    return tuple(entries)

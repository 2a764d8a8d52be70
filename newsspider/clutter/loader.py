"""Rule files: read, checked, and handed on as one ``RuleSet``.

In: the TOML files of ``rules/``, ``phrases/``, ``kinds.toml`` and ``limits.toml`` beside this module, and rule files
of the user's own. Out: ``RuleSet``. Refused (``RuleError``, with file, rule, value and remedy): whatever could make a
rule do other than its author meant.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args

from newsspider.clutter.compiled import Limits, RuleSet
from newsspider.clutter.elements import SelectorError, parse_selector
from newsspider.clutter.fold import fold, key
from newsspider.clutter.patterns import PatternError, check, literal_starts, put_in
from newsspider.clutter.rule import Context, Rule, RuleError

_HERE = Path(__file__).parent
_ID = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_WHOLE_LIST = re.compile(r"\{([a-z_]+)\}")
_TEXT_LISTS = ("fires", "look_alike", "selectors", "phrases", "lines", "spans", "triggers", "languages")
_KEYS = {*_TEXT_LISTS, "id", "kind", "why", "context", "tail", "list_head", "no_stop", "leaves"}
_CONTEXTS = get_args(Context)

Words = Mapping[str, Mapping[str, Sequence[str]]]


@cache
def default_rules() -> RuleSet:
    """The rules that ship with newsspider, read once."""
    return load_rules()


def load_rules(extra: Sequence[Path] = ()) -> RuleSet:
    """The rules that ship with newsspider and those of the given files, checked and compiled.

    Raises:
        RuleError: a file can't be read or a rule can't be used; says where and what to do.
    """
    kinds = {name: str(entry["group"]) for name, entry in kind_table().items()}
    words = read_words(sorted((_HERE / "phrases").glob("*.toml")))
    seen: dict[str, str] = {}
    rules: list[Rule] = []
    for path in [*sorted((_HERE / "rules").glob("*.toml")), *extra]:
        for rule in read_rules(path, words, kinds):
            if rule.id in seen:
                raise RuleError(
                    path.name, rule.id, rule.id, f"the id is taken in {seen[rule.id]}: choose another"
                )
            seen[rule.id] = path.name
            rules.append(rule)
    limits = Limits(**_read(_HERE / "limits.toml"))
    return RuleSet(tuple(rules), groups=kinds, limits=limits)


def kind_table() -> dict[str, dict[str, str]]:
    """The kinds of clutter: name -> {"group", "says"}."""
    return _read(_HERE / "kinds.toml")


def read_words(paths: Sequence[Path]) -> dict[str, dict[str, tuple[str, ...]]]:
    """The word lists of phrase files: list -> language -> phrases."""
    words: dict[str, dict[str, tuple[str, ...]]] = {}
    for path in paths:
        for name, languages in _read(path).items():
            if name in words:
                raise RuleError(path.name, None, name, "there is a word list of this name: choose another")
            words[name] = {code: _texts(path.name, name, entry) for code, entry in languages.items()}
    return words


def read_rules(path: Path, words: Words, kinds: Mapping[str, str]) -> list[Rule]:
    """The rules of one file, checked one by one."""
    data = _read(path)
    stray = sorted(set(data) - {"rule"})
    if stray:
        raise RuleError(path.name, None, stray[0], "a rule file holds [[rule]] tables and nothing else")
    entries = data.get("rule", [])
    if not isinstance(entries, list) or not entries:
        raise RuleError(path.name, None, entries, "give at least one [[rule]] table")
    return [_rule(path.name, entry, words, kinds) for entry in entries]


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RuleError(str(path), None, error.strerror, "name a file that can be read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(
            str(path), None, str(error), "write TOML in UTF-8, with patterns in single quotes"
        ) from error


def _rule(file: str, entry: object, words: Words, kinds: Mapping[str, str]) -> Rule:
    """One [[rule]] table as a ``Rule``."""
    if not isinstance(entry, dict):
        raise RuleError(file, None, entry, "write it as a [[rule]] table")
    name = entry.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise RuleError(file, None, name, 'give each rule an id of the form "file.name", in lower case')
    for unknown in sorted(set(entry) - _KEYS):
        raise RuleError(file, name, unknown, f"no such key; there are: {', '.join(sorted(_KEYS))}")
    texts = {k: _texts(file, name, entry.get(k, ()), key_name=k) for k in _TEXT_LISTS}
    languages = set(texts.pop("languages"))
    phrases, spoken = _phrases(file, name, texts.pop("phrases"), words)
    rule = Rule(
        id=name,
        kind=_choice(file, name, "kind", entry.get("kind"), sorted(kinds)),
        why=_required(file, name, "why", entry.get("why")),
        context=_context(file, name, entry.get("context", "none")),
        tail=_flag(file, name, "tail", entry.get("tail", False)),
        no_stop=_flag(file, name, "no_stop", entry.get("no_stop", False)),
        list_head=_flag(file, name, "list_head", entry.get("list_head", False)),
        leaves=entry.get("leaves"),
        phrases=phrases,
        lines=tuple(_pattern(file, name, p, words, lower=True) for p in texts.pop("lines")),
        spans=tuple(_pattern(file, name, p, words, lower=False) for p in texts.pop("spans")),
        languages=tuple(sorted(languages | spoken)),
        file=file,
        **texts,
    )
    _check_whole(file, rule)
    return rule


def _check_whole(file: str, rule: Rule) -> None:
    """What only shows when the parts of a rule are seen together."""
    for needed in ("fires", "look_alike"):
        if not getattr(rule, needed):
            raise RuleError(file, rule.id, needed, "give at least one example, in quotes")
    if not (rule.selectors or rule.phrases or rule.lines or rule.spans):
        raise RuleError(file, rule.id, rule.id, "say what it strikes: selectors, phrases, lines or spans")
    for selector in rule.selectors:
        try:
            parse_selector(selector)
        except SelectorError as error:
            raise RuleError(file, rule.id, selector, str(error)) from error
    if rule.context == "short" and not rule.selectors:
        raise RuleError(
            file, rule.id, rule.context, '"short" is for elements: choose another context for lines'
        )
    for trigger in rule.triggers:
        if trigger != trigger.lower() or len(trigger) < 3:
            raise RuleError(
                file, rule.id, trigger, "a trigger is a literal in lower case, 3 characters or more"
            )
    wild = [p for p in rule.lines if not literal_starts(p)]
    if (rule.spans or wild) and not rule.triggers:
        value = (*rule.spans, *wild)[0]
        raise RuleError(
            file, rule.id, value, "name `triggers`: literals one of which stands in all that it strikes"
        )


def _phrases(file: str, rule: str, entries: Sequence[str], words: Words) -> tuple[tuple[str, ...], set[str]]:
    """Phrases with "{list}" entries replaced by that list, and the languages those are in."""
    phrases: list[str] = []
    languages: set[str] = set()
    for entry in entries:
        found = _WHOLE_LIST.fullmatch(entry)
        if not found:
            phrases.append(entry)
            continue
        if found.group(1) not in words:
            raise RuleError(file, rule, entry, f"no such word list; there are: {', '.join(sorted(words))}")
        for code, texts in words[found.group(1)].items():
            phrases.extend(texts)
            languages.add(code)
    for phrase in phrases:
        if not key(fold(phrase.replace("%s", ""))):
            raise RuleError(file, rule, phrase, "a phrase needs letters or digits")
    return tuple(dict.fromkeys(phrases)), languages - {"any"}


def _pattern(file: str, rule: str, pattern: str, words: Words, *, lower: bool) -> str:
    flat = {name: [fold(t) for texts in by.values() for t in texts] for name, by in words.items()}
    try:
        full = put_in(pattern, flat)
        check(pattern, lower=lower)
        re.compile(full)
    except PatternError as error:
        raise RuleError(file, rule, pattern, str(error)) from error
    except re.error as error:
        raise RuleError(file, rule, pattern, f"not a regular expression: {error}") from error
    return full


def _texts(file: str, rule: str, value: object, *, key_name: str = "phrases") -> tuple[str, ...]:
    """A text or a list of texts, as a tuple."""
    entries = [value] if isinstance(value, str) else value
    if not isinstance(entries, (list, tuple)) or not all(isinstance(e, str) and e.strip() for e in entries):
        raise RuleError(file, rule, value, f"`{key_name}` is a text or a list of texts, none of them empty")
    return tuple(entries)


def _required(file: str, rule: str, name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RuleError(file, rule, value, f"state `{name}` in a sentence")
    return value


def _choice(file: str, rule: str, name: str, value: object, allowed: Sequence[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise RuleError(file, rule, value, f"`{name}` is one of: {', '.join(allowed)}")
    return value


def _context(file: str, rule: str, value: object) -> Context:
    for allowed in _CONTEXTS:
        if value == allowed:
            return allowed  # type: ignore[no-any-return]  # get_args forgets that these are Contexts
    raise RuleError(file, rule, value, f"`context` is one of: {', '.join(_CONTEXTS)}")


def _flag(file: str, rule: str, name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise RuleError(file, rule, value, f"`{name}` is true or false")
    return value

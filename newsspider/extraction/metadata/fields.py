"""The names, words and separators in ``fields.toml``, read once."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, Final

_TABLE: Final[dict[str, Any]] = tomllib.loads((files(__package__) / "fields.toml").read_text("utf-8"))

META: Final[dict[str, tuple[str, ...]]] = {k: tuple(v) for k, v in _TABLE["meta"].items()}
OTHER_META: Final = frozenset(_TABLE["other_meta"]["names"])
ARTICLE_TYPES: Final = {name: rank for rank, name in enumerate(_TABLE["jsonld"]["articles"])}
JSONLD_PARTS: Final = frozenset(_TABLE["jsonld"]["parts"])
TITLE_SEPARATORS: Final = tuple(_TABLE["title"]["separators"])
USELESS_TITLES: Final = frozenset(_TABLE["title"]["useless"])
AUTHOR_PREFIXES: Final = tuple(sorted(_TABLE["author"]["prefixes"], key=len, reverse=True))
AUTHOR_JOINERS: Final = tuple(_TABLE["author"]["joiners"])
BIOGRAPHY_WORDS: Final = frozenset(_TABLE["author"]["biography_words"])
BIOGRAPHY_STARTS: Final = tuple(sorted(_TABLE["author"]["biography_starts"], key=len, reverse=True))
NOT_PEOPLE: Final = frozenset(_TABLE["author"]["not_people"])
FIRM_WORDS: Final = frozenset(_TABLE["author"]["firm_words"])
DATE_FORMATS: Final = tuple(_TABLE["date"]["formats"])
NO_DATES: Final = tuple(_TABLE["date"]["not_of_the_story"])
NO_TAGS: Final = frozenset(_TABLE["tags"]["none"])
AUTHOR_CLASSES: Final = frozenset(_TABLE["author"]["classes"])
AUTHOR_CLASS_PARTS: Final = tuple(_TABLE["author"]["class_parts"])
WRITTEN_DATES: Final[dict[str, list[str]]] = _TABLE["written_dates"]
AUTHOR_CLASS_WORDS: Final = frozenset(_TABLE["author"]["class_words"])
NOT_BYLINE_CLASS_WORDS: Final = frozenset(_TABLE["author"]["not_byline_class_words"])
PROFILE_PATHS: Final = tuple(_TABLE["author"]["profile_paths"])
BYLINE_STARTS: Final = tuple(sorted(_TABLE["author"]["byline_starts"], key=len, reverse=True))
OTHERS_STARTS: Final = tuple(_TABLE["author"]["others_starts"])
HELPER_STARTS: Final = OTHERS_STARTS + tuple(_TABLE["author"]["helper_starts"])
BYLINES_BEHIND_DATES: Final = tuple(_TABLE["author"]["byline_behind_dates"])
FIRM_ENDS: Final = tuple(_TABLE["author"]["firm_ends"])
AUTHORS_IN_TEXT: Final = tuple(_TABLE["author"]["in_text"])
SIGNED_LINES: Final = tuple(_TABLE["author"]["signed_lines"])
BYLINE_PARTS: Final = tuple(_TABLE["author"]["byline_parts"])
NAME_PARTICLES: Final = frozenset(_TABLE["author"]["particles"])
ROLE_WORDS: Final = frozenset(_TABLE["author"]["role_words"])
WORKS: Final = tuple(_TABLE["author"]["works"])
SAID_OF_STORIES: Final = frozenset(_TABLE["author"]["said_of_stories"])
LABELS: Final = tuple(_TABLE["author"]["labels"])
CHROME_IN_BYLINES: Final = tuple(_TABLE["author"]["chrome"])
NOT_IN_NAMES: Final = frozenset(_TABLE["author"]["not_in_names"])
ROLE_QUALIFIERS: Final = frozenset(_TABLE["author"]["role_qualifiers"])
WEEKDAYS: Final = frozenset(_TABLE["author"]["weekdays"])
ROLES_BEHIND: Final = frozenset(_TABLE["author"]["roles_behind"])
MONTHS: Final = {name: number for number, names in enumerate(_TABLE["months"]["names"], 1) for name in names}
CHANGED: Final = tuple(_TABLE["months"]["changed"])
MONTH_FIRST: Final = frozenset(_TABLE["months"]["month_first"])
DATA_AUTHORS: Final = tuple(_TABLE["data"]["authors"])
DATA_DAYS: Final = tuple(_TABLE["data"]["days"])

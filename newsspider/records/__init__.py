"""The records: one frozen, typed shape per stage of the data's way, and the JSON line that each becomes.

In: nothing but plain values. Out: ``Page`` (bytes from the net) -> ``Article`` (clean text) -> ``Story`` (who
copied whom) -> one line of ``items.jsonl``. Refused: nothing here; each stage refuses in its own room.
"""

from newsspider.records.article import Article, Caption, CleanText, Credit, Extraction, Removal, Where
from newsspider.records.item import SCHEMA_VERSION, Item, Provenance, item_record
from newsspider.records.lines import json_line, without_surrogates
from newsspider.records.page import Kind, Page
from newsspider.records.rejection import Reason, Rejection
from newsspider.records.story import Evidence, Role, Story, StoryChange, story_record
from newsspider.records.words import count_words

__all__ = [
    "SCHEMA_VERSION",
    "Article",
    "Caption",
    "CleanText",
    "Credit",
    "Evidence",
    "Extraction",
    "Item",
    "Kind",
    "Page",
    "Provenance",
    "Reason",
    "Rejection",
    "Removal",
    "Role",
    "Story",
    "StoryChange",
    "Where",
    "count_words",
    "item_record",
    "json_line",
    "story_record",
    "without_surrogates",
]

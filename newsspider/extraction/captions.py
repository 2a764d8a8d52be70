"""The words under pictures: what is the caption and who took the picture.

In: the text of a caption as it stands. Out: a ``Caption``. Refused: nothing. The words that make a credit are data, in
``captions.toml``.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from newsspider.extraction.beginnings import Beginnings
from newsspider.extraction.metadata.people import is_full_name
from newsspider.records import Caption

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLE: Final = tomllib.loads((files(__package__) / "captions.toml").read_text("utf-8"))


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_LONGEST: Final = 80  # characters that a credit has at most
_REACH: Final = 3 * _LONGEST  # from the end, in which a credit with its label begins
_LONGEST_KNOWN: Final = 1000  # characters of a text that is remembered
_LONGEST_LABEL: Final = 200  # characters of a line that stands where captions do and says nothing of a picture
_MOST_WORDS: Final = 7
_LABELS: Final = _any_of(_TABLE["credit_words"])
_SIGNS: Final = _any_of(_TABLE["credit_signs"])
_SHORT_LABELS: Final = _any_of(_TABLE["credit_abbreviations"])
_UNCASED: Final = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # where a word goes on, no letter is small
_SMALL: Final = frozenset(_TABLE["small_words"])
# Behind a full stop, but not an initial's: "... on the quay. T. Garrick Moss".
_AFTER_SENTENCE: Final = r"(?:^|(?<=[\w”\"»)][\w”\"»)][.!?])|(?<=[。؟”\"»)]))\s*"

# In brackets, as in (Photo Ann Lee), "[Ann Lee/Harbour Wire]" and "(Harbour Wire, photo: Ann Lee)"
_BRACKETED: Final = re.compile(
    rf"\s*[(\[（【]\s*((?:{_any_of(_TABLE['agencies'] + _TABLE['agencies_in_brackets'])})(?=\s*[)\]）】])|"
    rf"(?:(?:{_LABELS})(?!(?-i:[a-zß-ÿ]))\s*[:：=／]?|{_SHORT_LABELS}|{_SIGNS}|"
    rf"[^()\[\]（）【】:：]{{1,40}}[\s,;|/](?:{_LABELS})\s*[:：])\s*[^()\[\]（）【】]{{2,{_LONGEST}}}"
    r"|[^\W\d_][^()\[\]]{1,60}/[^()\[\]]{2,40})[)\]）】]\s*[.。]?$",
    re.IGNORECASE,
)
# As in "© Ann Lee"
_SIGNED: Final = re.compile(rf"\s*[|–—-]?\s*(?:{_SIGNS})\s*([^©\n]{{2,{_LONGEST}}})$", re.IGNORECASE)
# Behind a label, as in Image courtesy of Ann Lee.
_LABELLED: Final = re.compile(
    rf"(?:^|(?<=[.。\u0900-\u0fff])|[\s|–—-])(?:(?:{_LABELS})\s*(?:[:：=／]|\.{{3}}|…|\bby\b|\bcourtesy\b(?:\s+of\b)?)|{_SHORT_LABELS})"
    rf"\s*([^:\n]{{2,{_LONGEST}}})$",
    re.IGNORECASE,
)
# As in "Ann Lee/Harbour Wire" and "Ann Lee / AP"
_SLASHED: Final = re.compile(
    r"(?:^|(?<=[.!?。؟”\"»)])\s+|\s+[|–—]\s+)([^\W\d_][^\n.!?/|]{1,40}\s?/\s?[^\W\d_][^\n.!?/|]{1,40})$"
)
# As in "The quay at dawn / HARBOUR WIRE"
_SLASHED_CAPITALS: Final = re.compile(r"\s[/|]\s([^\W\d_a-zß-ÿά-ώа-я][^\d_a-zß-ÿά-ώа-я/|]{2,40})$")
# As in "Reuters" and "Ann Lee AFP via Getty Images"
_AGENCY: Final = re.compile(
    rf"{_AFTER_SENTENCE}((?:[^\W\d_][\w'’-]*\s+){{0,4}}?(?:{_any_of(_TABLE['agencies'])}))\.?$", re.IGNORECASE
)
# Whatever few words follow the last full stop without one of their own.
_LAST_WORDS: Final = re.compile(rf"{_AFTER_SENTENCE}((?:[^\W\d_]\.\s?){{0,2}}[^\W\d_][^.!?。؟\n,;:]{{1,{_LONGEST}}})$")
_QUOTED: Final = re.compile(r"[«“\"‘][^»”\"’]*[»”\"’]")
# As in "CreditAnn Lee", where a page's style keeps label and name apart.
_GLUED: Final = re.compile(rf"(?:{_LABELS})((?-i:[^\W\d_a-z])[^.!?\n]{{2,{_LONGEST}}})", re.IGNORECASE)
# As in "The quay at dawnAda Berg", where a style keeps the two apart
_SEAMED: Final = re.compile(r"(?<=[^\W\d_A-ZÀ-Þ]{3})((?:[A-ZÀ-Þ][\w'’.-]+ ){1,3}[A-ZÀ-Þ][\w'’-]+)$")
_BY_LOOKS: Final = (_SEAMED, _SLASHED_CAPITALS)
_SIGN_TEXTS: Final = tuple(_TABLE["credit_signs"])
_AGENCY_ENDS: Final = tuple(_TABLE["agencies"])
_AGENCIES: Final = frozenset(_TABLE["agencies"]) - frozenset(_TABLE["no_agencies"])
_LONGEST_AGENCIES: Final = 40  # characters of a line that names agencies
_BETWEEN_AGENCIES: Final = re.compile(r"\s*(?:[/,+&|;]|\s[–—-]\s|\band\b|\bund\b|\bet\b|\by\b|\be\b)\s*")
_BUTTON_TEXTS: Final = tuple(_TABLE["buttons"])
PHOTOGRAPHED: Final = tuple(_TABLE["photographed"])
_LABEL_SIGNS: Final = (":", "：", "=", "／", "by", "courtesy", "...", "…", *_TABLE["credit_abbreviations"])
_NO_LAST_WORDS: Final = tuple(".!?。？！؟,;:")  # "Ada Berg." is the end of a sentence
_NO_SLASHED: Final = tuple(".!?/|")
_OPENING: Final = "([（【"
_CLOSING: Final = ")]）】"
_POINTERS: Final = "▲▼◀△↑↓ "  # with which a caption points to its picture
_CLOSING_SIGNS: Final = tuple(_CLOSING)
_WIDE_STOPS: Final = "。؟"
_LABEL: Final = re.compile(
    rf"^(?:(?:{_LABELS})(?!(?-i:[a-zß-ÿ{_UNCASED}]))|{_SHORT_LABELS}|{_SIGNS})"
    r"\s*(?:by\b|courtesy of\b)?\s*[:：=／]?\s*",
    re.IGNORECASE,
)
_STATED_LABEL: Final = re.compile(
    rf"[(\[（【]?(?:(?:{_LABELS})\s*(?:[:：=／]|\bby\b)|{_SHORT_LABELS}|{_SIGNS})\s*(?=\S)", re.IGNORECASE
)
_COVER: Final = re.compile(rf"[(\[]?(?:{_any_of(_TABLE['cover_labels'])})\s*(?:[:：]|\bby\b)\s*\S", re.IGNORECASE)
# The bar first, which is soon found, and then what stands before it
_BARRED_LABEL: Final = re.compile(
    rf"(?:[|(\[](?<=\s.)\s?|[（【])(?:{_LABELS})\s*(?:[:：=／]|\bby\b)\s*(?=\S)", re.IGNORECASE
)
_CAPTION_LABEL: Final = re.compile(rf"(?:{_any_of(_TABLE['caption_labels'])})\s*[:：]\s*", re.IGNORECASE)
_NO_CAPTION: Final = re.compile("|".join(_TABLE["no_captions"]))
# As in "3 / 12The quay", "[1/2]The quay" and "2 of 5The quay": which of a gallery's pictures it is
_COUNTED: Final = re.compile(
    r"(?:\[\d{1,3} ?/ ?\d{1,3}\]\s*|\d{1,3} / \d{1,3}\s*|\d{1,3} ?(?:/|of|von|de|sur|di|из) ?\d{1,3})(?=[^\W\d_a-z])"
)
_LABEL_WORDS: Final = [*_TABLE["credit_words"], *_TABLE["credit_abbreviations"], *_TABLE["credit_signs"]]
_OPEN_OR_NOT: Final = ("", *_OPENING)
_LABELS_BEGIN: Final = Beginnings(_LABEL_WORDS)
_STATED_LABELS_BEGIN: Final = Beginnings(
    sign + word for sign in _OPEN_OR_NOT for word in (*_LABEL_WORDS, *_TABLE["cover_labels"])
)
_CAPTION_LABELS_BEGIN: Final = Beginnings(_TABLE["caption_labels"])
# One of these stands in each label.
_SHORTEST_LABELS: Final = tuple(
    label
    for label in (*_TABLE["credit_words"], *_TABLE["credit_abbreviations"])
    if sum(other in label for other in _TABLE["credit_words"]) <= 1
)
_BUTTONS: Final = re.compile(
    rf"^(?:{_any_of(_TABLE['buttons'])})\b[\s:]*|\s*(?:{_any_of(_TABLE['buttons'])})$", re.IGNORECASE
)


def split_caption(text: str) -> Caption:
    """Tell a caption from its credit.

    >>> split_caption("The quay at dawn. Photo: Ada Berg/Harbour Wire")
    Caption(text='The quay at dawn.', credit='Ada Berg/Harbour Wire')
    >>> split_caption("The quay at dawn. Ada Berg for The Gazette")
    Caption(text='The quay at dawn.', credit='Ada Berg for The Gazette')
    >>> split_caption("CreditAda Berg for The Gazette")
    Caption(text='', credit='Ada Berg for The Gazette')
    """
    return _split(text) if len(text) <= _LONGEST_KNOWN else _split.__wrapped__(text)


@lru_cache(maxsize=64)  # a line is looked at from several sides
def _split(text: str) -> Caption:
    text = " ".join(text.split()).lstrip(_POINTERS)
    if text.endswith(_CLOSING_SIGNS) and text.count(text[-1]) > text.count(_OPENING[_CLOSING.index(text[-1])]):
        text = text[:-1]  # of "(Photo: Ada Berg)", which stood in two elements
    if _CAPTION_LABELS_BEGIN.may_begin(text) and (label := _CAPTION_LABEL.match(text)):
        text = text[label.end() :]
    if text[:1].isdecimal() or text[:1] == "[":
        text = text[found.end() :] if (found := _COUNTED.match(text)) else text
    low = text.lower()
    if low.startswith(_BUTTON_TEXTS) or low.endswith(_BUTTON_TEXTS):
        text = _BUTTONS.sub("", text).strip()
        low = text.lower()
    # A label that labels nothing, a date, the words of a player
    is_labelled = _LABELS_BEGIN.may_begin(text)
    is_label = is_labelled and _LABEL.fullmatch(text)
    says_nothing = len(text) <= _LONGEST_LABEL and (is_label or _NO_CAPTION.fullmatch(low))
    if says_nothing or not any(map(str.isalnum, text)):
        return Caption("")
    start = max(len(text) - _REACH, 0)
    for shape in _shapes_in(low):
        found = shape.search(text, start)
        if found and (shape not in _BY_LOOKS or _stands_out(found)):
            words = text[: found.start()].rstrip(" |–—-,;(")
            return Caption("" if _LABEL.fullmatch(words) else words, clean_credit(found[1]))
    if is_labelled and (found := _GLUED.fullmatch(text)) and _is_name(found[1]) and found[1][0].isupper():
        return Caption("", clean_credit(found[1]))
    found = None if text.endswith(_NO_LAST_WORDS) else _LAST_WORDS.search(text, start)
    if found and any(map(str.isalnum, text[: found.start()])) and _is_name(found[1]) and _stands_apart(found):
        return Caption(text[: found.start()].rstrip(), clean_credit(found[1]))
    return Caption(text)


def _shapes_in(low: str) -> Iterator[re.Pattern[str]]:
    """The shapes whose sign stands in a caption in lower case; to look for the others would be in vain."""
    end = low.removesuffix(".").rstrip()
    if end.endswith(_CLOSING_SIGNS):
        yield _BRACKETED
    if any(sign in low for sign in _SIGN_TEXTS):
        yield _SIGNED
    if any(sign in low for sign in _LABEL_SIGNS) and _holds_label(low):
        yield _LABELLED
    if " / " in low or " | " in low:
        yield _SLASHED_CAPITALS
    if "/" in low and not low.endswith(_NO_SLASHED):
        yield _SLASHED
    yield _SEAMED
    if low.removesuffix(".").endswith(_AGENCY_ENDS):
        yield _AGENCY


def _holds_label(low: str) -> bool:
    """Whether the label of a credit stands somewhere in a text in lower case."""
    # To a pattern that knows no case these are letters of labels too.
    plain = low.replace("i\u0307", "i").replace("ı", "i").replace("ſ", "s")
    return any(label in plain for label in _SHORTEST_LABELS)


def clean_credit(text: str) -> str:
    """A credit without its label, brackets and full stop.

    >>> clean_credit("(Photo by: Ada Berg)")
    'Ada Berg'
    """
    text = _without_brackets(" ".join(text.split()))
    return _without_brackets(_LABEL.sub("", text)).strip(": ") or text


def _without_brackets(text: str) -> str:
    """A credit without what stands around it; a bracket that was opened inside it stays closed."""
    text = text.strip(" .|")
    while text[:1] in _OPENING and text[:1]:
        text = text[1:].strip(" .|")
    while text[-1:] in _CLOSING and text[-1:] and text.count(text[-1]) > text.count(_OPENING[_CLOSING.index(text[-1])]):
        text = text[:-1].strip(" .|")
    return text


def is_credit_only(text: str) -> bool:
    """Whether a short line is a credit and nothing else: "Photo: Ada Berg", "© Reuters", "Ada Berg/Harbour Wire"."""
    if len(text) > 2 * _LONGEST:
        return False
    found = split_caption(text)
    return found.credit is not None and not found.text


def is_agency(text: str) -> bool:
    """Whether a line is the names of agencies and nothing else, as it stands under their stories.

    >>> is_agency("PA"), is_agency("(AFP/dpa)"), is_agency("The PA")
    (True, True, False)
    """
    if len(text) > _LONGEST_AGENCIES or not any(c.isupper() for c in text):
        return False
    parts = _BETWEEN_AGENCIES.split(text.strip(" ().[]/–—-").casefold())
    return all(part in _AGENCIES for part in parts)


def has_labelled_credit(text: str) -> bool:
    """Whether a line begins with the label of a credit or of a cover's picture, or ends in a credit with a label.

    >>> has_labelled_credit("Photo: Ada Berg / Harbour Wire"), has_labelled_credit("The quay | photo: Ada Berg, Wire")
    (True, True)
    >>> has_labelled_credit("Source: the harbour has two gauges")
    False
    """
    found = None
    if _STATED_LABELS_BEGIN.may_begin(text):
        if _COVER.match(text):
            return True
        found = _STATED_LABEL.match(text)
    if found is None:
        found = _BARRED_LABEL.search(text) if _has_bar(text) else None
    elif not is_credit_only(text):
        return False
    if found is None:
        return False
    rest = text[found.end() :].strip(" )]）】").replace("/", " / ")
    return _is_name(rest) or (" / " in rest and len(rest.split()) <= _MOST_WORDS)


def _has_bar(text: str) -> bool:
    """Whether a bar or an opening bracket stands in a line; each line is asked, and this is the quickest way."""
    return "|" in text or "(" in text or "[" in text or (not text.isascii() and ("（" in text or "【" in text))


def _stands_out(found: re.Match[str]) -> bool:
    """Whether the end of a caption is a credit by its looks: a name or capitals behind what is no name itself."""
    return not _is_name(found.string[: found.start()]) and (found[1].isupper() or is_full_name(found[1]))


def _stands_apart(found: re.Match[str]) -> bool:
    """Whether the last words are words of their own: "example.AI" is one word."""
    return " " in found[1] or found.start(1) != found.start() or found.string[found.start() - 1] in _WIDE_STOPS


def _is_name(text: str) -> bool:
    """Whether a few words can be somebody's name: each has a capital, or the script has none."""
    words = _QUOTED.sub("Q", text).split()
    return len(words) <= _MOST_WORDS and all(not w[:1].islower() or w.casefold() in _SMALL for w in words)

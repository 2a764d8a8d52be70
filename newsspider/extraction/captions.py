"""The words under pictures: what is the caption and who took the picture.

In: the text of a caption as it stands. Out: a ``Caption``. Refused: nothing.
"""

from __future__ import annotations

import re
from typing import Final

from newsspider.extraction.metadata.fields import CREDIT_ENDS, CREDIT_WORDS
from newsspider.records import Caption

_WORDS: Final = "|".join(re.escape(w) for w in CREDIT_WORDS)
_ENDS: Final = "|".join(re.escape(w) for w in CREDIT_ENDS)
_LONGEST: Final = 80  # characters that a credit has at most
_BRACKETED: Final = re.compile(rf"\s*[(\[]\s*((?:{_WORDS})\s*:?\s*[^()\[\]]{{2,{_LONGEST}}}|[^()\[\]]{{2,60}}/[^()\[\]]{{2,40}})[)\]]\s*\.?$", re.IGNORECASE)  # fmt: skip
_NAMED: Final = re.compile(rf"(?:^|[\s.|–—-])(?:{_WORDS})(?:\s+by\b|\s+courtesy(?:\s+of)?)?\s*[:：]\s*([^:\n]{{2,{_LONGEST}}})$|(?:^|[\s.])(?:photo(?:graph)?|image|picture)s?\s+(?:by|courtesy(?:\s+of)?)\s+([^:\n]{{2,{_LONGEST}}})$", re.IGNORECASE)  # fmt: skip
_SIGN: Final = re.compile(rf"\s*[|–—-]?\s*(?:©|\(c\))\s*([^©\n]{{2,{_LONGEST}}})$", re.IGNORECASE)
_SLASHED: Final = re.compile(r"(?:^|(?<=[.!?。؟”\"»)])\s+|\s+[|–—]\s+)([^\W\d_][^\n.!?/|]{1,40}/\s?[^\W\d_][^\n.!?/|]{1,40})$")  # fmt: skip
_AGENCY: Final = re.compile(rf"(?:^|(?<=[.!?。؟”\"»)|])\s*)((?:[^\W\d_][\w'’-]*\s+){{0,4}}?(?:{_ENDS}))\.?$", re.IGNORECASE)
_SHAPES: Final = (_BRACKETED, _SIGN, _NAMED, _SLASHED, _AGENCY)
_LABEL: Final = re.compile(rf"^(?:{_WORDS})\s*(?:by\b|courtesy of\b)?\s*[:：]?\s*", re.IGNORECASE)
_ZOOM: Final = re.compile(r"^(?:enlarge|hide caption|toggle caption|open image in gallery|view image in fullscreen|bild vergrößern)\b[\s:]*|\s*(?:hide caption|toggle caption)$", re.IGNORECASE)  # fmt: skip


def split_caption(text: str) -> Caption:
    """Tell a caption from its credit.

    >>> split_caption("The quay at dawn. Photo: Ada Berg/Harbour Wire")
    Caption(text='The quay at dawn.', credit='Ada Berg/Harbour Wire')
    """
    text = _ZOOM.sub("", " ".join(text.split())).strip()
    for shape in _SHAPES:
        found = shape.search(text)
        if found:
            credit = next(group for group in found.groups() if group)
            rest = text[: found.start()].rstrip(" |–—-,;(")
            return Caption(rest, clean_credit(credit))
    return Caption(text)


def clean_credit(text: str) -> str:
    """A credit without its label, brackets and full stop.

    >>> clean_credit("(Photo by: Ada Berg)")
    'Ada Berg'
    """
    text = " ".join(text.split()).strip("()[] .|")
    return _LABEL.sub("", text).strip("()[] .|:") or text


def is_credit_only(text: str) -> bool:
    """Whether a short line is a credit and nothing else: "Photo: Ada Berg", "© Reuters", "Ada Berg/Harbour Wire"."""
    return len(text) <= 2 * _LONGEST and not split_caption(text).text

"""Text that was encoded twice: "weâ€™ve" where "we’ve" was meant.

In: a text. Out: the text, mended if it shows the signs; ftfy does the work. Only texts with such a sign are touched.
"""

from __future__ import annotations

import re
from typing import Final

# A UTF-8 lead byte, read as windows-1252, and a continuation byte read so.
_LEADS: Final = "ÂÃâÐÑ"
_SIGN: Final = re.compile(f"[{_LEADS}][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œž]")


def mend(text: str) -> str:
    """The text with double encoding undone.

    >>> mend("weâ€™ve")
    'we’ve'
    """
    if not (may_be_mangled(text) and _SIGN.search(text)):
        return text
    from ftfy import fix_encoding  # noqa: PLC0415 - it takes a while to load, and few pages need it

    return fix_encoding(text)


def may_be_mangled(text: str) -> bool:
    """Whether a text holds a character that double encoding leaves; nearly none does."""
    return not text.isascii() and any(lead in text for lead in _LEADS)

"""Text that was encoded twice: "weâ€™ve" where "we’ve" was meant.

In: a text. Out: the text, mended if it shows the signs; ftfy does the work. Only texts with such a sign are touched.
"""

from __future__ import annotations

import re
from typing import Final

import ftfy

# A UTF-8 lead byte, read as windows-1252, and a continuation byte read so.
_LEADS: Final = "ÂÃâÐÑ"
_SIGN: Final = re.compile(f"[{_LEADS}][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œž]")


def mend(text: str) -> str:
    """The text with double encoding undone.

    >>> mend("weâ€™ve")
    'we’ve'
    """
    if text.isascii() or not any(sign in text for sign in _LEADS) or not _SIGN.search(text):
        return text
    return ftfy.fix_encoding(text)

"""The forms of a line in which it is compared with the rules. Pure: a string in, a string out.

``fold`` is for whole lines, ``key`` for look-ups in a dictionary, ``flatten`` keeps every character's place,
for spans. Refused: nothing.
"""

from __future__ import annotations

# Typographic variants of one sign; every replacement that `flatten` makes is one character for one.
ONE_FOR_ONE = (
    ("\u00a0", " "),
    ("\u202f", " "),
    ("\u2009", " "),
    ("\u3000", " "),
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u02bc", "'"),
    ("\u201c", '"'),
    ("\u201d", '"'),
    ("\u201e", '"'),
    ("\u2013", "-"),
    ("\u2014", "-"),
    ("\u2010", "-"),
    ("\u2011", "-"),
    ("\uff1a", ":"),
    ("\u0130", "I"),  # the one letter whose lower case is two characters long
)
# Invisible characters: soft hyphen, zero-width space and joiners, direction marks, byte order mark.
INVISIBLE = ("\u00ad", "\u200b", "\u200e", "\u200f", "\u2060", "\ufeff")
# What may stand around a phrase without changing it.
DECORATION = " \t:.!,;|*#<>[]()_=~+/\\\"'-•·●◦▪■►▶▸→←⟶➔➜➡➤⤵⇒›‹»«…。：！،؛↓↑✉📧⬇👇👉✓×\ufe0f"


def flatten(text: str) -> str:
    """The text with typographic variants made plain; every character keeps its index."""
    if text.isascii():
        return text
    for variant, plain in ONE_FOR_ONE:
        if variant in text:
            text = text.replace(variant, plain)
    return text


def fold(text: str) -> str:
    """The line in lower case, white space folded, quotes and dashes made plain, invisible characters gone."""
    if not text.isascii():
        for sign in INVISIBLE:
            if sign in text:
                text = text.replace(sign, "")
        text = flatten(text).replace("\u2026", "...")
    return " ".join(text.split()).lower()


def key(folded: str) -> str:
    r"""A folded line without the bullets, arrows, brackets and punctuation around it.

    >>> key(fold("» Share\u00a0this: "))
    'share this'
    """
    return folded.strip(DECORATION)

"""How long to leave a site alone: what it asks for, and what its failures say.

In: a ``Retry-After`` header, a count of failures. Out: seconds. Refused: nothing; a header that can't be read is None.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_FIRST_S = 1.0
_LONGEST_S = 300.0


def retry_after_s(header: str | None, now: datetime | None = None) -> float | None:
    """The seconds that a ``Retry-After`` asks for (RFC 9110, 10.2.3): a number, or a moment.

    >>> retry_after_s("120")
    120.0
    >>> retry_after_s("Mon, 02 Mar 2026 10:00:30 GMT", datetime(2026, 3, 2, 10, tzinfo=UTC))
    30.0
    """
    text = (header or "").strip()
    if text.isdecimal() and text.isascii():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - (now or datetime.now(UTC))).total_seconds(), 0.0)


def backoff_s(failures: int) -> float:
    """How long to wait after so many failures in a row: twice as long each time, five minutes at most.

    >>> [backoff_s(n) for n in (1, 2, 3, 20)]
    [1.0, 2.0, 4.0, 300.0]
    """
    return min(_FIRST_S * 2.0 ** min(max(failures - 1, 0), 16), _LONGEST_S)

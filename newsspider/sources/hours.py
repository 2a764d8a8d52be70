"""The hours in which a source may be asked, such as "22:00-06:00" or "01:00-05:30 Europe/Berlin".

In: that text. Out: whether it is such an hour now. Refused, as ``ValueError``: what isn't two times of a day, and time
zones that aren't known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FORM = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})(?:\s+([\w+/-]+))?")


@dataclass(frozen=True, slots=True)
class Hours:
    """From one time of the day to another, over midnight if need be; UTC without a zone.

    >>> str(Hours.read("22:00-06:00 Europe/Berlin"))
    '22:00-06:00 Europe/Berlin'
    """

    begin: time
    end: time
    zone: str = "UTC"

    @classmethod
    def read(cls, text: str) -> Hours:
        """Read the hours.

        Raises:
            ValueError: In words.
        """
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise ValueError("not two times of a day")
        zone = found.group(5) or "UTC"
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"no time zone is called {zone}") from None
        begin, end = (time(int(found.group(n)), int(found.group(n + 1))) for n in (1, 3))
        return cls(begin, end, zone)

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether the moment (with a zone; now if None) is within the hours."""
        here = (now or datetime.now(UTC)).astimezone(ZoneInfo(self.zone)).time()
        if self.begin <= self.end:
            return self.begin <= here < self.end
        return here >= self.begin or here < self.end

    def __str__(self) -> str:
        zone = "" if self.zone == "UTC" else f" {self.zone}"
        return f"{self.begin:%H:%M}-{self.end:%H:%M}{zone}"

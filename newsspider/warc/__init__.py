"""Web archives (WARC, ISO 28500): pages kept as they came, and read again without asking any site.

In: responses; WARC files of anybody's. Out: WARC files; ``Capture`` objects. Refused (``WarcError``): files that can't
be read or written, in words with what to do.
"""

from newsspider.warc.captures import Capture, Skipped, captures
from newsspider.warc.errors import WarcError
from newsspider.warc.writer import WarcWriter

__all__ = ["Capture", "Skipped", "WarcError", "WarcWriter", "captures"]

"""What a site teaches: what stands on many pages of one site, and belongs to no story, is clutter whatever its words.

The doors: ``SiteMemory``, which notes pages and cleans them, and ``Ahead``, which takes a whole corpus through
it. ``docs/clutter-rules.md`` tells how it decides.
"""

from newsspider.clutter.learned.ahead import Ahead
from newsspider.clutter.learned.marks import PageMarks, page_marks
from newsspider.clutter.learned.memory import SiteMemory, SiteMemoryError
from newsspider.clutter.learned.strike import KIND, RULE

__all__ = ["KIND", "RULE", "Ahead", "PageMarks", "SiteMemory", "SiteMemoryError", "page_marks"]

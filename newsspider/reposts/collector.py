"""The garbage collector of a process that does nothing but add items to a story index.

In, out: nothing. Refused: nothing.
"""

from __future__ import annotations

import gc

_COLLECTED_AFTER = 50_000  # new objects


def spare_the_collector() -> None:
    """What stands since the start isn't looked at again, and what items leave behind less often.

    An index makes no circles; what it keeps of items would be looked through again and again, for a tenth of the time.
    """
    gc.freeze()
    gc.set_threshold(_COLLECTED_AFTER, 20, 100)

"""Work on pages in processes of their own, each page within its bound of time and memory.

The door: ``Pool``. ``python -m newsspider.workers`` is one worker, as the pool starts it.
"""

from newsspider.workers.errors import TooCostlyError, WorkersError
from newsspider.workers.limits import Limits
from newsspider.workers.pool import Pool
from newsspider.workers.processes import Forked

__all__ = ["Forked", "Limits", "Pool", "TooCostlyError", "WorkersError"]

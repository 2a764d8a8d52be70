"""What the crawl and the nursery say to each other: three numbers each time, what, of which process, how it ended."""

from __future__ import annotations

from struct import Struct
from typing import Final

ORDER: Final = Struct("<iii")
BIRTH: Final = 1  # from the crawl, with a socket: a worker is wanted
DEATH: Final = 2  # from the crawl: end this one
READY: Final = 3  # from the nursery: all is loaded
BORN: Final = 4  # from the nursery: the worker that was wanted
GONE: Final = 5  # from the nursery: it has ended, with this exit code

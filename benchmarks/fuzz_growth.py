"""Inputs that grow: ``python benchmarks/fuzz_growth.py DOOR [--longest 80000]``.

In: the name of a door (``fuzz_doors.py``). Each word of its shape is said again and again, whole and without its end,
and so is a sign behind it, until the input is so long, and a quarter of it. Out: a line for each that costs much more
than four times as much when it is four times as long, as a pattern does that begins anew at each place and finds no
end. Exit code 1 if there is one.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import product
from typing import TYPE_CHECKING

from fuzz import NAMES
from fuzz_doors import DOORS
from fuzz_mutations import Mutator

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDS = b">'\"}] "
_SIGNS = (b" ", b"\n", b"a", b"1", b"-", b"'", b"<", b"=", b"\t ", b".")
_NO_MATTER_S = 0.4  # what costs less is no harm, and too little to be measured
_MOST_TIMES = 7.0  # for four times the length


def main() -> int:
    """The command."""
    options = _options()
    door = DOORS[options.door]
    found = tried = 0
    for head, unit in _units(Mutator(door.shape, door.seeds())):
        tried += 1
        times = []
        for length in (options.longest // 4, options.longest):
            data = head + unit * (length // len(unit))
            begun = time.process_time()
            door.call(data)
            times.append(time.process_time() - begun)
        if times[1] > _NO_MATTER_S and times[1] > _MOST_TIMES * times[0]:
            found += 1
            print(f"{head!r} and {unit!r} again and again: {times[0]:.2f} s, {times[1]:.2f} s")
    print(f"{options.door}: {tried:,} inputs of {options.longest:,} bytes, {found} that grow too fast")
    return 1 if found else 0


def _units(mutator: Mutator) -> Iterator[tuple[bytes, bytes]]:
    """What stands once in front, and what is said again and again."""
    words = mutator.words
    yield from ((b"", unit) for unit in dict.fromkeys([*words, *(word.rstrip(_ENDS) for word in words)]) if unit)
    yield from product(dict.fromkeys(word.rstrip(_ENDS) for word in words), _SIGNS)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("door", choices=NAMES)
    parser.add_argument("--longest", type=int, default=80_000, metavar="BYTES", help="of an input (80000)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

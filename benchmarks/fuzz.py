"""Fuzzing: ``python benchmarks/fuzz.py DOOR [--runs 100000] [--seed 1] [--guided]``.

In: the name of a door that bytes from anywhere come in by (``fuzz_doors.py``). Out: a line with the inputs, the slowest
of them, and the most memory; exit code 0 if no input made the door raise what it doesn't say it raises, took longer
than its bound or ended the process, and if compiled and pure code gave the same for each so many. Else 1, and each find
is in a file of the working directory, named after the door, the seed and its number: it becomes a case of the tests.

Inputs are the fixtures' own, changed piece by piece (``fuzz_mutations.py``); the same seed makes the same inputs.
``--guided`` lets atheris choose instead (``pip install -e .[fuzz]``), which watches which branches an input reaches.
"""

from __future__ import annotations

import argparse
import hashlib
import mmap
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING

from fuzz_mutations import MOST_BYTES, Mutator

if TYPE_CHECKING:
    from fuzz_doors import Door

NAMES = (
    *("decode", "extract", "json-ld", "clean-text", "site", "copies", "row", "feed", "sitemap", "api", "listing"),
    *("robots", "sources", "encoding", "archive", "address"),
)
_BOUND_S = 3.0  # of CPU, for one input of at most 64 KB
_LOST_S = 60  # a process whose input doesn't change for so long is ended
_MOST_MIB = 2048
_MOST_FINDS = 20
_STATE = Struct("<QQdd")  # the input under way, finds, the slowest one's seconds of CPU, its number


def main() -> int:
    """The command."""
    options = _options()
    if options.guided:
        return _guided(options)
    from fuzz_doors import DOORS  # noqa: PLC0415 - atheris must see these imports, where it is used

    door = DOORS[options.door]
    mutator = Mutator(door.shape, door.seeds())
    if options.show is not None:
        data = mutator.made(options.seed, options.show)
        print(repr(data), door.call(data), sep="\n")
        return 0
    if options.answers:
        _answers(options, door, mutator, Path(options.answers))
        return 0
    finds, slowest_s, which = _blind(options, door, mutator)
    apart = _twins_apart(options, mutator) if options.twin else 0
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    held = f", {options.runs // options.twin} held against the pure code" if options.twin else ""
    print(
        f"{options.door}, seed {options.seed}: {options.runs:,} inputs{held}: {finds} finds, {apart} not alike; "
        f"the slowest {1000 * slowest_s:.0f} ms (number {which:.0f}), {peak} MiB at the peak"
    )
    return 1 if finds or apart else 0


def _blind(options: argparse.Namespace, door: Door, mutator: Mutator) -> tuple[int, float, float]:
    """All inputs, in a process that may die of one: then another goes on behind it."""
    shared = mmap.mmap(-1, _STATE.size)
    shared[:] = _STATE.pack(0, 0, 0.0, 0.0)
    while _STATE.unpack(shared)[0] < options.runs:
        pid = os.fork()
        if pid == 0:
            try:
                _child(options, door, mutator, shared)
            finally:
                os._exit(0)
        if not _ended_well(pid, shared):
            number, finds, *rest = _STATE.unpack(shared)
            _keep(options, mutator, number, "the process was ended, or had to be")
            shared[:] = _STATE.pack(number + 1, finds + 1, *rest)
        if _STATE.unpack(shared)[1] >= _MOST_FINDS:
            break
    _, finds, slowest_s, which = _STATE.unpack(shared)
    return finds, slowest_s, which


def _child(options: argparse.Namespace, door: Door, mutator: Mutator, shared: mmap.mmap) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MIB << 20, _MOST_MIB << 20))
    start, finds, slowest_s, which = _STATE.unpack(shared)
    for number in range(start, options.runs):
        shared[:] = _STATE.pack(number, finds, slowest_s, which)
        data = mutator.made(options.seed, number)
        begun = time.process_time()
        try:
            door.call(data)
        except Exception:  # noqa: BLE001 - whatever it is, it is a find
            finds += 1
            _keep(options, mutator, number, traceback.format_exc())
        used_s = time.process_time() - begun
        if used_s > slowest_s:
            slowest_s, which = used_s, number
        if used_s > _BOUND_S:
            finds += 1
            _keep(options, mutator, number, f"{used_s:.1f} s of CPU")
        if finds >= _MOST_FINDS:
            break
    shared[:] = _STATE.pack(options.runs, finds, slowest_s, which)


def _ended_well(pid: int, shared: mmap.mmap) -> bool:
    """Wait for a process; end it, if its input doesn't change."""
    number, since = -1, time.monotonic()
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status == 0
        time.sleep(0.05)
        now = _STATE.unpack(shared)[0]
        if now != number:
            number, since = now, time.monotonic()
        elif time.monotonic() - since > _LOST_S:
            os.kill(pid, signal.SIGKILL)


def _keep(options: argparse.Namespace, mutator: Mutator, number: int, why: str) -> None:
    path = Path(f"find-{options.door}-{options.seed}-{number}")
    path.write_bytes(mutator.made(options.seed, number))
    print(f"{path}: {why}", file=sys.stderr, flush=True)


def _twins_apart(options: argparse.Namespace, mutator: Mutator) -> int:
    """How many of each so many inputs compiled and pure code answer differently."""
    found: list[list[str]] = []
    for pure in ("0", "1"):
        path = Path(f"answers-{options.door}-{options.seed}-{pure}")
        command = [sys.executable, __file__, options.door, "--answers", str(path), "--seed", str(options.seed)]
        command += ["--runs", str(options.runs), "--twin", str(options.twin)]
        subprocess.run(command, check=True, env={**os.environ, "NEWSSPIDER_PURE": pure, "PYTHONHASHSEED": "0"})
        found.append(path.read_text("utf-8").splitlines())
        path.unlink()
    apart = [compiled for compiled, pure in zip(*found, strict=True) if compiled != pure]
    for line in apart[:_MOST_FINDS]:
        _keep(options, mutator, int(line.split()[0]), "compiled and pure code don't answer alike")
    return len(apart)


def _answers(options: argparse.Namespace, door: Door, mutator: Mutator, path: Path) -> None:
    """The digest of each so many answers, one a line."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(0, options.runs, options.twin):
            try:
                answer = repr(door.call(mutator.made(options.seed, number)))
            except Exception as error:  # noqa: BLE001 - a find already; here it is an answer
                answer = repr(error)
            told = hashlib.blake2b(answer.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
            file.write(f"{number} {told}\n")


def _guided(options: argparse.Namespace) -> int:
    """As atheris chooses; it ends the process itself."""
    import atheris  # noqa: PLC0415 - an extra of its own

    with atheris.instrument_imports(include=["newsspider"]):
        from fuzz_doors import DOORS  # noqa: PLC0415 - so that its branches are seen

    door = DOORS[options.door]
    seeds = door.seeds()
    mutator = Mutator(door.shape, seeds)
    corpus = Path(options.corpus or f"corpus-{options.door}")
    corpus.mkdir(exist_ok=True)
    for seed in seeds:
        (corpus / hashlib.blake2b(seed, digest_size=10).hexdigest()).write_bytes(seed[:MOST_BYTES])
    limits = [f"-atheris_runs={options.runs}", f"-max_total_time={options.seconds}", f"-timeout={_LOST_S}"]
    limits += [f"-max_len={MOST_BYTES}", f"-rss_limit_mb={_MOST_MIB}", f"-seed={options.seed}", "-verbosity=0"]

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        return atheris.Mutate(data, most) if seed % 4 == 0 else mutator.mutated(data, most, seed)

    atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", str(corpus)], door.call, custom_mutator=mutate)
    atheris.Fuzz()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("door", choices=NAMES)
    parser.add_argument("--runs", type=int, default=100_000, metavar="N", help="so many inputs (100000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed makes other inputs (1)")
    parser.add_argument("--twin", type=int, default=20, metavar="N", help="each so many are held against the pure code")
    parser.add_argument("--show", type=int, metavar="NUMBER", help="print this input and what comes of it")
    parser.add_argument("--answers", metavar="FILE", help=argparse.SUPPRESS)
    parser.add_argument("--guided", action="store_true", help="let atheris choose the inputs")
    parser.add_argument("--seconds", type=int, default=0, metavar="N", help="guided: no longer than this; 0: no bound")
    parser.add_argument("--corpus", metavar="DIR", help="guided: inputs to begin with, and new ones that reach more")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

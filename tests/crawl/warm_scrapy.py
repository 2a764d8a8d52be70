"""A process that has loaded what every crawl loads, and of which the tests' crawls are forked.

In: the words behind ``scrapy``. Out: as of ``subprocess.run``. Each run is a process of its own, with streams, a
directory and an end of its own, as after ``python -m scrapy``; but it is spared two seconds of loading.
"""

from __future__ import annotations

import json
import os
import pkgutil
import runpy
import signal
import socket
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from importlib import import_module
from typing import TYPE_CHECKING, Self

from scrapy.utils.misc import load_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

_ROOMS = (
    "spiders",
    "pipelines",
    "middlewares",
    "extensions",
    "report",
    "workers",
    "extraction",
    "reposts",
    "corpus",
    "commands",
)
_NUMBER = struct.Struct("i")
_MOST_BYTES = 1 << 16


class WarmScrapy:
    """The process, seen from the tests; a context manager.

    Args:
        environment: Its environment, and that of all its runs.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._orders, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, __file__, str(theirs.fileno())]
            self._process = subprocess.Popen(
                command, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )

    def run(self, args: Sequence[str], cwd: Path, timeout_s: float) -> subprocess.CompletedProcess[str]:
        """Run ``scrapy`` with these words, and wait until it and all that it has started have closed their streams.

        Raises:
            subprocess.TimeoutExpired: It took longer.
        """
        read_out, write_out = os.pipe()
        read_err, write_err = os.pipe()
        order = json.dumps({"args": args, "cwd": str(cwd)}).encode()
        socket.send_fds(self._orders, [order], [write_out, write_err])
        os.close(write_out)
        os.close(write_err)
        pid = self._told()
        with ThreadPoolExecutor(2) as reading:
            streams = [reading.submit(_all_of, end) for end in (read_out, read_err)]
            try:
                out, err = (stream.result(timeout_s) for stream in streams)
            except NotYetError:
                os.kill(pid, signal.SIGKILL)
                self._told()
                raise subprocess.TimeoutExpired(["scrapy", *args], timeout_s) from None
        return subprocess.CompletedProcess(["scrapy", *args], self._told(), out, err)

    def _told(self) -> int:
        told = self._orders.recv(_NUMBER.size, socket.MSG_WAITALL)
        if not told:
            raise RuntimeError(f"{__file__} has ended with code {self._process.wait()}: see what it says above")
        return int(_NUMBER.unpack(told)[0])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._orders.close()
        self._process.wait(10)


def _all_of(stream: int) -> str:
    with os.fdopen(stream, encoding="utf-8") as text:
        return text.read()


def _load() -> None:
    """What a crawl loads: our modules, those of Scrapy that its settings name, the rules; and no reactor yet."""
    import_module("scrapy.cmdline")
    import_module("scrapy.core.engine")
    for room in _ROOMS:
        package = import_module(f"newsspider.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    for name, value in vars(import_module("scrapy.settings.default_settings")).items():
        named = [*value, *value.values()] if name.endswith("_BASE") else [value]
        for path in named if name.isupper() else ():
            if isinstance(path, str) and path.startswith("scrapy."):
                load_object(path)
    import_module("newsspider.clutter").default_rules()
    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("the reactor is chosen before the crawl says which it wants")


def _next_run(orders: socket.socket) -> list[str]:
    """The words of the next run, in the process that is to do it; the first process never comes back."""
    while True:
        order, streams, *_ = socket.recv_fds(orders, _MOST_BYTES, 2)
        if not order:
            orders.close()
            sys.exit()
        told = json.loads(order)
        pid = os.fork()
        if not pid:
            orders.close()
            for number, stream in enumerate(streams, start=1):
                os.dup2(stream, number)
                os.close(stream)
            os.chdir(told["cwd"])
            sys.path[0] = told["cwd"]
            return [str(word) for word in told["args"]]
        for stream in streams:
            os.close(stream)
        orders.sendall(_NUMBER.pack(pid))
        orders.sendall(_NUMBER.pack(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))


if __name__ == "__main__":
    _load()
    sys.argv[1:] = _next_run(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module("scrapy", run_name="__main__", alter_sys=True)

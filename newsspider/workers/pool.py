"""The pool: hands pages to workers, watches what they cost, replaces a worker that a page has cost.

In: a message of ``newsspider.workers.tasks`` and a page's bytes. Out: the answer, a JSON value and bytes. Refused: a
page that takes more than its limits, or that kills its worker twice (``TooCostlyError``); no page when no worker can be
started (``WorkersError``). It lives in an asyncio loop and never waits there: what waits is a future.

Each worker holds a few pages, so that it never waits for the next one; they are taken from it again, and given to
others, as soon as one of them takes long. Large pages have a lane of their own: only one of them is read at a time,
whatever the number of workers, so that the others have workers left, and memory is taken for one of them alone. A page
whose worker has died goes there too: with nothing behind it, it is plain whether the next one died of it.

Why not a pool of a library: those that can end a task by time do it by the clock, hold nothing to its memory, unpickle
what the worker sends, and answer by way of threads (docs/performance.md).
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

from newsspider.workers.errors import TooCostlyError, WorkersError
from newsspider.workers.nursery import Nursery, NurseryEndedError
from newsspider.workers.worker import Task, Worker

if TYPE_CHECKING:
    from newsspider.workers.limits import Limits
    from newsspider.workers.processes import Forked

_LOG = logging.getLogger(__name__)
_WATCH_S = 0.03
_SLOW_S = 0.5  # a page that takes longer lets nobody else wait
_HELD = 3  # pages that a worker holds, the one it works on included
_LARGE_BYTES = 512 * 1024
_CRASHES = 2  # a page that costs a worker without a reason is tried once more: the reason may have been another
_FAILED_STARTS = 3


class Pool:
    """Workers, and the pages that wait for one.

    Args:
        limits: What is given to a page.
        count: How many workers.
        forked: What bears them until it ends, if it is there already.
    """

    def __init__(self, limits: Limits, count: int, forked: Forked | None = None) -> None:
        self._limits = limits
        self._count = count
        self._waiting: deque[Task] = deque()
        self._alone: deque[Task] = deque()
        self._workers: list[Worker] = []
        self._watch: asyncio.TimerHandle | None = None
        self._number = 0
        self._failed_starts = 0
        self._closing = False
        self._starts: set[asyncio.Task[None]] = set()
        self._broken: WorkersError | None = None
        self._nursery = Nursery(limits, forked) if forked is not None else None

    async def ask(self, message: dict[str, Any], body: bytes) -> tuple[Any, bytes]:
        """What a worker answers: a JSON value, and bytes.

        Raises:
            TooCostlyError: The page took more than its limits, or killed two workers.
            WorkersError: No worker can be started.
        """
        if self._broken is not None:
            raise self._broken
        self._number += 1
        task = Task(self._number, message, body, asyncio.get_running_loop().create_future())
        task.is_alone = len(body) > _LARGE_BYTES
        self._lane(task).append(task)
        self._go_on()
        found: tuple[Any, bytes] = await task.answer
        return found

    async def close(self) -> None:
        """End all workers; whoever still waits is told."""
        self._closing = True
        if self._watch is not None:
            self._watch.cancel()
        for start in self._starts:
            start.cancel()
        await asyncio.gather(*self._starts, return_exceptions=True)
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.kill("the crawl has ended")
            worker.close()
        for task in (*self._waiting, *self._alone, *(task for worker in workers for task in worker.tasks)):
            task.fail(WorkersError("the crawl has ended"))
        self._waiting.clear()
        self._alone.clear()
        if self._nursery is not None:
            await self._nursery.close()
        await asyncio.sleep(0)  # sockets are closed in the loop's next turn

    # --- handing out ------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Hand out what waits, and start the workers that are needed for it."""
        if self._closing:
            return
        free = sorted((one for one in self._workers if one.takes(_HELD)), key=lambda one: one.holds)
        if self._alone and free and not any(worker.has_alone for worker in self._workers):
            emptiest = free.pop(0)  # it gets no other page until it has answered those that it holds
            if emptiest.takes(1):
                emptiest.give(self._alone.popleft())
        for worker in free:
            while self._waiting and worker.takes(_HELD):
                worker.give(self._waiting.popleft())
        wanted = len(self._waiting) + min(1, len(self._alone))
        missing = min(self._count, wanted) - sum(not one.is_ready for one in self._workers)
        missing = min(missing, self._count - len(self._workers) - len(self._starts))
        for _ in range(missing):
            self._start()
        if self._watch is None and self._workers:
            self._watch = asyncio.get_running_loop().call_later(_WATCH_S, self._look)

    def _start(self) -> None:
        start = asyncio.get_running_loop().create_task(self._started())
        self._starts.add(start)
        start.add_done_callback(self._starts.discard)

    async def _started(self) -> None:
        while self._broken is None:
            worker = Worker(self._limits, self._answered, self._ended)
            if self._nursery is None or self._nursery.has_ended:
                self._nursery = Nursery(self._limits)
            nursery = self._nursery
            try:
                await nursery.ready()
                await worker.start(nursery)
            except NurseryEndedError as error:
                if self._nursery is nursery:  # of all that wait for it, the first to know
                    self._nursery = None
                    self._note_failed_start(str(error))
            except OSError as error:
                self._give_up(f"no worker can be started: {error}")
            else:
                self._workers.append(worker)
                return

    def _note_failed_start(self, why: str) -> None:
        self._failed_starts += 1
        if self._failed_starts >= _FAILED_STARTS:
            self._give_up(f"workers end before they begin: {why}")

    # --- what comes back --------------------------------------------------------------------------------

    def _answered(self, worker: Worker, message: dict[str, Any], body: bytes) -> None:
        if "ready" in message:
            self._failed_starts = 0
        for level, name, line in message.get("log", ()):
            logging.getLogger(name).log(level, "%s", line)
        task = worker.done(message)
        if task is not None:
            if "refused" in message:
                task.fail(TooCostlyError(message["refused"], 0))
            else:
                task.succeed((message["found"], body))
        if worker.retires:
            self._take_back(worker)
        self._go_on()

    def _ended(self, worker: Worker, why: str) -> None:
        """A worker's process has ended: by our hand, by the kernel's, or of itself."""
        if worker in self._workers:
            self._workers.remove(worker)
        if not worker.is_ready and not self._closing:
            self._note_failed_start(why)
        if worker.tasks and not worker.retires and worker.may_have_begun:
            self._blame(worker.tasks.popleft(), worker, why)
        self._take_back(worker)
        self._go_on()

    def _blame(self, task: Task, worker: Worker, why: str) -> None:
        task.kills += 1
        if worker.was_over_limit or task.kills >= _CRASHES:
            task.fail(TooCostlyError(why, task.kills))
        elif not task.answer.done():
            task.is_alone = True
            self._lane(task).appendleft(task)

    def _lane(self, task: Task) -> deque[Task]:
        return self._alone if task.is_alone else self._waiting

    def _take_back(self, worker: Worker) -> None:
        """What a worker holds and hasn't begun goes to others, in its order."""
        keep = 0 if worker.retires or worker.has_ended else 1
        while len(worker.tasks) > keep:
            task = worker.tasks.pop()
            if not task.answer.done():
                self._lane(task).appendleft(task)

    def _give_up(self, why: str) -> None:
        self._broken = WorkersError(why)
        for task in (*self._waiting, *self._alone):
            task.fail(self._broken)
        self._waiting.clear()
        self._alone.clear()

    # --- watching ---------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Now and then: end a worker whose page has grown too large or hangs; nobody waits behind a slow one."""
        self._watch = None
        for worker in tuple(self._workers):
            over = worker.over(self._limits)
            if over:
                worker.was_over_limit = True
                worker.kill(over)
            elif hangs := worker.hangs(self._limits):
                worker.kill(hangs)
            elif worker.busy_s > _SLOW_S and len(worker.tasks) > 1:
                self._take_back(worker)
        if any(worker.tasks or not worker.is_ready for worker in self._workers):
            self._go_on()
            if self._watch is None:
                self._watch = asyncio.get_running_loop().call_later(_WATCH_S, self._look)

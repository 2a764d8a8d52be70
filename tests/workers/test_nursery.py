"""A nursery that is stopped, hangs or is killed: no page waits for it for ever, and no order to it is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.records import Page
from newsspider.workers import Forked, Limits, Pool, nursery
from newsspider.workers.nursery import Nursery
from newsspider.workers.orders import DEATH, ORDER
from newsspider.workers.told import page_told, read_from

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

STORY = "<p>" + "The ferry board of Kelmouth met on Tuesday and heard how late the night boats had been. " * 8
LARGE = b"<body>" + b"<p>The same sentence stands here once more.</p>" * 140_000  # a hundred megabytes and more
MOST_S = 60.0
PATIENT_TURNS = 500  # on a machine that is at work it loads for long


@pytest.fixture(autouse=True)
def _short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nursery, "_TURN_S", 0.1)
    monkeypatch.setattr(nursery, "_READY_TURNS", PATIENT_TURNS)


async def asked(pool: Pool, number: int, body: bytes | None = None) -> Any:
    made = f"<title>Boats {number}</title><body><h1>Boats {number}</h1>{STORY} {number}</p>".encode()
    one = Page(f"http://a.example/{number}", made if body is None else body)
    return read_from(*await pool.ask(page_told(one, ()), one.body))


def run(pool_of: Callable[[], Pool], scene: Callable[[Pool], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        pool = pool_of()
        try:
            return await asyncio.wait_for(scene(pool), MOST_S)
        finally:
            await asyncio.wait_for(pool.close(), MOST_S)

    return asyncio.run(whole())


def nursery_pid(pool: Pool) -> int:
    assert pool._nursery is not None
    assert pool._nursery._process is not None
    return pool._nursery._process.pid


def is_there(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(int(MOST_S * 100)):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


def fill(sock: socket.socket) -> None:
    while True:
        socket.send_fds(sock, [ORDER.pack(DEATH, 1 << 30, 0)], [])  # no process has this number


def test_a_stopped_nursery_is_replaced_when_a_worker_is_wanted(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(pool: Pool) -> Any:
        await asked(pool, 0)
        stopped = nursery_pid(pool)
        os.kill(stopped, signal.SIGSTOP)
        os.kill(pool._workers[0].pid, signal.SIGKILL)
        found = await asyncio.gather(*(asked(pool, number) for number in range(1, 6)))
        assert nursery_pid(pool) != stopped
        assert not is_there(stopped)
        return found

    assert [told.article.title for told in run(lambda: Pool(Limits(), 1), scene)] == [f"Boats {n}" for n in range(1, 6)]
    assert "The process that starts workers is ended: it gave no answer" in caplog.text


def test_a_nursery_that_is_stopped_while_it_loads_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool) -> Any:
        first = asyncio.ensure_future(asked(pool, 0))
        await until(lambda: pool._nursery is not None and pool._nursery._control is not None)
        stopped = pool._nursery
        assert stopped is not None
        os.kill(nursery_pid(pool), signal.SIGSTOP)
        monkeypatch.setattr(nursery, "_READY_TURNS", 20)
        await until(lambda: stopped.has_ended)
        monkeypatch.setattr(nursery, "_READY_TURNS", PATIENT_TURNS)
        return await first

    assert run(lambda: Pool(Limits(), 2), scene).article.title == "Boats 0"


def test_a_worker_over_its_memory_is_ended_though_the_nursery_is_stopped() -> None:
    async def scene(pool: Pool) -> Any:
        await asked(pool, 0)
        (worker,) = pool._workers
        os.kill(nursery_pid(pool), signal.SIGSTOP)
        large = asyncio.ensure_future(asked(pool, 1, LARGE))
        await until(lambda: not is_there(worker.pid))
        with pytest.raises(Exception, match="more than 16 MiB"):
            await large
        return await asked(pool, 2)

    assert run(lambda: Pool(Limits(memory_mib=16), 1), scene).article.title == "Boats 2"


def test_a_nursery_that_was_stopped_leaves_no_process_when_the_crawl_ends() -> None:
    left: list[int] = []

    async def scene(pool: Pool) -> None:
        await asyncio.gather(asked(pool, 0), asked(pool, 1))
        left.extend((nursery_pid(pool), *(worker.pid for worker in pool._workers)))
        for pid in left:
            os.kill(pid, signal.SIGSTOP)

    run(lambda: Pool(Limits(), 2), scene)
    assert len(left) > 1
    assert not any(map(is_there, left))


def test_an_order_that_a_full_socket_does_not_take_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nursery, "_TURN_S", 60.0)

    async def scene(pool: Pool) -> None:
        await asked(pool, 0)
        (worker,) = pool._workers
        assert pool._nursery is not None
        assert pool._nursery._control is not None
        os.kill(nursery_pid(pool), signal.SIGSTOP)
        with pytest.raises(BlockingIOError):
            fill(pool._nursery._control)
        worker.kill("the test wants it")
        late = asyncio.ensure_future(asked(pool, 1))
        await asyncio.sleep(0.1)
        assert is_there(worker.pid)
        os.kill(nursery_pid(pool), signal.SIGCONT)
        assert (await late).article.title == "Boats 1"
        await until(lambda: not is_there(worker.pid))

    run(lambda: Pool(Limits(), 1), scene)


def test_a_worker_that_is_stopped_is_replaced_and_its_page_read() -> None:
    async def scene(pool: Pool) -> Any:
        await asked(pool, 0)
        (worker,) = pool._workers
        os.kill(worker.pid, signal.SIGSTOP)
        found = await asyncio.gather(*(asked(pool, number) for number in range(1, 4)))
        assert not is_there(worker.pid)
        return found

    found = run(lambda: Pool(Limits(cpu_s=0.5, wall_factor=4.0), 1), scene)
    assert [told.article.title for told in found] == ["Boats 1", "Boats 2", "Boats 3"]


def test_one_nursery_that_ends_is_one_failed_start_however_many_wait_for_it() -> None:
    async def scene(pool: Pool) -> Any:
        many = [asyncio.ensure_future(asked(pool, number)) for number in range(12)]
        await until(lambda: pool._nursery is not None and pool._nursery._control is not None)
        os.kill(nursery_pid(pool), signal.SIGKILL)
        return await asyncio.gather(*many)

    assert len(run(lambda: Pool(Limits(), 4), scene)) == 12


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_forked_nursery_is_replaced_too(number: int) -> None:
    async def scene(pool: Pool) -> Any:
        assert pool._nursery is not None
        await pool._nursery.ready()
        os.kill(nursery_pid(pool), number)
        await asked(pool, 0)
        return await asked(pool, 1)

    assert run(lambda: Pool(Limits(), 1, Forked()), scene).article.title == "Boats 1"


def test_a_forked_nursery_that_was_killed_is_waited_for_once() -> None:
    async def whole() -> None:
        one = Nursery(Limits(), Forked())
        await one.ready()
        assert one._process is not None
        os.kill(one._process.pid, signal.SIGKILL)
        await until(lambda: one.has_ended)
        await one.close()

    asyncio.run(whole())

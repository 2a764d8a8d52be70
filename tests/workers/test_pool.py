"""The pool with real processes: answers, limits by name, dead workers replaced, nobody waits behind a costly page."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.records import Page
from newsspider.urls import item_id
from newsspider.workers import Limits, Pool, TooCostlyError, WorkersError
from newsspider.workers.quarantine import Quarantine
from newsspider.workers.tasks import read
from newsspider.workers.told import page_told, read_from

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

STORY = "<p>" + "The ferry board of Kelmouth met on Tuesday and heard how late the night boats had been. " * 8
LARGE = b"<body>" + b"<p>The same sentence stands here once more.</p>" * 140_000  # a hundred megabytes and more
SLOW = b"<body>" + b"<p>The boat left the quay at dawn, and it came back late." * 280_000  # a second or more


def page(number: int, body: bytes | None = None) -> Page:
    made = f"<title>Boats {number}</title><body><h1>Boats {number}</h1>{STORY} {number}</p>".encode()
    return Page(f"http://a.example/{number}", made if body is None else body)


async def asked(pool: Pool, one: Page) -> Any:
    return read_from(*await pool.ask(page_told(one, ()), one.body))


def run(limits: Limits, count: int, scene: Callable[[Pool], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        pool = Pool(limits, count)
        try:
            return await scene(pool)
        finally:
            await pool.close()

    return asyncio.run(whole())


def test_answers_are_the_articles_that_extraction_gives_here() -> None:
    pages = [page(number) for number in range(30)]

    async def scene(pool: Pool) -> Any:
        return await asyncio.gather(*(asked(pool, one) for one in pages))

    assert run(Limits(), 2, scene) == [read(one, ()) for one in pages]


def test_a_page_over_its_time_is_refused_by_name_and_nobody_else_waits() -> None:
    async def scene(pool: Pool) -> Any:
        await asyncio.gather(asked(pool, page(0)), asked(pool, page(1)))  # both workers have begun
        start = time.monotonic()
        bad = asyncio.ensure_future(asked(pool, page(2, SLOW)))
        good = await asyncio.gather(*(asked(pool, page(number)) for number in range(3, 20)))
        others_s = time.monotonic() - start
        with pytest.raises(TooCostlyError, match=r"more than 0\.2 s of work") as caught:
            await bad
        after = await asked(pool, page(21))
        return good, others_s, caught.value.kills, after

    good, _, kills, after = run(Limits(cpu_s=0.2, memory_mib=1024), 2, scene)
    assert len(good) == 17
    assert kills == 1
    assert after.article.text


def test_a_page_over_its_memory_is_refused_by_name() -> None:
    async def scene(pool: Pool) -> Any:
        with pytest.raises(TooCostlyError, match="more than 16 MiB"):
            await asked(pool, page(0, LARGE))
        return await asked(pool, page(1))

    assert run(Limits(memory_mib=16), 1, scene).article.text


def test_what_every_page_may_need_is_loaded_before_the_first_and_counts_for_none() -> None:
    strange = "<p>" + "Shkolla e vjetër pranë lumit do të hapet sërish kur moti të jetë më i butë. " * 8

    async def scene(pool: Pool) -> Any:
        return await asked(pool, page(0, f"<body><h1>Shkolla</h1>{strange}".encode()))

    assert run(Limits(memory_mib=40), 1, scene).article.language == "sq"


def test_pages_with_too_many_tags_or_too_long_a_story_cost_no_worker() -> None:
    async def scene(pool: Pool) -> Any:
        for body, words in ((b"<p>" * 300_001, "tags"), (b"<p>" + b"a word of many " * 40_000, "characters")):
            with pytest.raises(TooCostlyError, match=words) as caught:
                await asked(pool, page(0, body))
            assert caught.value.kills == 0
        return [worker.pid for worker in pool._workers]

    assert len(run(Limits(), 1, scene)) == 1


def test_a_worker_that_dies_is_replaced_and_its_pages_are_read_by_others() -> None:
    async def scene(pool: Pool) -> Any:
        await asked(pool, page(0))
        many = [asyncio.ensure_future(asked(pool, page(number))) for number in range(1, 40)]
        await asyncio.sleep(0.01)
        os.kill(pool._workers[0].pid, signal.SIGKILL)
        return await asyncio.gather(*many)

    assert all(told.article.text for told in run(Limits(), 1, scene))


def test_workers_go_on_without_their_nursery_and_the_next_ones_have_another() -> None:
    async def scene(pool: Pool) -> Any:
        first = await asked(pool, page(0))
        (before,) = pool._workers
        assert pool._nursery is not None
        assert pool._nursery._process is not None
        os.kill(pool._nursery._process.pid, signal.SIGKILL)
        second = await asked(pool, page(1))
        assert pool._workers == [before]
        many = [asyncio.ensure_future(asked(pool, page(number))) for number in range(2, 9)]
        await asyncio.sleep(0)
        os.kill(before.pid, signal.SIGKILL)
        return [first, second, *await asyncio.gather(*many)]

    assert all(told.article.text for told in run(Limits(), 1, scene))


def test_a_page_that_a_dead_worker_has_not_read_costs_it_nothing() -> None:
    async def scene(pool: Pool) -> Any:
        await asyncio.gather(*(asked(pool, page(number)) for number in range(8)))
        (worker,) = pool._workers
        os.kill(worker.pid, signal.SIGSTOP)  # what it is given now it doesn't read
        waits = [asyncio.ensure_future(asked(pool, page(8)))]
        await asyncio.sleep(0)
        task = worker.tasks[0]
        os.kill(worker.pid, signal.SIGKILL)
        return await asyncio.gather(*waits), task.kills

    found, kills = run(Limits(), 1, scene)
    assert found[0].article.title == "Boats 8"
    assert kills == 0


def test_a_large_page_is_read_though_small_ones_never_end() -> None:
    async def scene(pool: Pool) -> Any:
        large = asyncio.ensure_future(asked(pool, page(0, b"<body>" + STORY.encode() + b" " * 600_000)))
        small: set[asyncio.Future[Any]] = set()
        for number in range(1, 2_000):
            small.add(asyncio.ensure_future(asked(pool, page(number))))
            while len(small) > 8:
                _, small = await asyncio.wait(small, return_when=asyncio.FIRST_COMPLETED)
            if large.done():
                break
        await asyncio.gather(large, *small)
        return number

    assert run(Limits(), 1, scene) < 100


def test_a_page_that_costs_a_worker_twice_is_refused() -> None:
    async def scene(pool: Pool) -> Any:
        await asked(pool, page(0))
        bad = asyncio.ensure_future(asked(pool, page(1, SLOW)))
        killed = set()  # of one that is dead the end may be told late
        while not bad.done():
            await asyncio.sleep(0.02)
            for worker in pool._workers:
                if worker.busy_s > 0.1 and worker.is_ready and worker.pid not in killed:
                    os.kill(worker.pid, signal.SIGKILL)
                    killed.add(worker.pid)
        with pytest.raises(TooCostlyError, match="SIGKILL") as caught:
            await bad
        return len(killed), caught.value.kills

    assert run(Limits(memory_mib=1024), 1, scene) == (2, 2)


def test_workers_that_died_while_they_had_nothing_to_do_cost_no_page_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    blamed = []
    monkeypatch.setattr(Pool, "_blame", lambda _, task, *__: blamed.append(task.number))

    async def scene(pool: Pool) -> Any:
        await asyncio.gather(*(asked(pool, page(number)) for number in range(6)))
        for worker in pool._workers:
            os.kill(worker.pid, signal.SIGKILL)
        time.sleep(0.3)  # noqa: ASYNC251 - the loop is not to hear of their end before they are given pages
        return await asyncio.gather(*(asked(pool, page(number)) for number in range(6, 12)))

    assert all(told.article.text for told in run(Limits(), 2, scene))
    assert blamed == []


def test_a_worker_is_replaced_after_its_number_of_pages() -> None:
    async def scene(pool: Pool) -> Any:
        seen = set()
        for number in range(5):
            await asked(pool, page(number))
            seen |= {worker.pid for worker in pool._workers}
        return seen

    assert len(run(Limits(pages=2), 1, scene)) >= 2


def test_a_worker_is_not_replaced_for_files_that_it_has_come_to() -> None:
    strange = "<p>" + "Shkolla e vjetër pranë lumit do të hapet sërish kur moti të jetë më i butë. " * 8

    async def scene(pool: Pool) -> Any:
        seen = set()
        for number in range(12):
            await asked(pool, page(number, f"<body><h1>Shkolla {number}</h1>{strange}".encode()))
            seen |= {worker.pid for worker in pool._workers}
        return seen

    assert len(run(Limits(memory_mib=30), 1, scene)) == 1


def test_what_is_logged_in_a_worker_reaches_the_log_here(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(pool: Pool) -> Any:
        told = page_told(page(0), ())
        return read_from(
            *await pool.ask({**told, "content_type": 7}, page(0).body)
        )  # no header is a number: a bug is met

    assert run(Limits(), 1, scene).article.extraction.method == "none:error"
    assert "extraction failed on http://a.example/0" in caplog.text


def test_workers_that_cannot_begin_are_told_and_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")

    async def scene(pool: Pool) -> Any:
        with pytest.raises(WorkersError, match="end before they begin"):
            await asked(pool, page(0))
        with pytest.raises(WorkersError):
            await asked(pool, page(1))

    run(Limits(), 2, scene)


def test_whoever_waits_when_the_pool_is_closed_is_told() -> None:
    async def whole() -> None:
        pool = Pool(Limits(), 1)
        waiting = [asyncio.ensure_future(asked(pool, page(number))) for number in range(9)]
        await asyncio.sleep(0.05)
        await pool.close()
        for one in waiting:
            with pytest.raises(WorkersError, match="ended"):
                await one

    asyncio.run(whole())


def test_quarantine_is_for_pages_that_have_cost_two_workers_and_are_still_the_same(tmp_path: Path) -> None:
    first = Quarantine(tmp_path / "q")
    url = "http://a.example/x"
    assert first.why(url, b"body") is None
    first.strike(url, b"body", "more than 10 s", 1, "run 1")
    assert Quarantine(tmp_path / "q").why(url, b"body") is None
    Quarantine(tmp_path / "q").strike(url, b"body", "more than 10 s", 1, "run 2")
    with (tmp_path / "q" / "quarantine.jsonl").open("ab") as file:
        file.write(b'{"id": "cut o')  # a crash
    again = Quarantine(tmp_path / "q")
    assert again.why(url, b"body") == "in quarantine: more than 10 s"
    assert again.why(url, b"another body") is None
    again.strike(url, b"another body", "more than 10 s", 1, "run 3")
    assert Quarantine(tmp_path / "q").why(url, b"another body") is None
    assert [path.name.split(".", 1)[1] for path in (tmp_path / "q").glob("*.gz")] == ["page.gz"]


def test_only_the_last_pages_in_quarantine_are_kept(tmp_path: Path) -> None:
    many = Quarantine(tmp_path)
    for number in range(60):
        many.strike(f"http://a.example/{number}", b"x", "why", 2, "run")
    assert len(list(tmp_path.glob("*.page.gz"))) == 50
    assert Quarantine(tmp_path).why("http://a.example/1", b"x")


def test_what_is_kept_of_large_pages_in_quarantine_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsspider.workers.quarantine._MOST_KEPT_BYTES", 1_000_000)
    rng = random.Random(1)  # noqa: S311 - bytes for a test, no secret
    bodies = [rng.randbytes(300_000) for _ in range(6)]  # nothing packs them
    many = Quarantine(tmp_path)
    for number, body in enumerate(bodies):
        many.strike(f"http://a.example/{number}", body, "why", 2, "run")
        many.strike(f"http://a.example/{number}", body, "why", 1, "run")  # takes no room twice
    kept = {path.name.removesuffix(".page.gz") for path in tmp_path.glob("*.page.gz")}
    assert kept == {item_id(f"http://a.example/{number}") for number in (3, 4, 5)}
    assert sum(path.stat().st_size for path in tmp_path.glob("*.page.gz")) <= 1_000_000
    lines = [json.loads(line) for line in (tmp_path / "quarantine.jsonl").read_text().splitlines()]
    assert [line["let_go"] for line in lines if line["let_go"]] == [
        [item_id(f"http://a.example/{number}")] for number in (0, 1, 2)
    ]
    assert Quarantine(tmp_path).why("http://a.example/0", bodies[0])  # known all the same


def test_a_list_of_very_many_pages_in_quarantine_forgets_the_oldest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsspider.workers.quarantine._MOST_LINES", 10)
    for number in range(21):
        Quarantine(tmp_path).strike(f"http://a.example/{number}", b"x", "why", 2, "run")
    again = Quarantine(tmp_path)
    assert len((tmp_path / "quarantine.jsonl").read_text().splitlines()) == 11
    known = [number for number in range(21) if again.why(f"http://a.example/{number}", b"x")]
    assert known == list(range(10, 21))

"""Cycles are collected between two calls of the event loop: the young often, older ones seldom."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING

from newsspider.extensions import collector
from newsspider.extensions.collector import Collector

if TYPE_CHECKING:
    import pytest

PAGES = 16


def test_cycles_are_collected_every_few_pages_but_never_in_the_midst_of_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(collector, "collect_seldom", lambda _: None)  # it would hold for the other tests, too
    monkeypatch.setattr(gc, "collect", seen.append)

    async def read(pages: int) -> None:
        counter = Collector()
        for page in range(1, pages + 1):
            before = len(seen)
            counter.note_page()
            assert len(seen) == before
            await asyncio.sleep(0)
            assert len(seen) == page // PAGES

    asyncio.run(read(257 * PAGES))
    assert seen[:8] == [0, 0, 0, 1, 0, 0, 0, 1]
    assert seen[255:] == [2, 0]

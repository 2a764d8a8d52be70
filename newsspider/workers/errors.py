"""What can go wrong with a page in a worker, and with the workers themselves."""

from __future__ import annotations


class WorkersError(Exception):
    """No worker can be started: what happened, in words."""


class TooCostlyError(Exception):
    """A page took more than is given to one page, or killed its worker.

    Attributes:
        kills: How many workers it has cost.
    """

    def __init__(self, why: str, kills: int) -> None:
        super().__init__(why)
        self.kills = kills

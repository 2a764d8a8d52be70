"""What a run has to say, as monitors of Spidermon: its actions then send mail, post to Slack, Telegram, Sentry ...

In: the stats of a run that has ended. Out: one monitor a question, failed with words that name sources and sites.
Refused: nothing. Not in force by itself: docs/running.md tells the settings. Needs
``pip install -e '.[alerts]'``.
"""

from __future__ import annotations

from typing import Any

from spidermon import Monitor, MonitorSuite, monitors

_MOST_NAMED = 20


@monitors.name("newsspider")
class RunMonitor(Monitor):  # type: ignore[misc] # Spidermon ships no type hints
    """The questions."""

    @monitors.name("nothing failed that makes the run a failure")  # type: ignore[untyped-decorator] # as above
    def test_no_failure(self) -> None:
        """Write errors, exceptions."""
        self._expect_none("failures")

    @monitors.name("every source gave something")  # type: ignore[untyped-decorator] # as above
    def test_no_source_failed(self) -> None:
        """Sources that gave nothing."""
        self._expect_none("source_failed")

    @monitors.name("no site has drifted")  # type: ignore[untyped-decorator] # as above
    def test_no_drift(self) -> None:
        """Sites that are suddenly otherwise."""
        self._expect_none("drift")

    @monitors.name("the run came to its end")  # type: ignore[untyped-decorator] # as above
    def test_finished(self) -> None:
        """Not stopped, no time budget spent."""
        reason = self.data.stats.get("finish_reason")
        if reason != "finished":
            self.fail(f"the run was ended before its end: {reason}")

    def _expect_none(self, kind: str) -> None:
        prefix = f"newsspider/{kind}/"
        told: dict[str, Any] = {k[len(prefix) :]: v for k, v in self.data.stats.items() if k.startswith(prefix)}
        words = [f"{name}: {value}" for name, value in sorted(told.items())]
        more = [f"and {len(words) - _MOST_NAMED} more"] if len(words) > _MOST_NAMED else []
        if words:
            self.fail("; ".join([*words[:_MOST_NAMED], *more]))


class RunSuite(MonitorSuite):  # type: ignore[misc] # as above
    """For ``SPIDERMON_SPIDER_CLOSE_MONITORS``."""

    monitors = (RunMonitor,)

"""Drift: what a site gave in this run, held against its own last runs.

In: the stats of a run, and the history of those before. Out: an ``Alarm`` with the site's name for each thing that is
suddenly otherwise. Refused: nothing; where there is too little to compare, nothing is said.
"""

from newsspider.monitors.history import HISTORY, History, PastRun
from newsspider.monitors.judge import MONITORS, Alarm, Limits, judge
from newsspider.monitors.site_run import MAX_LAYOUTS, SiteRun, layout_of, sites_of_run

__all__ = [
    "HISTORY",
    "MAX_LAYOUTS",
    "MONITORS",
    "Alarm",
    "History",
    "Limits",
    "PastRun",
    "SiteRun",
    "judge",
    "layout_of",
    "sites_of_run",
]

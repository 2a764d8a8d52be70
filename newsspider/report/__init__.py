"""What people are told of a run, in a summary for the terminal and a page, and of how one page was extracted."""

from newsspider.report.figures import Copies, Failure, RejectedKind, RunFigures, SourceFigures
from newsspider.report.html import write_report
from newsspider.report.inspection import inspection_page
from newsspider.report.metrics import render_metrics
from newsspider.report.output import print_text
from newsspider.report.stats import figures_of, files_of
from newsspider.report.stories import with_final_stories
from newsspider.report.summary import render_summary

__all__ = [
    "Copies",
    "Failure",
    "RejectedKind",
    "RunFigures",
    "SourceFigures",
    "figures_of",
    "files_of",
    "inspection_page",
    "print_text",
    "render_metrics",
    "render_summary",
    "with_final_stories",
    "write_report",
]

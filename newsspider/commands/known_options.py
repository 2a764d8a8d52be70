"""Options that a command doesn't have: Scrapy's parser hands them on as if they were names of files.

In: what is left of the command line. Out: nothing. Refused, as ``UsageError``: what begins with a hyphen and is more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


def refuse_unknown_options(args: Iterable[str]) -> None:
    """Refuse the first option that is none.

    Raises:
        UsageError: It is named.
    """
    unknown = next((arg for arg in args if arg.startswith("-") and arg != "-"), None)
    if unknown is not None:
        raise UsageError(f"{unknown} means nothing here; --help lists the options", print_help=False)

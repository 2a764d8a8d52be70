"""The dataset card of an export: ``README.md`` with the front matter that Hugging Face reads.

In: ``Facts``. Out: Markdown, https://huggingface.co/docs/hub/datasets-cards. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
import orjson

if TYPE_CHECKING:
    from newsspider.corpus.export.facts import Facts

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10**7, "1M<n<10M"))
_LARGEST = "n>10M"


def render_card(facts: Facts) -> str:
    """The card."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("newsspider.corpus.export", "."),
        autoescape=False,  # noqa: S701 - Markdown; names are quoted by the filters
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["quoted"] = lambda text: orjson.dumps(text).decode()  # a JSON string is a YAML string
    environment.filters["cell"] = lambda text: str(text).replace("|", "\\|").replace("\n", " ")
    languages = sorted(code for code in facts.counts.by_language if code != "unknown")
    return environment.get_template("card.md.j2").render(
        facts=facts, counts=facts.counts, manifest=facts.manifest, languages=languages, size=_size(facts.counts.records)
    )


def _size(records: int) -> str:
    return next((name for most, name in _SIZES if records < most), _LARGEST)

"""A ``sources.toml`` of a test, read or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.sources import Source, SourcesError, load_sources

if TYPE_CHECKING:
    from pathlib import Path

ONE = '[[source]]\nname = "a"\nkind = "news"\nurl = "https://a.example/"\n'


def load(tmp_path: Path, text: str, *, allow_empty: bool = False) -> tuple[Source, ...]:
    file = tmp_path / "sources.toml"
    file.write_text(text, "utf-8")
    return load_sources(file, allow_empty=allow_empty).sources


def refusal(tmp_path: Path, text: str) -> SourcesError:
    with pytest.raises(SourcesError) as caught:
        load(tmp_path, text)
    error = caught.value
    lines = str(error).splitlines()
    assert 2 <= len(lines) <= 4
    assert str(error.file) in lines[0]
    assert error.expected
    assert error.remedy
    return error

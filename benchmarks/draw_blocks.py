"""Draw one page's blocks and their scores: ``python benchmarks/draw_blocks.py [PAGE.html] [-o PICTURE.svg]``.

In: a saved page; without one, the bundled page that ``docs/extraction.md`` shows. Out: an SVG with a row for each
block, in page order: how likely the scorer holds it for story, what it says, and whether it was kept or why not.
Refused: a page in which no block can be found.
"""

from __future__ import annotations

import argparse
import sys
from html import escape
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from newsspider.clutter import default_rules
from newsspider.extraction.around import surroundings
from newsspider.extraction.body import Body, choose
from newsspider.extraction.decode import decode
from newsspider.extraction.edges import trim_edges
from newsspider.extraction.layout import Layout
from newsspider.extraction.metadata import read_head, read_metadata
from newsspider.extraction.parse import parse
from newsspider.extraction.scorer import threshold
from newsspider.extraction.walk import walk

ROOT: Final = Path(__file__).resolve().parents[1]
_PAGE: Final = ROOT / "fixtures/web/wellspring.wordpress.example/2026/06/23"
_DEFAULT: Final = _PAGE / "who-takes-the-ships-in-when-the-pilots-are-gone/index.html"
_PICTURE: Final = ROOT / "docs/images/blocks.svg"
_ROW, _TOP, _WIDTH = 17, 62, 940  # pixels
_BAR_X, _BAR_WIDTH, _TEXT_X, _WHY_X = 16, 150, 222, 690
_FONT: Final = 'font-family="Helvetica, Arial, sans-serif" font-size="11"'
_MOST_CHARS: Final = 66
_COLOURS: Final = {"kept": "#1b7f4b", "caption": "#8a5a00", "outside": "#6a727b", "rule": "#b23a48"}
_LEGEND: Final = (
    ("kept", "kept as story"),
    ("caption", "caption: a field of its own"),
    ("outside", "left out by its score"),
    ("rule", "left out by a clutter rule"),
)


def verdict(body: Body, index: int) -> tuple[str, str]:
    """A block's colour and the words beside it."""
    if index in body.captions:
        return "caption", "caption"
    if index not in body.reasons:
        return "kept", "kept"
    rule, _ = body.reasons[index]
    return ("outside" if rule == "layout.outside" else "rule"), rule


def row(layout: Layout, body: Body, index: int) -> str:
    """One block."""
    y = _TOP + index * _ROW
    score = body.probabilities[index]
    colour_name, why = verdict(body, index)
    colour = _COLOURS[colour_name]
    words = " ".join(layout.texts[index].split())
    shown = words if len(words) <= _MOST_CHARS else f"{words[: _MOST_CHARS - 1]}…"
    weight = ' font-weight="600"' if colour_name == "kept" else ""
    return (
        f'<rect x="{_BAR_X}" y="{y}" width="{_BAR_WIDTH}" height="11" fill="#eef1f4"/>'
        f'<rect x="{_BAR_X}" y="{y}" width="{max(score * _BAR_WIDTH, 1):.1f}" height="11" fill="{colour}"/>'
        f'<text x="{_BAR_X + _BAR_WIDTH + 10}" y="{y + 10}" fill="#4a5159">{score:.2f}</text>'
        f'<text x="{_TEXT_X}" y="{y + 10}" fill="#1f2328"{weight}>{escape(shown)}</text>'
        f'<text x="{_WHY_X}" y="{y + 10}" fill="{colour}">{escape(why)} · {layout.tag_of(index)}</text>'
    )


def draw(layout: Layout, body: Body) -> str:
    """The picture."""
    height = _TOP + len(layout.texts) * _ROW + 14
    line = _BAR_X + threshold() * _BAR_WIDTH
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" {_FONT} role="img">',
        "<title>The blocks of one page in order, each with the scorer's probability and the verdict</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for number, (name, words) in enumerate(_LEGEND):
        x = _BAR_X + number * 200
        parts.append(f'<rect x="{x}" y="14" width="11" height="11" fill="{_COLOURS[name]}"/>')
        parts.append(f'<text x="{x + 17}" y="24" fill="#1f2328">{words}</text>')
    for x, words in ((_BAR_X, "probability"), (_TEXT_X, "block"), (_WHY_X, "verdict · tag")):
        parts.append(f'<text x="{x}" y="50" fill="#4a5159">{words}</text>')
    parts += [row(layout, body, index) for index in range(len(layout.texts))]
    bounds = f'x1="{line:.1f}" y1="{_TOP - 4}" x2="{line:.1f}" y2="{height - 12}"'
    parts.append(f'<line {bounds} stroke="#1f2328" stroke-dasharray="3 3"/>')
    return "\n".join([*parts, "</svg>", ""])


def chosen(text: str) -> tuple[Layout, Body]:
    """The blocks of a page and the choice among them, as ``extract`` makes it."""
    root = parse(text)
    if root is None:
        return Layout(), Body()
    rules = default_rules()
    head = read_head(root)
    layout = walk(root, rules)
    body = choose(layout, rules)
    trim_edges(layout, body, read_metadata(head, None, surroundings(layout, body)), None)
    return layout, body


def main() -> int:
    """Read the page, choose, draw, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", nargs="?", type=Path, default=_DEFAULT)
    parser.add_argument("-o", "--output", type=Path, default=_PICTURE)
    arguments = parser.parse_args()
    try:
        text, _ = decode(arguments.page.read_bytes())
    except OSError as error:
        print(f"{arguments.page}: {error.strerror}. Give the path of a saved page.", file=sys.stderr)
        return 2
    layout, body = chosen(text)
    if not layout.texts:
        print(f"{arguments.page}: no block of text was found. Give a page of HTML.", file=sys.stderr)
        return 2
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(draw(layout, body), "utf-8")
    print(f"{len(layout.texts)} blocks drawn to {arguments.output}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

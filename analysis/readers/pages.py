"""From the lines of printed pages back to one text of whole paragraphs.

Lines end where the paper does, so they are joined again; what stands on most pages alike (running heads, page numbers)
is taken out, since it would fall into the middle of what somebody says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from analysis.readers.casting import is_role_label
from analysis.readers.labels import Shape, label_of
from analysis.readers.names import is_name_like

FULL_LINE = 0.7
"""Share of the usual line length from which a line runs on into the next."""
MIN_FULL = 30
"""Characters below which the usual line says nothing of the paper's width."""
MIN_PAGES = 3
"""Fewest pages on which a line must stand to count as a running head."""

_PAGE_NUMBER = re.compile(
    r"\s*(?:(?:page|seite|página|pagina|p\.?)\s*)?[-–|]?\s*\d{1,4}\s*[-–|]?\s*(?:(?:/|of|von|de|sur|di)\s*\d{1,4})?\s*$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"[ \t\u00a0]+")
_HYPHEN = re.compile(r"[^\W\d_]-$")


def without_running_lines(pages: Sequence[str]) -> tuple[list[list[str]], int]:
    """Lines of each page without those that stand at the top or foot of most pages alike, and how many there were."""
    split = [[_SPACES.sub(" ", line).strip() for line in page.splitlines()] for page in pages]
    edges = Counter(shape for lines in split for shape in {_shape(lines[i]) for i in _edge(lines)})
    often = max(MIN_PAGES, len(pages) // 2)
    dropped = 0
    bodies: list[list[str]] = []
    for lines in split:
        edge = _edge(lines)
        running = {i for i in edge if edges[_shape(lines[i])] >= often and not _opens_turn(lines[i])}
        running |= {i for i in edge if _PAGE_NUMBER.match(lines[i])}
        dropped += len(running)
        bodies.append([line for i, line in enumerate(lines) if i not in running])
    return bodies, dropped


def _edge(lines: Sequence[str]) -> set[int]:
    """The first and last two lines of a page that are not blank."""
    filled = [i for i, line in enumerate(lines) if line]
    return {*filled[:2], *filled[-2:]}


def _shape(line: str) -> str:
    return _DIGITS.sub("#", line.casefold())


def joined_pages(pages: Sequence[Sequence[str]]) -> tuple[str, tuple[int, ...]]:
    """One text of whole paragraphs, and where in it the first line of each page begins."""
    lengths = sorted(len(line) for lines in pages for line in lines if line)
    usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
    full = FULL_LINE * usual if usual >= MIN_FULL else float("inf")
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    runs_on = False
    for lines in pages:
        start = None
        for line in lines:
            if not line:
                if not runs_on and parts:
                    parts.append("\n")
                    length += 1
                continue
            length += _bridge(parts, line, runs_on=runs_on)
            start = length if start is None else start
            parts.append(line)
            length += len(line)
            runs_on = len(line) >= full
        starts.append(length if start is None else start)
    return "".join(parts), tuple(starts)


def _bridge(parts: list[str], line: str, *, runs_on: bool) -> int:
    """Put between the text so far and `line` what belongs there; by how much the text grew."""
    if not parts:
        return 0
    if not runs_on or _opens_turn(line):
        parts.append("\n")
        return 1
    if _HYPHEN.search(parts[-1]) and line[:1].islower():
        parts[-1] = parts[-1][:-1]  # A word broken at the line's end.
        return -1
    parts.append(" ")
    return 1


def _opens_turn(line: str) -> bool:
    """Whether a line begins a turn of its own."""
    label = label_of(line)
    if label is None or label.shape is Shape.DASH:
        return False
    if label.shape is Shape.TIME:
        return line[:1] in "[("
    return is_role_label(label.name) or (is_name_like(label.name) and len(label.name.split()) <= 4)

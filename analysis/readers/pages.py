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
MAX_RUNNING = 2
"""Lines that a running head or foot may have."""
RUNNING_SHARE = 0.6
"""Share of the pages on which a line must stand first, or last, to count as a running head."""
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
    bodies = [[_SPACES.sub(" ", line).strip() for line in page.splitlines()] for page in pages]
    dropped = 0
    for last in (False, True):
        for _ in range(MAX_RUNNING):
            edges = [_edge(lines, last=last) for lines in bodies]
            shapes = Counter(_shape(lines[i]) for lines, i in zip(bodies, edges, strict=True) if i is not None)
            often = max(MIN_PAGES, RUNNING_SHARE * len(pages))
            for lines, i in zip(bodies, edges, strict=True):
                if (
                    i is not None
                    and (shapes[_shape(lines[i])] >= often or _PAGE_NUMBER.match(lines[i]))
                    and not _opens_turn(lines[i])
                ):
                    del lines[i]
                    dropped += 1
    return bodies, dropped


def _edge(lines: Sequence[str], *, last: bool) -> int | None:
    """The first or last line of a page that is not blank."""
    filled = [i for i, line in enumerate(lines) if line]
    return filled[-1 if last else 0] if filled else None


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

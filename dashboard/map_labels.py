"""Names on the map: where each stands, and which of them there is room for. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.landscape import WIDTH, Island

LINE_CHARACTERS = 26
MOST_LINES = 3
LINE_HEIGHT = 14.0
CHARACTER_WIDTH = 6.6
"""Of the map's type, 12.5 units high, semibold; a little more than measured on average."""
MARGIN = 4.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the map."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two share any ground."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def covers(self, island: Island) -> bool:
        """Whether it lies over some of an island's disc."""
        dx = island.x - min(max(island.x, self.left), self.right)
        dy = island.y - min(max(island.y, self.top), self.bottom)
        return dx * dx + dy * dy < island.radius * island.radius


@dataclass(frozen=True, slots=True)
class Label:
    """The name of one pattern."""

    lines: tuple[tuple[float, str], ...]
    """Baseline and text of each."""
    x: float
    box: Box
    always: bool
    """Whether there is room for it beside the others; if not, it is told when somebody points at its circle."""


def labels(islands: Sequence[Island], height: float) -> list[Label]:
    """The names of `islands`, given the most important first: a name gives way to those before it, and to discs."""
    placed: list[Box] = []
    found = []
    for island in islands:
        tries = [
            _label(island, _lines(str(island.pattern["name"]), most), below=below)
            for most in range(MOST_LINES, 0, -1)
            for below in (True, False)
        ]
        others = [other for other in islands if other is not island]
        room = next((each for each in tries if _is_free(each.box, placed, others, height)), None)
        if room is not None:
            placed.append(room.box)
        chosen = room or tries[0]
        found.append(Label(chosen.lines, chosen.x, chosen.box, always=room is not None))
    return found


def _lines(name: str, most: int) -> list[str]:
    return textwrap.wrap(name, LINE_CHARACTERS, max_lines=most, placeholder=" …")


def _label(island: Island, lines: list[str], *, below: bool) -> Label:
    half = max((len(line) for line in lines), default=0) * CHARACTER_WIDTH / 2
    x = min(max(island.x, half + MARGIN), WIDTH - half - MARGIN)
    first = island.y + island.radius + 16 if below else island.y - island.radius - 8 - LINE_HEIGHT * (len(lines) - 1)
    baselines = [round(first + LINE_HEIGHT * number, 1) for number in range(len(lines))]
    box = Box(x - half, first - 12, x + half, first + LINE_HEIGHT * (len(lines) - 1) + 4)
    return Label(tuple(zip(baselines, lines, strict=True)), round(x, 1), box, always=False)


def _is_free(box: Box, placed: Sequence[Box], others: Sequence[Island], height: float) -> bool:
    inside = box.top >= 0 and box.bottom <= height
    return inside and not any(box.meets(each) for each in placed) and not any(box.covers(each) for each in others)

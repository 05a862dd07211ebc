"""A map of meanings in two dimensions: patterns that share words lie near each other, typical meanings in their middle.

Patterns are placed by classical multidimensional scaling (Torgerson 1952) of the cosine distances between their words,
weighted by TF-IDF, and then moved apart until nothing overlaps. Meanings fill their pattern's disc in a sunflower
(Vogel 1979), the most typical first. Pure Python: at most a few hundred patterns, and no numeric library in the web
app.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]
Vector = Mapping[str, float]

WIDTH = 1000.0
DOT = 6.0
"""Radius of one meaning."""
GAP = 40.0
"""Free space around a pattern, with room for its name."""
NAMED = 24
"""Where there are more patterns than this, so many of the first have room for their names, and the others little."""
_GOLDEN = math.pi * (3 - math.sqrt(5))
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Dot:
    """One meaning on the map."""

    inference: Document
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Island:
    """One pattern on the map."""

    pattern: Document
    x: float
    y: float
    radius: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Landscape:
    """The whole map."""

    islands: tuple[Island, ...]
    loose: tuple[Dot, ...]
    """Meanings that fit no pattern, in rows below."""
    height: float


def landscape(patterns: Sequence[Document], inferences: Sequence[Document]) -> Landscape:
    """The map of `inferences` under `patterns`. The same input gives the same map."""
    home: dict[str, str] = {}
    for pattern in patterns:
        for inference_id in pattern["related_inferences"]:
            home.setdefault(inference_id, pattern["id"])
    members: dict[str, list[Document]] = defaultdict(list)
    for inference in inferences:
        members[home.get(inference["id"], "")].append(inference)
    vectors = _tf_idf([inference["meanings"] for inference in inferences])
    by_id = {inference["id"]: vector for inference, vector in zip(inferences, vectors, strict=True)}
    centres = [_sum(by_id[member["id"]] for member in members[pattern["id"]]) for pattern in patterns]
    radii = [_disc(len(members[pattern["id"]])) for pattern in patterns]
    gaps = [GAP] * len(patterns) if len(patterns) <= NAMED else [1.6 * GAP] * NAMED + [GAP / 5] * len(patterns[NAMED:])
    places = _apart(
        _scale(_project(_distances(centres)), radii), [radius + gap for radius, gap in zip(radii, gaps, strict=True)]
    )
    places, height = _framed(places, radii, gaps)
    islands = []
    for pattern, centre, (x, y), radius in zip(patterns, centres, places, radii, strict=True):
        typical = sorted(members[pattern["id"]], key=lambda member: -_cosine(by_id[member["id"]], centre))
        dots = tuple(
            Dot(member, round(x + dx, 1), round(y + dy, 1))
            for member, (dx, dy) in zip(typical, _sunflower(len(typical)), strict=True)
        )
        islands.append(Island(pattern, round(x, 1), round(y, 1), round(radius, 1), dots))
    loose, height = _rows(members[""], height)
    return Landscape(tuple(islands), loose, round(height, 1))


def _tf_idf(texts: Sequence[Sequence[str]]) -> list[Vector]:
    counts = [Counter(_WORD.findall(" ".join(text).casefold())) for text in texts]
    seen = Counter(word for count in counts for word in count)
    total = len(counts)
    return [{word: n * math.log((1 + total) / (1 + seen[word])) for word, n in count.items()} for count in counts]


def _sum(vectors: Iterable[Vector]) -> Vector:
    total: Counter[str] = Counter()
    for vector in vectors:
        total.update(vector)
    return total


def _cosine(first: Vector, second: Vector) -> float:
    if len(second) < len(first):
        first, second = second, first
    dot = sum(weight * second.get(word, 0.0) for word, weight in first.items())
    norm = math.sqrt(sum(w * w for w in first.values()) * sum(w * w for w in second.values()))
    return dot / norm if norm else 0.0


def _distances(centres: Sequence[Vector]) -> list[list[float]]:
    return [[0.0 if a is b else 1.0 - _cosine(a, b) for b in centres] for a in centres]


def _project(distances: list[list[float]]) -> list[tuple[float, float]]:
    """Classical scaling: the two largest eigenvectors of the doubly centred squared distances, by power iteration."""
    size = len(distances)
    squared = [[d * d for d in row] for row in distances]
    rows = [sum(row) / size for row in squared]
    mean = sum(rows) / size if size else 0.0
    matrix = [[-0.5 * (squared[i][j] - rows[i] - rows[j] + mean) for j in range(size)] for i in range(size)]
    axes = []
    for start in range(2):
        vector = [math.sin(1 + start + 2.3 * i) for i in range(size)]
        value = 0.0
        for _ in range(60):
            image = [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]
            value = math.sqrt(sum(a * a for a in image))
            if value < 1e-9:
                break
            vector = [a / value for a in image]
        axes.append([a * math.sqrt(value) for a in vector])
        for i in range(size):
            for j in range(size):
                matrix[i][j] -= value * vector[i] * vector[j]
    return list(zip(*axes, strict=True)) if size else []


def _disc(count: int) -> float:
    return 1.9 * DOT * math.sqrt(max(1, count)) + DOT


def _sunflower(count: int) -> list[tuple[float, float]]:
    steps = [(1.9 * DOT * math.sqrt(i + 0.4), i * _GOLDEN) for i in range(count)]
    return [(r * math.cos(angle), r * math.sin(angle)) for r, angle in steps]


def _scale(places: list[tuple[float, float]], radii: list[float]) -> list[tuple[float, float]]:
    """Spread over an area that fits the discs, wider than high."""
    if not places:
        return []
    side = math.sqrt(sum((2 * (radius + GAP)) ** 2 for radius in radii))
    xs, ys = [x for x, _ in places], [y for _, y in places]
    wide, high = (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0
    return [((x - min(xs)) / wide * side * 0.95, (y - min(ys)) / high * side * 0.5) for x, y in places]


def _apart(
    places: list[tuple[float, float]], radii: list[float], within: float | None = None
) -> list[tuple[float, float]]:
    """Move overlapping discs away from each other, a bit at a time, until none overlaps.

    With `within`, none leaves that width: they give way up and down.
    """
    moved = [list(place) for place in places]
    for _ in range(160):
        clear = True
        if within is not None:
            for place, radius in zip(moved, radii, strict=True):
                place[0] = min(max(place[0], radius), within - radius)
        for i in range(len(moved)):
            for j in range(i):
                dx, dy = moved[i][0] - moved[j][0], moved[i][1] - moved[j][1]
                apart = math.hypot(dx, dy)
                need = radii[i] + radii[j]
                if apart >= need:
                    continue
                clear = False
                if apart < 1e-6:
                    dx, dy, apart = math.cos(i), math.sin(i), 1.0
                push = (need - apart) / 2 + 0.5
                moved[i][0] += dx / apart * push
                moved[i][1] += dy / apart * push
                moved[j][0] -= dx / apart * push
                moved[j][1] -= dy / apart * push
        if clear:
            break
    return [(x, y) for x, y in moved]


def _framed(
    places: list[tuple[float, float]], radii: list[float], gaps: list[float]
) -> tuple[list[tuple[float, float]], float]:
    """In the map's width, from the top down; the height that takes. What was too wide grows higher instead."""
    if not places:
        return [], 0.0
    left = min(x - r for (x, _), r in zip(places, radii, strict=True)) - GAP
    right = max(x + r for (x, _), r in zip(places, radii, strict=True)) + GAP
    stretch = min(1.6, WIDTH / (right - left))
    shift = (WIDTH - (right - left) * stretch) / 2
    placed = [((x - left) * stretch + shift, y * stretch) for x, y in places]
    if stretch < 1:
        roomy = [radius + 0.8 * gap for radius, gap in zip(radii, gaps, strict=True)]
        placed = _apart(placed, roomy, within=WIDTH)
    top = min(y - r for (_, y), r in zip(placed, radii, strict=True)) - 16
    bottom = max(y + r for (_, y), r in zip(placed, radii, strict=True)) + GAP + 16
    return [(x, y - top) for x, y in placed], bottom - top


def _rows(members: Sequence[Document], top: float) -> tuple[tuple[Dot, ...], float]:
    if not members:
        return (), top
    each = 3.2 * DOT
    per_row = int((WIDTH - 80) // each)
    dots = tuple(
        Dot(member, round(40 + (i % per_row) * each, 1), round(top + 40 + (i // per_row) * each, 1))
        for i, member in enumerate(members)
    )
    return dots, top + 40 + (len(members) // per_row + 1) * each

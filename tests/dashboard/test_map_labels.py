"""Names on the map: none lies over another or over a disc, and the strongest are read first."""

from __future__ import annotations

import math
from typing import Any

import pytest

from analysis.landscape import NAMED, WIDTH, Landscape, landscape
from dashboard.map_labels import labels

CROWDED = 160


def drawn(count: int) -> Landscape:
    """A map of `count` patterns of between one and nine meanings."""
    inferences: list[dict[str, Any]] = []
    patterns = []
    for number in range(count):
        mine = [
            {"id": f"i{number}_{n}", "meanings": [f"topic{number % 23} word{number} word{n} common"]}
            for n in range(1 + number * 7 % 9)
        ]
        inferences += mine
        name = f"People keep list number {number} of their own, so nobody knows which one counts"
        patterns.append({"id": f"p{number}", "name": name, "related_inferences": [each["id"] for each in mine]})
    return landscape(patterns, inferences)


@pytest.fixture(scope="module")
def crowded() -> Landscape:
    return drawn(CROWDED)


def test_names_that_are_shown_lie_over_nothing(crowded: Landscape) -> None:
    found = labels(crowded.islands, crowded.height)
    shown = [(island, label) for island, label in zip(crowded.islands, found, strict=True) if label.always]

    assert len(found) == CROWDED
    assert len(shown) > 10
    for place, (island, label) in enumerate(shown):
        assert label.box.left >= 0
        assert label.box.right <= WIDTH
        assert 0 <= label.box.top < label.box.bottom <= crowded.height
        assert not any(label.box.meets(other.box) for _, other in shown[:place])
        assert not any(label.box.covers(other) for other in crowded.islands if other is not island)


def test_however_many_patterns_there_are_none_overlap_and_none_leaves_the_map(crowded: Landscape) -> None:
    for place, one in enumerate(crowded.islands):
        assert one.radius <= one.x + 0.1
        assert one.x + one.radius <= WIDTH + 0.1
        assert one.radius <= one.y <= crowded.height - one.radius
        for other in crowded.islands[:place]:
            assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius - 0.1


def test_most_of_the_strongest_have_their_names_and_few_patterns_all() -> None:
    few = drawn(4)

    assert all(label.always for label in labels(few.islands, few.height))
    for many in (drawn(60), drawn(CROWDED)):
        first = labels(many.islands, many.height)[:NAMED]
        assert sum(label.always for label in first) > 0.7 * NAMED

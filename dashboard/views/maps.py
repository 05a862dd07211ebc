"""Findings seen from above: the map of meanings."""

from __future__ import annotations

import textwrap

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.landscape import Landscape, landscape
from dashboard.place import find_place
from dashboard.views.findings import shown_items
from tracking.states import Step

HUES = 12
"""Colours of the map; they repeat after that, and the names tell patterns apart."""

LARGE_MAP = 500
"""Meanings from which the dots' titles are shortened, so that the page stays under 300 KB."""


@require_safe
def meanings(request: HttpRequest, **where: str) -> HttpResponse:
    """Every meaning as a dot, near those of the same pattern; patterns that share words near each other."""
    place = find_place(where)
    patterns = [pattern for pattern in shown_items(place, Step.RELATING) if not _set_aside(pattern)]
    inferences = place.chain.result["inferences"]
    drawn = landscape(patterns, inferences)
    context = place.context("map") | {
        "landscape": drawn,
        "islands": _islands(drawn),
        "title_words": 6 if len(inferences) > LARGE_MAP else 30,
        "loose": len(drawn.loose),
    }
    return render(request, "analysis/map.html", context)


def _set_aside(pattern: object) -> bool:
    mark = pattern["mark"]  # type: ignore[index]  # an item as `shown_items` gives it
    return bool(mark and mark.rejected)


def _islands(drawn: Landscape) -> list[dict[str, object]]:
    return [
        {
            "island": island,
            "hue": number % HUES,
            "label": [
                {"y": round(island.y + island.radius + 16 + 14 * line, 1), "text": text}
                for line, text in enumerate(_lines(island.pattern["name"]))
            ],
        }
        for number, island in enumerate(drawn.islands)
    ]


def _lines(name: str) -> list[str]:
    return textwrap.wrap(name, 26, max_lines=3, placeholder=" …")

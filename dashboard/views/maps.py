"""Findings seen from above: the map of meanings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.landscape import Landscape, landscape
from dashboard.map_labels import labels
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
    islands = _islands(drawn)
    context = place.context("map") | {
        "landscape": drawn,
        "islands": islands,
        "unnamed": sum(not each["label"].always for each in islands),
        "title_words": 6 if len(inferences) > LARGE_MAP else 30,
        "loose": len(drawn.loose),
    }
    return render(request, "analysis/map.html", context)


def _set_aside(pattern: object) -> bool:
    mark = pattern["mark"]  # type: ignore[index]  # an item as `shown_items` gives it
    return bool(mark and mark.rejected)


def _islands(drawn: Landscape) -> list[dict[str, Any]]:
    named = zip(drawn.islands, labels(drawn.islands, drawn.height), strict=True)
    return [{"island": island, "hue": number % HUES, "label": label} for number, (island, label) in enumerate(named)]

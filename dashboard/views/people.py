"""Who said what: the table of people and patterns, and the quotes behind each of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.matrix import Voice, by_pattern, quotes, voices_of
from dashboard.place import find_place
from dashboard.views.findings import shown_items
from dashboard.vocabulary import CHUNK_TYPES
from tracking.states import Step

PAGE_PEOPLE = 40
"""Columns of one page of the table."""
PAGE_PATTERNS = 40
"""Rows of one page: with every cell full it then has about 250 KB of HTML, however many people took part."""
PAGE_QUOTES = 50
SHADES = 5
"""Depths of colour by which a cell tells its count from afar."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Quotes of one person in one pattern."""

    number: int
    name: str
    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class Window:
    """What a page shows of a longer row of things."""

    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def part(self) -> slice:
        """The things shown."""
        return slice(self.first - 1, self.last)

    @property
    def first(self) -> int:
        """Number of the first thing shown, from 1."""
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Number of the last thing shown."""
        return min(self.page * self.size, self.total)

    @property
    def before(self) -> int | None:
        """The page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        """The page after."""
        return self.page + 1 if self.page < self.pages else None


@require_safe
def page(request: HttpRequest, **where: str) -> HttpResponse:
    """Participants by patterns, counted in quotes: so many at a time as can be looked at."""
    place = find_place(where)
    patterns = [dict(pattern) for pattern in shown_items(place, Step.RELATING) if not _set_aside(pattern)]
    matrix = by_pattern(place.chain.result, patterns)
    people = _window(request, "people", PAGE_PEOPLE, len(matrix.voices))
    rows = _window(request, "patterns", PAGE_PATTERNS, len(matrix.rows))
    largest = matrix.largest
    context = place.context("people") | {
        "voices": matrix.voices[people.part],
        "rows": [
            (row.pattern, _cells(matrix.voices[people.part], row.counts[people.part], largest))
            for row in matrix.rows[rows.part]
        ],
        "total": len(matrix.voices),
        "people": people,
        "patterns": rows,
    }
    return render(request, "analysis/people.html", context)


def _cells(voices: Sequence[Voice], counts: Sequence[int], largest: int) -> list[Cell]:
    return [
        Cell(voice.number, voice.name, count, shade=-(-SHADES * count // largest))
        for voice, count in zip(voices, counts, strict=True)
    ]


@require_safe
def said(request: HttpRequest, **where: str) -> HttpResponse:
    """Quotes of one person, one pattern or one kind, as asked for.

    Through a link that hides transcripts, only what patterns rest on.
    """
    place = find_place(where)
    result = place.chain.result
    chosen = {name: request.GET.get(name, "") for name in ("person", "pattern", "kind")}
    person = _number(chosen["person"])
    found = quotes(
        result,
        pattern_id=chosen["pattern"],
        person=person,
        kind=chosen["kind"],
        founded=place.hide_sources,
    )
    shown = _window(request, "page", PAGE_QUOTES, len(found))
    context = place.context("people") | {
        "quotes": found[shown.part],
        "window": shown,
        "asked": urlencode({name: value for name, value in chosen.items() if value}),
        "voices": voices_of(result),
        "patterns": _named(shown_items(place, Step.RELATING)),
        "kinds": CHUNK_TYPES.items(),
        "chosen": chosen,
        "person": person,
        "numbers": place.numbers,
    }
    return render(request, "analysis/said.html", context)


def _named(patterns: Sequence[object]) -> list[object]:
    return [pattern for pattern in patterns if not _set_aside(pattern)]


def _set_aside(pattern: object) -> bool:
    mark = pattern["mark"]  # type: ignore[index]  # an item as `shown_items` gives it
    return bool(mark and mark.rejected)


def _number(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _window(request: HttpRequest, name: str, size: int, total: int) -> Window:
    asked = _number(request.GET.get(name, "")) or 1
    return Window(min(asked, max(1, -(-total // size))), size, total)

"""Findings: further pages of a list, the line back to what was said, one item whole, and search across it all."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.http import require_safe

from analysis.searching import search as search_result
from dashboard.analysis_view import COMPLETED_ITEMS, Document, FindingsPreview, ranked
from dashboard.place import Place, find_place
from dashboard.vocabulary import WORDS
from tracking.states import Step

PAGE_ITEMS = 40
"""Items that one "show more" brings."""

LINE_STRANDS = 6
"""Quotes on a line before "all quotes" is asked for."""

MAX_QUERY = 100


def shown_items(place: Place, step: Step) -> list[Document]:
    """All items of a step as they are read: pinned first, set aside last, the others strongest first."""
    items = ranked(place.curated.shown(step.value))
    return sorted(items, key=_by_mark)


def _by_mark(item: Document) -> int:
    mark = item.get("mark")
    if not mark:
        return 1
    return 2 if mark.rejected else 0 if mark.pinned else 1


@require_safe
def more(request: HttpRequest, step: str, **where: str) -> HttpResponse:
    """The next items of one step's list."""
    try:
        words = WORDS[Step(step)]
        after = max(0, int(request.GET.get("after", COMPLETED_ITEMS)))
    except ValueError as error:
        raise Http404 from error
    place = find_place(where)
    documents = shown_items(place, words.step)
    shown = documents[after : after + PAGE_ITEMS]
    context = place.context("findings") | {
        "words": words,
        "state": place.record.steps[words.step],
        "preview": FindingsPreview(items=tuple(shown), count=len(documents), tongues=place.tongues),
        "shown_to": after + len(shown),
    }
    return HttpResponse(get_template("analysis/panels.html#more").render(context, request))


@require_safe
def line(request: HttpRequest, item_id: str, **where: str) -> HttpResponse:
    """The line from one finding back to the quotes: a piece for the page."""
    place = find_place(where)
    return render(request, "analysis/line.html", line_context(place, item_id, whole="all" in request.GET))


def line_context(place: Place, item_id: str, *, whole: bool = False) -> dict[str, Any]:
    """What the line of an item is rendered from. Raises Http404 for an unknown id."""
    chain = place.chain
    try:
        found = chain.line(item_id)
    except KeyError as error:
        raise Http404 from error
    strands = found.strands if whole else found.strands[:LINE_STRANDS]
    return place.context("findings") | {
        "item": chain.item(item_id),
        "step": chain.step_of(item_id),
        "line": found,
        "strands": strands,
        "hidden": len(found.strands) - len(strands),
        "numbers": place.numbers,
    }


@require_safe
def item(request: HttpRequest, item_id: str, **where: str) -> HttpResponse:
    """One finding whole: what it rests on, and what became of it."""
    place = find_place(where)
    context = line_context(place, item_id, whole=True)
    found = {**context["item"], "mark": place.curated.marks.get(item_id)}
    context |= {
        "item": found,
        "words": WORDS[Step(context["step"])],
        "became": place.chain.became(item_id),
    }
    return render(request, "analysis/item.html", context)


@require_safe
def search(request: HttpRequest, **where: str) -> HttpResponse:
    """Everything that was said or found, by its words."""
    place = find_place(where)
    query = request.GET.get("q", "").strip()[:MAX_QUERY]
    found = search_result(place.chain.result, query)
    context = place.context("search") | {
        "q": query,
        "found": [(WORDS[Step(each.step)], each) for each in found],
        "total": sum(each.count for each in found),
        "numbers": place.numbers,
    }
    return render(request, "analysis/search.html", context)

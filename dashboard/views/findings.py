"""Findings: further pages of a list, the line back to what was said, and one item with what became of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.http import require_safe

from analysis.chain import Chain
from analysis.checkpoints import step_documents
from dashboard.analysis_view import COMPLETED_ITEMS, FindingsPreview, ranked
from dashboard.documents import chain_of
from dashboard.vocabulary import WORDS
from tracking.record import Record
from tracking.states import Step
from tracking.store import Store

PAGE_ITEMS = 40
"""Items that one "show more" brings."""

LINE_STRANDS = 6
"""Quotes on a line before "all quotes" is asked for."""


@require_safe
def more(request: HttpRequest, request_id: str, step: str) -> HttpResponse:
    """The next items of one step's list."""
    try:
        words = WORDS[Step(step)]
        after = max(0, int(request.GET.get("after", COMPLETED_ITEMS)))
    except ValueError as error:
        raise Http404 from error
    record = Store().get(request_id)
    state = record.steps[words.step]
    documents = ranked(step_documents(request_id, words.step, state))
    shown = documents[after : after + PAGE_ITEMS]
    context = {
        "record": record,
        "base": f"/analyses/{request_id}",
        "words": words,
        "state": state,
        "preview": FindingsPreview(items=tuple(shown), count=len(documents)),
        "shown_to": after + len(shown),
    }
    return HttpResponse(get_template("analysis/panels.html#more").render(context, request))


@require_safe
def line(request: HttpRequest, request_id: str, item_id: str) -> HttpResponse:
    """The line from one finding back to the quotes: a piece for the page."""
    record = Store().get(request_id)
    context = line_context(record, chain_of(record), item_id, whole="all" in request.GET)
    return render(request, "analysis/line.html", context)


def line_context(record: Record, chain: Chain, item_id: str, *, whole: bool = False) -> dict[str, Any]:
    """What the line of an item is rendered from. Raises Http404 for an unknown id."""
    try:
        found = chain.line(item_id)
    except KeyError as error:
        raise Http404 from error
    strands = found.strands if whole else found.strands[:LINE_STRANDS]
    return {
        "record": record,
        "base": f"/analyses/{record.request_id}",
        "item": chain.item(item_id),
        "step": chain.step_of(item_id),
        "line": found,
        "strands": strands,
        "hidden": len(found.strands) - len(strands),
        "numbers": source_numbers(chain),
    }


def source_numbers(chain: Chain) -> dict[str, int]:
    """Which transcript an item's `source` is, as the address of its page counts them."""
    return {source["name"]: number for number, source in enumerate(chain.result["sources"], start=1)}


@require_safe
def item(request: HttpRequest, request_id: str, item_id: str) -> HttpResponse:
    """One finding whole: what it rests on, and what became of it."""
    record = Store().get(request_id)
    chain = chain_of(record)
    context = line_context(record, chain, item_id, whole=True)
    context |= {
        "section": "analyses",
        "tab": "findings",
        "words": WORDS[Step(chain.step_of(item_id))],
        "became": chain.became(item_id),
    }
    return render(request, "analysis/item.html", context)

"""The live parts of the pages as HTML: rendered once a change, the same text for every viewer. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from dashboard.analysis_view import AnalysisView, FindingsPreview
from dashboard.cards import RowCard, StepCard, row_card, step_cards, timeline, total_seconds
from dashboard.list_query import ListQuery
from dashboard.vocabulary import STEP_WORDS, StepWords
from tracking.record import Record, StepState
from tracking.states import Status, Step

_PARTS = "analysis/parts.html"
_LIST = "list/parts.html"

GROUND_ITEMS = 4
"""Chunks and meanings shown at first once they are complete: a taste of the ground that the findings stand on."""

_GROUND = (Step.CHUNKING, Step.INFERRING)


def _render(template: str, part: str, context: dict[str, Any]) -> SafeString:
    # One template object a part, kept by the cached loader: rendering it costs a fraction of a millisecond.
    return mark_safe(get_template(f"{template}#{part}").render(context).strip())  # noqa: S308  # escaped by the template


Shown = tuple[AnalysisView, Mapping[str, str]]
"""A view, and the pieces it gave."""


def analysis_fragments(view: AnalysisView, before: Shown | None = None) -> dict[str, str]:
    """Every live part of an analysis' page: element id → the element whole, in the order of the page.

    With `before`, lists of findings that were the same there are taken over: they are the larger part of the work.
    """
    record = view.record
    found = {words.step.value: view.preview(words.step).count for words in STEP_WORDS}
    about = {"record": record, "status": record.overall_status, "seconds": total_seconds(record)}
    pieces: dict[str, str] = {
        "summary": _render(_PARTS, "summary", about),
        "actions": _render(_PARTS, "actions", about),
        "failure": _render(_PARTS, "failure", about),
    }
    for card in step_cards(record, found):
        pieces[f"card-{card.words.step.value}"] = _card(card)
    pieces["timeline"] = _render(_PARTS, "timeline", {"timeline": timeline(record), "record": record})
    for words in reversed(STEP_WORDS):
        name = f"findings-{words.step.value}"
        if before is not None and _is_same_panel(words.step, view, before[0]):
            pieces[name] = before[1][name]
        else:
            pieces[name] = panel_fragment(record, words, view.preview(words.step))
    return pieces


def _is_same_panel(step: Step, view: AnalysisView, before: AnalysisView) -> bool:
    """Whether nothing differs that a list of findings shows: it shows no progress."""
    states = (replace(each.record.steps[step], done=0, total=0, parts=()) for each in (view, before))
    return (
        view.record.request_id == before.record.request_id
        and view.preview(step) is before.preview(step)
        and next(states) == next(states)
    )


@lru_cache(maxsize=2_000)
def _card(card: StepCard) -> SafeString:
    return _render(_PARTS, "card", {"card": card})


@lru_cache(maxsize=2_000)
def _row(row: RowCard) -> SafeString:
    return _render(_LIST, "row", {"row": row})


def summary_fragment(record: Record) -> str:
    """Status, duration, attempt and engine: for pages beside the analysis' own."""
    about = {"record": record, "status": record.overall_status, "seconds": total_seconds(record)}
    return _render(_PARTS, "summary", about)


def panel_fragment(record: Record, words: StepWords, preview: FindingsPreview, **more: Any) -> str:
    """The list of one step's findings. `more` is what only the page knows (see views.analysis)."""
    state = record.steps[words.step]
    if state.status is Status.COMPLETED and words.step in _GROUND:
        preview = replace(preview, items=preview.items[:GROUND_ITEMS])
    context = {
        "record": record,
        "base": f"/analyses/{record.request_id}",
        "words": words,
        "state": state,
        "preview": preview,
        "body_id": body_id(words, state),
        "shown_to": len(preview.items),
        **more,
    }
    return _render("analysis/panels.html", "panel", context)


def body_id(words: StepWords, state: StepState) -> str:
    """Id of the element that holds a step's findings.

    It changes when the step completes, so that the page then takes the list anew; afterwards it stays, and what a
    reader has opened or loaded in it is left alone however often the feed sends the panel. The ids of the items in it
    begin with it: a morph that found an old item in the new list would fill the list from the old one.
    """
    stage = f"done-{state.attempt}" if state.status is Status.COMPLETED else "live"
    return f"{words.collection.replace('_', '-')}-{stage}"


def row_fragment(record: Record) -> str:
    """One line of the list."""
    return _row(row_card(record))


def rows_fragment(records: Sequence[Record], *, nothing: str = "", searched_to: str | None = None) -> str:
    """The whole body of the list. `nothing`: what to say of none where a search or a status narrows it.

    `searched_to`: the time down to which a search looked so far, so that "none" means none since then.
    """
    rows = [row_fragment(record) for record in records]
    return _render(_LIST, "rows", {"rows": rows, "nothing": nothing, "searched_to": searched_to})


def pager_fragment(query: ListQuery, next_cursor: str | None, *, searched_to: str | None = None) -> str:
    """The ways from a page of the list to others. It is live: what falls off the page's end must be on the next one.

    `searched_to`: the next page is not known to hold anything; there the search goes on.
    """
    first_url = query.at(None).address if query.cursor else ""
    next_url = query.at(next_cursor).address if next_cursor else ""
    return _render(_LIST, "pager", {"first_url": first_url, "next_url": next_url, "searched_to": searched_to})


def freshness_fragment(state: str, reason: str = "") -> str:
    """How fresh the page is: `connecting`, `live`, `reconnecting` or `gone`, and why if it is not live."""
    return _render("parts/freshness.html", "freshness", {"state": state, "reason": reason})


def frame(pieces: Mapping[str, str]) -> str:
    """One WebSocket message that replaces each piece's element by the piece."""
    return "".join(
        format_html('<hx-partial hx-target="#{}" hx-swap="outerMorph">{}</hx-partial>', name, mark_safe(piece))  # noqa: S308
        for name, piece in pieces.items()
    )


def gone_fragments(request_id: str) -> dict[str, str]:
    """For an analysis that is not there (any more): says so, and takes away what asks for more."""
    return {
        "failure": _render(_PARTS, "gone", {"request_id": request_id}),
        "actions": '<div id="actions" class="actions"></div>',
        "freshness": freshness_fragment("gone"),
        "feed": '<div id="feed" hidden></div>',  # Last: without its address the socket closes and does not come back.
    }

"""Two analyses side by side: what is in both, and what only in one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.comparison import compare
from dashboard.api.ids import is_possible
from dashboard.list_query import MAX_SEARCH
from dashboard.place import find_place
from dashboard.vocabulary import WORDS
from tracking import listing
from tracking.conf import tracking_settings
from tracking.listing import Row
from tracking.record import Record
from tracking.states import Status, Step
from tracking.store import Store

OFFERED = 50
"""Completed analyses that the fields offer at once; any other is found by words of its title, or by its id."""

BEFORE_ID = " · "


@dataclass(frozen=True, slots=True)
class Choice:
    """What one of the two fields holds."""

    field: str
    heading: str
    value: str
    """As it stands in the field."""
    request_id: str = ""
    """The analysis that is meant; empty where that is not known."""
    matches: tuple[Row, ...] = ()
    """Analyses that could be meant."""
    more: bool = False
    """Whether there are further ones, or older ones that were not looked through."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The comparison of `?a=` and `?b=`; without both, the choice.

    Each is an id, what a field offered, or words of a title. Words that mean one analysis lead to its own address.
    """
    given = {name: request.GET.get(name, "").strip() for name in ("a", "b")}
    known = Store().get_many([each for each in map(_id_in, given.values()) if is_possible(each)])
    choices = [_choice(name, heading, given[name], known) for name, heading in (("a", "First"), ("b", "Second"))]
    ids = [choice.request_id for choice in choices]
    if all(ids) and ids != list(given.values()):
        return HttpResponseRedirect("/compare/?" + urlencode(dict(zip(given, ids, strict=True))))
    offered = listing.recent(tracking_settings(), limit=OFFERED, status=Status.COMPLETED).rows
    offerable: list[Row | Record] = [*known.values(), *offered]
    context: dict[str, Any] = {
        "section": "analyses",
        "choices": choices,
        # Those that were chosen, however old they are, and the newest.
        "offered": dict.fromkeys(words_of(each) for each in offerable),
        "is_same": all(ids) and ids[0] == ids[1],
    }
    if all(ids) and ids[0] != ids[1]:
        first, second = (find_place({"request_id": request_id}) for request_id in ids)
        found = compare(first.chain, second.chain)
        context |= {
            "first": first,
            "second": second,
            "comparison": found,
            "running": [place for place in (first, second) if not place.record.overall_status.is_final],
            "steps": [(WORDS[Step(each.step)], each) for each in found.steps],
        }
    missing = any(each.value and not each.request_id and not each.matches and not each.more for each in choices)
    return render(request, "compare.html", context, status=404 if missing else 200)


def _id_in(value: str) -> str:
    """The id at the end of what a field offered; of anything else, all of it."""
    return value.rsplit(BEFORE_ID, 1)[-1]


def _choice(name: str, heading: str, value: str, known: dict[str, Record]) -> Choice:
    if not value:
        return Choice(name, heading, "")
    record = known.get(_id_in(value))
    if record is not None:
        return Choice(name, heading, words_of(record), record.request_id)
    found = listing.recent(tracking_settings(), limit=OFFERED, status=Status.COMPLETED, search=value[:MAX_SEARCH])
    if len(found.rows) == 1 and found.next_cursor is None:
        return Choice(name, heading, words_of(found.rows[0]), found.rows[0].request_id)
    return Choice(name, heading, value, matches=found.rows, more=found.next_cursor is not None)


def words_of(row: Row | Record) -> str:
    """An analysis as the fields offer it: by its title, its day, and the id that makes it the only one."""
    title = " ".join((row.title or row.request_id).split())
    return BEFORE_ID.join((title, row.created_at[:10], row.request_id))

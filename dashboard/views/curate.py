"""What people decide about a finding: reword, merge, pin, set aside, annotate, and undo."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from analysis.curation.anchors import NAMED_BY, anchor_of, words_of
from analysis.curation.edits import Act, Anchor, Edit, in_force
from analysis.curation.storage import add_edit
from analysis.findings import COLLECTIONS
from dashboard.actor import editor_of, remember_name, remembered_name, signed_in_name
from dashboard.documents import chain_of
from dashboard.forms import CurateForm
from dashboard.place import Place, find_place
from dashboard.views.dialogs import dialog
from dashboard.vocabulary import WORDS
from tracking.errors import VersionConflict
from tracking.states import Step

_DONE: dict[Act, str] = {
    Act.RENAME: "Reworded.",
    Act.NOTE: "Note added.",
    Act.PIN: "Pinned to the top.",
    Act.UNPIN: "No longer pinned.",
    Act.SET_ASIDE: "Set aside.",
    Act.TAKE_BACK: "Taken back in.",
    Act.MERGE: "Merged.",
    Act.REMOVE: "Removed from the pattern.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, item_id: str, **where: str) -> HttpResponse:
    """The dialog with everything one can do to an item; and doing one of it."""
    place = find_place(where)
    try:
        step, item = place.chain.step_of(item_id), place.chain.item(item_id)
    except KeyError as error:
        raise Http404 from error
    if request.method != "POST":
        return _ask(request, place, item_id)
    form = CurateForm(request.POST)
    back = _back(request, place)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return HttpResponseRedirect(back)
    act, text = Act(form.cleaned_data["act"]), form.cleaned_data["text"]
    problem = _problem(place, act, step=step, item_id=item_id, text=text, into=form.cleaned_data["into"])
    if problem:
        messages.error(request, problem)
        return HttpResponseRedirect(back)
    if act is Act.RENAME and text == words_of(step, item):
        return HttpResponseRedirect(back)
    answer = HttpResponseRedirect(back)
    if not signed_in_name(request):
        remember_name(answer, form.cleaned_data["by"])
    try:
        made = add_edit(
            place.record,
            act,
            actor=editor_of(request, form.cleaned_data["by"]),
            item=_anchor(place, item_id),
            text=text if act in (Act.RENAME, Act.NOTE) else "",
            into=_anchor(place, form.cleaned_data["into"]) if act in (Act.MERGE, Act.REMOVE) else None,
        )
    except VersionConflict as conflict:
        messages.error(request, f"{conflict.message} {conflict.remedy}")
        return answer
    messages.success(request, _DONE[act], extra_tags=f"undo {place.record.request_id} {made.seq}")
    return answer


def _anchor(place: Place, item_id: str) -> Anchor:
    """The item as it reads now, by all the places that it was found in: some may be set aside since."""
    step, item = place.chain.step_of(item_id), place.chain.item(item_id)
    return replace(anchor_of(chain_of(place.record), item_id), words=words_of(step, item))


def _ask(request: HttpRequest, place: Place, item_id: str) -> HttpResponse:
    chain = place.chain
    step, item = chain.step_of(item_id), chain.item(item_id)
    others = [other for other in chain.result[COLLECTIONS[step]] if other["id"] != item_id] if step in NAMED_BY else []
    context = place.context("findings") | {
        "item": item,
        "step": step,
        "words": WORDS[Step(step)],
        "text": words_of(step, item),
        "mark": place.curated.marks.get(item_id),
        "can_reword": step in NAMED_BY,
        "patterns": chain.became(item_id).patterns if step == Step.INFERRING else (),
        "others": [{"id": other["id"], "text": words_of(step, other)} for other in others],
        "signed_in": signed_in_name(request),
        "by": remembered_name(request),
        "back": _back(request, place),
    }
    return dialog(request, "analysis/curate.html", context)


def _problem(place: Place, act: Act, *, step: str, item_id: str, text: str, into: str) -> str:
    """Why it cannot be done; empty where it can."""
    if act is Act.RENAME and step not in NAMED_BY:
        return "What somebody said is never reworded."
    if act in (Act.RENAME, Act.NOTE) and not text:
        return "Write something first."
    if act is Act.REMOVE:
        patterns = place.chain.became(item_id).patterns if step == Step.INFERRING else ()
        return "" if into in {pattern["id"] for pattern in patterns} else "Choose the pattern to remove it from."
    if act is Act.MERGE:
        known = {other["id"] for other in place.chain.result[COLLECTIONS[step]]} if step in NAMED_BY else set()
        if into == item_id or into not in known:
            return "Choose what to merge it with."
    return ""


@require_POST
def undo(request: HttpRequest, **where: str) -> HttpResponse:
    """Take back one edit. The edit stays in the history, and so does its undoing."""
    place = find_place(where)
    back = _back(request, place)
    try:
        seq = int(request.POST.get("seq", ""))
    except ValueError as error:
        raise Http404 from error
    target: Edit | None = next((each for each in in_force(place.edits) if each.seq == seq), None)
    if target is None:
        messages.error(request, "It was taken back already.")
        return HttpResponseRedirect(back)
    try:
        add_edit(place.record, Act.UNDO, actor=editor_of(request), undoes=seq)
        messages.success(request, "Undone.")
    except VersionConflict as conflict:
        messages.error(request, f"{conflict.message} {conflict.remedy}")
    return HttpResponseRedirect(back)


def _back(request: HttpRequest, place: Place) -> str:
    """The page the person came from, if it is one of ours."""
    for url in (
        request.POST.get("back", ""),
        request.headers.get("HX-Current-URL", ""),
        request.headers.get("Referer", ""),
    ):
        safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
        if url and safe and "/curate/" not in url:
            return url
    return f"{place.base}/"

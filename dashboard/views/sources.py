"""Transcripts with what was made of them: every chunk in its place, highlighted where a quote leads here."""

from __future__ import annotations

from collections.abc import Collection

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.chain import Chain
from analysis.passages import TurnPassages, coverage, passages
from analysis.roster import speakers
from analysis.studies import NAMES_FORGOTTEN
from analysis.transcripts import Transcript
from dashboard.documents import study_of
from dashboard.place import Place, find_place
from dashboard.speaker_lists import listed
from dashboard.vocabulary import STEP_WORDS

PAGE_TURNS = 80
"""Turns on one page of a transcript: about 4,000 words, well under 300 KB of HTML."""


@require_safe
def index(request: HttpRequest, **where: str) -> HttpResponse:
    """All transcripts: how much of each was used, who speaks, and what was left out."""
    return transcripts_page(request, _open_place(where))


def transcripts_page(
    request: HttpRequest, place: Place, *, marked: Collection[str] | None = None, error: str = ""
) -> HttpResponse:
    """The page of all transcripts; `marked` are interviewers as somebody just set them, refused because of `error`."""
    study = study_of(place.record)
    chunks = place.chain.result["chunks"]
    rows = []
    for number, source in enumerate(study.transcripts if study else (), start=1):
        rows.append({"number": number, "source": source, "coverage": coverage(source, passages(source, chunks))})
    context = place.context("sources") | {"rows": rows, "files": place.record.sources, "error": error}
    if not place.read_only:
        people, unlisted = listed(speakers(study) if study else [], lambda speaker: speaker.asks)
        asking = {speaker.name for speaker in people if speaker.asks} if marked is None else set(marked)
        context |= {
            "people": [{"speaker": speaker, "asks": speaker.name in asking} for speaker in people],
            "unlisted": unlisted,
            "has_ended": place.record.overall_status.is_final,
            "redone": STEP_WORDS,
            "is_pseudonymised": bool(place.record.options.get("pseudonymise")),
            "forgetting": bool(place.record.forgetting),
            "names_forgotten": bool(place.record.options.get(NAMES_FORGOTTEN)),
        }
    return render(request, "analysis/sources.html", context, status=422 if error else 200)


@require_safe
def transcript(request: HttpRequest, number: int, **where: str) -> HttpResponse:
    """One transcript, a page of turns at a time; `?chunk=` opens the page on which that chunk stands.

    `?unused=1` keeps only turns in which a participant said something that no chunk holds.
    """
    place = _open_place(where)
    source = source_of(place, number)
    turns = passages(source, place.chain.result["chunks"])
    covered = coverage(source, turns)
    only_unused = request.GET.get("unused") == "1"
    shown = [turn for turn in turns if turn.unused_words] if only_unused else turns
    pages = max(1, -(-len(shown) // PAGE_TURNS))
    page = _page_asked_for(request, shown, pages)
    marked = request.GET.get("chunk", "")
    context = place.context("sources") | {
        "source": source,
        "number": number,
        "sources": place.transcripts(),
        "turns": shown[(page - 1) * PAGE_TURNS : page * PAGE_TURNS],
        "page": page,
        "pages": range(1, pages + 1) if pages > 1 else (),
        "only_unused": only_unused,
        "marked": marked,
        "became": place.chain.became(marked) if _is_chunk(place.chain, marked) else None,
        "coverage": covered,
        "left_out": list(dict.fromkeys(part.reason for part in source.left_out)),
    }
    return render(request, "analysis/transcript.html", context)


def _open_place(where: dict[str, str]) -> Place:
    place = find_place(where)
    if place.hide_sources:
        raise Http404
    return place


def source_of(place: Place, number: int) -> Transcript:
    """The transcript with that number in the study (from 1; an archive holds several).

    Raises Http404 where it is not there or not read yet.
    """
    study = study_of(place.record)
    if study is None or not 1 <= number <= len(study.transcripts):
        raise Http404
    return study.transcripts[number - 1]


def _is_chunk(chain: Chain, item_id: str) -> bool:
    try:
        return chain.step_of(item_id) == "chunking"
    except KeyError:
        return False


def _page_asked_for(request: HttpRequest, turns: list[TurnPassages], pages: int) -> int:
    wanted = request.GET.get("chunk")
    if wanted:
        for place, turn in enumerate(turns):
            if any(passage.chunk is not None and passage.chunk["id"] == wanted for passage in turn.passages):
                return place // PAGE_TURNS + 1
    try:
        return min(pages, max(1, int(request.GET.get("page", 1))))
    except ValueError:
        return 1

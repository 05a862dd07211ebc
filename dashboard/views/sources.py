"""A transcript with what was made of it: every chunk in its place, highlighted where a quote leads here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.chain import Chain
from analysis.passages import TurnPassages, passages
from analysis.transcripts import Transcript
from dashboard.documents import chain_of, study_of
from dashboard.views.analysis import sources_of
from tracking.record import Record
from tracking.store import Store

PAGE_TURNS = 80
"""Turns on one page of a transcript: about 4,000 words, well under 300 KB of HTML."""


@require_safe
def transcript(request: HttpRequest, request_id: str, number: int) -> HttpResponse:
    """One transcript, a page of turns at a time; `?chunk=` opens the page on which that chunk stands."""
    record = Store().get(request_id)
    source = source_of(record, number)
    chain = chain_of(record)
    turns = passages(source, chain.result["chunks"])
    pages = max(1, -(-len(turns) // PAGE_TURNS))
    page = _page_asked_for(request, turns, pages)
    marked = request.GET.get("chunk", "")
    said = sum(len(source.words_of(turn.turn).split()) for turn in turns if turn.turn.role.value == "participant")
    unused = sum(turn.unused_words for turn in turns)
    context = {
        "section": "analyses",
        "tab": "sources",
        "record": record,
        "base": f"/analyses/{request_id}",
        "source": source,
        "number": number,
        "sources": sources_of(record, study_of(record)),
        "turns": turns[(page - 1) * PAGE_TURNS : page * PAGE_TURNS],
        "page": page,
        "pages": range(1, pages + 1) if pages > 1 else (),
        "marked": marked,
        "marked_item": _chunk(chain, marked),
        "became": chain.became(marked) if _chunk(chain, marked) else None,
        "said": said,
        "coverage": 1 - unused / said if said else None,
        "left_out": list(dict.fromkeys(part.reason for part in source.left_out)),
    }
    return render(request, "analysis/transcript.html", context)


def source_of(record: Record, number: int) -> Transcript:
    """The transcript with that number in the study (from 1; an archive holds several).

    Raises Http404 where it is not there or not read yet.
    """
    study = study_of(record)
    if study is None or not 1 <= number <= len(study.transcripts):
        raise Http404
    return study.transcripts[number - 1]


def _chunk(chain: Chain, item_id: str) -> bool:
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

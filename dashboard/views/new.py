"""Submitting research: files, pasted text or an object in S3; each file looked at before it is sent."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from analysis.engines import DEFAULT_ENGINE
from analysis.errors import AnalysisError, InvalidOption
from analysis.readers import Refusal, read
from analysis.readers.identity import is_part
from analysis.readers.preview import FilePreview, shortened
from analysis.readers.preview import preview as preview_of
from analysis.s3_sources import fetch_s3
from analysis.samples import SAMPLE, sample_files
from analysis.submissions import KeyReused, Submission, submit
from analysis.transcripts import Transcript
from analysis.uploads import named_uploads, read_options, upload_limits
from analysis.usable import UnusableSubmission
from dashboard.actor import actor_of
from dashboard.forms import SubmissionForm
from dashboard.speaker_lists import listed
from dashboard.views.dialogs import dialog
from tracking.errors import Deleted

PASTED_NAME = "pasted text.txt"

TITLE_LENGTH = 60
"""Characters of pasted words that become a title."""

_LABEL = re.compile(r"\s*[^:\n]{1,40}:\s+")
"""Who speaks, before the first words."""

SENT_BEFORE = (
    "This form was sent before, and what it held then was started: the list shows it, unless somebody deleted it. "
    "Send once more to start what it holds now as an analysis of its own."
)


def engine_choices() -> list[dict[str, str]]:
    """The engines one can choose, with what speaks for each."""
    return [
        {
            "name": DEFAULT_ENGINE,
            "title": "Local",
            "about": "Runs on this machine, in seconds. Nothing leaves it, and nothing is invented: "
            "everything is built from people’s own statements.",
        }
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form; and what it sends."""
    if request.method != "POST":
        return _form(request, SubmissionForm())
    form = SubmissionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, errors=[str(error) for errors in form.errors.values() for error in errors])
    data = form.cleaned_data
    try:
        files, address = _files(data)
        accepted = submit(
            Submission(
                files=files,
                title=data["title"] or _first_words(data),
                engine=data["engine"],
                actor=actor_of(request),
                idempotency_key=data["once"] and f"form {data['once']}",
                research_data=address,
                options=_options(request, data),
            )
        )
    except UnusableSubmission as refused:
        return _form(request, form, errors=[refused.message], refusals=refused.refusals)
    except (KeyReused, Deleted):
        return _form(request, form, errors=[SENT_BEFORE])
    except AnalysisError as refused:
        return _form(request, form, errors=[refused.message])
    return _to(request, f"/analyses/{accepted.record.request_id}/")


def _form(
    request: HttpRequest, form: SubmissionForm, *, errors: list[str] | None = None, refusals: tuple[Refusal, ...] = ()
) -> HttpResponse:
    context = {
        "section": "new",
        "form": form,
        "once": secrets.token_urlsafe(16),
        "errors": errors or [],
        "refusals": refusals if len(refusals) > 1 else (),
        "max_file_mb": settings.UPLOAD_MAX_FILE_BYTES // 2**20,
        "max_file_bytes": settings.UPLOAD_MAX_FILE_BYTES,
        "max_total_bytes": settings.UPLOAD_MAX_TOTAL_BYTES,
        "max_files": settings.UPLOAD_MAX_FILES,
        "engines": engine_choices(),
    }
    return render(request, "new/page.html", context, status=422 if errors else 200)


def _to(request: HttpRequest, url: str) -> HttpResponse:
    """Onward. The upload script follows the header itself, so that the analysis page is loaded once, by the browser."""
    if request.headers.get("X-Upload") == "1":
        answer = HttpResponse(status=204)
        answer["Location"] = url
        return answer
    return HttpResponseRedirect(url)


def _files(data: dict[str, Any]) -> tuple[list[tuple[str, bytes]], str]:
    """Name and content of all that was given, and the address where it came from S3."""
    files = [(str(upload.name), upload.read()) for upload in data["files"]]
    if data["text"].strip():
        files.append((PASTED_NAME, data["text"].encode()))
    if not data["s3_uri"]:
        return files, ""
    files.append(fetch_s3(data["s3_uri"].strip()))
    return files, data["s3_uri"].strip() if len(files) == 1 else ""


def _first_words(data: dict[str, Any]) -> str:
    """A title for text that was pasted alone; empty where others give it, or where it could name somebody."""
    if data["files"] or data["s3_uri"] or data["pseudonymise"]:
        return ""
    lines = (_LABEL.sub("", f"{line} ", count=1).strip() for line in data["text"].splitlines())
    return shortened(next(filter(None, lines), ""), TITLE_LENGTH)


def _options(request: HttpRequest, data: dict[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if data["roles_known"]:
        options["interviewers_in"] = _asking(request)
    for file, columns in _columns(request).items():
        if not columns:
            raise InvalidOption(f"Choose at least one column of “{file}”: the one that holds the answers.")
        options.setdefault("text_columns", {})[file] = columns
    if data["pseudonymise"]:
        options["pseudonymise"] = True
    return options


def _asking(request: HttpRequest) -> dict[str, list[str]]:
    """Who was marked as interviewer in each file whose speakers were shown."""
    return {file: request.POST.getlist(f"interviewer:{file}") for file in request.POST.getlist("roles_of")}


def _columns(request: HttpRequest) -> dict[str, list[str]]:
    """The columns that were chosen of each table whose columns were shown."""
    return {file: request.POST.getlist(f"column:{file}") for file in request.POST.getlist("columns_of")}


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What was understood of each file, or exactly what is wrong with it. Nothing is kept.

    Interviewers and columns that were chosen are heeded, so that what the choice changes can be seen.
    """
    files = [(str(upload.name), upload.read()) for upload in request.FILES.getlist("files")]
    text = request.POST.get("text", "")
    if text.strip():
        files.append((PASTED_NAME, text.encode()))
    uploads = named_uploads(files, neutral=False)
    said = {"interviewers_in": _asking(request), "text_columns": _columns(request)}
    options = read_options(said, uploads)
    reading = read([(each.name, each.data) for each in uploads], options, upload_limits())
    seen = preview_of(reading)
    shown = []
    for file, transcript in zip(seen.files, reading.transcripts, strict=True):
        speakers, unlisted = listed(file.speakers, lambda speaker: speaker.role == "interviewer")
        people = [{"speaker": speaker, "is_part": is_part(speaker.name)} for speaker in speakers]
        shown.append({"file": file, "people": people, "unlisted": unlisted, "is_survey": _is_survey(file)})
        shown[-1]["words"] = _same_for_same_words(transcript)
    return render(request, "new/preview.html", {"preview": seen, "files": shown})


def _same_for_same_words(transcript: Transcript) -> str:
    """Equal for files in which the same is said, whatever their format. Tells nothing else of what is said."""
    said = " ".join(word for turn in transcript.turns for word in transcript.words_of(turn).casefold().split())
    return hashlib.sha256(said.encode(errors="surrogatepass")).hexdigest()[:16] if said else ""


def _is_survey(file: FilePreview) -> bool:
    """Whether everybody in a table answers once a column, so that nobody can be asking."""
    return len(file.speakers) > 1 and file.turns <= len(file.speakers) * sum(column.chosen for column in file.columns)


@require_http_methods(["GET", "HEAD", "POST"])
def sample(request: HttpRequest) -> HttpResponse:
    """The sample study: GET says what it is, POST analyses it."""
    if request.method != "POST":
        return dialog(request, "new/sample.html", {"sample": SAMPLE})
    accepted = submit(Submission(files=sample_files(), title=SAMPLE.title, actor=actor_of(request)))
    return HttpResponseRedirect(f"/analyses/{accepted.record.request_id}/")

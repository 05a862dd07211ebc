"""From an HTTP request to a Submission: multipart files, a text as JSON, or the address of an object in S3."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from pydantic import BaseModel, ValidationError

from analysis.engines import DEFAULT_ENGINE
from analysis.s3_sources import fetch_s3
from analysis.submissions import Submission
from dashboard.api.bodies import AboutIn, TextIn
from dashboard.api.errors import ApiError

ACTOR = "api"
"""How the audit trail names who asked through the API."""

MAX_KEY = 255
"""Characters an Idempotency-Key may have."""


def submission_from(request: HttpRequest) -> Submission:
    """What the request asks to be analysed. Raises ApiError and what `fetch_s3` raises."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > MAX_KEY or not key.isprintable():
        raise ApiError(422, "invalid", f"An Idempotency-Key has at most {MAX_KEY} characters, all of them printable.")
    kind = request.content_type or ""
    if kind == "multipart/form-data":
        return _from_files(request, key)
    if kind == "application/json" or kind.endswith("+json"):
        return _from_json(request, key)
    raise ApiError(
        415,
        "unsupported_media_type",
        "Send files as multipart/form-data, or a text as application/json.",
        {"received": kind[:100]},
    )


def json_body[Model: BaseModel](request: HttpRequest, model: type[Model]) -> Model:
    """The request's body as `model`: a JSON object, the fields of a form, or nothing. Raises ApiError."""
    if request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return _validated(model, _form(request).dict())
    try:
        raw = request.body
    except RequestDataTooBig:
        raise ApiError(413, "too_large", "The text is larger than the limits allow. Send it as a file.") from None
    try:
        document = json.loads(raw or b"{}")
    except (ValueError, RecursionError):
        raise ApiError(400, "malformed_json", "The body is not valid JSON.") from None
    if not isinstance(document, dict):
        raise ApiError(422, "invalid", "The body must be a JSON object.")
    return _validated(model, document)


def _validated[Model: BaseModel](model: type[Model], document: dict[str, Any]) -> Model:
    try:
        return model.model_validate(document)
    except ValidationError as error:
        # Without the input: it may be a whole transcript.
        problems = [
            {"where": [str(part)[:80] for part in problem["loc"]], "problem": problem["msg"]}
            for problem in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        first = problems[0]
        raise ApiError(422, "invalid", f"{first['where'][-1]}: {first['problem']}.", {"problems": problems}) from None


def _form(request: HttpRequest) -> QueryDict:
    try:
        return request.POST
    except MultiPartParserError:
        raise ApiError(400, "malformed_multipart", "The body is not valid multipart/form-data.") from None
    except TooManyFilesSent:
        raise ApiError(413, "too_large", "There are more files than can be analysed together.") from None
    except (RequestDataTooBig, TooManyFieldsSent):
        raise ApiError(413, "too_large", "The form's fields are larger than the limits allow.") from None


def _from_files(request: HttpRequest, key: str) -> Submission:
    fields = _form(request)
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise ApiError(422, "invalid", "Choose at least one file: the field is called `files`.")
    about = _validated(AboutIn, _said(fields))
    return Submission(
        files=[(upload.name or "file.txt", upload.read()) for upload in uploads],
        title=about.title,
        engine=about.engine,
        actor=ACTOR,
        idempotency_key=key,
        options=about.options(),
    )


def _said(fields: QueryDict) -> dict[str, Any]:
    """The fields of a form as JSON would have them: names one a field or as one array, columns as an object."""
    said: dict[str, Any] = {"title": fields.get("title", ""), "engine": fields.get("engine") or DEFAULT_ENGINE}
    if "interviewers" in fields:
        names = [str(name) for name in fields.getlist("interviewers")]
        is_array = len(names) == 1 and names[0].lstrip().startswith("[")
        # One empty field is an answer: nobody asks.
        said["interviewers"] = _json_field("interviewers", names[0]) if is_array else [name for name in names if name]
    for name in ("interviewers_in", "text_columns"):
        if fields.get(name):
            said[name] = _json_field(name, str(fields[name]))
    if fields.get("pseudonymise"):
        said["pseudonymise"] = fields["pseudonymise"]
    return said


def _json_field(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ApiError(422, "invalid", f"{name}: it is not valid JSON.") from None


def _from_json(request: HttpRequest, key: str) -> Submission:
    body = json_body(request, TextIn)
    if (body.text is None) == (body.s3_uri is None):
        raise ApiError(422, "invalid", "Give either `text` or `s3_uri`.")
    research_data = ""
    if body.s3_uri is not None:
        if not body.s3_uri.startswith("s3://"):
            raise ApiError(422, "invalid", "s3_uri: it looks like s3://bucket/key.")
        file = fetch_s3(body.s3_uri)
        research_data = body.s3_uri
    else:
        file = (body.filename, _encoded(body.text or ""))
    return Submission(
        files=[file],
        title=body.title,
        engine=body.engine,
        actor=ACTOR,
        idempotency_key=key,
        research_data=research_data,
        options=body.options(),
    )


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ApiError(
            422,
            "invalid",
            f"text: the character at {error.start} is half of one (a lone surrogate).",
            {"at": error.start},
        ) from None

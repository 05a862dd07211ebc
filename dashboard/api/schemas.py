"""What the API answers, as its description shows it. Answers may hold more fields than are named here."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

StatusName = Literal["pending", "processing", "completed", "failed"]


class Out(Schema):
    """Base of answers: fields may be added."""

    model_config = ConfigDict(extra="allow")


class ErrorDetail(Out):
    """What went wrong."""

    code: str
    message: str
    details: dict[str, Any]


class Error(Out):
    """The one shape of all errors."""

    error: ErrorDetail


class Progress(Out):
    """How far a step is."""

    done: int
    total: int


class StepStatus(Out):
    """Where one step stands."""

    status: StatusName
    message: str
    started_at: str | None
    completed_at: str | None
    progress: Progress | None = None


class StepsStatus(Out):
    """The five steps."""

    chunking: StepStatus
    inferring: StepStatus
    relating: StepStatus
    explaining: StepStatus
    activating: StepStatus


class AnalysisResult(Out):
    """Where the result is, and how the steps stand."""

    result_data: str
    steps_status: StepsStatus


class Failure(Out):
    """Why an analysis failed."""

    step: str
    kind: str
    message: str


class Item(Out):
    """The analysis as it is tracked."""

    request_id: str
    research_data: str
    analysis_result: AnalysisResult
    created_at: str
    updated_at: str
    overall_status: StatusName
    version: int
    title: str
    engine: str
    attempt: int
    error: Failure | None


class StatusAnswer(Out):
    """The status document."""

    request_id: str
    status: Item


class Row(Out):
    """One line of the list."""

    request_id: str
    research_data: str
    created_at: str
    updated_at: str
    overall_status: StatusName
    title: str
    owner: str
    engine: str
    error: str | None = Field(description="Why it failed, in a sentence.")


class ListAnswer(Out):
    """One page of the list."""

    requests: list[Row]
    total: int = Field(description="How many rows this page holds.")
    limit: int
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null at the end.")


class Refused(Out):
    """A file of the upload that was left out, and why."""

    name: str
    reason: str
    remedy: str


class Accepted(Out):
    """An analysis that will be run."""

    request_id: str
    status_url: str
    result_url: str
    page_url: str
    refused: list[Refused]


class Event(Out):
    """One line of the audit trail."""

    seq: int
    at: str
    actor: str
    step: str | None
    from_: str | None = Field(alias="from")
    to: str
    attempt: int
    message: str


class EventsAnswer(Out):
    """The audit trail, oldest first."""

    events: list[Event]


class Source(Out):
    """A file as it was read."""

    name: str
    format: str
    encoding: str
    language: str
    characters: int
    url: str


class SourcesAnswer(Out):
    """The files of an analysis."""

    sources: list[Source]


class SpeakerPreview(Out):
    """One speaker of one file."""

    name: str = Field(description="Empty where the source names nobody.")
    role: Literal["participant", "interviewer"]
    turns: int
    words: int


class ColumnPreview(Out):
    """A column of a table."""

    name: str
    choice: str = Field(description="What to give under `text_columns` to choose it.")
    chosen: bool = Field(description="Whether its cells were read as answers.")


class FilePreview(Out):
    """What was understood of one file."""

    name: str
    format: str
    encoding: str
    language: str
    turns: int
    words: int = Field(description="Words of participants: what an analysis would rest on.")
    words_of_interviewers: int
    speakers: list[SpeakerPreview]
    samples: list[dict[str, Any]] = Field(description="How it begins.")
    left_out: list[dict[str, Any]] = Field(description="What is no talk, and why.")
    notes: list[str]
    columns: list[ColumnPreview]


class Preview(Out):
    """What was understood of an upload, before anything is run."""

    files: list[FilePreview]
    refusals: list[Refused]
    participants: int
    words: int
    languages: list[str] = Field(description="Most spoken first.")
    usable: bool = Field(description="Whether any participant said anything.")


class Result(Out):
    """The result document: every chain from principle to quote."""

    request_id: str
    status: StatusName
    engine: str
    created_at: str
    execution_time: float
    sources: list[dict[str, Any]]
    chunks: list[dict[str, Any]]
    inferences: list[dict[str, Any]]
    patterns: list[dict[str, Any]]
    insights: list[dict[str, Any]]
    design_principles: list[dict[str, Any]]
    metadata: dict[str, Any]


class Health(Out):
    """All is well."""

    status: Literal["ok"]

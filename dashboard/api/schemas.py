"""What the API takes and gives, as its description shows it. Answers may hold more fields than are named here."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from analysis.engines import DEFAULT_ENGINE
from tracking.states import Step

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


Name = Annotated[str, Field(min_length=1, max_length=200)]
FileName = Annotated[str, Field(min_length=1, max_length=500)]
Column = Annotated[str, Field(min_length=1, max_length=1_000)]


class ReadingIn(Schema):
    """What is said about the files: how they are to be read."""

    model_config = ConfigDict(extra="forbid")

    interviewers: list[Name] | None = Field(
        None,
        description="Who asks the questions; nobody else does then. An empty list: nobody. By default they are found.",
    )
    interviewers_in: dict[FileName, list[Name]] = Field(
        {},
        description="The same of single files: name of the file → who asks the questions there. `Speaker 1` may ask in "
        "one file and answer in the next.",
    )
    text_columns: dict[FileName, Column | list[Column]] = Field(
        {},
        description="Of tables: name of the file → the column or columns that hold the answers, by heading, or by "
        "number from 1 where there is none. By default they are found.",
    )
    pseudonymise: bool = Field(
        False,
        description="Replace names, addresses and numbers of people before anything else sees the text. Files are "
        "then called Transcript 1, Transcript 2 … in the order of the upload.",
    )

    def options(self) -> dict[str, Any]:
        """What was said, as a submission takes it; what was not said is not there."""
        return self.model_dump(include=set(ReadingIn.model_fields), exclude_defaults=True)


class AboutIn(ReadingIn):
    """What is said about a submission as a whole."""

    title: str = Field("", max_length=200)
    engine: str = Field(DEFAULT_ENGINE, max_length=100)


class TextIn(AboutIn):
    """A submission as JSON: a text, or the address of an object in S3."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": [given], "properties": {given: {"type": "string"}, other: {"type": "null"}}}
                for given, other in (("text", "s3_uri"), ("s3_uri", "text"))
            ]
        }
    )

    text: str | None = Field(None, description="The research itself.")
    filename: str = Field("pasted.txt", max_length=200, description="Name and kind of the text.")
    s3_uri: str | None = Field(
        None,
        max_length=2_048,
        description="`s3://bucket/key` in a bucket that may be read.",
        json_schema_extra={"pattern": "^s3://[^/]+/.+$"},
    )


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


class RetryIn(Schema):
    """Where to start again, and with what."""

    model_config = ConfigDict(extra="forbid")

    from_step: Step | None = Field(None, description="The failed step, or an earlier one; by default the failed one.")
    engine: str | None = Field(None, max_length=100)
    interviewers: list[Name] | None = Field(
        None,
        description="Who asks the questions, by the names that the transcripts show; nobody else does then. It starts "
        "again from chunking.",
    )


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

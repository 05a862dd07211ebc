"""What the API is sent, as its description shows it: fields that are not named here are refused."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from analysis.engines import DEFAULT_ENGINE
from tracking.states import Step

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

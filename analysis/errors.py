"""Errors of the analysis.

AnalysisError
├── UnreadableFile      a file that cannot be used; says which, why, and what would help
├── EmptyStudy          the files hold no participant's words
├── UnknownEngine       no engine of that name
├── InvalidOption       an option that does not fit the files
├── NothingToForget     no names are kept behind the pseudonyms
├── StepFailed          a step that cannot be done; its message is written for a person
└── Interrupted         somebody asked the run to stop at this safe point
"""

from __future__ import annotations


class AnalysisError(Exception):
    """Base of all errors of this package. `message` is written for a person and holds no transcript text."""

    kind = "analysis"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UnreadableFile(AnalysisError):
    """A file that cannot be used: which one, why, and what would help."""

    kind = "unreadable_file"

    def __init__(self, name: str, reason: str, remedy: str = "") -> None:
        super().__init__(f"“{name}”: {reason}{' ' + remedy if remedy else ''}")
        self.name = name
        self.reason = reason
        self.remedy = remedy


class EmptyStudy(AnalysisError):
    """The files were read, and hold nothing that a participant said."""

    kind = "empty_study"


class UnknownEngine(AnalysisError):
    """No engine of that name is built in."""

    kind = "unknown_engine"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no engine called “{name[:40]}”. The one that is built in is “local”.")
        self.name = name


class InvalidOption(AnalysisError):
    """What was said about the files does not fit them."""

    kind = "invalid"


class NothingToForget(AnalysisError):
    """The analysis was not pseudonymised, or its names were forgotten before."""

    kind = "no_pseudonyms"

    def __init__(self) -> None:
        super().__init__("No names are kept behind pseudonyms of this analysis.")


class StepFailed(AnalysisError):
    """A step that cannot be done. `kind` is stable for programs, `message` is for a person."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Interrupted(AnalysisError):
    """The run is to stop here: it was cancelled, its lease was lost, or the worker is being shut down."""

    kind = "interrupted"

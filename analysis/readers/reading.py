"""From uploaded files to transcripts: which reader reads what, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.transcripts import Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What a person said about their files, beyond the files themselves."""

    interviewers: frozenset[str] | None = None
    """Names of the speakers who asked the questions; None lets the reader find them."""
    text_columns: Mapping[str, str] = field(default_factory=dict)
    """For a table: file name → the column that holds the answers, where the reader's choice was wrong."""
    pseudonymise: bool = False
    """Replace names, addresses and numbers before anything else sees the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A file that was not used, in words for a person."""

    name: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of a set of files: the transcripts, and the files that were refused."""

    transcripts: tuple[Transcript, ...]
    refusals: tuple[Refusal, ...]


def read(files: Sequence[tuple[str, bytes]], options: ReadOptions | None = None) -> Reading:
    """Read every file that can be read. One bad file never harms the others."""
    raise NotImplementedError

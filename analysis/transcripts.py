"""What a reader makes of a file: a decoded text and the turns of talk in it. Pure values."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class Role(StrEnum):
    """What a speaker is to the research. Only participants give evidence."""

    PARTICIPANT = "participant"
    INTERVIEWER = "interviewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One stretch of one speaker's talk: `transcript.text[start:end]`, without the speaker's label."""

    speaker: str
    """Name as the source gives it, tidied; empty where the source names nobody."""
    role: Role
    start: int
    """Character offset into the transcript's text, inclusive."""
    end: int
    """Character offset into the transcript's text, exclusive."""
    timecode: str | None = None
    """`HH:MM:SS` from the start of the recording, where the source has one."""
    question: str | None = None
    """The prompt this answers where the source itself says so (a survey's column); otherwise None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A part of the source that is not talk and will not be used, and why."""

    start: int
    end: int
    reason: str
    """A sentence for a person: "Summary written by a machine, not said by anybody"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table, and whether its cells were read as answers."""

    name: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A source as the steps see it."""

    name: str
    """The file's name as uploaded (inside an archive: `archive.zip/inner.txt`). Never used as a path."""
    format: str
    """Short name of the format: `text`, `markdown`, `vtt`, `srt`, `docx`, `pdf`, `csv`, `json`."""
    encoding: str
    language: str
    """ISO 639-1 code, or `und` where it could not be told."""
    text: str
    """The decoded source; every offset counts characters in it."""
    turns: tuple[Turn, ...]
    left_out: tuple[LeftOut, ...] = field(default=())
    notes: tuple[str, ...] = field(default=())
    """What was odd about the source, each a sentence for a person: "3 bytes could not be read as UTF-8"."""
    page_starts: tuple[int, ...] = field(default=())
    """Offset at which each page begins, where the source has pages (PDF); empty otherwise."""
    columns: tuple[Column, ...] = field(default=())
    """Of a table: its columns, so that a person can choose others; empty otherwise."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The reverse of `dataclasses.asdict`, after a way through JSON."""
        turns = tuple(Turn(**{**turn, "role": Role(turn["role"])}) for turn in document["turns"])
        left_out = tuple(LeftOut(**part) for part in document["left_out"])
        # Transcripts that were kept before there were columns have none.
        columns = tuple(Column(**column) for column in document.get("columns", ()))
        plain = {name: tuple(document.get(name, ())) for name in ("notes", "page_starts")}
        return cls(**{**document, **plain, "turns": turns, "left_out": left_out, "columns": columns})

    def page_at(self, offset: int) -> int | None:
        """The page, counted from 1, that the character at `offset` stands on; None where the source has no pages."""
        return bisect_right(self.page_starts, offset) or None

    def words_of(self, turn: Turn) -> str:
        """The verbatim text of `turn`."""
        return self.text[turn.start : turn.end]

    @property
    def speakers(self) -> tuple[str, ...]:
        """Every speaker, in the order of their first turn."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))

    @property
    def participants(self) -> tuple[str, ...]:
        """Speakers whose words are evidence, in the order of their first turn."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns if turn.role is Role.PARTICIPANT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """All transcripts of one analysis, in the order of the upload. Names are unique within a study."""

    transcripts: tuple[Transcript, ...]

    def named(self, name: str) -> Transcript:
        """The transcript called `name`; KeyError if there is none."""
        for transcript in self.transcripts:
            if transcript.name == name:
                return transcript
        raise KeyError(name)

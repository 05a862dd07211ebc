"""What one reader makes of one file, before anybody decides who is who. Pure values that cross a process boundary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from analysis.transcripts import Column, LeftOut, Role


@dataclass(slots=True, kw_only=True)
class Utterance:
    """One stretch of talk under one label, as the source has it: `draft.text[start:end]`."""

    label: str
    """The speaker as the source names them, tidied; empty where it names nobody."""
    start: int
    end: int
    detail: str = ""
    """What stood in brackets beside the label: a role, pronouns."""
    timecode: str | None = None
    question: str | None = None
    role: Role | None = None
    """The role where the source itself states it; None where it has to be found out."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """A file as its reader understood it."""

    name: str
    format: str
    encoding: str
    text: str
    utterances: list[Utterance]
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Sentences for a person about what was odd: bytes replaced, cues without a time."""
    page_starts: tuple[int, ...] = ()
    columns: tuple[Column, ...] = ()
    language: str = "und"
    asked_by: dict[str, Role] = field(default_factory=dict)
    """Roles that the source states apart from the talk: a legend, a line `Interviewer: Jane Doe` above it."""

    def as_json(self) -> dict[str, Any]:
        """Plain values for the pipe between the sandbox and its owner."""
        return {
            "name": self.name,
            "format": self.format,
            "encoding": self.encoding,
            "text": self.text,
            "utterances": [
                [u.label, u.start, u.end, u.detail, u.timecode, u.question, u.role] for u in self.utterances
            ],
            "left_out": [[part.start, part.end, part.reason] for part in self.left_out],
            "notes": self.notes,
            "page_starts": self.page_starts,
            "language": self.language,
            "columns": [[column.name, column.chosen] for column in self.columns],
            "asked_by": self.asked_by,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Draft:
        """The reverse of `as_json`."""
        return cls(
            name=data["name"],
            format=data["format"],
            encoding=data["encoding"],
            text=data["text"],
            utterances=[
                Utterance(
                    label=u[0],
                    start=u[1],
                    end=u[2],
                    detail=u[3],
                    timecode=u[4],
                    question=u[5],
                    role=Role(u[6]) if u[6] else None,
                )
                for u in data["utterances"]
            ],
            left_out=[LeftOut(start=part[0], end=part[1], reason=part[2]) for part in data["left_out"]],
            notes=data["notes"],
            page_starts=tuple(data["page_starts"]),
            language=data["language"],
            columns=tuple(Column(name=column[0], chosen=column[1]) for column in data["columns"]),
            asked_by={name: Role(role) for name, role in data["asked_by"].items()},
        )

"""What was understood of an upload, file by file: for the page to show before anything is run, and for the API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from analysis.readers.reading import Reading, Refusal
from analysis.transcripts import Role, Transcript

SAMPLE_TURNS = 4
SAMPLE_LENGTH = 240
"""Characters shown of each sample."""
SHOWN_PARTS = 8
"""Left-out parts shown of each reason's many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerPreview:
    """One speaker of one file."""

    name: str
    """Empty where the source names nobody."""
    role: str
    turns: int
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePreview:
    """One of the first turns."""

    speaker: str
    role: str
    timecode: str | None
    question: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutPreview:
    """What was left out for one reason."""

    reason: str
    parts: int
    words: int
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPreview:
    """A column of a table."""

    name: str
    """Its heading; may be empty, and may stand over other columns too."""
    choice: str
    """What to give as the text column to choose it: its heading, or its number (from 1) where that says too little."""
    chosen: bool
    """Whether its cells were read as answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePreview:
    """One file that can be read."""

    name: str
    format: str
    encoding: str
    language: str
    pages: int
    """0 where the format has none."""
    turns: int
    words: int
    """Words that participants said: what the analysis will rest on."""
    words_of_interviewers: int
    speakers: tuple[SpeakerPreview, ...]
    samples: tuple[SamplePreview, ...]
    left_out: tuple[LeftOutPreview, ...]
    notes: tuple[str, ...]
    columns: tuple[ColumnPreview, ...]
    """Of a table: all its columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """All files of an upload."""

    files: tuple[FilePreview, ...]
    refusals: tuple[Refusal, ...]
    participants: int
    """Different people whose words are evidence; those that no file names count as one a file."""
    words: int
    languages: tuple[str, ...]
    """Most spoken first."""

    @property
    def is_usable(self) -> bool:
        """Whether any participant said anything."""
        return self.words > 0

    def as_json(self) -> dict[str, Any]:
        """Plain values for a JSON answer."""
        return asdict(self)


def preview(reading: Reading) -> Preview:
    """Sum up what `read` understood. Pure: reads nothing, changes nothing."""
    files = tuple(_file(transcript) for transcript in reading.transcripts)
    people: set[tuple[str, str]] = set()
    languages: Counter[str] = Counter()
    for transcript, file in zip(reading.transcripts, files, strict=True):
        people |= {(name, "" if name else transcript.name) for name in transcript.participants}
        languages[file.language] += file.words
    return Preview(
        files=files,
        refusals=reading.refusals,
        participants=len(people),
        words=sum(file.words for file in files),
        languages=tuple(language for language, _ in languages.most_common()),
    )


def _file(transcript: Transcript) -> FilePreview:
    turns: Counter[tuple[str, Role]] = Counter()
    words: Counter[tuple[str, Role]] = Counter()
    for turn in transcript.turns:
        turns[turn.speaker, turn.role] += 1
        words[turn.speaker, turn.role] += len(transcript.words_of(turn).split())
    said = Counter[Role]()
    for (_, role), count in words.items():
        said[role] += count
    return FilePreview(
        name=transcript.name,
        format=transcript.format,
        encoding=transcript.encoding,
        language=transcript.language,
        pages=len(transcript.page_starts),
        turns=len(transcript.turns),
        words=said[Role.PARTICIPANT],
        words_of_interviewers=said[Role.INTERVIEWER],
        speakers=tuple(
            SpeakerPreview(name=name, role=role.value, turns=count, words=words[name, role])
            for (name, role), count in turns.items()
        ),
        samples=tuple(
            SamplePreview(
                speaker=turn.speaker,
                role=turn.role.value,
                timecode=turn.timecode,
                question=turn.question,
                text=shortened(transcript.words_of(turn), SAMPLE_LENGTH),
            )
            for turn in transcript.turns[:SAMPLE_TURNS]
        ),
        left_out=tuple(_left_out(transcript)),
        notes=transcript.notes,
        columns=tuple(_columns(transcript)),
    )


def _columns(transcript: Transcript) -> Iterable[ColumnPreview]:
    headings = Counter(column.name for column in transcript.columns)
    for number, column in enumerate(transcript.columns, start=1):
        plain = column.name and headings[column.name] == 1
        yield ColumnPreview(name=column.name, choice=column.name if plain else str(number), chosen=column.chosen)


def _left_out(transcript: Transcript) -> Iterable[LeftOutPreview]:
    by_reason: dict[str, list[str]] = {}
    for part in transcript.left_out:
        by_reason.setdefault(part.reason, []).append(transcript.text[part.start : part.end])
    for reason, parts in by_reason.items():
        yield LeftOutPreview(
            reason=reason,
            parts=len(parts),
            words=sum(len(part.split()) for part in parts),
            samples=tuple(shortened(part, SAMPLE_LENGTH) for part in parts[:SHOWN_PARTS]),
        )


def shortened(text: str, length: int) -> str:
    """`text` on one line, cut between words where it is longer than `length`."""
    line = " ".join(text[: 4 * length].split())
    if len(line) <= length and len(text) <= 4 * length:
        return line
    cut = line[: length - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[length // 2 :] else cut) + "…"

"""What the readers make of a file that somebody is about to send, in values that a page can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from analysis.readers import ReadOptions, read
from analysis.transcripts import Role, Transcript

LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "it": "Italian",
    "nl": "Dutch", "pl": "Polish", "ru": "Russian", "zh": "Chinese", "ja": "Japanese", "ko": "Korean",
    "ar": "Arabic", "tr": "Turkish", "th": "Thai",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpeakerPreview:
    """Somebody who speaks in the file."""

    name: str
    words: int
    interviewer: bool


@dataclass(frozen=True, slots=True)
class FilePreview:
    """One file: what was understood, or why it is refused."""

    name: str
    refused: str = ""
    """Reason and remedy; empty where the file can be used."""
    format: str = ""
    language: str = ""
    turns: int = 0
    words: int = 0
    """Words of participants: what the analysis will rest on."""
    speakers: tuple[SpeakerPreview, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """Why parts of the file are not used, each reason once."""

    @property
    def silent(self) -> bool:
        """True where nobody but interviewers speaks."""
        return not self.refused and self.words == 0


def preview_files(files: Sequence[tuple[str, bytes]]) -> list[FilePreview]:
    """What would come of each file, in the order given. Files are read on their own: one never harms another."""
    return [preview for name, data in files for preview in _preview(name, data)]


def _preview(name: str, data: bytes) -> list[FilePreview]:
    if len(data) > settings.UPLOAD_MAX_FILE_BYTES:
        limit = settings.UPLOAD_MAX_FILE_BYTES // 2**20
        return [FilePreview(name=name, refused=f"it is larger than {limit} MB. Split it into parts.")]
    reading = read([(name, data)], ReadOptions())
    refused = [FilePreview(name=r.name, refused=f"{r.reason} {r.remedy}".strip()) for r in reading.refusals]
    return [_understood(transcript) for transcript in reading.transcripts] + refused


def _understood(transcript: Transcript) -> FilePreview:
    words: dict[str, int] = dict.fromkeys(transcript.speakers, 0)
    roles = {turn.speaker: turn.role for turn in transcript.turns}
    for turn in transcript.turns:
        words[turn.speaker] += len(transcript.words_of(turn).split())
    speakers = tuple(
        SpeakerPreview(name=name, words=count, interviewer=roles[name] is Role.INTERVIEWER)
        for name, count in words.items()
    )
    return FilePreview(
        name=transcript.name,
        format=transcript.format,
        language=LANGUAGES.get(transcript.language, "" if transcript.language == "und" else transcript.language),
        turns=len(transcript.turns),
        words=sum(speaker.words for speaker in speakers if not speaker.interviewer),
        speakers=speakers,
        notes=transcript.notes,
        left_out=tuple(dict.fromkeys(part.reason for part in transcript.left_out)),
    )

"""Who speaks in a study, file by file, for a person to say who asks the questions. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from analysis.errors import InvalidOption
from analysis.readers.speakers import recast, speakers_meant
from analysis.transcripts import Role, Study

MAX_INTERVIEWERS = 200
"""How many names may be given: a study has a few interviewers, and the record stays small."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one speaker says in one file in one role."""

    file: str
    role: Role
    words: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """A named speaker over all files."""

    name: str
    parts: tuple[Part, ...]

    @property
    def asks(self) -> bool:
        """Whether they ask the questions in any file."""
        return any(part.role is Role.INTERVIEWER for part in self.parts)

    @property
    def words(self) -> int:
        """All their words."""
        return sum(part.words for part in self.parts)


def speakers(study: Study) -> list[Speaker]:
    """Everybody who has a name, in the order of their first turn. Who has none cannot be told apart."""
    said: dict[str, dict[tuple[str, Role], int]] = {}
    for transcript in study.transcripts:
        for turn in transcript.turns:
            if turn.speaker:
                parts = said.setdefault(turn.speaker, {})
                place = transcript.name, turn.role
                parts[place] = parts.get(place, 0) + len(transcript.words_of(turn).split())
    return [
        Speaker(name, tuple(Part(file, role, words) for (file, role), words in parts.items()))
        for name, parts in said.items()
    ]


def named_interviewers(study: Study, names: Iterable[str]) -> list[str]:
    """The speakers that `names` mean, as the study calls them.

    Raises InvalidOption where a name is no speaker's, and where nobody would be left to take part.
    """
    known = [speaker.name for speaker in speakers(study)]
    meant = speakers_meant(names, known)
    if not all(meant.values()):
        raise InvalidOption("A name among the interviewers is no speaker's. Give names as the transcripts show them.")
    chosen = [name for name in known if any(name in those for those in meant.values())]
    if len(chosen) > MAX_INTERVIEWERS:
        raise InvalidOption(f"At most {MAX_INTERVIEWERS} people can be marked as interviewers.")
    if not has_participants(replace(study, transcripts=recast(study.transcripts, chosen))):
        raise InvalidOption("Somebody must be left to take part: not everybody can ask the questions.")
    return chosen


def is_cast_so(study: Study, names: Collection[str]) -> bool:
    """Whether those of that name ask everywhere now, and nobody else anywhere."""
    return recast(study.transcripts, names) == study.transcripts


def has_participants(study: Study) -> bool:
    """Whether anybody says anything that is evidence."""
    return any(turn.role is Role.PARTICIPANT for transcript in study.transcripts for turn in transcript.turns)

"""Builders so that a case reads in one line. Shared by all tests: append, do not change."""

from __future__ import annotations

from analysis.transcripts import Role, Study, Transcript, Turn


def transcript(
    *turns: tuple[str, str],
    name: str = "interview.txt",
    language: str = "en",
    interviewers: tuple[str, ...] = ("Interviewer",),
) -> Transcript:
    """A transcript of `(speaker, words)` turns; who is in `interviewers` asks."""
    text = ""
    made: list[Turn] = []
    for speaker, words in turns:
        text += f"{speaker}: "
        start = len(text)
        text += words
        role = Role.INTERVIEWER if speaker in interviewers else Role.PARTICIPANT
        made.append(Turn(speaker=speaker, role=role, start=start, end=len(text)))
        text += "\n\n"
    return Transcript(name=name, format="text", encoding="utf-8", language=language, text=text, turns=tuple(made))


def study(*transcripts: Transcript) -> Study:
    """A study of `transcripts`."""
    return Study(transcripts=transcripts)

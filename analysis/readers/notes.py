"""Texts without speakers: notes, write-ups, answers under numbered questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.readers.casting import asks
from analysis.readers.drafts import Utterance
from analysis.readers.labels import Label, leading_time
from analysis.readers.lines import HEADING, Kind, Line
from analysis.readers.spans import Talk, trimmed
from analysis.transcripts import Role

QUESTION = "A question, the context of the answer below it"
TIME_MARK = "A time mark"
MAX_HEADING = 80
MAX_QUESTION = 240
MIN_QUESTIONS = 3
"""Fewest lone questions, and the share of all paragraphs, from which a text is built of questions and answers."""
QUESTION_SHARE = 0.2
MIN_TIMED = 3

_BULLET = re.compile(r"\s*(?:>\s?)*(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
_QUOTED = re.compile(r"\s*>\s?")
_BOLD_HEADING = re.compile(r"\s*(?:\*\*|__)[^*_\n]{1,80}(?:\*\*|__):?\s*$")
_MARKUP = " #*_=\t"


def read_notes(text: str, lines: Sequence[Line], labels: Sequence[Label | None], talk: Talk) -> Talk:
    """Every paragraph, list item or answer as an utterance by nobody named.

    Headings are left out; a heading, a numbered question or a lone question above a paragraph becomes its `question`.
    """
    return _Notes(text, lines, labels, talk).read()


def _asking(content: str) -> bool:
    return content.endswith(("?", "？", "؟"))


class _Notes:
    """Walks the lines of a text without speakers."""

    def __init__(self, text: str, lines: Sequence[Line], labels: Sequence[Label | None], talk: Talk) -> None:
        self.text, self.lines, self.labels, self.talk = text, lines, labels, talk
        self.numbered = sum(1 for label in labels if label and label.name and asks(label.name)) >= 2
        self.lone = _lone_questions(lines)
        self.timed = _is_timed(lines)
        self.question: str | None = None
        self.time: str | None = None
        self.open: Utterance | None = None
        self.awaiting = False
        """Whether a number has been given and the question itself comes next."""

    def read(self) -> Talk:
        for index, (line, label) in enumerate(zip(self.lines, self.labels, strict=True)):
            if line.kind is Kind.BLANK:
                self.open = None
            elif line.kind is not Kind.TEXT:
                self._set_aside(line, line.reason, heading=line.kind is Kind.HEADING)
            elif self.numbered and label and label.name and asks(label.name):
                self._ask(line, label.words_at)
            elif self.awaiting or index in self.lone:
                self._ask(line, 0)
            elif _is_bold_heading(line):
                self._set_aside(line, HEADING, heading=True)
            else:
                self._say(line)
        self.talk.utterances = [said for said in (trimmed(self.text, said) for said in self.talk.utterances) if said]
        return self.talk

    def _set_aside(self, line: Line, reason: str, *, heading: bool) -> None:
        self.open = None
        self.talk.leave_out(line.start, line.end, reason)
        if heading:
            asked = line.content.strip(_MARKUP)
            self.question, self.awaiting = (asked if _asking(asked) else None), False

    def _ask(self, line: Line, at: int) -> None:
        """The question is an utterance of whoever asked, so that it is context and never evidence."""
        asked = line.content[at:].strip(_MARKUP)
        self.open, self.question, self.awaiting = None, asked or None, not asked
        said = (
            trimmed(self.text, Utterance(label="", start=line.start + at, end=line.end, role=Role.INTERVIEWER))
            if asked
            else None
        )
        if said and at:
            self.talk.utterances.append(said)
        else:
            self.talk.leave_out(line.start, line.end, QUESTION)

    def _say(self, line: Line) -> None:
        start = line.start
        bullet = _BULLET.match(line.content) or _QUOTED.match(line.content)
        stamp = leading_time(line.content) if self.timed or line.content.lstrip()[:1] in "[(#" else None
        if stamp:
            self.open, self.time = None, stamp[0]
            start += stamp[1]
            if not line.content[stamp[1] :].strip():
                self.talk.leave_out(line.start, line.end, TIME_MARK)
                return
        elif bullet and (bullet.group().strip(" >") or self.open is None):
            self.open = None
            start += bullet.end()
        if self.open is None:
            self.open = Utterance(
                label="", start=start, end=line.end, timecode=self.time, question=self.question, role=Role.PARTICIPANT
            )
            self.talk.utterances.append(self.open)
            self.time = None
        self.open.end = line.end


def _is_timed(lines: Sequence[Line]) -> bool:
    """Whether half of the lines begin with a time: a log of what was seen when."""
    texts = [line.content for line in lines if line.kind is Kind.TEXT]
    timed = sum(leading_time(content) is not None for content in texts)
    return timed >= MIN_TIMED and timed >= 0.5 * len(texts)


def _is_bold_heading(line: Line) -> bool:
    """A short line all in bold that is no sentence."""
    content = line.content.strip()
    if not 0 < len(content) <= MAX_HEADING + 4 or content.strip(_MARKUP)[-1:] in (".", "!", ";", "…"):
        return False
    return bool(_BOLD_HEADING.match(line.content)) or line.bold >= len(line.content.rstrip())


def _lone_questions(lines: Sequence[Line]) -> frozenset[int]:
    """Paragraphs of one line that only ask, where the text is built of them or sets them in bold."""
    paragraphs = 0
    found: list[int] = []
    bold: list[int] = []
    for index, line in enumerate(lines):
        before = lines[index - 1].kind if index else Kind.BLANK
        after = lines[index + 1].kind if index + 1 < len(lines) else Kind.BLANK
        if line.kind is not Kind.TEXT or (before is Kind.TEXT and not line.bold):
            continue
        paragraphs += 1
        content = line.content.strip(_MARKUP)
        if len(content) > MAX_QUESTION or not _asking(content) or _BULLET.match(line.content):
            continue
        if line.bold >= len(line.content.rstrip()):
            bold.append(index)
        if after is not Kind.TEXT or line.content.strip().startswith("**"):
            found.append(index)
    if len(found) >= MIN_QUESTIONS and len(found) >= QUESTION_SHARE * paragraphs:
        return frozenset(found)
    return frozenset(bold)

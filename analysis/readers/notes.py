"""Texts without speakers: notes, write-ups, answers under numbered questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.readers.casting import asks
from analysis.readers.drafts import Utterance
from analysis.readers.labels import Label, Shape
from analysis.readers.lines import Kind, Line
from analysis.readers.spans import Talk, trimmed
from analysis.transcripts import Role

QUESTION = "A question, the context of the answer below it"
_BULLET = re.compile(r"\s*(?:>\s?)*(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
_QUOTED = re.compile(r"\s*>\s?")
_ENDS_A_THOUGHT = re.compile(r"[.?!…:;。！？][\"”’»)*_]{0,3}\s*$")
_DATA_LINE = re.compile(r"\s*[*_]{0,3}[^\W\d_][^:.?!\n]{0,40}[*_]{0,3}:[*_]{0,3}\s*(?:\S.{0,80})?$")


def read_notes(text: str, lines: Sequence[Line], labels: Sequence[Label | None], talk: Talk) -> Talk:
    """Every paragraph, list item or answer as an utterance by nobody named.

    Headings are left out; a heading, a numbered question or a lone question above a paragraph becomes its `question`.
    """
    numbered = sum(1 for label in labels if label and label.name and asks(label.name)) >= 2
    lone = _lone_questions(lines)
    question: str | None = None
    time: str | None = None
    said: Utterance | None = None
    awaiting = False
    for index, (line, label) in enumerate(zip(lines, labels, strict=True)):
        if line.kind is Kind.BLANK:
            said = None
            continue
        if line.kind is not Kind.TEXT:
            said = None
            talk.leave_out(line.start, line.end, line.reason)
            if line.kind is Kind.HEADING:
                heading = line.content.strip(" #*_=\t")
                question, awaiting = (heading if heading.endswith(("?", "？", "؟")) else None), False
            continue
        if numbered and label and label.name and asks(label.name):
            said = None
            asked = line.content[label.words_at :].strip(" *_\t")
            question, awaiting = asked or None, not asked
            _ask(text, line, label.words_at if asked else 0, talk)
            continue
        if awaiting or index in lone:
            said, awaiting = None, False
            question = line.content.strip(" *_\t")
            _ask(text, line, 0, talk)
            continue
        start = line.start
        bullet = _BULLET.match(line.content) or _QUOTED.match(line.content)
        if label and label.shape is Shape.TIME and line.content.lstrip()[:1] in "[(#":
            said, time = None, label.time
            start += label.words_at
            if not line.content[label.words_at :].strip():
                talk.leave_out(line.start, line.end, "A time mark")
                continue
        elif bullet and (bullet.group().strip(" >") or said is None):
            said = None
            start += bullet.end()
        if said is None:
            said = Utterance(label="", start=start, end=line.end, timecode=time, question=question, role=Role.PARTICIPANT)
            talk.utterances.append(said)
            time = None
        said.end = line.end
    talk.utterances = [u for u in (trimmed(text, u) for u in talk.utterances) if u]
    return talk


def _ask(text: str, line: Line, at: int, talk: Talk) -> None:
    """The question itself is an utterance of whoever asked, so that it is context and never evidence."""
    said = trimmed(text, Utterance(label="", start=line.start + at, end=line.end, role=Role.INTERVIEWER))
    if said and at:
        talk.utterances.append(said)
    elif said:
        talk.leave_out(line.start, line.end, QUESTION)


def _lone_questions(lines: Sequence[Line]) -> frozenset[int]:
    """Paragraphs of one line that only ask, where the text is built of them: at least three, a fifth of all paragraphs."""
    paragraphs, found, bold = 0, [], []
    for index, line in enumerate(lines):
        before = lines[index - 1].kind if index else Kind.BLANK
        after = lines[index + 1].kind if index + 1 < len(lines) else Kind.BLANK
        if line.kind is not Kind.TEXT or before is Kind.TEXT:
            continue
        paragraphs += 1
        content = line.content.strip(" *_\t")
        asks_only = len(content) <= 240 and content.endswith(("?", "？", "؟")) and not _BULLET.match(line.content)
        if asks_only and line.bold >= len(line.content.rstrip()) > 0:
            bold.append(index)
        if asks_only and (after is not Kind.TEXT or line.content.strip().startswith("**")):
            found.append(index)
    return frozenset(found if len(found) >= 3 and len(found) >= 0.2 * paragraphs else bold)

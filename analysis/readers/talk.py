"""From the lines of a text to its turns of talk: who said which stretch, when, and what is not talk at all.

A text whose labels name speakers is read as a transcript: a label opens a turn, which runs to the next label. A text
with numbered questions and no other labels is read as answers to them. Any other text is read as notes: each paragraph
stands for itself, said by nobody in particular.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from analysis.readers import casting
from analysis.readers.casting import Candidate
from analysis.readers.drafts import Utterance
from analysis.readers.labels import Label, Shape, label_of
from analysis.readers.legend import legend_of, roles_stated
from analysis.readers.lines import Kind, Line, lines_of
from analysis.readers.machine import mark_summaries
from analysis.readers.names import is_name_like, key_of, tidy, without_detail
from analysis.readers.notes import read_notes
from analysis.readers.spans import Talk, split_at_times, trimmed
from analysis.transcripts import Role

_LISTED = re.compile(r"\s*(?:[-*+•]|\d{1,4}[.)])\s")
_PAIRED = re.compile(r"[QA]\.?\d{1,3}", re.IGNORECASE)

PREAMBLE = "Stands before the talk begins"
UNLABELLED = "Text under a heading that names no speaker"
REMARK = "A remark by the researcher, not said by a participant"
LEGEND = "Says what the speakers' labels mean"
FORM = "A field of the interview form"
TIME_MARK = "A time mark"


def read_talk(text: str, lines: Sequence[Line], *, known: frozenset[str] = frozenset()) -> Talk:
    """Turns and left-out parts of `text`, given its `lines`.

    `known` holds keys of labels that are speakers for certain.
    """
    mark_summaries(lines)
    labels = _unnumbered(
        [label_of(line.content, line.bold) if line.kind is Kind.TEXT else None for line in lines],
    )
    _take_headings(lines, labels)
    candidates, paragraphs = _candidates(lines, labels)
    speakers = casting.speakers_among(candidates, paragraphs) | known
    if not speakers:
        return read_notes(text, lines, labels, Talk())
    return _Transcript(text, lines, labels, speakers).read()


def _take_headings(lines: Sequence[Line], labels: list[Label | None]) -> None:
    """Make labels of headings that name speakers: `### Interviewer`, as some note apps export a talk.

    Believed only where a role word comes back as a heading; then names that come back are speakers too.
    """
    names = {index: tidy(line.content) for index, line in enumerate(lines) if line.kind is Kind.HEADING}
    counts = Counter(map(key_of, names.values()))
    if not any(casting.is_role_label(name) and counts[key_of(name)] >= 2 for name in names.values()):
        return
    for index, name in names.items():
        if casting.is_role_label(name) or (counts[key_of(name)] >= 2 and is_name_like(name)):
            lines[index].kind = Kind.TEXT
            bare, detail = without_detail(name)
            labels[index] = Label(bare, detail, None, Shape.HEADER, len(lines[index].content), marked=True)


def _unnumbered(labels: list[Label | None]) -> list[Label | None]:
    """`Q1`, `A1`, `Q2`, `A2` as `Q` and `A`, where there are both: numbers of the questions, not of people."""
    letters = {label.name[0].upper() for label in labels if label and _PAIRED.fullmatch(label.name)}
    if letters != {"Q", "A"}:
        return labels
    return [
        replace(label, name=label.name[0].upper()) if label and _PAIRED.fullmatch(label.name) else label
        for label in labels
    ]


def conversation(cell: str) -> Talk | None:
    """The talk in a cell where at least two speakers take turns; None for an ordinary answer."""
    if "\n" not in cell or ":" not in cell:
        return None
    talk = read_talk(cell, lines_of(cell))
    counts = Counter(key_of(said.label) for said in talk.utterances if said.label)
    returning = sum(count >= 2 for count in counts.values())
    roles = sum(casting.is_role_label(said.label) for said in talk.utterances[:4])
    return talk if len(counts) >= 2 and len(talk.utterances) >= 3 and (returning >= 2 or roles >= 2) else None


def _candidates(lines: Sequence[Line], labels: Sequence[Label | None]) -> tuple[list[Candidate], int]:
    found: list[Candidate] = []
    paragraphs = 0
    opens = True
    for line, label in zip(lines, labels, strict=True):
        if line.kind is not Kind.TEXT:
            opens = True
            continue
        named = label is not None and bool(label.name) and label.shape is not Shape.DASH
        paragraphs += opens or named
        if label is not None and label.name:
            found.append(Candidate(label, opens, bool(_LISTED.match(line.content))))
        opens = named
    return found, paragraphs


class _Transcript:
    """Walks the lines of a text whose speakers are known."""

    def __init__(
        self, text: str, lines: Sequence[Line], labels: Sequence[Label | None], speakers: frozenset[str]
    ) -> None:
        self.text, self.lines, self.labels, self.speakers = text, lines, labels, speakers
        self.talk = Talk()
        self.open: Utterance | None = None
        self.speaker: Label | None = None
        self.time: str | None = None
        self.remark = False
        """Whether a researcher's remark has begun, which runs to the next blank line or label."""
        named = [label for label in labels if self._names_speaker(label)]
        self.bold = sum(label.marked for label in named if label) > 0.8 * len(named)
        self.talk.asked_by, self.stated = roles_stated(lines, labels, speakers)

    def _names_speaker(self, label: Label | None) -> bool:
        return label is not None and bool(label.name) and key_of(label.name) in self.speakers

    def read(self) -> Talk:
        for index, (line, label) in enumerate(zip(self.lines, self.labels, strict=True)):
            if line.kind is Kind.BLANK:
                self.remark = False
            elif line.kind is not Kind.TEXT:
                self._set_aside(line, line.reason)
                if line.kind is Kind.HEADING:
                    self.speaker = None
            elif index in self.stated or legend_of(line.content):
                self._set_aside(line, LEGEND)
            elif label is not None and self._names_speaker(label):
                self._begin(line, label)
            elif label is None or not self._takes_note(line, label):
                self._take_words(line)
        self._close()
        return self.talk

    def _set_aside(self, line: Line, reason: str) -> None:
        self._close()
        self.remark = False
        self.talk.leave_out(line.start, line.end, reason)

    def _takes_note(self, line: Line, label: Label) -> bool:
        """Whether a label that names no speaker means something else: a remark, a field of a form, a time."""
        is_sound = label.shape is Shape.HEADER and label.time is not None and label.marked
        if is_sound or casting.is_remark(label):
            self._set_aside(line, REMARK)
            self.remark = not is_sound
        elif self.bold and label.marked and label.shape is Shape.COLON:
            self._field(line, label)
        elif label.shape is Shape.TIME and self._is_time_mark(line, label):
            self._mark(line, label)
        else:
            return False
        return True

    def _take_words(self, line: Line) -> None:
        """A line without a label goes on with what was before it."""
        if self.remark:
            self.talk.leave_out(line.start, line.end, REMARK)
        elif self.speaker is None:
            self.talk.leave_out(line.start, line.end, UNLABELLED if self.talk.utterances else PREAMBLE)
        else:
            self._continue(line, line.start, self.speaker)

    def _begin(self, line: Line, label: Label) -> None:
        self._close()
        self.speaker, self.remark = label, False
        self.time = label.time or self.time
        if label.words_at < len(line.content):
            self._continue(line, line.start + label.words_at, label)

    def _field(self, line: Line, label: Label) -> None:
        """A bold label that is no speaker, where speakers are bold: a field of the guide. A probe in it was asked."""
        self._close()
        if line.content.rstrip(" *_").endswith(("?", "？")):
            asked = trimmed(
                self.text, Utterance(label="", start=line.start + label.words_at, end=line.end, role=Role.INTERVIEWER)
            )
            if asked:
                self.talk.utterances.append(asked)
                return
        self.talk.leave_out(line.start, line.end, FORM)

    def _mark(self, line: Line, label: Label) -> None:
        """A time alone, or before words of whoever speaks: a new turn of the same speaker begins."""
        self._close()
        self.time = label.time
        rest = line.start + label.words_at
        if line.content[label.words_at :].strip() and self.speaker is not None:
            self._continue(line, rest, self.speaker)
        elif not line.content[label.words_at :].strip():
            self.talk.leave_out(line.start, line.end, TIME_MARK)
        else:
            self.talk.leave_out(line.start, line.end, PREAMBLE)

    @staticmethod
    def _is_time_mark(line: Line, label: Label) -> bool:
        alone = not line.content[label.words_at :].strip()
        return alone or line.content.lstrip()[:1] in "[(#"

    def _continue(self, line: Line, start: int, speaker: Label) -> None:
        if self.open is None:
            self.open = Utterance(
                label=speaker.name, detail=speaker.detail, start=start, end=line.end, timecode=self.time
            )
            self.time = None
        self.open.end = line.end

    def _close(self) -> None:
        if self.open is None:
            return
        said, self.open = self.open, None
        self.talk.utterances.extend(split_at_times(self.text, said))

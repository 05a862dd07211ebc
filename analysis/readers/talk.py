"""From the lines of a text to its turns of talk: who said which stretch, when, and what is not talk at all.

A text whose labels name speakers is read as a transcript: a label opens a turn, which runs to the next label. A text
with numbered questions and no other labels is read as answers to them. Any other text is read as notes: each paragraph
stands for itself, said by nobody in particular.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.readers import casting
from analysis.readers.casting import Candidate
from analysis.readers.drafts import Utterance
from analysis.readers.labels import Label, Shape, label_of
from analysis.readers.legend import legend_of, roles_stated
from analysis.readers.lines import Kind, Line
from analysis.readers.names import key_of
from analysis.readers.notes import read_notes
from analysis.readers.spans import Talk, split_at_times
from analysis.readers.vocabulary import OBSERVER_WORDS

PREAMBLE = "Stands before the talk begins"
UNLABELLED = "Text under a heading that names no speaker"
REMARK = "A remark by the researcher, not said by a participant"
LEGEND = "Says what the speakers' labels mean"
TIME_MARK = "A time mark"

_REMARK_LINE = re.compile(r"\s*[*_]{0,3}\[(?P<word>[^\W\d_]+)[^\[\]\n]{0,60}[:\]]")


def read_talk(text: str, lines: Sequence[Line], *, known: frozenset[str] = frozenset()) -> Talk:
    """Turns and left-out parts of `text`, given its `lines`. `known` holds keys of labels that are speakers for certain."""
    labels: list[Label | None] = [label_of(line.content) if line.kind is Kind.TEXT else None for line in lines]
    candidates, paragraphs = _candidates(lines, labels)
    speakers = casting.speakers_among(candidates, paragraphs) | known
    if not speakers:
        return read_notes(text, lines, labels, Talk())
    return _Transcript(text, lines, labels, speakers).read()


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
            found.append(Candidate(label, opens, line.content.lstrip()[:2] in ("- ", "* ", "+ ", "• ")))
        opens = named
    return found, paragraphs


class _Transcript:
    """Walks the lines of a text whose speakers are known."""

    def __init__(self, text: str, lines: Sequence[Line], labels: Sequence[Label | None], speakers: frozenset[str]) -> None:
        self.text, self.lines, self.labels, self.speakers = text, lines, labels, speakers
        self.talk = Talk()
        self.open: Utterance | None = None
        self.speaker: Label | None = None
        self.time: str | None = None
        self.headers_only = self._stand_alone()
        self.talk.asked_by, self.stated = roles_stated(lines, labels, speakers)

    def _stand_alone(self) -> bool:
        """Whether most labels stand alone on their line, the words below them."""
        named = [label for label in self.labels if self._names_speaker(label)]
        return sum(label.shape is Shape.HEADER for label in named if label) > len(named) / 2

    def _names_speaker(self, label: Label | None) -> bool:
        return label is not None and bool(label.name) and key_of(label.name) in self.speakers

    def read(self) -> Talk:
        remark = False
        for index, (line, label) in enumerate(zip(self.lines, self.labels, strict=True)):
            if line.kind is Kind.BLANK:
                continue
            if line.kind is not Kind.TEXT:
                self._close()
                self.talk.leave_out(line.start, line.end, line.reason)
                if line.kind is Kind.HEADING:
                    self.speaker = None
                remark = False
            elif index in self.stated or legend_of(line.content):
                self._close()
                self.talk.leave_out(line.start, line.end, LEGEND)
            elif self._names_speaker(label):
                assert label is not None
                self._begin(line, label)
                remark = False
            elif self._is_remark(line):
                self._close()
                self.talk.leave_out(line.start, line.end, REMARK)
                remark = True
            elif remark and self.lines[index - 1].kind is not Kind.BLANK:
                self.talk.leave_out(line.start, line.end, REMARK)
            elif label is not None and label.shape is Shape.TIME and self._is_time_mark(line, label):
                self._mark(line, label)
            elif self.speaker is None:
                self.talk.leave_out(line.start, line.end, PREAMBLE if not self.talk.utterances else UNLABELLED)
            else:
                self._continue(line, line.start)
        self._close()
        return self.talk

    def _begin(self, line: Line, label: Label) -> None:
        self._close()
        self.speaker = label
        self.time = label.time or self.time
        if label.words_at < len(line.content):
            self._continue(line, line.start + label.words_at)

    def _mark(self, line: Line, label: Label) -> None:
        """A time alone, or before words of whoever speaks: a new turn of the same speaker begins."""
        self._close()
        self.time = label.time
        rest = line.start + label.words_at
        if line.content[label.words_at :].strip() and self.speaker is not None:
            self._continue(line, rest)
        elif not line.content[label.words_at :].strip():
            self.talk.leave_out(line.start, line.end, TIME_MARK)
        else:
            self.talk.leave_out(line.start, line.end, PREAMBLE)

    @staticmethod
    def _is_time_mark(line: Line, label: Label) -> bool:
        alone = not line.content[label.words_at :].strip()
        return alone or line.content.lstrip()[:1] in "[(#"

    def _continue(self, line: Line, start: int) -> None:
        if self.open is None:
            assert self.speaker is not None
            self.open = Utterance(label=self.speaker.name, detail=self.speaker.detail, start=start, end=line.end, timecode=self.time)
            self.time = None
        self.open.end = line.end

    def _close(self) -> None:
        if self.open is None:
            return
        said, self.open = self.open, None
        self.talk.utterances.extend(split_at_times(self.text, said))

    def _is_remark(self, line: Line) -> bool:
        match = _REMARK_LINE.match(line.content[:120])
        return bool(match) and match["word"].casefold() in OBSERVER_WORDS  # type: ignore[index]

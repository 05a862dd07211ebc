"""Writing the extracted text of a format that is not itself plain text, and the turns in it, side by side.

Each turn stands on lines of its own as `[00:01:02] Name: words`, so that the text reads as a transcript; the turn's
span covers the words alone.
"""

from __future__ import annotations

import re

from analysis.readers.drafts import Draft, Utterance
from analysis.transcripts import LeftOut, Role

_ENDS_SENTENCE = re.compile("[.?!…。！？؟][\"'”’»)\\]]*$")


class Script:
    """Builds a text and the spans in it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.utterances: list[Utterance] = []
        self.left_out: list[LeftOut] = []
        self.notes: list[str] = []

    def write(self, text: str) -> tuple[int, int]:
        """Append `text`; where it begins and ends."""
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start, self._length

    def say(
        self,
        words: str,
        *,
        label: str = "",
        detail: str = "",
        timecode: str | None = None,
        question: str | None = None,
        role: Role | None = None,
        shown: str | None = None,
    ) -> None:
        """Append one turn. `shown` is what stands before the words instead of time and name."""
        words = words.strip()
        if not words:
            return
        before = (
            shown if shown is not None else (f"[{timecode}] " if timecode else "") + (f"{label}: " if label else "")
        )
        self.write(before)
        start, end = self.write(words)
        self.write("\n")
        self.utterances.append(
            Utterance(label=label, detail=detail, start=start, end=end, timecode=timecode, question=question, role=role)
        )

    def set_aside(self, text: str, reason: str) -> None:
        """Append a part that is not talk."""
        start, end = self.write(text.strip())
        self.write("\n")
        if end > start:
            self.left_out.append(LeftOut(start=start, end=end, reason=reason))

    def draft(self, name: str, kind: str, encoding: str) -> Draft:
        """What was written, as a draft."""
        return Draft(
            name=name,
            format=kind,
            encoding=encoding,
            text="".join(self._parts),
            utterances=self.utterances,
            left_out=self.left_out,
            notes=self.notes,
        )


def ends_sentence(text: str) -> bool:
    """Whether `text` ends where a sentence does."""
    return bool(_ENDS_SENTENCE.search(text[-8:]))

"""Spans of a text: turns and left-out parts as they are gathered, trimmed to the words alone."""

from __future__ import annotations

import re

from analysis.readers.drafts import Utterance
from analysis.readers.labels import clock
from analysis.transcripts import LeftOut, Role

_CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_INNER_TIME = re.compile(
    rf"[\[(]\s?(?P<a>{_CLOCK})(?:\s?(?:-->|[-–—])\s?{_CLOCK})?\s?[\])]|#(?P<b>\d{{1,3}}:\d{{2}}:\d{{2}}(?:[.,\-]\d{{1,3}})?)#"
)
_UNSAID = re.compile(r"(?:\[[^\[\]]{0,200}\]|\{[^{}]{0,200}\}|<[^<>]{0,200}>|[\s.,;…*_-])+")
"""Only a transcriber's marks: `[laughs]`, `{vocalsound}`, `<UNIN/>`, a placeholder never filled in."""
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’"}


class Talk:
    """What was found in one text."""

    def __init__(self) -> None:
        self.utterances: list[Utterance] = []
        self.left_out: list[LeftOut] = []
        self.asked_by: dict[str, Role] = {}

    def leave_out(self, start: int, end: int, reason: str) -> None:
        """Set `text[start:end]` aside; neighbours with one reason become one part."""
        if end <= start:
            return
        if self.left_out and self.left_out[-1].reason == reason and start - self.left_out[-1].end <= 4:
            start = self.left_out.pop().start
        self.left_out.append(LeftOut(start=start, end=end, reason=reason))


def split_at_times(text: str, said: Utterance) -> list[Utterance]:
    """`said` cut at the time marks inside it, so that no turn holds one; trimmed; nothing where nothing was said."""
    parts: list[Utterance] = []
    start, time = said.start, said.timecode
    for match in _INNER_TIME.finditer(text, said.start, said.end):
        parts.append(_part(said, start, match.start(), time))
        start, time = match.end(), clock(match["a"] or match["b"])
    parts.append(_part(said, start, said.end, time))
    if len(parts) == 2 and parts[0].timecode is None:
        parts[0].timecode = time if text[parts[1].start : parts[1].end].strip() == "" else None
    return [part for part in (trimmed(text, part) for part in parts) if part is not None]


def _part(said: Utterance, start: int, end: int, time: str | None) -> Utterance:
    return Utterance(
        label=said.label,
        detail=said.detail,
        start=start,
        end=end,
        timecode=time,
        question=said.question,
        role=said.role,
    )


def trimmed(text: str, said: Utterance) -> Utterance | None:
    """`said` without space, left-over bold marks or a pair of quotation marks around all of it.

    None if no words remain.
    """
    start, end = said.start, said.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > 2 and text[end - 2 : end] == "**" and text.count("**", start, end) % 2:
        end = len(text[start : end - 2].rstrip()) + start
    closing = _QUOTES.get(text[start : start + 1])
    if closing and end - start > 2 and text[end - 1] == closing and text.find(closing, start + 1, end - 1) < 0:
        start, end = start + 1, end - 1
    if _UNSAID.fullmatch(text, start, end) or not (
        any(c.isalnum() for c in text[start:end]) or _has_picture(text[start:end])
    ):
        return None
    said.start, said.end = start, end
    return said


def _has_picture(words: str) -> bool:
    """Whether an answer is an emoji: `👍` says something, `…` does not."""
    return any(ord(c) >= 0x1F000 for c in words)

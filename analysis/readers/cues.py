"""Cues of caption files: WebVTT and SubRip share this grammar, each with its own habits.

Our own reader because the known ones lose words that exports of meetings really hold: two voices in one cue, entities,
decimal commas in WebVTT, cues without a blank line between them. One pass over the lines, no backtracking.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from analysis.readers.names import tidy

_STAMP = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"\s*{_STAMP}[ \t]*-->[ \t]*{_STAMP}(?:[ \t].*)?$")
_INNER_TIMING = re.compile(r"\d{1,2}:\d{2}[.,]?\d*\s*-->\s*\d")
_SKIPPED_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_HEADER = re.compile(r"\ufeff?WEBVTT(?:[ \t].*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:[ \t]+([^>\n]*))?>|</v[ \t]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|<\d{1,3}:\d{2}[\d:.,]{0,12}>|\{\\[^{}\n]{1,80}\}")
_SPACES = re.compile(r"[ \t\u00a0]+")


@dataclass(slots=True)
class Cue:
    """One caption: when it begins and ends in seconds, and its lines, each with the voice a tag gave it (or None)."""

    start: float
    end: float
    lines: list[tuple[str | None, str]] = field(default_factory=list)


@dataclass(slots=True)
class Cues:
    """All captions of a file, and how much of it could not be used."""

    cues: list[Cue] = field(default_factory=list)
    bad_lines: list[int] = field(default_factory=list)
    """Line numbers, from 1, of cues whose time cannot be read and of words outside any cue."""
    has_header: bool = False


def parse_cues(text: str) -> Cues:
    """The cues of `text`, in the order of the file; what is broken is counted, not guessed."""
    found = Cues()
    raw: list[str] | None = None
    cue: Cue | None = None
    waiting: list[int] = []
    skipping = False

    def finish() -> None:
        nonlocal raw, cue
        if cue is not None and raw is not None:
            cue.lines = _voiced("\n".join(raw))
            if cue.lines:
                found.cues.append(cue)
        raw, cue = None, None

    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            finish()
            if waiting:
                found.bad_lines.append(waiting[0])
            waiting, skipping = [], False
            continue
        if found.has_header is False and not found.cues and _HEADER.match(line):
            found.has_header = skipping = True
            continue
        timing = _TIMING.match(line[:200])
        if timing and (cue is None or not skipping):
            if raw and raw[-1].strip().isdigit():
                raw.pop()
            finish()
            start, end = _seconds(timing, 1), _seconds(timing, 5)
            skipping = False
            if start is None or end is None:
                found.bad_lines.append(number)
                skipping = True
            else:
                cue, raw = Cue(start, end), []
            waiting = []
        elif skipping:
            continue
        elif cue is not None and raw is not None:
            if _INNER_TIMING.search(line[:400]):
                found.bad_lines.append(number)
            else:
                raw.append(line)
        elif not waiting and _SKIPPED_BLOCK.match(line):
            skipping = True
        elif "-->" in line[:200]:
            found.bad_lines.append(number)
            waiting, skipping = [], True
        else:
            waiting.append(number)
    finish()
    if len(waiting) > 1:
        found.bad_lines.append(waiting[0])
    return found


def _seconds(match: re.Match[str], group: int) -> float | None:
    hours, minutes, seconds, fraction = (match[group + i] for i in range(4))
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}")


def _voiced(payload: str) -> list[tuple[str | None, str]]:
    """Lines of one cue without tags, each with its voice. A voice runs to the next voice tag, over line ends too."""
    lines: list[tuple[str | None, str]] = []
    voice: str | None = None
    at = 0
    for match in _VOICE.finditer(payload):
        lines.extend((voice, line) for line in _plain(payload[at : match.start()]))
        voice = None if match.group().startswith("</") else tidy(html.unescape(match[1] or ""))
        at = match.end()
    lines.extend((voice, line) for line in _plain(payload[at:]))
    return lines


def _plain(marked: str) -> list[str]:
    cleaned = html.unescape(_TAG.sub("", marked))
    return [line for line in (_SPACES.sub(" ", line).strip() for line in cleaned.split("\n")) if line]

"""Cues of caption files: WebVTT and SubRip share this grammar, each with its own habits.

Our own reader because the known ones lose words that exports of meetings really hold: two voices in one cue, entities,
decimal commas in WebVTT, cues without a blank line between them. One pass over the lines; what a pattern has taken it
never gives back, so that no text makes it look twice.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from analysis.readers.names import tidy

_STAMP = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"\s*{_STAMP}[ \t]*-->[ \t]*{_STAMP}(?:[ \t].*)?$")
_INNER_TIMING = re.compile(r"\d{1,2}:\d{2}[.,]?+\d*+\s*+-->\s*+\d")
_SKIPPED_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_HEADER = re.compile(r"\ufeff?WEBVTT(?:[ \t].*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*+)?+(?:[ \t]++([^<>\n]*+))?+>|</v[ \t]*+>", re.IGNORECASE)
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
    parser = _Parser()
    for number, line in enumerate(text.splitlines(), start=1):
        parser.take(number, line)
    return parser.finish()


class _Parser:
    """Where one is in a caption file."""

    def __init__(self) -> None:
        self._found = Cues()
        self._cue: Cue | None = None
        self._payload: list[str] = []
        self._waiting: list[int] = []
        """Lines outside any cue: identifiers, if a time follows; otherwise words that belong nowhere."""
        self._skipping = False
        """Whether the lines up to the next blank one do not count: a note, a style, a cue with a bad time."""

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        head = line[:400]
        if not line.strip():
            self._end_block()
        elif self._is_header(line):
            self._found.has_header = self._skipping = True
        elif timing := _TIMING.match(head[:200]):
            self._begin(number, timing)
        elif self._skipping:
            return
        elif self._cue is not None:
            if _INNER_TIMING.search(head):
                self._found.bad_lines.append(number)
            else:
                self._payload.append(line)
        elif not self._waiting and _SKIPPED_BLOCK.match(head):
            self._skipping = True
        elif "-->" in head:
            self._found.bad_lines.append(number)
            self._waiting, self._skipping = [], True
        else:
            self._waiting.append(number)

    def finish(self) -> Cues:
        """All that was found, once the file is through."""
        self._close()
        if len(self._waiting) > 1:
            self._found.bad_lines.append(self._waiting[0])
        return self._found

    def _is_header(self, line: str) -> bool:
        return not self._found.has_header and not self._found.cues and bool(_HEADER.match(line))

    def _end_block(self) -> None:
        self._close()
        if self._waiting:
            self._found.bad_lines.append(self._waiting[0])
        self._waiting, self._skipping = [], False

    def _begin(self, number: int, timing: re.Match[str]) -> None:
        if self._payload and self._payload[-1].strip().isdigit():
            self._payload.pop()  # The next cue's number, where no blank line stands between.
        self._close()
        start, end = _seconds(timing, 1), _seconds(timing, 5)
        self._waiting, self._skipping = [], start is None or end is None
        if start is None or end is None:
            self._found.bad_lines.append(number)
        else:
            self._cue = Cue(start, end)

    def _close(self) -> None:
        if self._cue is not None:
            self._cue.lines = _voiced("\n".join(self._payload))
            if self._cue.lines:
                self._found.cues.append(self._cue)
        self._cue, self._payload = None, []


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

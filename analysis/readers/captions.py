"""WebVTT and SubRip captions: from cues to turns.

The offsets count characters of an extracted text: one turn's words are spread over cues, and between them stand times
and numbers that nobody said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.errors import UnreadableFile
from analysis.readers import casting
from analysis.readers.casting import Candidate
from analysis.readers.cues import Cue, parse_cues
from analysis.readers.decoding import decode
from analysis.readers.drafts import Draft
from analysis.readers.labels import Label, Shape, label_of
from analysis.readers.names import key_of, without_detail
from analysis.readers.script import Script, ends_sentence

LONG_TURN = 600
"""Characters after which a speaker's next sentence begins a new turn, so that quotes keep a time near their words."""
LONGEST_TURN = 2000
"""The same where nothing marks the end of a sentence: captions without punctuation."""
MIN_ROLLING = 4
"""Overlaps from which captions are taken to roll, each repeating the end of the one before."""


@dataclass(slots=True)
class _Piece:
    """Words of one speaker in one cue."""

    label: str
    detail: str
    start: float
    words: str


def read_vtt(name: str, data: bytes) -> Draft:
    """A `.vtt` file, as Zoom, Teams, Meet or YouTube write it."""
    return _read(name, data, "vtt")


def read_srt(name: str, data: bytes) -> Draft:
    """A `.srt` file."""
    return _read(name, data, "srt")


def _read(name: str, data: bytes, kind: str) -> Draft:
    decoded = decode(name, data)
    found = parse_cues(decoded.text)
    script = Script()
    script.notes.extend(decoded.notes)
    if not found.cues:
        if found.bad_lines:
            raise UnreadableFile(
                name,
                "none of its captions has a time that can be read.",
                "Export the captions again, or save the words as plain text.",
            )
        raise UnreadableFile(name, "there are no captions in it.", "Check that the right file was chosen.")
    if found.has_header and kind == "srt":
        kind = "vtt"
        script.notes.append("This is a WebVTT file under the name of SubRip; it was read as WebVTT.")
    elif kind == "vtt" and not found.has_header:
        script.notes.append("The line “WEBVTT” is missing at the top; the captions were read all the same.")
    if found.bad_lines:
        script.notes.append(_broken(found.bad_lines))
    cues, repeats = _without_repeats(found.cues)
    if repeats:
        script.notes.append(
            f"{repeats} captions repeat the words before them, as rolling captions do; the repeats were left out."
        )
    for piece in _turns(_pieces(cues)):
        script.say(piece.words, label=piece.label, detail=piece.detail, timecode=_clock(piece.start))
    return script.draft(name, kind, decoded.encoding)


def _broken(lines: Sequence[int]) -> str:
    """How many captions were broken, and where."""
    where = ", ".join(map(str, lines[:5])) + ("…" if len(lines) > 5 else "")
    if len(lines) == 1:
        return f"1 broken caption left out (line {where}): no readable time."
    return f"{len(lines)} broken captions left out (lines {where}): no readable time."


def _pieces(cues: Sequence[Cue]) -> Iterator[_Piece]:
    """Who says what in each cue: by voice tag where the file has them, else by labels that prove to be speakers."""
    voiced = any(voice is not None for cue in cues for voice, _ in cue.lines)
    labels: dict[tuple[int, int], Label] = {}
    for i, cue in enumerate(cues):
        for j, (voice, line) in enumerate(cue.lines):
            label = label_of(line) if voice is None else None
            if label and label.name and label.shape in (Shape.COLON, Shape.BRACKETS):
                labels[i, j] = label
    speakers = (
        casting.speakers_among([Candidate(label, j == 0) for (_, j), label in labels.items()], len(cues))
        if labels
        else frozenset()
    )
    current, detail = "", ""
    for i, cue in enumerate(cues):
        for j, (voice, line) in enumerate(cue.lines):
            words = line
            label = labels.get((i, j))
            if label and key_of(label.name) in speakers:
                current, detail, words = label.name, label.detail, line[label.words_at :]
            elif voiced:
                current, detail = without_detail(voice or "")
            if words.strip():
                yield _Piece(current, detail, cue.start, words.strip())


def _turns(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """Join a speaker's pieces until somebody else speaks, or until a sentence ends and the turn is long."""
    turn: _Piece | None = None
    for piece in pieces:
        if turn is None:
            turn = piece
        elif key_of(piece.label) != key_of(turn.label) or _is_full(turn.words):
            yield turn
            turn = piece
        else:
            turn.words = f"{turn.words} {piece.words}"
    if turn is not None:
        yield turn


def _is_full(words: str) -> bool:
    return len(words) >= LONGEST_TURN or (len(words) >= LONG_TURN and ends_sentence(words))


def _without_repeats(cues: list[Cue]) -> tuple[list[Cue], int]:
    """Cues without the words that rolling captions show again.

    Only where this happens often: people repeat themselves too.
    """
    overlaps: dict[int, int] = {}
    before: list[str] = []
    voice: str | None = None
    for index, cue in enumerate(cues):
        words, own = _words(cue), cue.lines[0][0]
        overlaps[index] = _overlap(before, words) if index and own == voice else 0
        before, voice = words, own
    rolling = [
        index for index, size in overlaps.items() if size >= 2 or (size and size == len(_words(cues[index - 1])))
    ]
    if len(rolling) < max(MIN_ROLLING, len(cues) * 0.3):
        return cues, 0
    kept = []
    for index, cue in enumerate(cues):
        words = _words(cue)[overlaps[index] :]
        if words:
            voice = cue.lines[0][0]
            kept.append(Cue(cue.start, cue.end, [(voice, " ".join(words))]))
    return kept, len(rolling)


def _words(cue: Cue) -> list[str]:
    return " ".join(line for _, line in cue.lines).split()


def _overlap(before: list[str], after: list[str]) -> int:
    """How many words end `before` and begin `after` alike; looks at no more than fifty."""
    for size in range(min(len(before), len(after), 50), 0, -1):
        if before[-size:] == after[:size]:
            return size
    return 0


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"

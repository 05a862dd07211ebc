"""A transcript cut into what became a chunk and what did not, turn by turn. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.transcripts import Role, Transcript, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of one turn: one chunk, or words between chunks."""

    text: str
    start: int
    chunk: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPassages:
    """One turn with its passages, which together are its text."""

    number: int
    """From 1, in the order of the talk."""
    turn: Turn
    passages: tuple[Passage, ...]

    @property
    def unused_words(self) -> int:
        """Words of a participant that no chunk holds."""
        if self.turn.role is not Role.PARTICIPANT:
            return 0
        return sum(len(passage.text.split()) for passage in self.passages if passage.chunk is None)


def passages(transcript: Transcript, chunks: Iterable[Mapping[str, Any]]) -> list[TurnPassages]:
    """Every turn of `transcript`, cut at the chunks (of any source) that lie in it.

    Where chunks overlap, the later one begins where the earlier one ends.
    """
    mine = sorted(
        (chunk for chunk in chunks if chunk["source"] == transcript.name), key=lambda c: (c["start"], c["end"])
    )
    cut, next_chunk = [], 0
    for number, turn in enumerate(transcript.turns, start=1):
        parts: list[Passage] = []
        at = turn.start
        while next_chunk < len(mine) and mine[next_chunk]["start"] < turn.end:
            chunk = mine[next_chunk]
            start, end = max(at, chunk["start"]), min(turn.end, chunk["end"])
            if start > at:
                parts.append(Passage(text=transcript.text[at:start], start=at, chunk=None))
            if end > start:
                parts.append(Passage(text=transcript.text[start:end], start=start, chunk=chunk))
                at = end
            if chunk["end"] > turn.end:
                break  # It goes on in the next turn.
            next_chunk += 1
        if at < turn.end:
            parts.append(Passage(text=transcript.text[at : turn.end], start=at, chunk=None))
        cut.append(TurnPassages(number=number, turn=turn, passages=tuple(parts)))
    return cut


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what participants said in one transcript is inside some chunk, in words."""

    said: int
    unused: int

    @property
    def share(self) -> float | None:
        """Used words over all words; None where no participant says anything."""
        return 1 - self.unused / self.said if self.said else None


def coverage(transcript: Transcript, turns: Iterable[TurnPassages]) -> Coverage:
    """The coverage of a transcript that was cut into `turns`."""
    participants = [turn for turn in turns if turn.turn.role is Role.PARTICIPANT]
    said = sum(len(transcript.words_of(turn.turn).split()) for turn in participants)
    return Coverage(said, sum(turn.unused_words for turn in participants))

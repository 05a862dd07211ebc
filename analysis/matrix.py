"""Who said what: participants against patterns, counted in quotes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Voice:
    """One participant, as a column."""

    number: int
    """Place among those of the result, from 1, in the order of first speaking."""
    name: str
    source: str
    chunks: int

    @property
    def file(self) -> str:
        """The source's name without folders and its kind: what tells it from others at a glance."""
        return PurePosixPath(self.source).stem


@dataclass(frozen=True, slots=True)
class PatternVoices:
    """One pattern, as a row: quotes by each participant, in the order of the columns."""

    pattern: dict[str, Any]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Patterns by participants, as people look at it."""

    voices: tuple[Voice, ...]
    rows: tuple[PatternVoices, ...]

    @property
    def largest(self) -> int:
        """The largest count, at least 1."""
        return max((count for row in self.rows for count in row.counts), default=1) or 1


def participant_matrix(result: Document) -> dict[str, Any]:
    """`{"people": […], "patterns": [ids], "quotes": [[…]]}`: quotes of each person (row) in each pattern (column).

    A person is a speaker of a source: the same name in two sources may be two people. People who voice no pattern are
    listed too, with a row of zeros, so that a reader sees who is not heard in the findings. Rows are in the order of
    first speaking, columns in that of the patterns.
    """
    people = {chunk["id"]: (chunk["source"], chunk["speaker"]) for chunk in result["chunks"]}
    rows = {person: row for row, person in enumerate(dict.fromkeys(people.values()))}
    chunk_of = {inference["id"]: inference["chunk_id"] for inference in result["inferences"]}
    quotes = [[0] * len(result["patterns"]) for _ in rows]
    for column, pattern in enumerate(result["patterns"]):
        for chunk_id in {chunk_of.get(inference_id) for inference_id in pattern["related_inferences"]}:
            if chunk_id in people:
                quotes[rows[people[chunk_id]]][column] += 1
    return {
        "people": [{"source": source, "speaker": speaker} for source, speaker in rows],
        "patterns": [pattern["id"] for pattern in result["patterns"]],
        "quotes": quotes,
    }


def voices_of(result: Document) -> tuple[Voice, ...]:
    """Everybody who is quoted, in the order of first speaking."""
    said = Counter((chunk["source"], chunk["speaker"]) for chunk in result["chunks"])
    return tuple(
        Voice(number, speaker or "Unnamed", source, chunks)
        for number, ((source, speaker), chunks) in enumerate(said.items(), start=1)
    )


def quotes(
    result: Document, *, pattern_id: str = "", person: int | None = None, kind: str = "", founded: bool = False
) -> list[Document]:
    """The chunks of a pattern, of one person (see `Voice.number`), of one kind; of all where nothing is asked for.

    With `founded`, only those that some pattern rests on. An unknown id or number has none.
    """
    chunks = result["chunks"]
    if pattern_id or founded:
        members = {
            inference_id
            for pattern in result["patterns"]
            if pattern_id in ("", pattern["id"])
            for inference_id in pattern["related_inferences"]
        }
        held = {inference["chunk_id"] for inference in result["inferences"] if inference["id"] in members}
        chunks = [chunk for chunk in chunks if chunk["id"] in held]
    if person is not None:
        people = list(dict.fromkeys((chunk["source"], chunk["speaker"]) for chunk in result["chunks"]))
        who = people[person - 1] if 1 <= person <= len(people) else None
        chunks = [chunk for chunk in chunks if (chunk["source"], chunk["speaker"]) == who]
    return [chunk for chunk in chunks if kind in ("", chunk["type"])]


def by_pattern(result: Document, patterns: Iterable[dict[str, Any]]) -> Matrix:
    """The matrix turned to `patterns`, those of the result that are to be shown, in the order to show them."""
    found = participant_matrix(result)
    columns = {pattern_id: column for column, pattern_id in enumerate(found["patterns"])}
    voices = voices_of(result)
    rows = (
        PatternVoices(pattern, tuple(person[columns[pattern["id"]]] for person in found["quotes"]))
        for pattern in patterns
    )
    return Matrix(voices, tuple(rows))

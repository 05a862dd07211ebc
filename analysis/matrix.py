"""Who said what: participants against patterns, counted in quotes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Voice:
    """One participant, as a column."""

    name: str
    source: str
    chunks: int


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


def by_pattern(result: Document, patterns: Iterable[dict[str, Any]]) -> Matrix:
    """The matrix turned to `patterns`, those of the result that are to be shown, in the order to show them."""
    found = participant_matrix(result)
    columns = {pattern_id: column for column, pattern_id in enumerate(found["patterns"])}
    said = Counter((chunk["source"], chunk["speaker"]) for chunk in result["chunks"])
    voices = tuple(
        Voice(person["speaker"] or "Unnamed", person["source"], said[person["source"], person["speaker"]])
        for person in found["people"]
    )
    rows = (
        PatternVoices(pattern, tuple(person[columns[pattern["id"]]] for person in found["quotes"]))
        for pattern in patterns
    )
    return Matrix(voices, tuple(rows))

"""Who voices which pattern: participants by patterns, counted in quotes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from analysis.chain import Chain

Person = tuple[str, str]
"""Speaker and source: the same name in two sources may be two people."""


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
    """Participants by patterns."""

    voices: tuple[Voice, ...]
    rows: tuple[PatternVoices, ...]

    @property
    def largest(self) -> int:
        """The largest count, at least 1."""
        return max((count for row in self.rows for count in row.counts), default=1) or 1


def matrix(chain: Chain, patterns: Iterable[dict[str, Any]]) -> Matrix:
    """The matrix of `patterns`, in that order; participants in the order in which they first speak."""
    chunks = chain.result["chunks"]
    totals: Counter[Person] = Counter((chunk["speaker"], chunk["source"]) for chunk in chunks)
    people = list(totals)
    rows = []
    for pattern in patterns:
        heard: Counter[Person] = Counter()
        for chunk_id in chain.chunks_under(pattern["id"]):
            chunk = chain.item(chunk_id)
            heard[chunk["speaker"], chunk["source"]] += 1
        rows.append(PatternVoices(pattern, tuple(heard[person] for person in people)))
    voices = tuple(Voice(name or "Unnamed", source, totals[name, source]) for name, source in people)
    return Matrix(voices, tuple(rows))

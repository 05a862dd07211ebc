"""An engine that finds the same few things in any study, at a pace that is set: for tests and benchmarks of the road.

What it finds follows from the study alone, so a result with anything lost or doubled on the way can be told from a
whole one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import batched

from analysis.engines.base import Report
from analysis.findings import Chunk, ChunkType, DesignPrinciple, Findings, Inference, Insight, Pattern
from analysis.transcripts import Role, Study


class PlainEngine:
    """A chunk a turn, an inference a chunk, a pattern for each five of them, an insight and a principle a pattern."""

    name = "local"

    def __init__(self, pause: float = 0.0, sleep: Callable[[float], None] = time.sleep) -> None:
        self._pause = pause
        self._sleep = sleep

    def warm_up(self) -> None:
        """Nothing to load."""

    def chunk(self, study: Study, found: Findings, report: Report) -> Iterator[Chunk]:
        turns = [(t, turn) for t in study.transcripts for turn in t.turns if turn.role is Role.PARTICIPANT]
        for number in self._missing(len(turns), len(found.chunks), report):
            transcript, turn = turns[number]
            yield Chunk(
                id=f"chunk_{number + 1}",
                content=transcript.words_of(turn),
                source=transcript.name,
                speaker=turn.speaker,
                role=turn.role.value,
                question=None,
                start=turn.start,
                end=turn.end,
                timecode=None,
                type=ChunkType.OBSERVATION,
                confidence=0.5,
            )

    def infer(self, study: Study, found: Findings, report: Report) -> Iterator[Inference]:
        for number in self._missing(len(found.chunks), len(found.inferences), report):
            yield Inference(
                id=f"inference_{number + 1}",
                chunk_id=found.chunks[number].id,
                meanings=(f"Meaning {number + 1}",),
                importance="",
                context="",
                reasoning="",
                confidence=0.5,
            )

    def relate(self, study: Study, found: Findings, report: Report) -> Iterator[Pattern]:
        groups = list(batched((inference.id for inference in found.inferences), 5, strict=False))
        for number in self._missing(len(groups), len(found.patterns), report):
            yield Pattern(
                id=f"pattern_{number + 1}",
                name=f"Pattern {number + 1}",
                description="",
                related_inferences=groups[number],
                themes=(),
                strength=0.5,
                evidence_count=len(groups[number]),
                speakers=1,
            )

    def explain(self, study: Study, found: Findings, report: Report) -> Iterator[Insight]:
        for number in self._missing(len(found.patterns), len(found.insights), report):
            yield Insight(
                id=f"insight_{number + 1}",
                headline=f"Insight {number + 1}",
                explanation="",
                pattern_id=found.patterns[number].id,
                non_consensus=False,
                first_principles=False,
                impact_score=0.5,
                supporting_evidence=(),
            )

    def activate(self, study: Study, found: Findings, report: Report) -> Iterator[DesignPrinciple]:
        for number in self._missing(len(found.insights), len(found.design_principles), report):
            yield DesignPrinciple(
                id=f"principle_{number + 1}",
                principle=f"Principle {number + 1}",
                insight_id=found.insights[number].id,
                action_verbs=(),
                design_direction="",
                how_might_we="",
                priority=0.5,
                feasibility=0.5,
            )

    def _missing(self, total: int, there: int, report: Report) -> Iterable[int]:
        report(there, total)
        for number in range(there, total):
            if self._pause:
                self._sleep(self._pause)
            yield number
            report(number + 1, total)

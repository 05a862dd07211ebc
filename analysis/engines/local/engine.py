"""The engine that needs no key, no network and no download.

Built from what participants said, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.engines.base import Report
from analysis.engines.local import activating, chunking, explaining, relating
from analysis.engines.local.encoder import Encoder
from analysis.engines.local.english.person import PEOPLE, third_person
from analysis.engines.local.evidence import gather
from analysis.engines.local.inferring import Inferring
from analysis.engines.local.kinds import Kinds
from analysis.engines.local.needs import Needs
from analysis.findings import Chunk, DesignPrinciple, Findings, Inference, Insight, Pattern
from analysis.transcripts import Study


class LocalEngine:
    """Performs the five steps by structure of talk, sentence vectors and a taxonomy of needs. Deterministic."""

    name = "local"

    def __init__(self) -> None:
        self._encoder = Encoder()
        self._kinds = Kinds(self._encoder)
        self._needs = Needs(self._encoder)

    def warm_up(self) -> None:
        """Load the encoder's weights, the prototypes and the English lexicon."""
        self._encoder.warm_up()
        self._kinds.warm_up()
        self._needs.warm_up()
        third_person("I load the lexicon.", PEOPLE)

    def chunk(self, study: Study, found: Findings, report: Report) -> Iterator[Chunk]:
        """Single ideas, verbatim, from participants' turns. Resumes after the last whole turn already chunked."""
        prepared = chunking.units(study)
        done, whole = chunking.covered(prepared, found.chunks)
        already = {chunk.id for chunk in found.chunks[whole:]}
        report(done, len(prepared))
        for made in chunking.chunks(prepared[done:], self._encoder, self._kinds, whole + 1):
            yield from (chunk for chunk in made if chunk.id not in already)
            done += 1
            report(done, len(prepared))

    def infer(self, study: Study, found: Findings, report: Report) -> Iterator[Inference]:
        """What each chunk means; chunks that only answer “yes” mean what they were asked."""
        for done, made in Inferring(study, self._needs).infer(found.chunks, found.inferences):
            yield from made
            report(done, len(found.chunks))

    def relate(self, study: Study, found: Findings, report: Report) -> Iterator[Pattern]:
        """Meanings that point in the same direction."""
        for number, total, pattern in relating.patterns(gather(study, found), self._encoder, len(found.patterns)):
            yield pattern
            report(number, total)

    def explain(self, study: Study, found: Findings, report: Report) -> Iterator[Insight]:
        """Why each pattern is so, in the words of those who said it."""
        done = len(found.insights)
        for insight in explaining.insights(gather(study, found), found.patterns, self._encoder, done):
            yield insight
            done += 1
            report(done, len(found.patterns))

    def activate(self, study: Study, found: Findings, report: Report) -> Iterator[DesignPrinciple]:
        """How design should respond to each insight."""
        done = len(found.design_principles)
        for principle in activating.principles(gather(study, found), found, self._encoder, self._needs, done):
            yield principle
            done += 1
            report(done, len(found.insights))
        self._encoder.forget()  # The next study brings texts of its own.

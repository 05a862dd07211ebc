"""Step 1: single ideas of even size, verbatim, from participants' turns.

A turn is cut into sentences; a dynamic programme then joins neighbours into chunks so that sizes stay near `TARGET`
words and cuts
fall where cohesion between sentences is low (the idea of TextTiling, Hearst 1997, on sentence vectors instead of term
counts).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from analysis.engines.local import sentences
from analysis.engines.local.claims import clean
from analysis.engines.local.encoder import Encoder, Vectors
from analysis.engines.local.kinds import Kinds
from analysis.engines.local.languages import Language, spoken_in
from analysis.engines.local.questions import question_before
from analysis.engines.local.sentences import Span
from analysis.engines.local.text import count_words, tidy
from analysis.findings import Chunk
from analysis.transcripts import Role, Study, Transcript, Turn

TARGET = 22
"""Words of a chunk we aim at: long enough to carry a meaning, short enough to hold one."""
LARGEST = 46
"""Words no join may exceed."""
_TOGETHER = 0.22
"""Cosine above which two neighbouring sentences are taken to go on about one thing."""
_BATCHES = (8, 64, 512)
"""Sentences worked on at once: few at first, so that something is seen at once; then as many as two threads like."""
_BACK_CHANNEL_BUDGET = 0.015
"""Share of participants' words that may stay unused as bare “mm-hmm”, “yeah”, “thanks”."""


@dataclass(frozen=True, eq=False)
class Unit:
    """One participant turn to be chunked. Read closely when its time comes: the first chunk waits for no other."""

    transcript: Transcript
    place: int
    """Of the turn in its transcript."""
    words: int
    language: Language

    @property
    def turn(self) -> Turn:
        """The turn itself."""
        return self.transcript.turns[self.place]

    @cached_property
    def spans(self) -> list[Span]:
        """Its sentences, at least one."""
        return sentences.split(self.transcript.text, self.turn.start, self.turn.end, self.transcript.language)

    @cached_property
    def question(self) -> str | None:
        """The question it answers."""
        return question_before(self.transcript, self.place)


def units(study: Study) -> list[Unit]:
    """Every participant turn that will be used, in the order of the study."""
    found: list[Unit] = []
    languages = spoken_in(study)
    for transcript in study.transcripts:
        spoken = languages[transcript.name]
        for place, turn in enumerate(transcript.turns):
            if turn.role is Role.PARTICIPANT and (size := count_words(transcript.words_of(turn))):
                found.append(Unit(transcript, place, size, spoken))
    return _without_back_channels(found)


def _without_back_channels(found: list[Unit]) -> list[Unit]:
    """Leave out turns that only signal listening, as far as the budget of unused words goes, shortest first."""
    budget = sum(unit.words for unit in found) * _BACK_CHANNEL_BUDGET
    bare = [
        (unit.words, position)
        for position, unit in enumerate(found)
        if unit.language.back_channel.match(tidy(unit.transcript.words_of(unit.turn)) or "mm")
    ]
    dropped: set[int] = set()
    for size, position in sorted(bare):
        budget -= size
        if budget < 0:
            break
        dropped.add(position)
    return [unit for position, unit in enumerate(found) if position not in dropped]


def chunks(prepared: Sequence[Unit], encoder: Encoder, kinds: Kinds, first_number: int) -> Iterator[list[Chunk]]:
    """One list of chunks a unit, in order; ids count from `first_number`."""
    number = first_number
    batch: list[Unit] = []
    waiting = done = 0
    for unit in prepared:
        batch.append(unit)
        waiting += len(unit.spans)
        if waiting >= _BATCHES[min(done, len(_BATCHES) - 1)] or unit is prepared[-1]:
            for made in _batch(batch, encoder, kinds, number):
                number += len(made)
                yield made
            batch, waiting, done = [], 0, done + 1


def _batch(batch: list[Unit], encoder: Encoder, kinds: Kinds, number: int) -> Iterator[list[Chunk]]:
    # Cleaned as the next step cleans them: it finds their vectors remembered.
    texts = [
        clean(unit.transcript.text[span.start : span.end], unit.language)
        for unit in batch
        if len(unit.spans) > 1
        for span in unit.spans
    ]
    vectors = encoder.encode(texts)
    at = 0
    pieces: list[tuple[Unit, Span]] = []
    sizes: list[int] = []
    for unit in batch:
        if len(unit.spans) == 1:
            joined = list(unit.spans)
        else:
            count = len(unit.spans)
            joined = _join(unit, vectors[at : at + count])
            at += count
        sizes.append(len(joined))
        pieces.extend((unit, span) for span in joined)
    judged = kinds.judge([(tidy(unit.transcript.text[span.start : span.end]), unit.language) for unit, span in pieces])
    position = 0
    for size in sizes:
        made = []
        for (unit, span), kind in zip(
            pieces[position : position + size], judged[position : position + size], strict=True
        ):
            made.append(
                Chunk(
                    id=f"chunk_{number:03d}",
                    content=unit.transcript.text[span.start : span.end],
                    source=unit.transcript.name,
                    speaker=unit.turn.speaker,
                    role=unit.turn.role.value,
                    question=unit.question,
                    start=span.start,
                    end=span.end,
                    timecode=unit.turn.timecode,
                    type=kind.type,
                    confidence=kind.confidence,
                    tags=kind.tags,
                )
            )
            number += 1
        position += size
        yield made


def _join(unit: Unit, vectors: Vectors) -> list[Span]:
    """Neighbouring sentences joined into chunks at the least total cost."""
    spans = unit.spans
    source = unit.transcript.text
    count = len(spans)
    near = np.einsum("ij,ij->i", vectors[:-1], vectors[1:])
    glue = [_glue(unit, source[spans[i + 1].start : spans[i + 1].end], float(near[i])) for i in range(count - 1)]
    best = [0.0] + [math.inf] * count
    cut = [0] * (count + 1)
    for end in range(1, count + 1):
        size = 0
        held = 0.0
        for start in range(end - 1, -1, -1):
            size += spans[start].words
            if start < end - 1:
                held += glue[start]
                if size > LARGEST:
                    break
            cost = best[start] + _size_cost(size) - held
            if cost < best[end]:
                best[end], cut[end] = cost, start
    edges = [count]
    while edges[-1]:
        edges.append(cut[edges[-1]])
    edges.reverse()
    return [
        Span(spans[a].start, spans[b - 1].end, count_words(source[spans[a].start : spans[b - 1].end]))
        for a, b in pairwise(edges)
    ]


def _size_cost(size: int) -> float:
    """Price of a chunk's size: none at `TARGET`, alike for half and double."""
    return math.log(max(size, 1) / TARGET) ** 2


def _glue(unit: Unit, following: str, near: float) -> float:
    """What joining two neighbours is worth: cohesion, and the second leaning on the first (“It …”, “Because …”)."""
    text = tidy(following)
    leaning = 0.35 if unit.language.leaning.match(text) else 0.0
    tiny = 0.5 if count_words(text) <= 4 else 0.0
    return min(1.0, 1.6 * (near - _TOGETHER)) + leaning + tiny


def covered(prepared: Sequence[Unit], done: Sequence[Chunk]) -> tuple[int, int]:
    """How many of `prepared` the chunks `done` cover whole, and how many of `done` those are."""
    units_done = chunks_done = 0
    for unit in prepared:
        last = (unit.transcript.name, unit.spans[-1].end)
        place = next((at for at in range(chunks_done, len(done)) if (done[at].source, done[at].end) == last), None)
        if place is None:
            break
        units_done, chunks_done = units_done + 1, place + 1
    return units_done, chunks_done

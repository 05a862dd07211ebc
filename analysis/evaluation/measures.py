"""Measures of agreement between two groupings of the same texts, and of what an engine found. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from analysis.engines.local.text import count_words
from analysis.findings import Findings
from analysis.transcripts import Role, Study


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a grouping agrees with people's: 1 is alike, 0 (NMI, B-cubed) or about 0 (Rand) is chance."""

    nmi: float
    rand: float
    b_cubed: float
    groups: int
    left_out: float
    """Share of texts put in no group. They count as one group together."""


def agreement(people: Sequence[str], found: Sequence[int]) -> Agreement:
    """Agreement of the grouping `found` (negative: in no group) with the labels of `people`.

    NMI with the arithmetic mean (Vinh et al. 2010), adjusted Rand (Hubert & Arabie 1985), B-cubed F1 (Bagga & Baldwin
    1998).
    """
    labels = np.asarray(found)
    return Agreement(
        nmi=float(normalized_mutual_info_score(people, labels)),
        rand=float(adjusted_rand_score(people, labels)),
        b_cubed=b_cubed(people, found),
        groups=len(set(labels[labels >= 0].tolist())),
        left_out=float((labels < 0).mean()),
    )


def b_cubed(people: Sequence[str], found: Sequence[int]) -> float:
    """Harmonic mean of B-cubed precision and recall."""
    rows = np.unique(np.asarray(people), return_inverse=True)[1]
    columns = np.unique(np.asarray(found), return_inverse=True)[1]
    table = np.zeros((rows.max() + 1, columns.max() + 1))
    np.add.at(table, (rows, columns), 1)
    precision = float((table**2 / table.sum(axis=0)).sum() / len(rows))
    recall = float((table**2 / table.sum(axis=1, keepdims=True)).sum() / len(rows))
    return 2 * precision * recall / (precision + recall)


@dataclass(frozen=True, slots=True)
class Soundness:
    """What must hold of any result, counted."""

    verbatim: float
    """Share of chunks with `source[start:end] == content`."""
    resolved: float
    """Share of ids in the chain from principle to chunk that resolve."""
    coverage: float
    """Share of participants' words that are inside some chunk."""
    interviewer_words: int
    """Interviewers' words inside chunks."""
    chunks: int
    mean_words: float
    spread_words: float
    """Standard deviation of the chunks' length in words."""
    names_in_limits: float
    """Share of pattern names and headlines of 4 to 16 words."""
    names_twice: int
    """Names and headlines that occur more than once."""
    meanings_twice: int
    """Meanings that occur more than once."""


def soundness(study: Study, found: Findings) -> Soundness:
    """Count what must hold of `found` for `study`."""
    lengths = [count_words(chunk.content) for chunk in found.chunks] or [0]
    inside = {transcript.name: np.zeros(len(transcript.text) + 1, bool) for transcript in study.transcripts}
    exact = 0
    for chunk in found.chunks:
        exact += study.named(chunk.source).text[chunk.start : chunk.end] == chunk.content
        inside[chunk.source][chunk.start : chunk.end] = True
    said = covered = foreign = 0
    for transcript in study.transcripts:
        for turn in transcript.turns:
            words = transcript.words_of(turn)
            within = "".join(
                letter if marked else " "
                for letter, marked in zip(words, inside[transcript.name][turn.start : turn.end], strict=True)
            )
            if turn.role is Role.PARTICIPANT:
                said += count_words(words)
                covered += count_words(within)
            else:
                foreign += count_words(within)
    names = [pattern.name for pattern in found.patterns] + [insight.headline for insight in found.insights]
    meanings = [meaning for inference in found.inferences for meaning in inference.meanings]
    return Soundness(
        verbatim=exact / max(len(found.chunks), 1),
        resolved=_resolved(found),
        coverage=covered / max(said, 1),
        interviewer_words=foreign,
        chunks=len(found.chunks),
        mean_words=float(np.mean(lengths)),
        spread_words=float(np.std(lengths)),
        names_in_limits=sum(4 <= len(name.split()) <= 16 for name in names) / max(len(names), 1),
        names_twice=len(names) - len(set(names)),
        meanings_twice=len(meanings) - len(set(meanings)),
    )


def _resolved(found: Findings) -> float:
    chunks = {item.id for item in found.chunks}
    inferences = {item.id for item in found.inferences}
    patterns = {item.id for item in found.patterns}
    insights = {item.id for item in found.insights}
    links = [item.chunk_id in chunks for item in found.inferences]
    links += [identifier in inferences for item in found.patterns for identifier in item.related_inferences]
    links += [item.pattern_id in patterns for item in found.insights]
    links += [
        identifier in chunks
        for item in found.insights
        for identifier in (*item.supporting_evidence, *item.counter_evidence)
    ]
    links += [item.insight_id in insights for item in found.design_principles]
    return sum(links) / max(len(links), 1)

"""Where people disagree, with each other or with themselves, and what speaks against a pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.engines.local.encoder import Vectors
from analysis.engines.local.evidence import Evidence
from analysis.engines.local.text import count_words
from analysis.findings import ChunkType

_NEAR = 0.5
"""Cosine to a pattern's centre from which a statement of the other mood speaks about the same thing."""
_MOST = 3


@dataclass(frozen=True, slots=True)
class Tension:
    """Two sides: within one statement (`other` is None) or between two people."""

    evidence: Evidence
    quote: str
    other: Evidence | None = None
    quote2: str = ""


def mood(item: Evidence, text: str | None = None) -> int:
    """-1 where the words complain, 1 where they praise, 0 where they do neither or both."""
    said = item.text if text is None else text
    harmless = len(item.spoken.marked("harmless", said))
    bad = max(0, len(item.spoken.marked("pain", said)) - harmless)
    good = len(item.spoken.marked("delight", said)) + harmless
    if text is None and item.chunk.type in (ChunkType.PAIN_POINT, ChunkType.WORKAROUND):
        bad += 1
    return (good > bad) - (bad > good)


def tension(members: Sequence[Evidence]) -> Tension | None:
    """The clearest tension among `members`: a contrast inside one statement, else two people of opposite mood."""
    for member in members:
        for sentence in member.sentences:
            if (
                8 <= count_words(sentence) <= 40
                and not sentence.endswith("?")
                and member.spoken.has("contrast", sentence)
                and (member.spoken.has("pain", sentence) or member.spoken.has("negation", sentence))
            ):
                return Tension(member, sentence)
    moods = [(mood(member), member) for member in members]
    for sign, member in moods:
        for other_sign, other in moods:
            if sign * other_sign == -1 and member.person != other.person:
                one, two = _short(member), _short(other)
                if one and two:
                    return Tension(member, one, other, two)
    return None


def _short(member: Evidence) -> str:
    """The first sentence of the member that shows its mood."""
    for sentence in member.sentences:
        if 4 <= count_words(sentence) <= 35 and mood(member, sentence) == mood(member):
            return sentence
    return ""


def counter_evidence(
    members: Sequence[Evidence], headline: str, centre: np.ndarray, evidence: Sequence[Evidence], vectors: Vectors
) -> list[Evidence]:
    """Statements about the same thing in the other mood, nearest first; inside the pattern or out of it.

    What is contradicted is the headline, or the prevailing mood where the headline neither complains nor praises.
    """
    if not len(members):
        return []
    told = mood(members[0], headline)
    total = sum(mood(member) for member in members)
    if not told and abs(total) * 2 < len(members):
        return []  # Without a prevailing mood there is nothing to contradict.
    sign = -(told or (1 if total > 0 else -1))
    near = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-6))
    found: list[Evidence] = []
    for row in np.argsort(-near, kind="stable")[:60]:
        if near[row] < _NEAR or len(found) == _MOST:
            break
        if mood(evidence[row]) == sign:
            found.append(evidence[row])
    return found

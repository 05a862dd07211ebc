"""What kind of statement a chunk is, and how sure that is.

Two witnesses: the words that mark a kind (per language) and a linear model over the sentence vector (all languages). Marked words
are strong but not final: “no problem” marks no pain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.engines.local.encoder import Encoder
from analysis.engines.local.languages import Language
from analysis.engines.local.text import count_words
from analysis.findings import ChunkType

_PROTOTYPES: dict[ChunkType, tuple[str, ...]] = {
    ChunkType.PAIN_POINT: (
        "It is frustrating and it does not work the way I need.",
        "This takes far too long and I waste a lot of time.",
        "I get confused and cannot find what I am looking for.",
        "The biggest problem is that information gets lost.",
        "It keeps crashing and I have to start again.",
        "I am worried that something will go wrong.",
    ),
    ChunkType.DESIRE: (
        "I wish there was a simple way to do this.",
        "It would be great if it could do that for me.",
        "I would love to have a clear guide.",
        "Please add an option to change this.",
        "I need something that helps me decide.",
        "Ideally it should show me everything in one place.",
    ),
    ChunkType.WORKAROUND: (
        "So I just write it down on paper instead.",
        "I end up copying everything into a spreadsheet by hand.",
        "I have found my own way around it.",
    ),
    ChunkType.BEHAVIOR: (
        "I usually do this every morning before work.",
        "First I look at the list, then I choose one and start.",
        "I use this app to talk to my friends.",
    ),
    ChunkType.OBSERVATION: (
        "People are different and everyone has their own opinion.",
        "It works well and I am happy with it.",
        "I think that quality matters more than price.",
    ),
    ChunkType.FACT: (
        "I am thirty-four years old and work as an office coordinator.",
        "There are twelve people in our team.",
        "The company was founded ten years ago.",
    ),
}
_MARKED: tuple[tuple[str, ChunkType, float], ...] = (
    ("desire", ChunkType.DESIRE, 2.4),
    ("pain", ChunkType.PAIN_POINT, 1.7),
    ("workaround", ChunkType.WORKAROUND, 2.2),
    ("behavior", ChunkType.BEHAVIOR, 1.1),
    ("fact", ChunkType.FACT, 1.3),
    ("delight", ChunkType.OBSERVATION, 0.7),
)
_SHARPNESS = 7.0


@dataclass(frozen=True, slots=True)
class Kind:
    """A chunk's type, how sure it is, and the markers it shows."""

    type: ChunkType
    confidence: float
    tags: tuple[str, ...]


class Kinds:
    """Judges chunks' types."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def warm_up(self) -> None:
        """Encode the prototypes."""
        for texts in _PROTOTYPES.values():
            self._encoder.encode(texts)

    def judge(self, texts: Sequence[tuple[str, str | None, Language]]) -> list[Kind]:
        """One `Kind` a text; each comes with its question and language."""
        if not texts:
            return []
        order = list(_PROTOTYPES)
        prototypes = [self._encoder.encode(_PROTOTYPES[kind]) for kind in order]
        vectors = self._encoder.encode([text for text, _, _ in texts])
        near = np.stack([(vectors @ proto.T).max(axis=1) for proto in prototypes], axis=1)
        return [self._one(text, spoken, near[row], order) for row, (text, _, spoken) in enumerate(texts)]

    def _one(self, text: str, spoken: Language, near: np.ndarray, order: list[ChunkType]) -> Kind:
        if count_words(text) < 3 or spoken.back_channel.match(text):
            return Kind(ChunkType.QUOTE, 0.9, ("short answer",))
        score = {kind: _SHARPNESS * float(near[place]) for place, kind in enumerate(order)}
        tags = []
        for marker, kind, weight in _MARKED:
            found = spoken.marked(marker, text)
            if found:
                tags.append(marker)
                score[kind] += weight * (1 + 0.25 * min(len(found) - 1, 2))
        for marker in ("cause", "consequence", "contrast", "frequency"):
            if spoken.has(marker, text):
                tags.append(marker)
        score[ChunkType.OBSERVATION] += 0.6
        top = max(score, key=lambda kind: score[kind])
        total = sum(math.exp(value - score[top]) for value in score.values())
        return Kind(top, round(1 / total, 2), tuple(tags))

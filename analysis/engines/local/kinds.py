"""What kind of statement a chunk is, and how sure that is.

Two witnesses: the words that mark a kind (per language) and a linear model over the sentence vector (all languages).
Marked words
are strong but not final: “no problem” marks no pain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np

from analysis.engines.local.encoder import Encoder
from analysis.engines.local.languages import Language
from analysis.engines.local.text import count_words
from analysis.findings import ChunkType

CLASSES = ("pain", "desire", "other")
"""What the model in `kinds.npz` tells apart, in the order of its columns. `manage.py train_kinds` makes the file."""

_PROTOTYPES: dict[ChunkType, tuple[str, ...]] = {
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
    ChunkType.QUOTE: (
        "Thank you, that is all from me, goodbye.",
        "No, I don't have any questions, let's start.",
        "That sounds good to me, nice to meet you.",
        "You're welcome, take care.",
        "I don't know, I can't think of anything else.",
        "Can you say that again, please?",
    ),
    ChunkType.FACT: (
        "I am thirty-four years old and work as an office coordinator.",
        "There are twelve people in our team.",
        "The company was founded ten years ago.",
    ),
}
_TAGS = ("desire", "pain", "workaround", "behavior", "fact", "delight", "cause", "consequence", "contrast", "frequency")
"""Markers that are looked for, and become a chunk's tags."""
_MARKER_OF = {
    ChunkType.WORKAROUND: "workaround",
    ChunkType.BEHAVIOR: "behavior",
    ChunkType.OBSERVATION: "delight",
    ChunkType.FACT: "fact",
    ChunkType.QUOTE: "courtesy",
}
_MARKED_REST = {
    ChunkType.WORKAROUND: 2.0,
    ChunkType.BEHAVIOR: 1.0,
    ChunkType.OBSERVATION: 0.5,
    ChunkType.FACT: 1.3,
    ChunkType.QUOTE: 1.2,
}
# What marked words add to the model's margins: the values that did best on a domain the model had not seen.
_DESIRE_MARKED = 2.0
_PAIN_MARKED = 0.9
_NOTHING_MARKED = 1.0
_UNMARKED_AT_LEAST = 0.55
_SHARPNESS = 7.0
_TOO_SHORT = 3
_COURTESY_AT_MOST = 14
"""Words up to which “thank you” or “no questions” makes a whole chunk a courtesy."""


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
        self._model: dict[str, np.ndarray] | None = None

    def warm_up(self) -> None:
        """Load the model and encode the prototypes."""
        for texts in _PROTOTYPES.values():
            self._encoder.encode(texts)
        self._load()

    def judge(self, texts: Sequence[tuple[str, Language]]) -> list[Kind]:
        """One `Kind` a `(text, language)`."""
        if not texts:
            return []
        vectors = self._encoder.encode([text for text, _ in texts])
        model = self._load()
        margins = (vectors @ model["weights"].astype(np.float32) + model["bias"]) * float(model["temperature"])
        rest = list(_PROTOTYPES)
        near = np.stack([(vectors @ self._encoder.encode(_PROTOTYPES[kind]).T).max(axis=1) for kind in rest], axis=1)
        return [
            self._one(text, spoken, margins[row], dict(zip(rest, near[row].tolist(), strict=True)))
            for row, (text, spoken) in enumerate(texts)
        ]

    def _load(self) -> dict[str, np.ndarray]:
        if self._model is None:
            with resources.files(__package__).joinpath("kinds.npz").open("rb") as source:
                self._model = dict(np.load(source))
        return self._model

    def _one(self, text: str, spoken: Language, margins: np.ndarray, near: dict[ChunkType, float]) -> Kind:
        if count_words(text) < _TOO_SHORT or spoken.back_channel.match(text):
            return Kind(ChunkType.QUOTE, 0.9, ("short answer",))
        found = {marker: len(spoken.marked(marker, text)) for marker in (*_TAGS, "courtesy")}
        harmless = len(spoken.marked("harmless", text))
        found["pain"] = max(0, found["pain"] - harmless)
        tags = tuple(marker for marker in _TAGS if found[marker])
        if found["courtesy"] and count_words(text) <= _COURTESY_AT_MOST:
            return Kind(ChunkType.QUOTE, 0.8, tags)
        logits = {name: float(margins[place]) for place, name in enumerate(CLASSES)}
        logits["desire"] += _DESIRE_MARKED * bool(found["desire"])
        logits["pain"] += _PAIN_MARKED * min(found["pain"], 2) / 2
        logits["other"] += _NOTHING_MARKED * bool(
            spoken.markers and not found["desire"] and not found["pain"]
        ) + 0.3 * bool(found["delight"])
        share = _softmax(logits)
        if spoken.markers:
            share = _certain(share, found)
        rest = _softmax(
            {
                kind: _SHARPNESS * value + _MARKED_REST.get(kind, 0.0) * min(found[_MARKER_OF[kind]], 2)
                for kind, value in near.items()
            }
        )
        shares: dict[ChunkType, float] = {kind: share["other"] * value for kind, value in rest.items()}
        shares[ChunkType.PAIN_POINT] = share["pain"]
        shares[ChunkType.DESIRE] = share["desire"]
        if found["workaround"] and shares[ChunkType.WORKAROUND] * 4 > share["pain"]:
            # Most ways round an obstacle are told as pains: the words that mark one decide.
            moved = 0.6 * share["pain"]
            shares[ChunkType.WORKAROUND] += moved
            shares[ChunkType.PAIN_POINT] -= moved
        top = max(shares, key=lambda kind: shares[kind])
        return Kind(top, round(min(0.97, shares[top]), 2), tags)


def _certain(share: dict[str, float], found: dict[str, int]) -> dict[str, float]:
    """A pain or wish that no word marks must be likely by itself; else its share goes to the rest."""
    kept = dict(share)
    for name in ("pain", "desire"):
        if not found[name] and share[name] < _UNMARKED_AT_LEAST:
            moved = 0.7 * kept[name]
            kept[name] -= moved
            kept["other"] += moved
    return kept


def _softmax[K](scores: dict[K, float]) -> dict[K, float]:
    top = max(scores.values())
    powers = {key: math.exp(value - top) for key, value in scores.items()}
    total = sum(powers.values())
    return {key: value / total for key, value in powers.items()}

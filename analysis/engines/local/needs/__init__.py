"""The taxonomy of human needs (`taxonomy.toml`, worded a language each) and which need a text is nearest to."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from analysis.engines.local.encoder import Encoder, Vectors


@dataclass(frozen=True, slots=True)
class Need:
    """A need as the taxonomy holds it."""

    key: str
    sources: tuple[str, ...]
    verbs: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A need in one language."""

    label: str
    gap: str
    """A sentence that states the relation, with `{topic}` or `{Topic}` for what is talked about."""
    why: tuple[str, ...]
    goal: str
    """Completes “The system should …” and “How might we …?”, with `{topic}`."""


@cache
def taxonomy() -> tuple[Need, ...]:
    """Every need, in the order of the file."""
    data = tomllib.loads(resources.files(__package__).joinpath("taxonomy.toml").read_text(encoding="utf-8"))
    return tuple(
        Need(key=key, sources=tuple(item["sources"]), verbs=tuple(item["verbs"]), said=tuple(item["said"])) for key, item in data.items()
    )


@cache
def need(key: str) -> Need:
    """The need called `key`; KeyError if there is none."""
    return {item.key: item for item in taxonomy()}[key]


@cache
def wordings(code: str) -> dict[str, Wording]:
    """Key → wording in the language `code`, which must be one the engine writes."""
    data = tomllib.loads(resources.files(__package__).joinpath(f"{code}.toml").read_text(encoding="utf-8"))
    return {key: Wording(label=item["label"], gap=item["gap"], why=tuple(item["why"]), goal=item["goal"]) for key, item in data.items()}


class Needs:
    """Finds the need that a text is nearest to in meaning."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._prototypes: Vectors | None = None
        self._owner = np.array([place for place, item in enumerate(taxonomy()) for _ in item.said])

    def warm_up(self) -> None:
        """Encode the prototype sentences."""
        self.nearness(self._encoder.encode(["warm up"]))

    def nearness(self, vectors: Vectors) -> np.ndarray:
        """`(texts, needs)` cosines in 0..1: the mean of the two nearest prototype sentences of each need."""
        if self._prototypes is None:
            self._prototypes = self._encoder.encode([text for item in taxonomy() for text in item.said])
        every = np.clip(vectors @ self._prototypes.T, 0, 1)
        found = np.zeros((len(vectors), len(taxonomy())), np.float32)
        for place in range(len(taxonomy())):
            own = np.sort(every[:, self._owner == place], axis=1)
            found[:, place] = 0.7 * own[:, -1] + 0.3 * own[:, -2]
        return found

    def nearest(self, texts: Sequence[str]) -> list[tuple[Need, float]]:
        """The nearest need of each text and how near it is, 0..1."""
        if not texts:
            return []
        near = self.nearness(self._encoder.encode(texts))
        best = near.argmax(axis=1)
        return [(taxonomy()[place], float(near[row, place])) for row, place in enumerate(best)]

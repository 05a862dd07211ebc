"""The taxonomy of human needs (`taxonomy.toml`, worded a language each) and which need a text is nearest to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from analysis.engines.local.encoder import Encoder, Vectors

_CUED = 0.16
"""What one pointing word adds to a cosine.

With a weak likeness (0.2) it is enough to name the need, without any it is not.
"""


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
    cues: re.Pattern[str]
    gap: str
    """A sentence that states the relation, with `{topic}` or `{Topic}` for what is talked about."""
    why: tuple[str, ...]
    goals: tuple[str, ...]
    """Each completes “The system should …” and “How might we …?”."""
    verbs: tuple[str, ...]
    """What design does about it, in this language."""


@cache
def taxonomy() -> tuple[Need, ...]:
    """Every need, in the order of the file."""
    data = tomllib.loads(resources.files(__package__).joinpath("taxonomy.toml").read_text(encoding="utf-8"))
    return tuple(
        Need(key=key, sources=tuple(item["sources"]), verbs=tuple(item["verbs"]), said=tuple(item["said"]))
        for key, item in data.items()
    )


@cache
def need(key: str) -> Need:
    """The need called `key`; KeyError if there is none."""
    return {item.key: item for item in taxonomy()}[key]


@cache
def wordings(code: str) -> dict[str, Wording]:
    """Key → wording in the language `code`; in a language without a file every wording is empty."""
    if not resources.files(__package__).joinpath(f"{code}.toml").is_file():
        return {item.key: Wording("", re.compile(r"(?!)"), "", (), (), ()) for item in taxonomy()}
    data = tomllib.loads(resources.files(__package__).joinpath(f"{code}.toml").read_text(encoding="utf-8"))
    return {
        key: Wording(
            label=item["label"],
            cues=re.compile(rf"\b(?:{item['cues']})\b".replace("'", "['’]"), re.IGNORECASE),
            gap=item["gap"],
            why=tuple(item["why"]),
            goals=tuple(item["goals"]),
            verbs=tuple(item.get("verbs", need(key).verbs)),
        )
        for key, item in data.items()
    }


@cache
def _keys(code: str) -> dict[str, str]:
    return {wording.label: key for key, wording in wordings(code).items() if wording.label}


def key_of(label: str, code: str) -> str:
    """The key of the need that is called `label` in the language `code`; empty where none is."""
    return _keys(code).get(label, "")


class Needs:
    """Finds the need that a text is nearest to in meaning."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._prototypes: Vectors | None = None
        self._usual: np.ndarray | None = None
        self._owner = np.array([place for place, item in enumerate(taxonomy()) for _ in item.said])

    def warm_up(self) -> None:
        """Encode the prototype sentences."""
        self.nearness(self._encoder.encode(["warm up"]))

    def nearness(self, vectors: Vectors) -> np.ndarray:
        """`(texts, needs)` in 0..1: cosine to the two nearest prototypes of each need, less what is usual for it.

        Some prototypes are near to everything; without the correction they would win everywhere.
        """
        if self._prototypes is None:
            self._prototypes = self._encoder.encode([text for item in taxonomy() for text in item.said])
            self._usual = self._raw(self._prototypes, self._prototypes, leave_out=True).mean(axis=0)
        raw = self._raw(vectors, self._prototypes)
        usual = self._usual if self._usual is not None else np.zeros(raw.shape[1])
        return np.asarray(np.clip(raw - (usual - usual.mean()), 0, 1))

    def _raw(self, vectors: Vectors, prototypes: Vectors, *, leave_out: bool = False) -> np.ndarray:
        every = np.clip(vectors @ prototypes.T, 0, 1)
        found = np.zeros((len(vectors), len(taxonomy())), np.float32)
        for place in range(len(taxonomy())):
            start, end = np.searchsorted(self._owner, [place, place + 1])
            own = every[:, start:end]
            if leave_out:  # A need's own sentences are no background for it.
                own = np.where((self._owner == place)[:, None], np.nan, own)
                own = np.nan_to_num(own, nan=float(np.nanmean(own)))
            own = np.partition(own, -2, axis=1)
            found[:, place] = 0.7 * own[:, -1] + 0.3 * own[:, -2]
        return found

    def scores(self, groups: Sequence[tuple[Sequence[str], str]]) -> np.ndarray:
        """`(groups, needs)`: how near each group of sentences (with its language) is to each need, 0..1.

        The nearest sentence counts most, the rest decides between needs that are equally near. Words that point to a
        need add up
        to `_CUED`, shared out among the needs they point to.
        """
        flat = [text for group, _ in groups for text in group]
        found = np.zeros((len(groups), len(taxonomy())), np.float32)
        if not flat:
            return found
        near = self.nearness(self._encoder.encode(flat))
        at = 0
        for row, (group, code) in enumerate(groups):
            if not group:
                continue
            own = near[at : at + len(group)]
            at += len(group)
            worded = wordings(code)
            said = " · ".join(group)
            hits = np.array([min(3, len(worded[item.key].cues.findall(said))) for item in taxonomy()], np.float32)
            cued = _CUED * np.sqrt(hits) / max(1.0, float(np.sqrt(np.count_nonzero(hits))))
            found[row] = np.clip(0.8 * own.max(axis=0) + 0.2 * own.mean(axis=0) + cued, 0, 1)
        return found

    def nearest(self, groups: Sequence[tuple[Sequence[str], str]]) -> list[tuple[Need, float]]:
        """The need each group of sentences is nearest to, and how near it is, 0..1."""
        scored = self.scores(groups)
        return [(taxonomy()[int(row.argmax())], float(row.max())) for row in scored]

"""What two results have in common and what only one of them has. Pure.

Findings about the same sources are matched by the text they rest on; findings about different ones by their words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any

from analysis.chain import Chain
from analysis.curation.anchors import anchor_of, words_of
from analysis.curation.anchors import common_share as places_in_common
from analysis.findings import COLLECTIONS

Document = Mapping[str, Any]

ENOUGH_PLACES = 0.25
ENOUGH_WORDS = 0.34
"""Shares in common from which two findings count as the same."""

COMPARED = ("activating", "explaining", "relating")
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Pair:
    """A finding that is in both."""

    first: Document
    second: Document
    share: float


@dataclass(frozen=True, slots=True)
class Compared:
    """The findings of one step."""

    step: str
    both: tuple[Pair, ...]
    only_first: tuple[Document, ...]
    only_second: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results, side by side."""

    same_sources: bool
    """True where findings were matched by the text they rest on, False where by their words."""
    steps: tuple[Compared, ...]


def compare(first: Chain, second: Chain) -> Comparison:
    """Match the findings of two results, each at most once, the closest first."""
    same = bool(_sources(first) & _sources(second))
    return Comparison(same, tuple(_compare(step, first, second, by_places=same) for step in COMPARED))


def _sources(chain: Chain) -> set[tuple[str, int]]:
    return {(source["name"], source["words"]) for source in chain.result["sources"]}


def _compare(step: str, first: Chain, second: Chain, *, by_places: bool) -> Compared:
    ones, others = first.result[COLLECTIONS[step]], second.result[COLLECTIONS[step]]
    if by_places:
        left = [anchor_of(first, item["id"]).places for item in ones]
        right = [anchor_of(second, item["id"]).places for item in others]
        shares = [[places_in_common(a, b) for b in right] for a in left]
    else:
        left_words = [_words(step, item) for item in ones]
        right_words = [_words(step, item) for item in others]
        weights = _weights([*left_words, *right_words])
        shares = [[_common_weight(a, b, weights) for b in right_words] for a in left_words]
    enough = ENOUGH_PLACES if by_places else ENOUGH_WORDS
    ranked = sorted(
        ((shares[i][j], i, j) for i in range(len(ones)) for j in range(len(others)) if shares[i][j] >= enough),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    pairs, used_first, used_second = [], set(), set()
    for share, i, j in ranked:
        if i not in used_first and j not in used_second:
            pairs.append(Pair(ones[i], others[j], share))
            used_first.add(i)
            used_second.add(j)
    return Compared(
        step=step,
        both=tuple(pairs),
        only_first=tuple(item for i, item in enumerate(ones) if i not in used_first),
        only_second=tuple(item for j, item in enumerate(others) if j not in used_second),
    )


def _words(step: str, item: Document) -> set[str]:
    return {word[:6] for word in _WORD.findall(words_of(step, item).casefold())}  # A stem, roughly.


def _weights(texts: list[set[str]]) -> dict[str, float]:
    """What is in every text ("the system should …") says nothing about any of them."""
    seen = Counter(word for text in texts for word in text)
    return {word: log(len(texts) / count) for word, count in seen.items()}


def _common_weight(first: set[str], second: set[str], weights: Mapping[str, float]) -> float:
    either = sum(weights[word] for word in first | second)
    return sum(weights[word] for word in first & second) / either if either else 0.0

"""The line from principle to quote, in both directions, over a result document. Pure.

principle → insight → pattern → inference → chunk, each link by id. An id that leads nowhere is left out rather than
shown: a page never presents a claim as resting on something that is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.findings import COLLECTIONS

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """What somebody said, and one reading of it."""

    inference: Document
    chunk: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one finding rests on, down to the quotes."""

    principle: Document | None
    insight: Document | None
    pattern: Document | None
    strands: tuple[Strand, ...]
    """The evidence, what the insight names first coming first."""
    counter: tuple[Document, ...]
    """Chunks that speak against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What rests on one finding, up to the principles."""

    inferences: tuple[Document, ...] = ()
    patterns: tuple[Document, ...] = ()
    insights: tuple[Document, ...] = ()
    principles: tuple[Document, ...] = ()
    against: tuple[Document, ...] = ()
    """Insights that a chunk speaks against."""

    def __bool__(self) -> bool:
        return bool(self.inferences or self.patterns or self.insights or self.principles or self.against)


class Chain:
    """Every link of one result document, found in one pass."""

    def __init__(self, result: Document) -> None:
        self.result = result
        self._items: dict[str, tuple[str, Document]] = {}
        for step, collection in COLLECTIONS.items():
            for item in result[collection]:
                self._items[item["id"]] = (step, item)
        self._inferences_of_chunk = _grouped(result["inferences"], "chunk_id")
        self._patterns_of_inference: dict[str, list[Document]] = defaultdict(list)
        for pattern in result["patterns"]:
            for inference_id in pattern["related_inferences"]:
                self._patterns_of_inference[inference_id].append(pattern)
        self._insights_of_pattern = _grouped(result["insights"], "pattern_id")
        self._principles_of_insight = _grouped(result["design_principles"], "insight_id")

    def step_of(self, item_id: str) -> str:
        """Name of the step that found the item. KeyError for an unknown id."""
        return self._items[item_id][0]

    def item(self, item_id: str) -> Document:
        """The item. KeyError for an unknown id."""
        return self._items[item_id][1]

    def line(self, item_id: str) -> Line:
        """From the item down to the quotes it rests on. KeyError for an unknown id."""
        step, item = self._items[item_id]
        principle = insight = pattern = None
        if step == "activating":
            principle, insight = item, self._found(item["insight_id"])
        elif step == "explaining":
            insight = item
        elif step == "relating":
            pattern = item
        if insight is not None:
            pattern = self._found(insight["pattern_id"])
        if pattern is not None:
            strands = self._strands(self._found(inference_id) for inference_id in pattern["related_inferences"])
        elif step == "inferring":
            strands = self._strands([item])
        elif step == "chunking":
            strands = self._strands(self._inferences_of_chunk[item_id])
        else:
            strands = []
        named = {chunk_id: place for place, chunk_id in enumerate(insight["supporting_evidence"])} if insight else {}
        strands.sort(key=lambda strand: named.get(strand.chunk["id"], len(named)))
        counter = self._all(insight.get("counter_evidence", ())) if insight else ()
        return Line(principle=principle, insight=insight, pattern=pattern, strands=tuple(strands), counter=counter)

    def became(self, item_id: str) -> Became:
        """From the item up to the principles that rest on it. KeyError for an unknown id."""
        step, item = self._items[item_id]
        inferences = self._inferences_of_chunk[item_id] if step == "chunking" else []
        readings = inferences or ([item] if step == "inferring" else [])
        patterns = _unique(pattern for reading in readings for pattern in self._patterns_of_inference[reading["id"]])
        grounds = patterns or ([item] if step == "relating" else [])
        insights = _unique(insight for ground in grounds for insight in self._insights_of_pattern[ground["id"]])
        reasons = insights or ([item] if step == "explaining" else [])
        principles = _unique(principle for reason in reasons for principle in self._principles_of_insight[reason["id"]])
        against: Iterable[Document] = ()
        if step == "chunking":
            against = (i for i in self.result["insights"] if item_id in i.get("counter_evidence", ()))
        return Became(
            inferences=tuple(inferences),
            patterns=tuple(patterns),
            insights=tuple(insights),
            principles=tuple(principles),
            against=tuple(against),
        )

    def chunks_under(self, item_id: str) -> tuple[str, ...]:
        """Ids of the chunks that the item rests on, in the order of the result; for a chunk itself. KeyError."""
        if self.step_of(item_id) == "chunking":
            return (item_id,)
        under = {strand.chunk["id"] for strand in self.line(item_id).strands}
        return tuple(chunk["id"] for chunk in self.result["chunks"] if chunk["id"] in under)

    def _found(self, item_id: str) -> Document | None:
        known = self._items.get(item_id)
        return known[1] if known else None

    def _all(self, ids: Sequence[str]) -> tuple[Document, ...]:
        return tuple(item for item in map(self._found, ids) if item is not None)

    def _strands(self, inferences: Iterable[Document | None]) -> list[Strand]:
        strands = []
        for inference in inferences:
            chunk = self._found(inference["chunk_id"]) if inference else None
            if inference is not None and chunk is not None:
                strands.append(Strand(inference=inference, chunk=chunk))
        return strands


def _grouped(items: Iterable[Document], key: str) -> dict[str, list[Document]]:
    groups: dict[str, list[Document]] = defaultdict(list)
    for item in items:
        groups[item[key]].append(item)
    return groups


def _unique(items: Iterable[Document]) -> list[Document]:
    return list({item["id"]: item for item in items}.values())

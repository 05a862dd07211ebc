"""What the five steps find: the items of the result document. Field names are a contract with API clients.

The chain `principle → insight → pattern → inference → chunk → source[start:end]` holds for every item.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class ChunkType(StrEnum):
    """What kind of statement a chunk is."""

    PAIN_POINT = "pain_point"
    DESIRE = "desire"
    WORKAROUND = "workaround"
    BEHAVIOR = "behavior"
    OBSERVATION = "observation"
    FACT = "fact"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One idea in one speaker's own words: `source_text[start:end] == content`, always."""

    id: str
    content: str
    source: str
    """Name of the transcript."""
    speaker: str
    role: str
    question: str | None
    """The prompt it answers, where there is one."""
    start: int
    end: int
    timecode: str | None
    type: ChunkType
    confidence: float
    """How sure the type is, 0..1."""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """What a chunk means, why that matters and what shows it."""

    id: str
    chunk_id: str
    meanings: tuple[str, ...]
    importance: str
    context: str
    reasoning: str
    confidence: float
    need: str = ""
    """The human need it reveals, by its name in the engine's taxonomy; empty where none is near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Meanings that point in the same direction, under a name that states a relation."""

    id: str
    name: str
    description: str
    related_inferences: tuple[str, ...]
    themes: tuple[str, ...]
    strength: float
    evidence_count: int
    speakers: int
    """How many people voice it."""
    people: tuple[str, ...] = ()
    """Who they are, as `source · speaker` where a name alone would be ambiguous."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """Why a pattern is so: a headline and its explanation, with the chunks it rests on."""

    id: str
    headline: str
    explanation: str
    pattern_id: str
    non_consensus: bool
    first_principles: bool
    impact_score: float
    supporting_evidence: tuple[str, ...]
    """Chunk ids."""
    counter_evidence: tuple[str, ...] = ()
    """Ids of chunks that speak against it."""
    reasons: tuple[str, ...] = ()
    """Why it is called non-consensus or first-principles, one sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignPrinciple:
    """How design should respond to an insight, and the question that opens the search for how."""

    id: str
    principle: str
    insight_id: str
    action_verbs: tuple[str, ...]
    design_direction: str
    how_might_we: str
    priority: float
    feasibility: float
    priority_basis: str = ""
    """The arithmetic behind `priority`, in words."""


Finding = Chunk | Inference | Pattern | Insight | DesignPrinciple


@dataclass(slots=True)
class Findings:
    """Everything found so far, one list a step, each in a stable order."""

    chunks: list[Chunk] = field(default_factory=list)
    inferences: list[Inference] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)
    insights: list[Insight] = field(default_factory=list)
    design_principles: list[DesignPrinciple] = field(default_factory=list)

    def of(self, step: str) -> list[Any]:
        """The list that `step` (its name, e.g. `chunking`) fills."""
        found: list[Any] = getattr(self, COLLECTIONS[step])
        return found

    def add(self, step: str, items: list[Any]) -> None:
        """Append `items` to the list of `step`."""
        self.of(step).extend(items)

    def items(self) -> Iterator[Finding]:
        """Every item of every step, in the order of the steps."""
        for step in COLLECTIONS:
            yield from self.of(step)


COLLECTIONS: dict[str, str] = {
    "chunking": "chunks",
    "inferring": "inferences",
    "relating": "patterns",
    "explaining": "insights",
    "activating": "design_principles",
}
"""Which list of the result document each step fills."""

_CLASSES: dict[str, type] = {
    "chunking": Chunk,
    "inferring": Inference,
    "relating": Pattern,
    "explaining": Insight,
    "activating": DesignPrinciple,
}


def to_document(item: Finding) -> dict[str, Any]:
    """`item` as a JSON-able object with the contract's field names."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(item).items()}


def from_document(step: str, document: dict[str, Any]) -> Any:
    """The item of `step` that `to_document` made `document` of; TypeError where fields are missing."""
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in document.items()
    }
    if step == "chunking":
        values["type"] = ChunkType(values["type"])
    return _CLASSES[step](**values)

"""What the pages call the five steps and what they find. One place, so that the words are the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.findings import COLLECTIONS, ChunkType
from tracking.states import STEPS, Status, Step


@dataclass(frozen=True, slots=True)
class StepWords:
    """How one step is spoken of."""

    step: Step
    verb: str
    """The step itself: "Chunk"."""
    one: str
    """One of what it finds: "chunk"."""
    many: str
    heading: str
    """Title of the list of what it finds."""
    question: str
    """What the step asks of the material, in one short line."""
    awaiting: str
    """What stands where its findings will be, while there are none."""

    @property
    def number(self) -> int:
        """Place in the order, from 1."""
        return self.step.number + 1

    @property
    def collection(self) -> str:
        """Name of its list in the result document."""
        return COLLECTIONS[self.step.value]


WORDS: dict[Step, StepWords] = {
    Step.CHUNKING: StepWords(
        Step.CHUNKING,
        "Chunk",
        "chunk",
        "chunks",
        "In their words",
        "What was said, one idea at a time?",
        "Single ideas appear here, word for word, as soon as a worker reads the transcripts.",
    ),
    Step.INFERRING: StepWords(
        Step.INFERRING,
        "Infer",
        "meaning",
        "meanings",
        "What it means",
        "What does it mean, and why does it matter?",
        "What each chunk means appears here, one after another.",
    ),
    Step.RELATING: StepWords(
        Step.RELATING,
        "Relate",
        "pattern",
        "patterns",
        "Patterns",
        "Which meanings point the same way?",
        "Meanings that point in the same direction come together here.",
    ),
    Step.EXPLAINING: StepWords(
        Step.EXPLAINING,
        "Explain",
        "insight",
        "insights",
        "Insights",
        "Why is it so?",
        "Each pattern is asked why it is so; the answers appear here.",
    ),
    Step.ACTIVATING: StepWords(
        Step.ACTIVATING,
        "Activate",
        "principle",
        "principles",
        "Design principles",
        "How should design respond?",
        "Every insight becomes a principle to design by, here.",
    ),
}

STEP_WORDS: tuple[StepWords, ...] = tuple(WORDS[step] for step in STEPS)

STATUS_WORDS: dict[Status, str] = {
    Status.PENDING: "Waiting",
    Status.PROCESSING: "Running",
    Status.COMPLETED: "Completed",
    Status.FAILED: "Failed",
}

CHUNK_TYPES: dict[str, str] = {
    ChunkType.PAIN_POINT.value: "Pain point",
    ChunkType.DESIRE.value: "Desire",
    ChunkType.WORKAROUND.value: "Workaround",
    ChunkType.BEHAVIOR.value: "Behaviour",
    ChunkType.OBSERVATION.value: "Observation",
    ChunkType.FACT.value: "Fact",
    ChunkType.QUOTE.value: "Quote",
}

LANGUAGES: dict[str, str] = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "th": "Thai",
    "tr": "Turkish",
    "zh": "Chinese",
}
"""Languages that the engine knows, by their code."""

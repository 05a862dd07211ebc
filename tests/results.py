"""A small result whose every link is known, so that a case about findings reads in one line.

Two people in two interviews; three patterns (the third rests on Ben alone), an insight and a principle for each.
"""

from __future__ import annotations

from typing import Any

from analysis.transcripts import Study
from tests.builders import study, transcript

ANNA = transcript(
    ("Interviewer", "How do you collect feedback?"),
    ("Anna", "It comes from five places. I keep sticky notes."),
    ("Interviewer", "And who decides?"),
    ("Anna", "Nobody knows who decides. I wish there were one place."),
    name="anna.txt",
)
BEN = transcript(
    ("Interviewer", "How do you collect feedback?"),
    ("Ben", "Feedback comes by mail and chat. =HYPERLINK is what I paste. I like my own list."),
    name="ben.txt",
)

_SAID = (
    (ANNA, "It comes from five places."),
    (ANNA, "I keep sticky notes."),
    (ANNA, "Nobody knows who decides."),
    (ANNA, "I wish there were one place."),
    (BEN, "Feedback comes by mail and chat."),
    (BEN, "=HYPERLINK is what I paste."),
)
"""Chunk 1 to 6. Ben's last sentence is in no chunk."""

_PATTERNS = (
    ("Feedback is scattered, so everybody copies it", (1, 2, 5)),
    ("Nobody owns the decision, so people wait", (3, 4)),
    ("Links are pasted by hand, so they break", (6,)),
)


def a_study() -> Study:
    """The two interviews."""
    return study(ANNA, BEN)


def a_result(request_id: str = "analysis_a", **changes: Any) -> dict[str, Any]:
    """The result of `a_study`."""
    chunks = [_chunk(number, source, words) for number, (source, words) in enumerate(_SAID, start=1)]
    result: dict[str, Any] = {
        "request_id": request_id,
        "status": "completed",
        "engine": "local",
        "title": "Feedback",
        "attempt": 1,
        "created_at": "2026-03-01T09:00:00.000Z",
        "execution_time": 1.0,
        "sources": [
            {"name": each.name, "format": "text", "encoding": "utf-8", "language": "en", "words": 20, "speakers": []}
            for each in (ANNA, BEN)
        ],
        "chunks": chunks,
        "inferences": [_inference(number, chunk) for number, chunk in enumerate(chunks, start=1)],
        "patterns": [_pattern(number, *each) for number, each in enumerate(_PATTERNS, start=1)],
        "insights": [_insight(number) for number in (1, 2, 3)],
        "design_principles": [_principle(number) for number in (1, 2, 3)],
        "metadata": {"counts": {"chunks": 6, "patterns": 3, "insights": 3}, "participants": 2, "coverage": 0.9},
    }
    return {**result, **changes}


def _chunk(number: int, source: Any, words: str) -> dict[str, Any]:
    start = source.text.index(words)
    return {
        "id": f"chunk_{number}",
        "content": words,
        "source": source.name,
        "speaker": source.participants[0],
        "role": "participant",
        "question": "How do you collect feedback?",
        "start": start,
        "end": start + len(words),
        "timecode": None,
        "type": "pain_point",
        "confidence": 0.8,
        "tags": [],
    }


def _inference(number: int, chunk: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"inference_{number}",
        "chunk_id": chunk["id"],
        "meanings": [f"{chunk['speaker']} says: {chunk['content']}"],
        "importance": "It costs time.",
        "context": "",
        "reasoning": "",
        "confidence": 0.6,
        "need": "one place of truth",
    }


def _pattern(number: int, name: str, members: tuple[int, ...]) -> dict[str, Any]:
    people = ["Anna"] if number == 2 else ["Anna", "Ben"] if number == 1 else ["Ben"]
    return {
        "id": f"pattern_{number}",
        "name": name,
        "description": f"About {name}",
        "related_inferences": [f"inference_{member}" for member in members],
        "themes": ["feedback"],
        "strength": 0.9 - number / 10,
        "evidence_count": len(members),
        "speakers": len(people),
        "people": people,
    }


def _insight(number: int) -> dict[str, Any]:
    return {
        "id": f"insight_{number}",
        "headline": f"Headline {number}",
        "explanation": f"Because of reason {number}.",
        "pattern_id": f"pattern_{number}",
        "non_consensus": False,
        "first_principles": number == 1,
        "impact_score": 0.5,
        "supporting_evidence": ["chunk_5"] if number == 1 else [],
        "counter_evidence": ["chunk_6"] if number == 2 else [],
        "reasons": [],
    }


def _principle(number: int) -> dict[str, Any]:
    return {
        "id": f"principle_{number}",
        "principle": f"The system should do thing {number}.",
        "insight_id": f"insight_{number}",
        "action_verbs": ["provide"],
        "design_direction": "",
        "how_might_we": f"How might we do thing {number}?",
        "priority": 0.9 - number / 10,
        "feasibility": 0.5,
        "priority_basis": "",
    }

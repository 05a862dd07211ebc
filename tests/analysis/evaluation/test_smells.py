"""Slips of language: each seen where it is, none where it is not."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.evaluation.smells import RESTATED, opening_share, slips
from analysis.findings import Chunk, ChunkType, DesignPrinciple, Findings, Inference, Insight, Pattern


def findings(**texts: str) -> Findings:
    """Findings that hold the given texts: `meaning`, `name`, `headline`, `principle`, `question`."""
    common: dict[str, Any] = {"confidence": 0.5}
    return Findings(
        chunks=[
            Chunk(
                id="chunk_001",
                content="…",
                source="a.txt",
                speaker="Maria",
                role="participant",
                question=None,
                start=0,
                end=1,
                timecode=None,
                type=ChunkType.FACT,
                **common,
            )
        ],
        inferences=[
            Inference(
                id="inference_001",
                chunk_id="chunk_001",
                meanings=(texts.get("meaning", "Maria waits."),),
                importance="Waiting costs time.",
                context="",
                reasoning="",
                **common,
            )
        ],
        patterns=[
            Pattern(
                id="pattern_01",
                name=texts.get("name", "People wait for the bus"),
                description="",
                related_inferences=("inference_001",),
                themes=(),
                strength=0.5,
                evidence_count=1,
                speakers=1,
            )
        ],
        insights=[
            Insight(
                id="insight_01",
                headline=texts.get("headline", "Nobody knows when it comes"),
                explanation="Maria says so.",
                pattern_id="pattern_01",
                non_consensus=False,
                first_principles=False,
                impact_score=0.5,
                supporting_evidence=("chunk_001",),
            )
        ],
        design_principles=[
            DesignPrinciple(
                id="principle_01",
                principle=texts.get("principle", "The system should show when the bus comes."),
                insight_id="insight_01",
                action_verbs=("show",),
                design_direction="",
                how_might_we=texts.get("question", "How might we show when the bus comes?"),
                priority=0.5,
                feasibility=0.5,
            )
        ],
    )


def kinds(**texts: str) -> set[str]:
    return {slip.kind for slip in slips(findings(**texts))}


def test_clean_findings_have_none() -> None:
    assert kinds() == set()


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        ({"principle": "The system must treat Writing the plans as crucial."}, "capital inside a sentence"),
        ({"principle": "Design must start from the fact that buses are late."}, RESTATED),
        ({"question": "How might we help when when it rains?"}, "doubled or colliding words"),
        ({"headline": "People wait in the rain and"}, "dangling end"),
        ({"headline": "Because it rains, nobody waits"}, "dangling start"),
        ({"headline": "Bus"}, "length outside 4 to 16 words"),
        ({"headline": "“When I wait in the rain…”"}, "cut quotation for a headline"),
        ({"meaning": "Maria says “it rains."}, "unmatched mark"),
        ({"meaning": "Maria waits,, and waits."}, "punctuation"),
        ({"meaning": "Maria eats a apple."}, "article"),
        ({"meaning": "Maria is um waiting."}, "left-over of talk"),
        ({"meaning": "Maria waits for my bus."}, "first person outside a quote"),
        ({"meaning": "People waits at the stop, people has time."}, "agreement"),
        ({"meaning": "Maria is late so Maria runs."}, "name said twice in a sentence"),
        ({"meaning": "It th they are late."}, "broken word"),
    ],
)
def test_each_slip_is_seen(texts: dict[str, str], kind: str) -> None:
    assert kinds(**texts) == {kind}


def test_each_text_said_twice_in_a_study_is_seen() -> None:
    found = findings()
    found.inferences.append(found.inferences[0])
    assert [slip.kind for slip in slips(found)] == ["said twice", "said twice"]


def test_a_name_may_come_again_where_others_came_between() -> None:
    assert kinds(meaning="Maria writes to the drivers, and they call Maria back.") == set()


def test_talk_inside_quotation_marks_is_nobodys_slip() -> None:
    assert kinds(meaning="Maria says “um, I I mean my my bus and”.") == set()


def test_the_commonest_opening_is_a_share_of_all() -> None:
    assert opening_share(["The system should wait.", "The system should go.", "Design should rest."]) == pytest.approx(
        2 / 3
    )
    assert opening_share([]) == 0.0

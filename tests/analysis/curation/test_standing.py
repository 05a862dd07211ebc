"""What people set aside counts no more: in patterns, in what rests on them, in everything that is made of a result."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from analysis.chain import Chain
from analysis.curation.anchors import anchor_of
from analysis.curation.edits import Act, Edit
from analysis.curation.overlay import Curated, lay_over
from analysis.exports import export
from analysis.exports.report import compose_report
from analysis.matrix import by_pattern
from tests.results import a_result


def curated(*acts: tuple[Act, str] | tuple[Act, str, str], result: dict[str, Any] | None = None) -> Curated:
    """The result under edits by Mia: (what, item) or (what, item, the other item)."""
    result = result or a_result()
    chain = Chain(result)
    edits = [
        Edit(
            seq=seq,
            at="2026-03-02T10:00:00.000Z",
            actor="Mia",
            act=act,
            item=anchor_of(chain, item_id),
            into=anchor_of(chain, other[0]) if other else None,
        )
        for seq, (act, item_id, *other) in enumerate(acts, start=1)
    ]
    return lay_over(result, edits)


BEN_SET_ASIDE = pytest.mark.parametrize(
    "act", [(Act.SET_ASIDE, "inference_5"), (Act.SET_ASIDE, "chunk_5"), (Act.REMOVE, "inference_5", "pattern_1")]
)
"""Ben's one reading in pattern 1, which Anna voices twice."""


@BEN_SET_ASIDE
def test_a_pattern_counts_what_stands(act: Any) -> None:
    pattern = curated(act).chain.item("pattern_1")

    assert pattern["related_inferences"] == ["inference_1", "inference_2"]
    assert (pattern["evidence_count"], pattern["speakers"], pattern["people"]) == (2, 1, ["Anna"])
    assert pattern["strength"] == pytest.approx(0.8 * (2 / 3 + 1 / 2) / 2, abs=0.005)
    assert pattern["description"].endswith("Without what people set aside, 2 pieces of evidence by 1 person are left.")


@BEN_SET_ASIDE
def test_what_rests_on_the_pattern_falls_with_it_and_says_why(act: Any) -> None:
    laid = curated(act)
    insight, principle = laid.chain.item("insight_1"), laid.chain.item("principle_1")

    assert insight["supporting_evidence"] == []
    assert insight["impact_score"] < 0.5
    assert principle["priority"] < 0.8
    assert principle["priority_basis"].endswith("from 0.80 before evidence was set aside")
    for item_id in ("pattern_1", "insight_1", "principle_1"):
        assert laid.marks[item_id].rests_on[0].startswith("Without a ")
        assert laid.marks[item_id].rests_on[0].endswith(" by Mia")
        assert not laid.left_out(item_id)


def test_a_reading_removed_from_one_pattern_stays_in_others_and_can_be_put_back() -> None:
    result = a_result()
    result["patterns"][1]["related_inferences"].append("inference_5")
    laid = curated((Act.REMOVE, "inference_5", "pattern_1"), result=result)

    assert [pattern["id"] for pattern in laid.chain.became("inference_5").patterns] == ["pattern_2"]
    assert [edit.into.item_id for edit in laid.marks["inference_5"].removed if edit.into] == ["pattern_1"]
    assert [edit.seq for edit in laid.marks["inference_5"].edits] == [1]


def test_one_taken_back_in_counts_again() -> None:
    laid = curated((Act.SET_ASIDE, "inference_5"), (Act.TAKE_BACK, "inference_5"))

    assert laid.chain.result["patterns"] == a_result()["patterns"]
    assert laid.chain.result["insights"] == a_result()["insights"]


def test_a_pattern_of_which_nothing_stands_is_in_no_report() -> None:
    laid = curated((Act.SET_ASIDE, "chunk_6"))
    pattern = laid.chain.item("pattern_3")
    report = compose_report(laid)

    assert (pattern["evidence_count"], pattern["speakers"], pattern["strength"]) == (0, 0, 0)
    assert all(laid.left_out(item_id) for item_id in ("pattern_3", "insight_3", "principle_3"))
    assert "Nothing that it rests on stands any more" in laid.marks["principle_3"].rests_on
    assert [section.headline for section in report.sections] == ["Headline 1", "Headline 2"]
    assert [name for name, *_ in report.patterns] == [each["name"] for each in a_result()["patterns"][:2]]
    assert report.set_aside == 1


def test_what_speaks_against_is_set_aside_as_well() -> None:
    laid = curated((Act.SET_ASIDE, "chunk_6"))

    assert laid.chain.item("insight_2")["counter_evidence"] == []
    assert compose_report(laid).sections[1].against == ()


def test_evidence_of_merged_patterns_is_counted_together() -> None:
    pattern = curated((Act.MERGE, "pattern_3", "pattern_1"), (Act.SET_ASIDE, "inference_6")).chain.item("pattern_1")

    assert (pattern["evidence_count"], pattern["people"]) == (3, ["Anna", "Ben"])


def test_every_form_of_the_result_agrees() -> None:
    laid = curated((Act.SET_ASIDE, "inference_5"))
    report = compose_report(laid).sections[0]
    document = json.loads(export("json", laid, None))
    rows = list(csv.DictReader(io.StringIO(export("csv", laid, None).decode("utf-8-sig"))))
    people = by_pattern(laid.chain.result, laid.chain.result["patterns"])

    assert (report.people, report.evidence) == (1, 2)
    assert "Feedback comes by mail and chat." not in [quote.words for quote in report.quotes]
    assert document["patterns"][0]["evidence_count"] == 2
    assert rows[4]["pattern"] == ""
    assert dict(zip([voice.name for voice in people.voices], people.rows[0].counts, strict=True)) == {
        "Anna": 2,
        "Ben": 0,
    }


def test_people_without_a_list_are_counted_by_who_speaks() -> None:
    result = a_result()
    del result["patterns"][0]["people"]

    assert curated((Act.SET_ASIDE, "inference_5"), result=result).chain.item("pattern_1")["speakers"] == 1

"""The measures on groupings whose value is known."""

from __future__ import annotations

import pytest

from analysis.evaluation.measures import agreement, b_cubed, soundness
from analysis.findings import COLLECTIONS, Findings, to_document
from analysis.matrix import participant_matrix
from tests import builders
from tests.analysis.engines.local.specimens import team_study


def test_the_same_grouping_under_other_names_agrees_fully() -> None:
    measured = agreement(["a", "a", "b", "b"], [7, 7, 3, 3])
    assert (measured.nmi, measured.rand, measured.b_cubed) == pytest.approx((1.0, 1.0, 1.0))
    assert (measured.groups, measured.left_out) == (2, 0.0)


def test_b_cubed_of_everything_in_one_group() -> None:
    # Precision 1/2, recall 1.
    assert b_cubed(["a", "a", "b", "b"], [0, 0, 0, 0]) == pytest.approx(2 / 3)


def test_what_is_left_out_is_counted_and_is_no_group() -> None:
    measured = agreement(["a", "a", "b", "b"], [0, 0, -1, -1])
    assert (measured.groups, measured.left_out) == (1, 0.5)


def test_soundness_sees_what_is_missing() -> None:
    measured = soundness(builders.study(builders.transcript(("Ann", "one two three four"))), Findings())
    assert measured.coverage == 0.0


def test_the_matrix_counts_each_quote_of_each_person_once(engine: object) -> None:
    from tests.analysis.engines.local.specimens import analysed

    found = analysed(engine, team_study())  # type: ignore[arg-type]
    lists = {name: [to_document(item) for item in found.of(step)] for step, name in COLLECTIONS.items()}
    made = participant_matrix(lists)
    assert [person["speaker"] for person in made["people"]] == ["Ana", "Ben"]
    for column, pattern in enumerate(found.patterns):
        assert made["patterns"][column] == pattern.id
        assert sum(row[column] for row in made["quotes"]) == pattern.evidence_count
        assert sum(bool(row[column]) for row in made["quotes"]) == pattern.speakers

"""Groups at every size of study."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from sklearn.preprocessing import normalize

from analysis.engines.local import clustering
from analysis.evaluation.measures import agreement


def points(groups: int, each: int, noise: float = 0.05) -> tuple[np.ndarray, list[str]]:
    chance = np.random.default_rng(3)
    centres = np.eye(64)[:groups]  # As far apart as can be.
    made = np.repeat(centres, each, axis=0) + noise * chance.normal(size=(groups * each, 64))
    return normalize(made).astype(np.float32), [str(number) for number in range(groups) for _ in range(each)]


def test_groups_that_are_plain_are_found_without_being_told_their_number() -> None:
    for groups, each in ((3, 5), (8, 40), (12, 300)):
        made, meant = points(groups, each)
        measured = agreement(meant, clustering.cluster(made).tolist())
        assert measured.groups == groups
        assert measured.rand > 0.99


def test_a_large_study_takes_the_linear_road_and_agrees_as_well() -> None:
    made, meant = points(20, 200)
    assert len(made) > clustering._EXACT_UP_TO
    assert agreement(meant, clustering.cluster(made).tolist()).rand > 0.95


def test_one_text_and_none_are_no_trouble() -> None:
    assert clustering.cluster(np.zeros((0, 4), np.float32)).tolist() == []
    assert clustering.cluster(np.ones((1, 4), np.float32)).tolist() == [0]


def test_the_larger_the_study_the_finer_the_groups() -> None:
    limits = [clustering.apart(count) for count in (2, 15, 300, 2_000, 40_000)]
    assert all(one >= two for one, two in pairwise(limits))

"""Map, matrix, search, comparison: findings seen from above."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.chain import Chain
from analysis.comparison import compare
from analysis.landscape import WIDTH, landscape
from analysis.matrix import by_pattern
from analysis.searching import search
from tests.results import a_result


def test_every_meaning_is_on_the_map_once() -> None:
    result = a_result()
    result["patterns"] = result["patterns"][:2]
    drawn = landscape(result["patterns"], result["inferences"])

    placed = [dot.inference["id"] for island in drawn.islands for dot in island.dots]
    loose = [dot.inference["id"] for dot in drawn.loose]
    assert sorted(placed + loose) == [f"inference_{n}" for n in range(1, 7)]
    assert loose == ["inference_6"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=14))
def test_no_two_patterns_overlap_and_all_are_inside(sizes: list[int]) -> None:
    inferences, patterns = [], []
    for number, size in enumerate(sizes):
        mine = [{"id": f"i{number}_{n}", "meanings": [f"word{number} word{n} common"]} for n in range(size)]
        inferences += mine
        patterns.append({"id": f"p{number}", "related_inferences": [each["id"] for each in mine]})

    drawn = landscape(patterns, inferences)

    for place, one in enumerate(drawn.islands):
        assert 0 <= one.x <= WIDTH
        assert 0 <= one.y <= drawn.height
        for other in drawn.islands[:place]:
            assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius


def test_the_map_is_the_same_each_time() -> None:
    result = a_result()

    assert landscape(result["patterns"], result["inferences"]) == landscape(result["patterns"], result["inferences"])


def test_an_empty_result_has_an_empty_map() -> None:
    assert landscape([], []).islands == ()


def test_the_matrix_counts_quotes_by_person() -> None:
    result = a_result()
    found = by_pattern(result, result["patterns"])

    assert [voice.name for voice in found.voices] == ["Anna", "Ben"]
    assert [row.counts for row in found.rows] == [(2, 1), (2, 0), (0, 1)]
    assert found.largest == 2


def test_the_matrix_shows_the_patterns_asked_for_in_their_order() -> None:
    result = a_result()
    found = by_pattern(result, [result["patterns"][2], result["patterns"][0]])

    assert [(row.pattern["id"], row.counts) for row in found.rows] == [("pattern_3", (0, 1)), ("pattern_1", (2, 1))]


def test_search_wants_every_word_and_marks_it() -> None:
    found = search(a_result(), "mail CHAT")

    assert [(each.step, each.count) for each in found] == [("inferring", 1), ("chunking", 1)]
    title = found[1].hits[0].title
    assert [piece.text for piece in title if piece.hit] == ["mail", "chat"]
    assert "".join(piece.text for piece in title) == "Feedback comes by mail and chat."


def test_search_takes_special_characters_for_what_they_are() -> None:
    assert search(a_result(), "=HYPERLINK")[-1].hits[0].item["id"] == "chunk_6"
    assert search(a_result(), ".*") == []
    assert search(a_result(), "  ") == []


def test_a_result_is_all_in_common_with_itself() -> None:
    for each in compare(Chain(a_result()), Chain(a_result("analysis_b"))).steps:
        assert [pair.share for pair in each.both] == [1.0] * 3
        assert each.only_first == each.only_second == ()


def test_another_run_on_the_same_words_is_matched_by_what_it_rests_on() -> None:
    other = a_result("analysis_b")
    for number, principle in enumerate(other["design_principles"]):
        principle["principle"] = f"Said quite otherwise {number}"
    other["design_principles"] = other["design_principles"][:2]

    found = compare(Chain(a_result()), Chain(other))

    assert found.same_sources
    activating = found.steps[0]
    assert [(pair.first["id"], pair.second["id"]) for pair in activating.both] == [
        ("principle_1", "principle_1"),
        ("principle_2", "principle_2"),
    ]
    assert [item["id"] for item in activating.only_first] == ["principle_3"]


def test_words_that_every_principle_shares_match_nothing() -> None:
    first, other = a_result(), a_result("analysis_b")
    other["sources"] = [{"name": "else.txt", "words": 7}]
    topics = ("apples", "bridges", "candles"), ("dolphins", "engines", "forests")
    for result, words in zip((first, other), topics, strict=True):
        for principle, word in zip(result["design_principles"], words, strict=True):
            principle["principle"] = f"The system should provide people with {word}"

    found = compare(Chain(first), Chain(other))

    assert not found.same_sources
    assert found.steps[0].both == ()

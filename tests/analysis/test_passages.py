"""Transcripts cut at their chunks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.passages import coverage, passages
from tests.results import ANNA, BEN, a_result


def test_passages_are_the_turn_and_nothing_else() -> None:
    for source in (ANNA, BEN):
        for turn in passages(source, a_result()["chunks"]):
            assert "".join(passage.text for passage in turn.passages) == source.words_of(turn.turn)


def test_a_chunk_keeps_its_own_words() -> None:
    found = [p for turn in passages(BEN, a_result()["chunks"]) for p in turn.passages if p.chunk is not None]

    assert [passage.text for passage in found] == [passage.chunk["content"] for passage in found if passage.chunk]
    assert len(found) == 2


def test_what_no_chunk_holds_counts_as_unused() -> None:
    turns = passages(BEN, a_result()["chunks"])
    covered = coverage(BEN, turns)

    assert covered.unused == len("I like my own list.".split())
    assert covered.said == len(BEN.words_of(BEN.turns[1]).split())


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=12))
def test_whatever_the_chunks_no_word_is_lost_or_doubled(spans: list[tuple[int, int]]) -> None:
    chunks = [
        {"id": f"chunk_{n}", "source": ANNA.name, "start": start, "end": start + length}
        for n, (start, length) in enumerate(spans)
    ]
    for turn in passages(ANNA, chunks):
        assert "".join(passage.text for passage in turn.passages) == ANNA.words_of(turn.turn)

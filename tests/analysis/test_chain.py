"""The line in both directions."""

from __future__ import annotations

import pytest

from analysis.chain import Chain
from tests.results import a_result


def ids(items: object) -> list[str]:
    return [item["id"] for item in items]  # type: ignore[attr-defined]  # any of the chain's tuples


def test_a_principle_leads_down_to_quotes_named_evidence_first() -> None:
    line = Chain(a_result()).line("principle_1")

    assert line.insight is not None
    assert line.insight["id"] == "insight_1"
    assert line.pattern is not None
    assert line.pattern["id"] == "pattern_1"
    assert [strand.chunk["id"] for strand in line.strands] == ["chunk_5", "chunk_1", "chunk_2"]


def test_counter_evidence_stands_beside_the_insight() -> None:
    chain = Chain(a_result())

    assert ids(chain.line("insight_2").counter) == ["chunk_6"]
    assert ids(chain.became("chunk_6").against) == ["insight_2"]


def test_a_quote_leads_up_to_its_principle() -> None:
    became = Chain(a_result()).became("chunk_3")

    assert ids(became.inferences) == ["inference_3"]
    assert ids(became.patterns) == ["pattern_2"]
    assert ids(became.insights) == ["insight_2"]
    assert ids(became.principles) == ["principle_2"]


@pytest.mark.parametrize("item_id", ["chunk_3", "inference_3", "pattern_2", "insight_2", "principle_2"])
def test_every_kind_of_item_knows_the_chunks_under_it(item_id: str) -> None:
    assert "chunk_3" in Chain(a_result()).chunks_under(item_id)


def test_a_link_to_nothing_is_left_out_not_shown() -> None:
    result = a_result()
    result["patterns"][0]["related_inferences"].append("inference_99")
    result["insights"][2]["pattern_id"] = "pattern_99"
    chain = Chain(result)

    assert len(chain.line("pattern_1").strands) == 3
    assert chain.line("insight_3").pattern is None


def test_an_unknown_id_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Chain(a_result()).line("chunk_99")

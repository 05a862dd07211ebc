"""What rests on a chunk once what people set aside is left out, together with what rests on that alone."""

from __future__ import annotations

from analysis.chain import Became
from analysis.curation.overlay import Curated


def kept_above(curated: Curated, chunk_id: str) -> Became:
    """From a chunk up to the principles, along findings that stand. KeyError for an unknown id."""
    became = curated.chain.became(chunk_id)
    inferences = [each for each in became.inferences if not curated.left_out(each["id"])]
    reached = {each["id"] for reading in inferences for each in curated.chain.became(reading["id"]).patterns}
    patterns = [each for each in became.patterns if each["id"] in reached and not curated.left_out(each["id"])]
    insights = [each for each in became.insights if stands(curated, each["id"]) and each["pattern_id"] in reached]
    principles = [
        each
        for each in became.principles
        if stands(curated, each["id"]) and each["insight_id"] in {insight["id"] for insight in insights}
    ]
    return Became(
        inferences=tuple(inferences),
        patterns=tuple(patterns),
        insights=tuple(insights),
        principles=tuple(principles),
    )


def stands(curated: Curated, item_id: str) -> bool:
    """Whether neither a finding nor what it rests on up to its pattern is left out. KeyError for an unknown id."""
    line = curated.chain.line(item_id)
    findings = (line.principle, line.insight, line.pattern)
    return not any(curated.left_out(each["id"]) for each in findings if each is not None)

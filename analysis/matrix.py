"""Who said what: participants against patterns, for the metadata of a result. Pure."""

from __future__ import annotations

from typing import Any

from analysis.findings import Findings


def participant_matrix(found: Findings) -> dict[str, Any]:
    """`{"people": […], "patterns": [ids], "quotes": [[…]]}`: quotes of each person (row) in each pattern (column).

    A person is a speaker of a source. People who voice no pattern are listed too, with a row of zeros, so that a reader
    sees who is not heard in the findings. Rows are in the order of first speaking, columns in that of the patterns.
    """
    chunks = {chunk.id: chunk for chunk in found.chunks}
    rows = {key: row for row, key in enumerate(dict.fromkeys((chunk.source, chunk.speaker) for chunk in found.chunks))}
    chunk_of = {inference.id: inference.chunk_id for inference in found.inferences}
    quotes = [[0] * len(found.patterns) for _ in rows]
    for column, pattern in enumerate(found.patterns):
        for identifier in dict.fromkeys(chunk_of[inference] for inference in pattern.related_inferences):
            chunk = chunks[identifier]
            quotes[rows[chunk.source, chunk.speaker]][column] += 1
    return {
        "people": [{"source": source, "speaker": speaker} for source, speaker in rows],
        "patterns": [pattern.id for pattern in found.patterns],
        "quotes": quotes,
    }

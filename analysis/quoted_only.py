"""Findings for readers who may see quotes but not the interviews around them. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from analysis.chain import Chain
from analysis.curation.overlay import Curated
from analysis.findings import COLLECTIONS


def quoted_only(curated: Curated) -> Curated:
    """`curated` without what no finding rests on.

    What stays of people's words are the chunks that a pattern or an insight names, for or against. The other chunks go,
    with their meanings; so do interviewers' questions wherever they are repeated, sentences about files that were
    refused, and edits that fit no item. The chain of ids still holds.
    """
    result = curated.chain.result
    read = {inference_id for pattern in result["patterns"] for inference_id in pattern["related_inferences"]}
    inferences = [{**each, "context": ""} for each in result["inferences"] if each["id"] in read]
    quoted = {each["chunk_id"] for each in inferences}
    for insight in result["insights"]:
        quoted.update(insight["supporting_evidence"], insight.get("counter_evidence", ()))
    chunks = [{**each, "question": None} for each in result["chunks"] if each["id"] in quoted]
    document: dict[str, Any] = {**result, "chunks": chunks, "inferences": inferences}
    document["metadata"] = {**result["metadata"], "refused": [], "refused_more": 0}
    kept = {item["id"] for collection in COLLECTIONS.values() for item in document[collection]}
    marks = {item_id: mark for item_id, mark in curated.marks.items() if item_id in kept}
    return replace(curated, chain=Chain(document), marks=marks, unplaced=())

"""What stands of patterns, and of what rests on them, once people set readings or quotes aside. Pure.

A pattern counts the readings that stand. Its strength, and what engines make of it (an insight's impact, a principle's
priority), cannot be made anew from a result: each engine has its own measure. They fall with the share of evidence and
of people that is left, so that nothing keeps a rank it has lost the grounds for.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from analysis.curation.edits import Document

Link = tuple[str, str]
"""Ids of a pattern and of a reading that people removed from it."""


def let_fall(document: dict[str, Any], *, set_aside: Collection[str], removed: Collection[Link]) -> set[str]:
    """Take out of every pattern what is `set_aside` (ids of readings and quotes) or `removed` from it, and count anew.

    Changes the lists of `document`, whose items must be its own. Returns the ids of patterns that nothing is left of.
    """
    chunk_of = {inference["id"]: inference["chunk_id"] for inference in document["inferences"]}
    chunks = {chunk["id"]: chunk for chunk in document["chunks"]}
    empty: set[str] = set()
    for pattern in document["patterns"]:
        members = pattern["related_inferences"]
        standing = [
            member
            for member in members
            if member not in set_aside
            and chunk_of.get(member) not in set_aside
            and (pattern["id"], member) not in removed
        ]
        if len(standing) == len(members):
            continue
        said = [chunks[chunk_of[member]] for member in standing if chunk_of.get(member) in chunks]
        share = _recount(pattern, standing, said)
        if not standing:
            empty.add(pattern["id"])
        _pass_on(document, pattern, share, {chunk["id"] for chunk in said})
    for insight in document["insights"]:
        if "counter_evidence" in insight:
            insight["counter_evidence"] = [each for each in insight["counter_evidence"] if each not in set_aside]
    return empty


def _recount(pattern: dict[str, Any], standing: list[str], said: list[Document]) -> float:
    """Count a pattern anew from what stands; what is left of its weight, 0..1."""
    evidence, speakers = pattern["evidence_count"], pattern["speakers"]
    heard = {name for chunk in said for name in _names(chunk)}
    people = [person for person in pattern.get("people", ()) if person in heard]
    persons = len({(chunk["source"], chunk["speaker"]) for chunk in said})
    pattern["related_inferences"] = standing
    pattern["evidence_count"] = min(evidence, len(standing))
    pattern["speakers"] = len(people) if pattern.get("people") else min(speakers, persons)
    if "people" in pattern:
        pattern["people"] = people
    share = (_share(pattern["evidence_count"], evidence) + _share(pattern["speakers"], speakers)) / 2
    pattern["strength"] = round(pattern["strength"] * share, 2)
    pattern["description"] = _told(pattern["description"], pattern)
    return share


def _names(chunk: Document) -> tuple[str, str]:
    """By which a pattern may list whoever said it (see findings.Pattern.people)."""
    return chunk["speaker"], f"{chunk['source']} · {chunk['speaker'] or 'participant'}"


def _pass_on(document: dict[str, Any], pattern: Document, share: float, standing: Collection[str]) -> None:
    """Tell the insights and principles above a pattern what it lost."""
    for insight in document["insights"]:
        if insight["pattern_id"] != pattern["id"]:
            continue
        insight["supporting_evidence"] = [each for each in insight["supporting_evidence"] if each in standing]
        insight["impact_score"] = round(insight["impact_score"] * share, 2)
        insight["explanation"] = _told(insight["explanation"], pattern)
        for principle in document["design_principles"]:
            if principle["insight_id"] == insight["id"]:
                before, after = principle["priority"], round(principle["priority"] * share, 2)
                principle["priority"] = after
                principle["priority_basis"] = f"{after:.2f}, from {before:.2f} before evidence was set aside"


def _told(text: str, pattern: Document) -> str:
    """`text`, whose own figures are the engine's, with those that hold now."""
    pieces, people = pattern["evidence_count"], pattern["speakers"]
    if not pieces:
        return f"{text} Without what people set aside, nothing is left.".lstrip()
    evidence = f"{pieces} {'piece' if pieces == 1 else 'pieces'} of evidence"
    by = f"{people} {'person' if people == 1 else 'people'}"
    return f"{text} Without what people set aside, {evidence} by {by} {'is' if pieces == 1 else 'are'} left.".lstrip()


def _share(left: int, all_of_it: int) -> float:
    return left / all_of_it if all_of_it else 0.0

"""In which language each finding is worded, for those who read pages aloud and for hyphenation. Pure.

A quote is in the language of its source. What is made of quotes is worded in the language of most of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

UNKNOWN = "und"

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tongues:
    """Language codes by item id; with `common`, the one language of everything."""

    common: str = ""
    by_id: Mapping[str, str] = field(default_factory=dict)

    def of(self, item_id: str) -> str:
        """The language of an item; empty where it is not known."""
        return self.common or self.by_id.get(item_id, "")


def told(languages: Mapping[str, str]) -> dict[str, str]:
    """`languages` (source → code), where one that could not be told is taken for the language of most others."""
    counted = Counter(code for code in languages.values() if code != UNKNOWN)
    usual = _most(counted.elements())
    return {source: usual if code == UNKNOWN else code for source, code in languages.items()}


def common_of(languages: Mapping[str, str]) -> str:
    """The language of all sources; empty where they have several or none that is known."""
    codes = set(told(languages).values())
    return codes.pop() if len(codes) == 1 else ""


def tongues_of(result: Document) -> Tongues:
    """The language of every item of a result."""
    languages = told({source["name"]: source.get("language", UNKNOWN) for source in result["sources"]})
    if common := common_of(languages):
        return Tongues(common=common)
    found = {chunk["id"]: languages.get(chunk["source"], "") for chunk in result["chunks"]}
    for inference in result["inferences"]:
        found[inference["id"]] = found.get(inference["chunk_id"], "")
    for pattern in result["patterns"]:
        found[pattern["id"]] = _most(found.get(each, "") for each in pattern["related_inferences"])
    for insight in result["insights"]:
        found[insight["id"]] = found.get(insight["pattern_id"], "")
    for principle in result["design_principles"]:
        found[principle["id"]] = found.get(principle["insight_id"], "")
    return Tongues(by_id=found)


def _most(codes: Iterable[str]) -> str:
    counted = Counter(code for code in codes if code)
    return min(counted, key=lambda code: (-counted[code], code)) if counted else ""

"""By what an edit finds its item again after a re-run, in which ids may mean something else. Pure.

An anchor is the item's id, its words and the places in the sources that it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.chain import Chain
from analysis.curation.edits import Anchor, Place
from analysis.findings import COLLECTIONS

Document = Mapping[str, Any]

NAMED_BY: dict[str, str] = {"relating": "name", "explaining": "headline", "activating": "principle"}
"""Steps whose items people may word anew, with the field that holds the words."""

SAME_ENOUGH = 0.5
"""Share of common text from which an item of a re-run counts as the one that was edited."""


def anchor_of(chain: Chain, item_id: str) -> Anchor:
    """The anchor of an item. KeyError for an unknown id."""
    step, item = chain.step_of(item_id), chain.item(item_id)
    chunks = [chain.item(chunk_id) for chunk_id in chain.chunks_under(item_id)]
    places = tuple((chunk["source"], chunk["start"], chunk["end"]) for chunk in chunks)
    return Anchor(step=step, item_id=item_id, words=words_of(step, item), places=places)


def words_of(step: str, item: Document) -> str:
    """What an item says, in one string."""
    if step == "chunking":
        return str(item["content"])
    if step == "inferring":
        return " ".join(item["meanings"])
    return str(item[NAMED_BY[step]])


def find(chain: Chain, anchor: Anchor) -> str | None:
    """Id of the item that `anchor` means in this result; None where none is near enough."""
    items = chain.result[COLLECTIONS[anchor.step]]
    for item in items:
        if item["id"] == anchor.item_id and words_of(anchor.step, item) == anchor.words:
            return str(item["id"])
    best, best_share = None, SAME_ENOUGH
    for item in items:
        share = common_share(anchor.places, anchor_of(chain, item["id"]).places)
        if words_of(anchor.step, item) == anchor.words:
            share += 1.0  # The same words about partly the same places: a sure sign.
        if share > best_share:
            best, best_share = str(item["id"]), share
    return best


def common_share(first: Sequence[Place], second: Sequence[Place]) -> float:
    """Characters that are in both sets of places over characters in either, 0..1."""
    ones, others = _intervals(first), _intervals(second)
    common = 0
    for source, spans in ones.items():
        for start, end in spans:
            common += sum(max(0, min(end, e) - max(start, s)) for s, e in others.get(source, ()))
    size = sum(end - start for spans in (*ones.values(), *others.values()) for start, end in spans)
    return common / (size - common) if size > common else float(common > 0)


def _intervals(places: Sequence[Place]) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for source, start, end in sorted(places):
        mine = spans.setdefault(source, [])
        if mine and start <= mine[-1][1]:
            mine[-1] = (mine[-1][0], max(mine[-1][1], end))
        else:
            mine.append((start, end))
    return spans
